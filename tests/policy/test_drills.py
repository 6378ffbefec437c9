"""By when drills must be held: one a period, in the zone of the client, and none where none is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from continuity.model.inventory import Calendar, PolicyDocument
from continuity.policy.drills import drills_due
from continuity.policy.policy import Policy, resolve

START, END = datetime(2026, 11, 23, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC)


def asking(**values: Any) -> Policy:
    return resolve("p", {"p": PolicyDocument(name="p", where="here:1", values=values)})


def test_a_drill_is_due_by_the_end_of_each_quarter_where_the_client_is() -> None:
    found = drills_due("acme/a", asking(drill={"every": Calendar.QUARTER, "mode": "live"}), "Europe/Paris", START, END)
    assert (found.mode, [one.isoformat() for one in found.times]) == (
        "live",
        ["2026-12-31T23:00:00+00:00", "2027-03-31T22:00:00+00:00", "2027-06-30T22:00:00+00:00"],
    )


def test_a_policy_that_says_nothing_asks_for_one_each_quarter() -> None:
    assert len(drills_due("acme/a", asking(), "UTC", START, END).times) == 3


def test_none_falls_due_within_a_period() -> None:
    assert drills_due("acme/a", asking(), "UTC", START, START).times == ()
