"""How long points stay, worked out beforehand, against the rules themselves, asked each day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from continuity.policy.lifetimes import Held, Keep, Lifetimes
from continuity.policy.policy import Retention
from continuity.policy.retention import Rules, decide
from tests.policy.test_retention import point

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CASES = {
    "gold": (Retention(hourly=48, daily=31, weekly=9, monthly=13), 14 * DAY, 2 * HOUR),
    "few": (Retention(last=5, daily=3), None, HOUR),
    "last": (Retention(last=7), 2 * DAY, 5 * HOUR),
    "weekly": (Retention(weekly=4, monthly=2), None, 6 * HOUR),
    "yearly": (Retention(daily=2, yearly=1), None, 12 * HOUR),
}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris"])
@pytest.mark.parametrize("name", CASES)
def test_what_is_worked_out_is_what_the_rules_keep(name: str, zone: str) -> None:
    """A backup in each period for 120 days; at noon of each of the last days both name the same points.

    The very first stays longer by the rules, as the oldest while a class is not complete; it is left out.
    """
    retention, young, every = CASES[name]
    keep = Keep(retention=retention, immutable_for=young, zone=zone)
    lives, ends = Lifetimes(keep), dict[datetime, datetime]()
    times = [START + every * number + HOUR / 2 for number in range(120 * DAY // every)]
    for at in times:
        ends |= {held.at: end for held, end in lives.come(Held(at=at, sizes={}))}
    for day in range(100, 119):
        now = START + day * DAY + 12 * HOUR + HOUR * 3 / 4
        there = [point(number, at) for number, at in enumerate(times) if at <= now]
        rules = Rules(retention=retention, immutable_for=young, zone=zone, now=now)
        kept = {one.point.data_time for one in decide(there, rules) if one.kept} - {times[0]}
        assert kept == {one.data_time for one in there if ends.get(one.data_time, now + DAY) > now} - {times[0]}


def test_without_any_count_and_for_archives_nothing_ends() -> None:
    for retention, forever in ((Retention(), False), (Retention(last=0), False), (Retention(last=1), True)):
        lives = Lifetimes(Keep(retention=retention, immutable_for=DAY, zone="UTC"))
        points = [Held(at=START + n * DAY, sizes={}, forever=forever) for n in range(9)]
        assert [end for one in points for end in lives.come(one)] == []
