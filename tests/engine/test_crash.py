"""kill -9 at any moment, then the same command again: nothing doubled, nothing lost, every run ended exactly once."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, finish, fresh, hang, slowly, tree

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

SEED = 20261123
REPOSITORIES = ("disk", "second")
#: From here on a moment is a wait in seconds after the command was started.
_NUMBERS = random.Random(SEED)
RANDOM_MOMENTS = [round(_NUMBERS.uniform(0.05, 3.5), 2) for _ in range(8)]
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER, prctl(2)


@pytest.fixture
def busy(template: Client, place: Path) -> Client:
    """Two repositories and enough data that restic is at work for a while."""
    client = fresh(template, place, *REPOSITORIES)
    numbers = random.Random(SEED)
    for number in range(24):
        (client.share / f"random {number}").write_bytes(numbers.randbytes(1_000_000))
    return client


def names(client: Client, repository: str, folder: str) -> set[str]:
    """Whole files only: restic writes each under a longer name first."""
    return {path.name for path in (client.root / repository / folder).iterdir() if len(path.name) == 64}


def wait_for(child: subprocess.Popen[str], ready: Callable[[], bool], limit_s: float = 60) -> None:
    """Poll closely until something can be seen of the child's work, or it has ended."""
    end = time.monotonic() + limit_s
    while not ready() and child.poll() is None:
        assert time.monotonic() < end, "the moment never came"
        time.sleep(0.002)


def moment(client: Client, when: str | float) -> Callable[[], bool]:
    """``locked disk``: restic is at work there; ``stored disk``: its snapshot has just been written."""
    if isinstance(when, float):
        end = time.monotonic() + when
        return lambda: time.monotonic() >= end
    what, repository = when.split()
    folder = {"locked": "locks", "stored": "snapshots"}[what]
    before = names(client, repository, folder)
    return lambda: names(client, repository, folder) > before


def children_of_ours(client: Client) -> list[int]:
    """The processes whose arguments name this client's directory."""
    mark, found = os.fsencode(client.root), []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and mark in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue  # it ended while we looked
    return found


@contextmanager
def adopting_orphans() -> Iterator[None]:
    """Take the place of an init that reaps: containers often lack one, and restic takes a zombie for alive."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    assert prctl(_ADOPT_ORPHANS, 1, 0, 0, 0) == 0
    try:
        yield
    finally:
        prctl(_ADOPT_ORPHANS, 0, 0, 0, 0)


def killed(client: Client, *words: object, at: Callable[[], bool]) -> None:
    """Start a command, kill it at its moment, and see its children die with it."""
    child = client.spawn(*words)
    wait_for(child, at)
    with adopting_orphans():
        orphans = set(children_of_ours(client)) - {child.pid}
        child.kill()
        finish(child)
        end = time.monotonic() + 10
        while (left := children_of_ours(client)) and time.monotonic() < end:
            time.sleep(0.02)
        for survivor in left:
            os.kill(survivor, signal.SIGKILL)
        for orphan in orphans:
            with suppress(ChildProcessError):
                os.waitpid(orphan, 0)
    assert left == [], "restic outlived the engine"


def check_settled(client: Client) -> None:
    """What a repository lists is what is known, once; nothing half done lies about."""
    points = client.points()
    assert len({(one["run"], one["repository"]) for one in points}) == len(points), "a point is doubled"
    for repository in REPOSITORIES:
        assert {one["snapshot"] for one in points if one["repository"] == repository} == names(
            client, repository, "snapshots"
        )
        assert names(client, repository, "locks") == set()
    assert not list(client.state.rglob("*.partial"))
    assert not list(client.state.rglob("canary.json")), "the nonce is nobody's to read"
    client.check_evidence()


def outcomes(client: Client) -> dict[str, str]:
    return {one["run"]: one["body"]["outcome"] for one in client.records() if one["kind"] == "run.outcome"}


def slow(*moments: str | float) -> list[Any]:
    return [pytest.param(one, marks=pytest.mark.slow) for one in moments]


@pytest.mark.parametrize(
    "when", [0.2, "locked second", "stored second", *slow("locked disk", "stored disk", *RANDOM_MOMENTS)]
)
def test_a_killed_backup_is_settled_by_the_next(busy: Client, when: str | float) -> None:
    killed(busy, "backup", at=moment(busy, when))
    stored = {name: names(busy, name, "snapshots") for name in REPOSITORIES}
    if isinstance(when, str):
        (standing,) = busy.run("status", "--json", code=1).json["assets"]
        assert standing["last_backup"]["outcome"] == "aborted"
    run = busy.run("backup", "--json").json
    assert run["outcome"] == "succeeded"
    check_settled(busy)
    ended = outcomes(busy)
    assert ended.pop(run["id"]) == "succeeded"
    if isinstance(when, str):
        assert list(ended.values()) == ["aborted"]
    (dead,) = ended or [""]
    adopted = {one["snapshot"] for one in busy.points() if one["run"] == dead}
    assert adopted == stored["disk"] | stored["second"], "what the dead run had completed is known again"


def test_what_a_dead_backup_completed_can_be_restored(busy: Client, place: Path) -> None:
    """The canary was announced with the intent, so even a point without an outcome of its own can be told apart."""
    killed(busy, "backup", at=moment(busy, "stored second"))
    (busy.share / "random 1").write_text("newer")
    run = busy.run("backup", "--json").json
    first = min(busy.points(), key=lambda one: str(one["data_time"]))
    assert first["run"] != run["id"]
    restored = busy.run("restore", "share", "--to", place / "t", "--at", first["data_time"], "--json", code=None).json
    (copy,) = restored["copies"]
    assert copy["snapshot"] == first["snapshot"]
    content = next(one for one in restored["measurements"] if one["objective"] == "content")
    assert content["verdict"] in ("met", "unproven"), "met where its manifest was complete, and never missed"
    assert (busy.restored(place / "t") / "random 1").stat().st_size == 1_000_000


@pytest.mark.parametrize("when", ["filling", *slow("staged", "late", *RANDOM_MOMENTS)])
def test_a_killed_restore_leaves_the_target_alone(busy: Client, place: Path, when: str | float) -> None:
    busy.run("backup")
    target = place / "target"

    def staging() -> list[Path]:
        return list(place.glob(".target.continuity-*"))

    def bytes_there() -> int:
        return sum(path.stat().st_size for one in staging() for path in one.rglob("random*"))

    moments: dict[str | float, Callable[[], bool]] = {
        "staged": lambda: bool(staging()),
        "filling": lambda: _tolerant(bytes_there) > 1_000_000,
        "late": lambda: _tolerant(bytes_there) >= 23_000_000,
    }
    killed(busy, "restore", "share", "--to", target, at=moments.get(when) or moment(busy, when))
    if target.exists():
        assert tree(busy.restored(target)) == tree(busy.share), "it was killed after its work was done"
        target.rename(place / "aside")
    run = busy.run("restore", "share", "--to", target, "--json").json
    assert run["outcome"] == "succeeded"
    assert tree(busy.restored(target)) == tree(busy.share)
    assert staging() == []
    check_settled(busy)
    if isinstance(when, str):
        assert sorted(outcomes(busy).values()) == ["aborted", "succeeded", "succeeded"]


def _tolerant(count: Callable[[], int]) -> int:
    try:
        return count()
    except OSError:
        return 0


def test_a_silent_child_dies_with_a_killed_engine(client: Client) -> None:
    """A restic that neither writes nor ends: nothing but the kernel tells it that we are gone (prctl(2), pdeathsig)."""
    asleep = hang(client, "disk")
    killed(client, "backup", at=asleep.exists)
    del client.environ["PATH"]
    client.run("backup")
    client.check_evidence()


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, marks=pytest.mark.slow), signal.SIGINT]
)  # SIGTERM: below
def test_an_interrupted_backup_keeps_what_it_completed(busy: Client, number: signal.Signals) -> None:
    asleep, stored = hang(busy, "second"), moment(busy, "stored disk")
    child = busy.spawn("backup")
    wait_for(child, lambda: asleep.exists() and stored())
    os.kill(child.pid, number)
    done = finish(child).checked(130)
    assert "error: interrupted" in done.err
    ended = [one["body"] for one in busy.records() if one["kind"] == "run.outcome"]
    assert [(one["outcome"], one["reason"]) for one in ended] == [("aborted", "interrupted")]
    assert [one["repository"] for one in busy.points()] == ["disk"]
    check_settled(busy)
    assert children_of_ours(busy) == [], "every child ended with us"
    del busy.environ["PATH"]
    assert busy.run("backup", "--json").json["outcome"] == "succeeded"
    check_settled(busy)


def test_a_repository_that_hangs_delays_no_other(busy: Client) -> None:
    """It stands first in the document; the other copy is complete while it hangs, and one interruption ends it all."""
    asleep, stored = hang(busy, "disk"), moment(busy, "stored second")
    child = busy.spawn("backup")
    wait_for(child, lambda: asleep.exists() and stored())
    assert child.poll() is None
    os.kill(child.pid, signal.SIGINT)
    finish(child).checked(130)
    assert [one["repository"] for one in busy.points()] == ["second"]
    check_settled(busy)


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_an_interrupted_restore_leaves_nothing(busy: Client, place: Path, number: signal.Signals) -> None:
    busy.run("backup")
    slowly(busy, "restore")
    child = busy.spawn("restore", "share", "--to", place / "target")
    wait_for(child, lambda: bool(list(place.glob(".target.continuity-*/*"))))  # restic is at work, and is ours to end
    assert child.poll() is None, finish(child)
    os.kill(child.pid, number)
    finish(child).checked(130)
    assert not (place / "target").exists()
    assert not list(place.glob(".target*"))
    check_settled(busy)


def test_two_backups_of_one_asset_at_once(busy: Client) -> None:
    first = busy.spawn("backup", "--json")
    wait_for(first, moment(busy, "locked disk"))
    refused = busy.run("backup", "--json", code=5)
    assert refused.json["code"] == "refused"
    assert "acme/share is being worked on by run" in refused.err
    assert "hint: wait" in refused.err
    assert finish(first).checked(0).json["outcome"] == "succeeded"
    check_settled(busy)
    assert list(outcomes(busy).values()) == ["succeeded"]


def test_two_assets_at_once_share_repository_and_log(busy: Client) -> None:
    (busy.root / "other").mkdir()
    (busy.root / "other" / "file").write_text("content")
    assets = {
        name: {
            "title": name,
            "site": "here",
            "policy": "plain",
            "source": {"kind": "files", "paths": [str(busy.root / path)]},
            "copies": list(REPOSITORIES),
        }
        for name, path in (("share", "share"), ("other", "other"))
    }
    busy.write(assets=assets)
    children = [busy.spawn("backup", name, "--json") for name in assets]
    for child in children:
        assert finish(child).checked(0).json["outcome"] == "succeeded"
    check_settled(busy)
    assert len(busy.points()) == 4
