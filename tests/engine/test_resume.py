"""A restore is taken up where it was cut off: with a restic that can, and only the very same one; else it is said."""

from __future__ import annotations

import os
import random
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.recovery.target import Target, kept_beside, kept_name
from tests.engine.kit import Client, finish, fresh, slowly, tree
from tests.engine.test_crash import killed, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE, COUNT = 4_000_000, 24


@pytest.fixture
def large(template: Client, place: Path) -> Client:
    """Enough data that a restore can be cut off in the middle."""
    client = fresh(template, place, "disk")
    numbers = random.Random(20261123)
    (client.share / "large").mkdir()
    for number in range(COUNT):
        (client.share / "large" / f"random {number}").write_bytes(numbers.randbytes(SIZE))
    client.run("backup")
    return client


@pytest.fixture
def newest(large: Client, newest_restic: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("PATH", f"{Path(newest_restic).parent}:{os.environ['PATH']}")
    return large


def restore(client: Client, *more: object) -> list[object]:
    return ["restore", "share", "--path", client.share / "large", "--to", client.root / "back", *more]


def halfway(client: Client) -> Callable[[], bool]:
    """A third of it is on disk: allocated, not merely announced by a size; the rest takes a few seconds from then."""
    slowly(client, "restore", rate=20_000)

    def blocks() -> int:
        try:
            return sum(one.stat().st_blocks for one in client.root.glob(".back.continuity-*/**/random *"))
        except OSError:
            return 0

    return lambda: blocks() * 512 > SIZE * COUNT / 3


def check_restored(client: Client, run: dict[str, Any]) -> None:
    assert run["outcome"] == "succeeded"
    content = next(one for one in run["measurements"] if one["objective"] == "content")
    assert (content["verdict"], run["detail"]["comparison"]["matched"]) == ("met", COUNT)
    back = client.restored(client.root / "back", client.share / "large")
    assert tree(back) == tree(client.share / "large")
    assert kept_beside(client.root / "back") == []
    client.check_evidence()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_restore_goes_on_where_it_was_cut_off(newest: Client, number: signal.Signals) -> None:
    met = halfway(newest)
    if number is signal.SIGKILL:
        killed(newest, *restore(newest, "--resume"), at=met)
    else:
        child = newest.spawn(*restore(newest, "--resume"))
        wait_for(child, met)
        os.kill(child.pid, number)
        assert "with --resume goes on from there" in finish(child).checked(130).err
    assert len(kept_beside(newest.root / "back")) == 1
    (newest.share / "large" / "random 0").write_bytes(b"newer")
    newest.run("backup")  # the newest point is another by now: what was begun is gone on with
    (newest.share / "large" / "random 0").write_bytes(random.Random(20261123).randbytes(SIZE))
    run = newest.run(*restore(newest, "--resume", "--json")).json
    resumed = run["detail"]["resumed"]
    assert resumed["files"] > 0
    assert resumed["bytes"] >= resumed["files"] * SIZE > 0
    check_restored(newest, run)
    ended = [
        one["body"] for one in newest.records() if one["kind"] == "run.outcome" and one["body"]["kind"] == "restore"
    ]
    assert ended[0]["outcome"] == "aborted"
    assert ended[0]["reason"].startswith("its process died" if number is signal.SIGKILL else "interrupted")


@pytest.mark.slow
def test_damage_done_meanwhile_is_found(newest: Client) -> None:
    """restic skips by size and time; the comparison afterwards does not."""
    killed(newest, *restore(newest, "--resume"), at=halfway(newest))
    (left,) = kept_beside(newest.root / "back")
    forged = left / str(newest.share / "large" / "random 3").lstrip("/")
    source = newest.share / "large" / "random 3"
    forged.parent.mkdir(parents=True, exist_ok=True)
    forged.write_bytes(b"x" * SIZE)
    os.utime(forged, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
    run = newest.run(*restore(newest, "--resume", "--json"), code=1).json
    assert run["detail"]["comparison"]["differing"] == [str(source)]


@pytest.mark.slow
def test_nothing_to_go_on_from_is_said(newest: Client) -> None:
    told = newest.run(*restore(newest, "--resume"))
    assert "begun anew" in told.out


@pytest.mark.slow
def test_what_another_restore_left_is_neither_used_nor_removed(newest: Client) -> None:
    target = newest.root / "back"
    other = Target(path=target, run="", kept=kept_name("acme/share", "another point", ())).staging
    other.mkdir(mode=0o700)
    (other / "file").write_text("x")
    told = newest.run(*restore(newest, "--resume"))
    assert f"{other} was left by an interrupted restore of something else" in told.out
    assert [path.name for path in other.iterdir()] == ["file"]
    assert not (target / "file").exists()


@pytest.mark.slow
@pytest.mark.parametrize("planted", ["open to others", "a link"])
def test_a_staging_that_others_could_fill_is_refused(newest: Client, planted: str) -> None:
    snapshot = str(newest.points()[0]["snapshot"])
    paths = (str(newest.share / "large"),)
    staging = Target(path=newest.root / "back", run="", kept=kept_name("acme/share", snapshot, paths)).staging
    elsewhere = newest.root / "elsewhere"
    elsewhere.mkdir()
    if planted == "a link":
        staging.symlink_to(elsewhere)
    else:
        staging.mkdir()
        staging.chmod(0o755)
    told = newest.run(*restore(newest, "--resume"), code=5)
    assert "nothing is restored into it" in told.err
    assert list(elsewhere.iterdir()) == []


def test_a_restic_that_cannot_resume_says_what_it_lacks(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    older = client.root / "bin" / "restic"
    older.parent.mkdir()
    older.write_text(
        '#!/bin/sh\n[ "$1" = version ] && exec echo "restic 0.14.0 compiled with go1.19.8 on linux/amd64"\n'
        f'exec {shutil.which("restic")} "$@"\n'
    )
    older.chmod(0o755)
    client.run("backup")
    monkeypatch.setenv("PATH", f"{older.parent}:{os.environ['PATH']}")
    told = client.run("restore", "share", "--to", client.root / "back", "--resume", code=4)
    assert "restic 0.14.0 cannot resume a restore: `restore --overwrite if-changed` came with 0.17" in told.err
    assert "leave --resume out" in told.err
    assert not (client.root / "back").exists()
    assert kept_beside(client.root / "back") == []
    client.check_evidence()


def test_a_name_stands_for_one_restore_alone() -> None:
    name = kept_name("acme/share", "s1", ("/b", "/a"))
    assert name == kept_name("acme/share", "s1", ("/a", "/b"))
    others = [("acme/other", "s1", ("/a", "/b")), ("acme/share", "s2", ("/a", "/b")), ("acme/share", "s1", ("/a",))]
    assert name not in [kept_name(*one) for one in others]
    assert kept_name("a", "b", ("/x\udcff",)), "a name that is not UTF-8 is a name"
