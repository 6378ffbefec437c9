"""Run `continuity` and die by SIGKILL at one numbered point: ``python -m tests.daemon.dying POINT NTH -- WORDS…``.

The points are instants in the life of a job, each named by the function before or after which the process is killed.
Nothing in the product knows of them.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Point:
    """Die ``when`` (before or after) the function ``name`` of ``module``, where ``only`` accepts its arguments."""

    module: str
    name: str
    when: str
    only: Callable[..., bool] = lambda *_args, **_values: True


def _backs_up(argv: list[str], **_: Any) -> bool:
    return "backup" in argv


def _of_a_client(_owner: Any, *given: Any) -> bool:
    """The server's own log is published in between: its name has one part less."""
    note = given[-1]
    return bool(note.partition("\n")[0].count("/") == 2)


DAEMON = "continuity.engine.daemon"
POINTS = {
    "1 before the plan record": Point(f"{DAEMON}.announcing", "Announcer.plan", "before"),
    "2 after the plan record": Point(f"{DAEMON}.announcing", "Announcer.sequence", "before"),
    "3 before the intent": Point("continuity.engine.engine", "Engine._begin", "before"),
    "4 after the intent": Point("continuity.engine.engine", "Engine._begin", "after"),
    "5 at restic's start": Point("continuity.ground.process", "start", "after", _backs_up),
    "6 in mid-upload": Point("continuity.ground.process", "start", "uploading", _backs_up),
    "7 at restic's end": Point("continuity.ground.process", "run", "after", _backs_up),
    "8 after the manifest": Point("continuity.backup.hashing", "finished", "after"),
    "9 before the transaction": Point("continuity.engine.engine", "Engine._write", "before"),
    "10 after the transaction": Point("continuity.engine.engine", "Engine._write", "after"),
    "11 in sequencing": Point("continuity.evidence.sequencer", "Sequencer._publish", "before", _of_a_client),
    "12 in publication": Point("continuity.evidence.publish", "write_checkpoint", "before", _of_a_client),
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def _die_while_uploading() -> None:
    """Die once a pack of the repository that the environment names has begun to grow."""
    data = Path(os.environ["DYING_WATCHES"])

    def watch() -> None:
        while not any(path.stat().st_size for path in data.rglob("*") if path.is_file()):
            time.sleep(0.001)
        die()

    threading.Thread(target=watch, daemon=True).start()


def arm(point: Point, nth: int) -> None:
    """Replace the function by one that dies at its ``nth`` call."""
    owner: Any = importlib.import_module(point.module)
    *classes, name = point.name.split(".")
    for one in classes:
        owner = getattr(owner, one)
    real, calls = getattr(owner, name), iter(range(1, 1 << 30))

    @functools.wraps(real)
    def deadly(*args: Any, **values: Any) -> Any:
        due = point.only(*args, **values) and next(calls) == nth
        if due and point.when == "before":
            die()
        if due and point.when == "uploading":
            _die_while_uploading()
        result = real(*args, **values)
        if due and point.when == "after":
            die()
        return result

    setattr(owner, name, deadly)


if __name__ == "__main__":
    arm(POINTS[sys.argv[1]], int(sys.argv[2]))
    sys.argv[1:] = sys.argv[4:]
    from continuity.faces.cli.main import main

    main()
