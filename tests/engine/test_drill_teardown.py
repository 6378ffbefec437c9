"""What a drill leaves: nothing, whatever ended it; and what was left all the same is seen, named and ended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.ground.leftovers import end, left_by
from tests.engine.kit import finish
from tests.engine.test_drills import ASSET, book, outcomes, restore, run, verdicts
from tests.engine.test_drills import ready as ready  # noqa: PLC0414 - a fixture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client

#: Nobody else sleeps so long: other workers run this very drill at the same time.
ASLEEP = f"61.{os.getpid()}"
#: A drill with a server that outlives its step, a fault and its undo, looks, a restore: each kind of step there is.
SERVE = {
    "name": "serve",
    "title": "Serve",
    "do": "command",
    "with": {"run": ["sh", "-c", f"sleep {ASLEEP} >/dev/null 2>&1 &"]},
}
LOOK = {"look": {"title": "Look", "do": "command", "with": {"run": ["true"]}}}
FAULT = {"do": "command", "with": {"run": ["touch", "broken"]}, "undo": {"do": "command", "with": {"run": ["true"]}}}
EVENTS = 17  # taken up; sandbox, look, fault, two steps, look again, each begun and done; undoing and undone, twice
MOMENTS = [(one, how) for one in range(1, EVENTS + 1) for how in ("SIGKILL", "SIGINT")]
QUICK = [(6, "SIGINT"), (10, "SIGKILL")]  # the fault begins; a server runs


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Path]:
    found = tmp_path / "01somerun"
    found.mkdir()
    yield found
    end("NOBODY=1", found)


def test_what_carries_the_mark_is_seen_and_ended(private: Path) -> None:
    assert not left_by("MARK=1", private)
    subprocess.run(["mount", "-t", "tmpfs", "left", private], check=True)
    marked = subprocess.Popen(["sleep", "60"], env={"MARK": "1"})
    shell = subprocess.Popen(["sleep", "60"], cwd=private)
    try:
        left = left_by("MARK=1", private)
        assert sorted(left.programs) == sorted(f"{one.pid} sleep" for one in (marked, shell))
        assert left.mounts == (str(private),)
        end("MARK=1", private)
        assert marked.wait(5) == -signal.SIGKILL
        assert shell.poll() is None, "somebody's shell is nobody's to end"
        assert left_by("MARK=1", private).mounts == ()
    finally:
        marked.kill()
        shell.kill()
        marked.wait()
        shell.wait()


def book_all(client: Client) -> None:
    book(client, restore(), SERVE | {"needs": ["restore"]}, steady_state=LOOK, fault=FAULT)


def nothing_is_left(client: Client) -> None:
    """No directory, no mount, no namespace and no program of any drill of this client."""
    assert not list((client.state / "sandbox").glob("*"))
    assert str(client.state / "sandbox") not in Path("/proc/self/mountinfo").read_text()
    ours = [one for one in Path("/proc").glob("[0-9]*") if _is_ours(one, str(client.state).encode())]
    assert ours == []


_ASLEEP = f"sleep\0{ASLEEP}\0".encode()


def _is_ours(proc: Path, state: bytes) -> bool:
    try:
        inside = (proc / "ns" / "mnt").readlink() != Path("/proc/self/ns/mnt").readlink()
        return (inside and state in (proc / "mountinfo").read_bytes()) or _ASLEEP in (proc / "cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize(
    ("number", "how"), [pytest.param(*one, marks=[] if one in QUICK else pytest.mark.slow) for one in MOMENTS]
)
def test_whatever_ends_it_nothing_is_left(ready: Client, number: int, how: str) -> None:
    book_all(ready)
    words = ("drill", "run", "try", *ASSET)
    child = subprocess_of(ready, number, how, *words)
    done = finish(child)
    if how == "SIGKILL":
        assert done.code == -signal.SIGKILL, done.all
        assert run(ready)["outcome"] == "succeeded"
        assert [one["outcome"] for one in outcomes(ready) if one["kind"] == "drill"] == ["aborted", "succeeded"]
    else:
        assert done.code in (130, 1), done.all
    nothing_is_left(ready)
    ready.check_evidence()


def test_a_dead_drill_whose_runbook_is_gone_is_taken_down(ready: Client) -> None:
    book_all(ready)
    finish(subprocess_of(ready, 10, "SIGKILL", "drill", "run", "try", *ASSET))
    assert list((ready.state / "sandbox").glob("*"))
    ready.more["runbooks"]["own"]["inputs"]["more"] = {"kind": "text", "title": "more"}  # the drill is as it was
    ready.write()
    ready.run("drill", "run", "lost-files", *ASSET, code=None)
    assert next(one["outcome"] for one in outcomes(ready) if one["kind"] == "drill") == "aborted"
    nothing_is_left(ready)


def subprocess_of(client: Client, number: int, how: str, *words: str) -> subprocess.Popen[str]:
    """Start a command that dies of the signal when the event of that number is about to be written."""
    return client.spawn(
        str(number), "before", how, *words, prefix=["env", "--default-signal=INT"], program="tests.engine.dying"
    )


@pytest.mark.slow
def test_what_is_left_all_the_same_is_named(ready: Client) -> None:
    """A program that was started beside restic works in the sandbox and does not end: somebody must look."""
    wrapper = ready.root / "bin" / "restic"
    wrapper.parent.mkdir()
    left = f"cd {ready.state}/sandbox/* && setsid sleep 62 >/dev/null 2>&1 </dev/null &"
    real = shutil.which("restic")
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in *" restore "*) ( {left} ) ;; esac\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    book(ready, restore())
    with_wrapper = {"PATH": f"{wrapper.parent}:{os.environ['PATH']}"}
    found = ready.child("drill", "run", "try", *ASSET, "--json", code=1, environ=with_wrapper).json
    told = re.search(r"still there once the drill had been taken down: (\d+) sleep", found["reason"])
    assert told, found["reason"]
    os.kill(int(told[1]), signal.SIGKILL)
    assert found["outcome"] == "incomplete"


def test_time_is_over(ready: Client) -> None:
    book(ready, {"name": "sleep", "title": "Sleep", "do": "command", "with": {"run": ["sleep", "60"]}}, time_limit="2s")
    began = time.monotonic()
    found = run(ready)
    assert time.monotonic() - began < 20
    assert (found["outcome"], verdicts(found)["rto"]) == ("incomplete", "unproven")
    assert "time limit" in found["reason"]
    nothing_is_left(ready)
