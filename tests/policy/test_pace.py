"""Schedules that cannot keep their RPO are found before anything runs, with the gap that breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.model.documents.shipped import shipped, shipped_names
from continuity.model.inventory import Asset, PolicyDocument
from continuity.model.job import JobKind
from continuity.model.source import Source
from continuity.policy.checking import check
from continuity.policy.deriving import Measured
from continuity.policy.pace import pace, widest
from continuity.policy.policy import resolve
from continuity.policy.rhythm import share
from tests.policy.weeks import timetables, utc

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.policy.timetable import Timetable
    from tests.documents.conftest import Loads

NOW = utc("2026-11-23")
ASSET = Asset(
    name="files", client="acme", title="", criticality="", site="here", policy="p", where="c.yaml:7", canary="none",
    source=Source(kind="files", settings={}), copies=("disk",),
)  # fmt: skip
DOCUMENT = """\
version: 1
state: s
timezone: Europe/Paris
client: {name: acme}
sites: {here: {}}
repositories: {disk: {adapter: local, path: d, site: here, medium: disk, credential: a}}
assets: {files: {site: here, policy: p, source: {kind: files, paths: [x]}, copies: [disk]}}
policies: {p: {objectives: {rpo: RPO, rto: 1d}, copies: {copies: 2}, MORE}}
"""


def took(minutes: float) -> Measured:
    return Measured(typical=timedelta(minutes=minutes), worst=timedelta(minutes=minutes))


def said(loads: Loads, rpo: str, more: str, minutes: float = 0) -> list[str]:
    inventory = loads(DOCUMENT.replace("RPO", rpo).replace("MORE", more))
    measured = {"acme/files": took(minutes)} if minutes else {}
    return [f"{one.severity}: {one.reason}" for one in check(inventory, now=NOW, measured=measured)]


@pytest.mark.parametrize(
    ("rpo", "more", "minutes"),
    [
        ("1h", "schedule: {every: 1h}", 0),
        ("24h", "schedule: {cron: '0 2,14 * * *'}", 60),
        ("25h", "schedule: {cron: '0 2 * * *'}", 0),
        ("16h", "schedule: {every: 1h}, window: '20:00-06:00'", 0),
        ("4d", "schedule: {every: day}, blackout: 'Sat-Sun 00:00-24:00'", 0),
        ("15m", "window: 24x7", 2),
    ],
)
def test_what_keeps_its_promise(loads: Loads, rpo: str, more: str, minutes: float) -> None:
    assert said(loads, rpo, more, minutes) == []


@pytest.mark.parametrize(
    ("rpo", "more", "minutes", "answer"),
    [
        ("1h", "schedule: {every: 8h}", 0, "error: the policy p backs up every 8 h, its RPO is 1 h"),
        # the end of summer time makes a day of 25 hours
        (
            "24h", "schedule: {cron: '0 4 * * *'}", 0,
            ("error: the policy p leaves 25 h between two backups (2027-10-30 04:00 to 2027-10-31 04:00), "
            "its RPO is 24 h"),
        ),
        # data is at its oldest when the next backup ends
        (
            "1h", "schedule: {cron: '0 * * * *'}", 3,
            ("error: the policy p leaves 1 h between two backups (2026-11-23 02:00 to 2026-11-23 03:00), "
            "and one took 3 min: its RPO is 1 h"),
        ),
        # a window counts: nothing from 06:00 to 20:00
        (
            "8h", "schedule: {cron: '30 * * * *'}, window: '20:00-06:00'", 0,
            ("error: the policy p leaves 14 h 30 min between two backups (2026-11-23 05:30 to 2026-11-23 20:00), "
            "its RPO is 8 h"),
        ),
        # so does a blackout: the whole weekend, most of all the one with an hour more
        (
            "48h", "schedule: {cron: '0 22 * * *'}, blackout: 'Sat-Sun 00:00-24:00'", 0,
            ("error: the policy p leaves 51 h between two backups (2027-10-29 22:00 to 2027-11-01 00:00), "
            "its RPO is 48 h"),
        ),
        # an hour that is left out swallows the only opening of that week
        (
            "200h", "schedule: {cron: '10 1 * * sun'}, window: 'Sun 02:15-02:45'", 0,
            ("error: the policy p leaves 335 h between two backups (2027-03-21 02:15 to 2027-04-04 02:15), "
            "its RPO is 200 h"),
        ),
        (
            "7d", "schedule: {cron: '0 4 29 2 *'}", 0,
            ("error: the policy p leaves 35064 h between two backups (2028-02-29 04:00 to 2032-02-29 04:00), "
            "its RPO is 168 h"),
        ),
        # derived, and too slow for any interval
        (
            "10m", "window: 24x7", 12,
            ("error: the policy p leaves 1 min between two backups (2026-11-23 01:00 to 2026-11-23 01:01), "
            "and one took 12 min: its RPO is 10 min"),
        ),
        (
            "1h", "schedule: {every: 1h}, window: '08:00-12:00', blackout: '07:00-13:00'", 0,
            "error: the window and the blackout of the policy p leave no hour in which a backup may start",
        ),
        ("99d", "schedule: {every: 36525d}", 0, "error: the policy p backs up every 36525 d, its RPO is 99 d"),
        (
            "1h", "schedule: {every: 1s}", 0,
            "warning: the policy p backs up every 1 s: it is done every 1 min, not more often",
        ),
        (
            "24h", "schedule: {every: 1h}, window: '22:00-23:00'", 20,
            "error: the policy p leaves",
        ),
        (
            "30h", "schedule: {every: 1h}, window: '22:00-23:00'", 90,
            "warning: a backup took 1 h 30 min, the policy p leaves 1 h at a time to start in",
        ),
    ],
)  # fmt: skip
def test_what_does_not(loads: Loads, rpo: str, more: str, minutes: float, answer: str) -> None:
    answers = said(loads, rpo, more, minutes)
    assert [one for one in answers if one.startswith(answer)], answers


def test_a_small_window_that_breaks_the_promise_is_refused(loads: Loads) -> None:
    answers = said(loads, "24h", "schedule: {every: 1h}, window: '22:00-23:00'", 90)
    assert "error: a backup took 1 h 30 min, the policy p leaves 1 h at a time to start in" in answers


@pytest.mark.parametrize("name", shipped_names())
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe"])
def test_shipped_policies_keep_pace(name: str, zone: str) -> None:
    """Also at both changes of the clock, and with backups that take a tenth of the RPO."""
    policy = resolve(name, {one: shipped(one) for one in shipped_names()})
    assert policy.rpo is not None
    tenth = policy.rpo.total_seconds() / 600
    assert list(pace(ASSET, policy, zone, took(tenth), NOW)) == []


@settings(max_examples=60, deadline=None)
@given(timetables(), st.integers(1, 48 * 60), st.integers(0, 120))
def test_found_if_and_only_if_a_gap_is_too_wide(drawn: tuple[Timetable, datetime], rpo: int, worst: int) -> None:
    """What is not counted because it is surely within the RPO really is; the widest gap is as wide as any."""
    table, now = replace(drawn[0], share=share(JobKind.BACKUP, ASSET.reference)), drawn[1]
    entries = [{"kind": str(one.kind), "every": one.every, "cron": one.cron} for one in table.entries]
    values = {
        "objectives": {"rpo": timedelta(minutes=rpo), "rto": timedelta(hours=1)},
        "schedule": [{key: value for key, value in one.items() if value is not None} for one in entries],
        "window": list(table.window),
        "blackout": list(table.blackout),
    }
    policy = resolve("p", {"p": PolicyDocument(name="p", where="c.yaml:9", values=values)})
    found = [str(one.reason) for one in pace(ASSET, policy, table.zone, took(worst), now)]
    gap = widest(table, now)
    if gap is None:
        assert table.hours.never
        return
    wide = gap.length + timedelta(minutes=worst) > timedelta(minutes=rpo)
    assert wide == any("its RPO is" in one for one in found)
    times = [one.at for one in table.between(now, now + timedelta(days=12))]
    assert max((later - sooner for sooner, later in pairwise(times)), default=timedelta()) <= gap.length
