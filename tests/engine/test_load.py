"""Load: programs that make copies are as gentle as the policy asks, and those that bring data back are not."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.ground import process
from continuity.model.inventory import PolicyDocument
from continuity.policy.load import wrapped
from continuity.policy.policy import resolve

if TYPE_CHECKING:
    from tests.engine.kit import Client

OBJECTIVES = {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}}


def words(**load: Any) -> tuple[str, ...]:
    document = PolicyDocument(name="p", where="here", values={"objectives": {}, "load": load})
    return wrapped(resolve("p", {"p": document}))


def test_programs_are_as_gentle_as_asked() -> None:
    shell = ("sh", "-c", "nice; ionice")
    for load, expected in (
        ({"nice": 12, "ionice": "idle"}, "12\nidle\n"),
        ({"nice": 3, "ionice": "best-effort"}, "3\nbest-effort: prio 7\n"),
    ):
        assert process.run((*words(**load), *shell), timeout=timedelta(seconds=20)).stdout == expected
    assert words() == ()


def test_a_gentle_backup_runs_a_gentle_restic(client: Client) -> None:
    client.more = {"policies": {"plain": OBJECTIVES | {"load": {"nice": 7}}}}
    client.write()
    seen: set[int] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.002):
            seen.update(niceness(client.root))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        client.run("backup")
    finally:
        over.set()
        watcher.join()
    assert 7 in seen


def niceness(root: Path) -> set[int]:
    """Return how nice the processes are that make a backup of this client now."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            argv = (place / "cmdline").read_bytes().split(b"\0")
            if b"backup" in argv and any(str(root).encode() in word for word in argv) and b"restic" in argv[0]:
                found.add(int((place / "stat").read_text().rpartition(")")[2].split()[16]))
        except OSError:
            continue
    return found


def test_bad_load_is_refused_with_its_place(client: Client) -> None:
    for load, said in (
        ({"nice": 25}, "load.nice"),
        ({"ionice": "realtime"}, "load.ionice"),
        ({"speed": 1}, "load.speed"),
    ):
        client.more = {"policies": {"plain": OBJECTIVES | {"load": load}}}
        client.write()
        done = client.run("policy", "check", code=2)
        assert said in done.err
