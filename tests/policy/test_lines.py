"""Which work the documents ask for: for whom, how often, and why."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.model import source as sources
from continuity.model.inventory import Calendar
from continuity.model.job import JobKind
from continuity.policy.deriving import SHORTEST, Measured, derive
from continuity.policy.lines import lines
from continuity.policy.locking import ACCESS, Access, admits, compatible
from continuity.policy.rhythm import share

if TYPE_CHECKING:
    from continuity.policy.lines import Line
    from tests.documents.conftest import Loads

HEAD = """\
version: 1
state: s
timezone: Europe/Paris
client: {name: acme}
sites: {here: {}, there: {}}
repositories:
  disk: {adapter: local, path: d, site: here, medium: disk, credential: a}
  remote: {adapter: local, path: r, site: there, medium: removable, credential: b}
  unused: {adapter: local, path: u, site: there, medium: removable, credential: c}
  locked: {adapter: s3, endpoint: "https://s", bucket: b, access_key: {env: A}, secret_key: {env: S}, site: there,
           medium: object, credential: d, lock: {period: 30d}}
assets:
  files: {site: here, policy: often, source: {kind: files, paths: [x]}, copies: [disk, remote]}
  office: {site: here, policy: seldom, source: {kind: files, paths: [y]}, copies: [disk, locked]}
  base: {site: here, policy: often, source: {kind: mariadb, database: b, user: u}, copies: [remote]}
policies:
"""
OFTEN = """\
  often: {extends: gold, window: "22:00-06:00", blackout: "Sun 00:00-24:00", verify: {every: day},
          retries: {count: 7, wait: 1m}, priority: 90}
"""
SELDOM = "  seldom: {objectives: {rpo: 1h, rto: 4h}, copies: {copies: 2}, blackout: 'Sat 00:00-24:00', priority: 10}\n"


@pytest.fixture(autouse=True)
def mariadb_is_inactive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ACTIVE_SOURCES", sources.ACTIVE_SOURCES - {"mariadb"})


def found(loads: Loads, policies: str = OFTEN + SELDOM, **measured: Measured) -> dict[tuple[JobKind, str], Line]:
    documents = loads(HEAD + policies)
    return {one.key: one for one in lines(documents, {f"acme/{name}": one for name, one in measured.items()})}


def test_each_kind_of_work_for_each_subject(loads: Loads) -> None:
    """Inactive assets and unused repositories have none; locks are read back where one is promised, and points are
    removed where a policy says how many it keeps."""
    assert set(found(loads)) == {
        (JobKind.BACKUP, "acme/files"), (JobKind.RESTORE_TEST, "acme/files"),
        (JobKind.BACKUP, "acme/office"), (JobKind.RESTORE_TEST, "acme/office"),
        (JobKind.VERIFY, "acme/disk"), (JobKind.VERIFY, "acme/remote"), (JobKind.STORAGE_CHECK, "acme/locked"),
        (JobKind.FORGET, "acme/disk"), (JobKind.FORGET, "acme/remote"),
        (JobKind.PRUNE, "acme/disk"), (JobKind.PRUNE, "acme/remote"),
    }  # fmt: skip


def test_a_backup_obeys_its_policy(loads: Loads) -> None:
    one = found(loads)[JobKind.BACKUP, "acme/files"]
    assert [str(span) for span in one.timetable.window] == ["22:00-06:00"]
    assert [str(span) for span in one.timetable.blackout] == ["Sun 00:00-24:00"]
    assert (one.timetable.zone, one.priority, one.at_once) == ("Europe/Paris", 90, True)
    assert (one.retries.count, one.retries.wait) == (7, timedelta(minutes=1))
    assert one.repositories == ("acme/disk", "acme/remote")
    assert [(entry.every, entry.cron, entry.kind) for entry in one.timetable.entries] == [
        (timedelta(minutes=20), None, "incremental"), (None, "0 2 * * sun", "full"),
    ]  # fmt: skip
    assert str(one.why) == "the schedule of the policy often"


def test_other_work_is_free_of_the_window(loads: Loads) -> None:
    """A window is one for backups; a blackout holds for everything, for a repository those of all its policies."""
    test = found(loads)[JobKind.RESTORE_TEST, "acme/files"]
    assert (test.timetable.window, test.at_once) == ((), False)
    assert [str(span) for span in test.timetable.blackout] == ["Sun 00:00-24:00"]
    assert test.timetable.entries[0].every is Calendar.MONTH
    verify = found(loads)[JobKind.VERIFY, "acme/disk"]
    assert [str(span) for span in verify.timetable.blackout] == ["Sun 00:00-24:00", "Sat 00:00-24:00"]
    assert (verify.timetable.entries[0].every, verify.priority) == (Calendar.DAY, 90)
    assert str(verify.why) == "the verification of the policy often"
    check = found(loads)[JobKind.STORAGE_CHECK, "acme/locked"]
    assert (check.timetable.entries[0].every, check.repositories) == (Calendar.DAY, ("acme/locked",))


@pytest.mark.parametrize(("promised", "every"), [("14d", timedelta(days=1)), ("28d", timedelta(hours=12))])
def test_locks_are_looked_after_as_often_as_they_end(loads: Loads, promised: str, every: timedelta) -> None:
    kind = (JobKind.LOCK, "acme/locked")
    assert kind not in found(loads), "nothing is promised immutable"
    seldom = SELDOM.replace("priority: 10", f"priority: 10, retention: {{immutable_for: {promised}}}")
    line = found(loads, OFTEN + seldom)[kind]
    assert (line.timetable.entries[0].every, line.repositories) == (every, ("acme/locked",))
    assert str(line.why) == "locked promises locks: what would fall short is locked anew in time"


def test_the_most_demanding_verification_counts(loads: Loads) -> None:
    seldom = SELDOM.replace("priority: 10", "priority: 10, verify: {every: 2h}")
    verify = found(loads, OFTEN + seldom)[JobKind.VERIFY, "acme/disk"]
    assert (verify.timetable.entries[0].every, verify.priority) == (timedelta(hours=2), 10)


def test_blackouts_that_leave_no_hour_together_hold_apart(loads: Loads) -> None:
    often = OFTEN.replace("Sun 00:00-24:00", "00:00-12:00")
    seldom = SELDOM.replace("Sat 00:00-24:00", "12:00-24:00")
    verify = found(loads, often + seldom)[JobKind.VERIFY, "acme/disk"]
    assert [str(span) for span in verify.timetable.blackout] == ["00:00-12:00"]


def test_no_schedule_is_derived_from_the_rpo(loads: Loads) -> None:
    plain = found(loads)[JobKind.BACKUP, "acme/office"]
    assert plain.timetable.entries[0].every == timedelta(minutes=30)
    assert str(plain.why) == "no schedule: every 30 min, half of the RPO of 1 h; no backup was measured yet"
    took = Measured(typical=timedelta(minutes=2), worst=timedelta(minutes=4))
    measured = found(loads, office=took)[JobKind.BACKUP, "acme/office"]
    assert measured.timetable.entries[0].every == timedelta(minutes=25)
    assert str(measured.why) == (
        "no schedule: every 25 min, half of the RPO of 1 h less 4 min measured, so that one may fail"
    )


def test_what_is_received_all_the_time_is_due_at_every_third_of_the_rpo(loads: Loads) -> None:
    """Whatever the schedule: `gold` has one."""
    kept = "  fast: {extends: gold, objectives: {rpo: 15m}}\n"
    books = "  books: {site: here, policy: fast, source: {kind: postgresql, mode: continuous, database: b, user: u},"
    documents = loads(f"{HEAD}{OFTEN}{SELDOM}{kept}".replace("policies:", f"{books} copies: [disk]}}\npolicies:", 1))
    one = next(line for line in lines(documents, {}) if line.key == (JobKind.BACKUP, "acme/books"))
    assert [entry.every for entry in one.timetable.entries] == [timedelta(minutes=5)]
    assert str(one.why) == "received all the time: every 5 min, a third of the RPO of 15 min, whatever the schedule"


def test_neither_schedule_nor_rpo_is_a_day(loads: Loads) -> None:
    one = found(loads, OFTEN + "  seldom: {copies: {copies: 2}}\n")[JobKind.BACKUP, "acme/office"]
    assert one.timetable.entries[0].every == timedelta(days=1)
    assert str(one.why) == "the policy seldom has neither a schedule nor an RPO: every day"


def test_nothing_runs_more_often_than_each_minute(loads: Loads) -> None:
    often = OFTEN.replace("extends: gold", "extends: gold, schedule: {every: 1ms}").replace("every: day", "every: 5s")
    everything = found(loads, often + SELDOM)
    assert everything[JobKind.BACKUP, "acme/files"].timetable.entries[0].every == SHORTEST
    assert everything[JobKind.VERIFY, "acme/disk"].timetable.entries[0].every == SHORTEST


@given(st.timedeltas(timedelta(minutes=5), timedelta(days=400)), st.floats(0, 1.5))
def test_a_derived_schedule_survives_one_failure(rpo: timedelta, part: float) -> None:
    """Two intervals and the longest backup fit into the RPO, as long as a minute's interval can do it."""
    worst = min(rpo * part, timedelta(days=400))
    every = derive(rpo, Measured(typical=worst, worst=worst)).every
    assert every >= SHORTEST
    if (rpo - worst) / 2 >= SHORTEST:
        assert 2 * every + worst <= rpo
        assert every >= min((rpo - worst) / 2, timedelta(days=7)) * 0.5


def test_shares_are_spread(loads: Loads) -> None:
    shares = sorted(share(JobKind.BACKUP, f"acme/{number}") for number in range(1000))
    assert 0 <= shares[0] < shares[-1] < 1
    assert max(later - sooner for sooner, later in pairwise(shares)) < 0.02
    one = found(loads)[JobKind.BACKUP, "acme/files"]
    assert one.timetable.share == share(JobKind.BACKUP, "acme/files") != share(JobKind.VERIFY, "acme/files")


def test_points_are_removed_every_day_and_space_given_back_every_week(loads: Loads) -> None:
    lines_ = found(loads)
    assert [entry.every for entry in lines_[JobKind.FORGET, "acme/disk"].timetable.entries] == [Calendar.DAY]
    assert [entry.every for entry in lines_[JobKind.PRUNE, "acme/disk"].timetable.entries] == [Calendar.WEEK]
    assert str(lines_[JobKind.FORGET, "acme/disk"].why) == "the retention of the policy often"
    assert not lines_[JobKind.FORGET, "acme/disk"].at_once, "nothing is removed before its time"


def test_every_kind_of_job_says_how_it_uses_a_repository() -> None:
    assert set(ACCESS) == set(JobKind)
    alone = {JobKind.FORGET, JobKind.PRUNE, JobKind.REWIND}
    shared = set(JobKind) - alone
    assert all(admits([one, one], other) for one in shared for other in shared)
    assert not any(admits([one], other) for one in alone for other in JobKind)
    assert not any(admits([one], other) for one in JobKind for other in alone)


@pytest.mark.parametrize(
    ("running", "wanted", "together"),
    [
        ([], Access.EXCLUSIVE, True),
        ([Access.SHARED], Access.SHARED, True),
        ([Access.SHARED], Access.EXCLUSIVE, False),
        ([Access.SHARED, Access.EXCLUSIVE], Access.SHARED, False),
    ],
)
def test_exclusive_is_alone(running: list[Access], wanted: Access, together: bool) -> None:
    assert compatible(running, wanted) is together
