"""What every cell of the fault matrix asks: an end that says what mends it, nothing left over, and a clean next run."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.engine.kit import OURS, Client, Done, tree
from tests.engine.test_crash import adopting_orphans, children_of_ours, names

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Iterator

#: What marks a file as half done, wherever it lies in the state.
HALF_DONE = ("*.partial", "canary.json", "*.tmp")


def outcomes(run: dict[str, Any]) -> dict[str, str]:
    """How each repository's share of a run ended."""
    return {copy["repository"]: copy["outcome"] for copy in run["copies"]}


def check_told(client: Client, done: Done, *words: str) -> None:
    """Each fault is told in one sentence with its remedy, without a trace of ours and without a secret."""
    assert [word for word in OURS if word in done.all] == [], done.all
    assert [word for word in words if word.lower() not in done.err.lower()] == [], done.err
    faults, hints = (len(re.findall(rf"^{word}: ", done.err, re.MULTILINE)) for word in ("error", "hint"))
    assert 0 < faults == hints, done.err
    vault = client.vault()
    assert [name for name in vault.names() if vault.get(name) in done.all] == []


def check_nothing_left(client: Client, *locked: str) -> None:
    """No process, no file that is half done, and a lock in none of the directories but those of ``locked``."""
    assert children_of_ours(client) == []
    assert [str(path) for form in HALF_DONE for path in client.state.rglob(form)] == []
    assert [str(path) for name in ("staging", "sandbox") for path in (client.state / name).rglob("*")] == []
    assert [path.name for path in client.root.glob(".*.continuity-*")] == []
    inside = {name: names(client, name, "locks") for name in client.repositories if (client.root / name).is_dir()}
    assert {name: locks for name, locks in inside.items() if locks and name not in locked} == {}


def check_recovers(client: Client, *where: str) -> dict[str, Any]:
    """The next run succeeds everywhere, its newest point comes back byte for byte, and the evidence is complete."""
    run = client.run("backup", "--json").json
    assert set(outcomes(run).values()) == {"succeeded"}, run
    for name in where or client.repositories:
        check_comes_back(client, name)
    check_nothing_left(client)
    client.check_evidence()
    return run


def check_comes_back(client: Client, name: str) -> None:
    """The newest point of that repository is what the source is now, and is proven to be."""
    target = client.root / f"back from {name}"
    done = client.run("restore", "share", "--to", target, "--from", name, "--json").json
    content = next(one for one in done["measurements"] if one["objective"] == "content")
    assert content["verdict"] == "met", content
    for path in client.paths:
        assert tree(client.restored(target, Path(path))) == tree(Path(path))
    shutil.rmtree(target)


def restics(client: Client, *words: str) -> list[int]:
    """The processes of restic whose arguments name this client, and all of these words."""
    found = []
    for pid in children_of_ours(client):
        with suppress(OSError):
            program, *arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if os.path.basename(program) == b"restic" and {os.fsencode(word) for word in words} <= set(arguments):  # noqa: PTH119
                found.append(pid)
    return found


@contextmanager
def meanwhile(ready: Callable[[], Any], act: Callable[[Any], None], limit_s: float = 60) -> Iterator[list[Any]]:
    """Look closely while the block runs, and act once on what was seen; that it came is checked at the end."""
    over, acted = threading.Event(), list[Any]()

    def look() -> None:
        end = time.monotonic() + limit_s
        while not over.is_set() and time.monotonic() < end:
            if seen := ready():
                act(seen)
                acted.append(seen)
                return
            over.wait(0.001)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield acted
    finally:
        over.set()
        thread.join()
    assert acted, "the moment never came"


def growing(data: Path) -> Callable[[], bool]:
    """Something new has begun to lie there."""
    before = {path for path in data.rglob("*") if path.is_file()}

    def ready() -> bool:
        with suppress(OSError):
            return any(path.stat().st_size for path in data.rglob("*") if path.is_file() and path not in before)
        return False

    return ready


def uploading(client: Client, name: str) -> Callable[[], list[int]]:
    """restic has begun to write data there: no whole pack, no snapshot yet."""
    before = set((client.root / name / "data").rglob("*"))

    def ready() -> list[int]:
        with suppress(OSError):
            grown = [path for path in set((client.root / name / "data").rglob("*")) - before if path.is_file()]
            if any(path.stat().st_size for path in grown):
                return restics(client, "backup", str(client.root / name))
        return []

    return ready


@contextmanager
def burying() -> Iterator[None]:
    """Let whoever loses its parent in the block be ours, and wait for its end: containers may lack an init that does.

    restic takes a dead process that nobody waited for, for alive. No child of a dead parent may outlive it for long.
    """
    before = _children()
    with adopting_orphans():
        yield
        end = time.monotonic() + 10
        while orphans := _children() - before:
            assert time.monotonic() < end, "restic outlived the engine"
            for pid in orphans:
                with suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            time.sleep(0.02)


def _children() -> set[int]:
    """Our own children, alive or dead."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                _state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                found |= {int(entry.name)} if int(parent) == os.getpid() else set()
    return found


def send(number: signal.Signals) -> Callable[[list[int]], None]:
    """Send a signal to each of these processes that still lives."""

    def act(pids: list[int]) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    return act
