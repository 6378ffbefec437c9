"""What is kept in each room of the database, and who may change it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.ground.errors import Refused
from continuity.ground.identity import identity
from continuity.model.job import Copy, JobKind, Outcome, Run
from continuity.model.measurement import Measurement, Verdict
from continuity.model.point import Point
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 2, 20, 7, 806562, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
RUN = Run(
    id="01r",
    kind=JobKind.BACKUP,
    client="acme",
    subject="acme/files",
    policy_digest="ab" * 32,
    scheduled_for=NOW,
    started_at=NOW,
    detail={"repositories": ["local"]},
)
COPIES = tuple(
    Copy(repository=name, snapshot=snapshot, data_time=when, outcome=outcome, bytes_added=3, duration_s=1.5)
    for name, snapshot, when, outcome in (
        ("local", "ab" * 32, NOW, Outcome.SUCCEEDED),
        ("nas", "", None, Outcome.FAILED),
    )
)
MEASURED = Measurement(
    subject="acme/files", objective="rpo", target_s=900.0, actual_s=1.25, verdict=Verdict.MET, how="data_time",
    phases={"restored": 1.5}, proven_by=("01r",), reason="none",
)  # fmt: skip
ENDED = replace(
    RUN, outcome=Outcome.INCOMPLETE, reason="nas is down", duration_s=2.5, copies=COPIES, measurements=(MEASURED,)
)
POINT = Point(
    client="acme", asset="files", repository="local", snapshot="ab" * 32, run="01r", data_time=NOW, kind="incremental",
    bytes=7, listed_at=NOW,
)  # fmt: skip
DEAD = identity().rsplit("/", 1)[0] + "/1"  # our number, at another start


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path)
    yield opened
    opened.close()


def claimed(store: Store, run: Run) -> None:
    with store.transaction() as tx:
        tx.runs.claim(run, identity())


def finished(store: Store, run: Run) -> None:
    claimed(store, replace(run, outcome=None, copies=(), measurements=(), reason="", duration_s=None))
    with store.transaction() as tx:
        tx.runs.finish(run)


def test_a_run_comes_back_as_it_ended(store: Store) -> None:
    finished(store, ENDED)
    with store.reading() as tx:
        assert tx.runs.get("01r") == ENDED
        assert tx.runs.get("01x") is None
        assert tx.runs.canaries(["01r", "01x"]) == {}, "that run announced none"
        assert tx.runs.open() == []


def test_a_job_runs_once_whoever_asks(store: Store) -> None:
    claimed(store, RUN)
    with pytest.raises(Refused, match="already claimed"):
        claimed(store, replace(RUN, id="01s"))
    for other in (
        replace(RUN, id="01t", kind=JobKind.RESTORE),
        replace(RUN, id="01u", subject="acme/mail"),
        replace(RUN, id="01v", scheduled_for=LATER),
    ):
        claimed(store, other)


def test_a_run_ends_once(store: Store) -> None:
    finished(store, ENDED)
    with pytest.raises(Refused, match="already ended: incomplete"), store.transaction() as tx:
        tx.runs.finish(replace(ENDED, outcome=Outcome.SUCCEEDED))
    with store.reading() as tx:
        assert tx.runs.get("01r") == ENDED


def test_open_runs_are_told_oldest_first_with_their_holder(store: Store) -> None:
    claimed(store, replace(RUN, id="01b", scheduled_for=LATER, started_at=LATER))
    claimed(store, RUN)
    claimed(store, replace(RUN, id="01c", subject="acme/mail"))
    with store.reading() as tx:
        assert tx.runs.open("acme/files") == [
            (RUN, identity()),
            (replace(RUN, id="01b", scheduled_for=LATER, started_at=LATER), identity()),
        ]
        assert len(tx.runs.open()) == 3


def test_the_latest_run_is_the_newest_that_ended(store: Store) -> None:
    finished(store, ENDED)
    newer = replace(ENDED, id="01s", scheduled_for=LATER, started_at=LATER, outcome=Outcome.FAILED, copies=())
    finished(store, newer)
    claimed(store, replace(RUN, id="01t", scheduled_for=LATER + timedelta(1), started_at=LATER + timedelta(1)))
    with store.reading() as tx:
        assert tx.runs.latest("acme/files", JobKind.BACKUP) == newer
        assert tx.runs.latest("acme/files", JobKind.BACKUP, (Outcome.INCOMPLETE,)) == ENDED
        assert tx.runs.latest("acme/files", JobKind.RESTORE) is None
        assert tx.runs.latest("acme/mail", JobKind.BACKUP) is None


def test_a_lease_has_one_holder_at_a_time(store: Store) -> None:
    with store.transaction() as tx:
        token = tx.leases.take("backup:acme/files", identity(), "01r")
    with pytest.raises(Refused, match=r"acme/files .* run 01r") as caught, store.transaction() as tx:
        tx.leases.take("backup:acme/files", identity(), "01s")
    assert "wait" in caught.value.hint
    with store.transaction() as tx:
        tx.leases.take("backup:acme/mail", identity(), "01m")
        tx.leases.release("backup:acme/files", token)
        assert tx.leases.take("backup:acme/files", identity(), "01t") > token


def test_the_lease_of_the_dead_is_taken_over(store: Store) -> None:
    with store.transaction() as tx:
        stale = tx.leases.take("backup:acme/files", DEAD, "01r")
    with store.transaction() as tx:
        token = tx.leases.take("backup:acme/files", identity(), "01s")
    assert token > stale
    with store.transaction() as tx:
        tx.leases.release("backup:acme/files", stale)  # the dead one's own release, come late
    with pytest.raises(Refused), store.transaction() as tx:
        tx.leases.take("backup:acme/files", identity(), "01t")


def test_one_of_many_processes_gets_the_lease(store: Store, path: Path) -> None:
    script = """
import sys
from pathlib import Path
from continuity.ground.errors import Refused
from continuity.ground.identity import identity
from continuity.state.store import Store
store = Store.open(Path(sys.argv[1]))
try:
    with store.transaction() as tx:
        tx.leases.take("backup:acme/files", identity(), sys.argv[2])
    print("taken", flush=True)
except Refused:
    print("refused", flush=True)
sys.stdin.readline()
"""
    assert store
    children = [
        subprocess.Popen(
            [sys.executable, "-c", script, path, str(number)],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for number in range(4)
    ]  # fmt: skip
    said = [child.stdout.readline().strip() for child in children if child.stdout]
    for child in children:
        child.communicate("\n", timeout=60)
    assert sorted(said) == ["refused", "refused", "refused", "taken"]
    with store.transaction() as tx:
        assert tx.leases.take("backup:acme/files", identity(), "01r") == 2  # they are dead by now


def test_points_are_told_newest_first(store: Store) -> None:
    newer = replace(POINT, snapshot="cd" * 32, data_time=LATER)
    elsewhere = replace(POINT, repository="nas")
    with store.transaction() as tx:
        for point in (POINT, newer, elsewhere, replace(POINT, client="other"), replace(POINT, asset="m", snapshot="x")):
            tx.points.add(point)
    with store.reading() as tx:
        assert tx.points.all("acme", asset="files") == [newer, POINT, elsewhere]
        assert tx.points.all("acme", asset="files", repository="nas") == [elsewhere]
        assert tx.points.all("nobody") == []


def test_a_point_that_vanished_is_told_once_and_may_come_back(store: Store) -> None:
    other = replace(POINT, repository="nas")
    with store.transaction() as tx:
        tx.points.add(POINT)
        tx.points.add(other)
    with store.transaction() as tx:
        assert tx.points.listed("acme", "local", frozenset(), LATER) == [POINT]
        assert tx.points.listed("acme", "local", frozenset(), LATER) == []
        assert tx.points.all("acme") == [other]
    with store.transaction() as tx:
        assert tx.points.listed("acme", "local", {POINT.snapshot, "ff" * 32}, LATER) == []
        assert tx.points.all("acme", repository="local") == [replace(POINT, listed_at=LATER)]


def test_what_is_learnt_of_a_point_is_kept(store: Store) -> None:
    with store.transaction() as tx:
        tx.points.add(POINT)
        tx.points.update(POINT, verified_at=LATER, verified_by="01v", locked_until=LATER)
    with store.reading() as tx:
        (found,) = tx.points.all("acme")
    assert found == replace(POINT, verified_at=LATER, verified_by="01v", locked_until=LATER)


def test_parents_of_listed_points_and_all_names_are_known(store: Store) -> None:
    full, child = replace(POINT, kind="full"), replace(POINT, snapshot="cd" * 32, parent=POINT.snapshot)
    with store.transaction() as tx:
        for point in (full, child, replace(child, repository="nas", parent="ef" * 32)):
            tx.points.add(point)
        assert tx.points.parents("acme", "local") == {full.snapshot}
        assert tx.points.names("acme", "local") == {full.snapshot, child.snapshot}
        tx.points.listed("acme", "local", {full.snapshot}, LATER)
        assert tx.points.parents("acme", "local") == set(), "nothing that is still listed needs it"
        assert tx.points.names("acme", "local") == {full.snapshot, child.snapshot}
