"""kill -9 at each numbered point of a job's life: no run lost or doubled, outcomes as they were, evidence complete."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.daemon.dying import POINTS
from tests.daemon.service import dying, outcomes, until, wait
from tests.engine.test_crash import adopting_orphans, children_of_ours, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client

REPOSITORIES = ("disk", "second")
#: The sequencer works once for the plan, and once more for each run that ends.
AFTER_THE_RUN = 2
#: These stand for their neighbours where time is short; `make test-all` runs them all.
FAST = (
    "2 after the plan record",
    "4 after the intent",
    "6 in mid-upload",
    "9 before the transaction",
    "12 in publication",
)
CASES = [
    pytest.param(point, nth, marks=[] if point in FAST else [pytest.mark.slow])
    for point in POINTS
    for nth in ((1, AFTER_THE_RUN) if point.startswith(("11", "12")) else (1,))
]
#: Before these points nothing of the run is known, after these its end is; in between it is aborted and tried again.
UNKNOWN = ("1", "2", "3")
ENDED = ("10", "11", "12")


@contextmanager
def somebody_elses_lock(client: Client, repository: str) -> Iterator[str]:
    """Hold a lock as another user's restic would, alive and at work; yields the lock's name."""
    before = names(client, repository, "locks")
    password = client.vault().get(f"acme/{repository}/password")
    child = subprocess.Popen(
        ["restic", "-r", str(client.root / repository), "--no-cache", "backup", "--stdin"],
        env={"PATH": os.environ["PATH"], "HOME": str(client.root), "RESTIC_PASSWORD": password},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (new := names(client, repository, "locks") - before):
            assert child.poll() is None
            time.sleep(0.02)
        yield new.pop()
    finally:
        child.kill()
        child.communicate()


def die_at(client: Client, point: str, nth: int) -> None:
    """Let a daemon die, see its children die with it, and reap them: restic takes a zombie for alive."""
    with adopting_orphans():
        dying(client, point, nth)
        wait(lambda: not children_of_ours(client), "the end of restic, which must not outlive the engine", 10)
        while zombies := _zombies_of_ours():
            for pid in zombies:
                os.waitpid(pid, 0)


def _zombies_of_ours() -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                found += [int(entry.name)] if state == "Z" and int(parent) == os.getpid() else []
    return found


@pytest.mark.parametrize(("point", "nth"), CASES)
def test_nothing_is_lost_or_doubled(client: Client, point: str, nth: int) -> None:
    number = point.partition(" ")[0]
    (client.share / "large").write_bytes(os.urandom(8_000_000))
    die_at(client, point, nth)
    with somebody_elses_lock(client, "disk") as lock:
        until(client, lambda: "succeeded" in outcomes(client))
        assert names(client, "disk", "locks") == {lock}, "ours are gone, nobody else's is"
    assert names(client, "second", "locks") == set()

    known = outcomes(client)
    if number in UNKNOWN or (number in ENDED and not (number != "10" and nth == 1)):
        assert known == ["succeeded"]
    elif number in ENDED:
        assert known == ["succeeded"], "it died over the plan, before the run"
    else:
        assert known == ["aborted", "succeeded"]
    check_complete(client)


def check_complete(client: Client) -> None:
    """Every announced job that is over has one end; what is listed is what is known."""
    found = client.check_evidence()
    assert found["findings"] == []
    announced = [job["id"] for one in client.records() if one["kind"] == "plan" for job in one["body"]["jobs"]]
    assert len(set(announced)) == len(announced)
    ended = [one["body"]["job"] for one in client.records() if one["kind"] in ("run.outcome", "job.outcome")]
    assert len(set(ended)) == len(ended)
    assert set(ended) <= set(announced)
    assert found["jobs"] == {"announced": len(announced), "ended": len(ended), "open": len(announced) - len(ended)}
    points = client.points()
    for repository in REPOSITORIES:
        listed = {one["snapshot"] for one in points if one["repository"] == repository}
        assert listed == names(client, repository, "snapshots")
    assert not list(client.state.rglob("*.partial"))
    assert not list(Path(client.state / "sandbox").glob("*"))
