"""A year played through: as the real planner plans it, within the places there are, and the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.model.job import JobKind
from continuity.policy.deriving import Measured
from continuity.policy.lifetimes import keeps
from continuity.policy.planning import History, ahead, lines
from continuity.policy.policy import resolve
from continuity.policy.renewals import Terms
from continuity.policy.simulation import Load, Setting, simulate
from continuity.policy.simulation_loads import loads
from continuity.policy.simulation_pools import Capacity, Job, Pools
from continuity.policy.simulation_storage import Place, Storage
from continuity.policy.simulation_tally import Age, Tally
from tests.policy.test_planning import HOURLY, NIGHTLY, line
from tests.policy.weeks import MINUTE, timetables, utc

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.model.inventory import Inventory
    from continuity.policy.planning import Line
    from continuity.policy.timetable import Timetable
    from tests.documents.conftest import Loads

GOLDEN = Path(__file__).parent / "golden" / "simulation.json"
START = utc("2026-11-23T12:00")
DAY = timedelta(days=1)
AMPLE = Capacity(kinds=dict.fromkeys(JobKind, 1000), repository=1000)
USUAL = Capacity(kinds={JobKind.BACKUP: 4, JobKind.VERIFY: 2}, repository=2)
DOCUMENT = """\
version: 1
state: s
timezone: Europe/Paris
client: {name: acme}
sites: {here: {title: Here}, there: {title: There}}
policies:
  often: {objectives: {rpo: 1h}, schedule: {every: 45m}, verify: {every: week}}
  nightly:
    {objectives: {rpo: 26h}, schedule: {cron: "0 2 * * *"}, blackout: ["mon 00:00-06:00"], verify: {every: month}}
repositories:
  disk: {adapter: local, path: /a, site: here, medium: disk, credential: a}
  far:
    {adapter: s3, endpoint: "https://s", bucket: b, access_key: {env: A}, secret_key: {env: S}, lock: {period: 15d},
     site: there, medium: object, credential: b}
assets:
  mail: {title: Mail, site: here, policy: often, copies: [disk, far], source: {kind: files, paths: [/m]}}
  plans: {title: Plans, site: here, policy: nightly, copies: [disk], source: {kind: files, paths: [/p]}}
  books: {title: Books, site: here, policy: nightly, copies: [disk], source: {kind: files, paths: [/b]}}
"""
THINNED = DOCUMENT.replace(
    "verify: {every: week}}", "verify: {every: week}, retention: {hourly: 24, daily: 7, immutable_for: 5d}}"
)


def setting(**other: Any) -> Setting:
    known: dict[str, Any] = {"start": START, "length": 60 * DAY, "seed": "1", "capacity": USUAL}
    return Setting(**(known | other))


def costing(one: Line, minutes: float = 10, added: float = 100) -> dict[Any, Load]:
    length = minutes * MINUTE
    sizes = dict.fromkeys(one.repositories, added)
    return {one.key: Load(lengths=Measured(typical=length, worst=length), added=sizes)}


def played(known: tuple[Line, ...], costs: dict[Any, Load], **other: Any) -> Tally:
    chosen = setting(**other)
    ages = {one.subject: Age(rpo=timedelta(hours=4)) for one in known if one.kind is JobKind.BACKUP}
    storage = Storage(chosen.start, {}, {})
    return simulate(known, {}, costs, chosen, Tally(start=chosen.start, ages=ages, storage=storage))


def of_documents(inventory: Inventory, **other: Any) -> Tally:
    known, chosen = lines(inventory, {}), setting(**other)
    lengths = {one.key: Measured(typical=4 * MINUTE, worst=70 * MINUTE) for one in known if "plans" in one.subject}
    costs, _ = loads(known, lengths, {("acme/mail", "acme/disk"): 5e6})
    ages = {one.reference: Age(rpo=resolve(one.policy, inventory.policies).rpo) for one in inventory.assets()}
    terms = Terms(period=15 * DAY, promised=5 * DAY)
    places = {"acme/disk": Place(stock=1e9), "acme/far": Place(stock=1e9, objects=100, terms=terms)}
    storage = Storage(chosen.start, places, keeps(inventory))
    return simulate(known, {}, costs, chosen, Tally(start=chosen.start, ages=ages, storage=storage))


def test_a_seeded_run_is_what_it_was(loads: Loads) -> None:
    """To write it anew after a change that is meant: delete the file, run this test, and read the difference."""
    found = of_documents(loads(THINNED), fail=0.05, growth=0.02).as_json()
    if not GOLDEN.exists():
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n")
        pytest.fail("written anew")
    assert found == json.loads(GOLDEN.read_text())


def test_the_seed_decides_and_nothing_else(loads: Loads) -> None:
    inventory = loads(DOCUMENT)
    one, same, other = (of_documents(inventory, fail=0.2, seed=seed).as_json() for seed in "112")
    assert one == same != other


@settings(deadline=None)
@given(timetables(), st.integers(0, 6 * 1440))
def test_without_faults_the_year_is_what_the_planner_says(drawn: tuple[Timetable, datetime], past: int) -> None:
    """Work that costs no time begins exactly when the plan of those days names it."""
    table, start = drawn
    one, history = replace(line(at_once=False), timetable=table), History(last=start - past * MINUTE)
    planned = [job.scheduled_for for job in ahead(one, history, start, start + 5 * DAY)]
    tally = Tally(start=start, ages={one.subject: Age(rpo=None)}, storage=Storage(start, {}, {}))
    chosen = setting(start=start, length=5 * DAY, capacity=AMPLE)
    simulate([one], {one.key: history}, costing(one, 0), chosen, tally)
    assert tally.jobs[JobKind.BACKUP] == len(planned)


def test_the_worst_age_is_the_gap_and_the_length() -> None:
    """Hourly, ten minutes each: just before a backup ends, the data is from the beginning of the one before."""
    one = line(HOURLY)
    tally = played((one,), costing(one))
    (age,) = tally.ages.values()
    assert age.worst == timedelta(minutes=70)
    assert age.kept
    assert age.backups == pytest.approx(24 * 60, abs=2)


def test_what_always_fails_keeps_nothing() -> None:
    one = line(HOURLY, retries=(2, 5))
    tally = played((one,), costing(one), fail=1.0, length=2 * DAY)
    (age,) = tally.ages.values()
    assert age.failed == age.backups == tally.failed[JobKind.BACKUP] > 48
    assert (age.kept, age.data_time) == (None, None)
    assert "acme/disk" not in tally.held()


def test_failures_break_a_promise_that_holds_without(loads: Loads) -> None:
    inventory = loads(DOCUMENT)
    assert "acme/mail" not in of_documents(inventory).broken()
    broken = of_documents(inventory, fail=0.5).broken()["acme/mail"]
    assert broken.worst > timedelta(hours=1)
    assert broken.over


def test_growth_is_compound() -> None:
    one = line(HOURLY)
    flat, grown = (played((one,), costing(one, added=1000), growth=rate).held()["acme/disk"] for rate in (0.0, 0.1))
    assert flat[-1] == pytest.approx(1000 * 24 * 60, rel=0.01)
    last_day = grown[-1] - grown[-2]
    assert last_day == pytest.approx(24 * 1000 * 1.1 ** (59 / 30.4375), rel=0.02)


def test_no_more_runs_at_once_than_may() -> None:
    """Ten assets due at one time in one repository: two at a time, the others wait, and it is told when."""
    many = tuple(replace(line(NIGHTLY), subject=f"acme/a{n}") for n in range(10))
    costs = {key: load for one in many for key, load in costing(one).items()}
    tally = played(many, costs, length=10 * DAY)
    assert tally.at_once == 2
    assert tally.crowds[0, 2].jobs == 8  # Monday, two o'clock
    assert tally.crowds[0, 2].longest == timedelta(minutes=40)
    assert played(many, costs, length=10 * DAY, capacity=AMPLE).crowds == {}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.booleans()), max_size=60))
def test_places_are_never_given_twice(story: list[tuple[int, int, bool]]) -> None:
    """Whatever comes and ends: never more of a kind or in a repository than may, and nobody waits who fits."""
    pools, running, waiting = Pools(capacity=USUAL), list[Job](), 0
    for number, priority, ends in story:
        if ends and running:
            pools.free(running.pop(priority % len(running)))
        else:
            one = replace(line(), priority=priority, repositories=(f"acme/r{number}",))
            job = next(iter(ahead(one, History(last=None), START, START)))
            pools.put(Job(planned=job, queued=START, began=START))
            waiting += 1
        begun = list(pools.started())
        waiting -= len(begun)
        running += begun
        there = Counter(job.planned.line.repositories[0] for job in running)
        assert len(running) <= 4
        assert max(there.values(), default=0) <= 2
        assert not list(pools.started())
    while running:
        pools.free(running.pop())
        running += (begun := list(pools.started()))
        waiting -= len(begun)
    assert waiting == 0
