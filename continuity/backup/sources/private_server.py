"""A database server of our own, for as long as restored data is examined: isolated, on a socket, no trace left."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground import process
from continuity.ground.errors import Unavailable
from continuity.ground.isolation import NOTHING, inner, serving
from continuity.ground.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from continuity.ground.process import Child

START, QUICK, LONG = timedelta(minutes=1), timedelta(minutes=2), timedelta(hours=12)
_SHOWN = 300


@contextmanager
def own_room(room: Path, user: str) -> Iterator[None]:
    """Make the directory of a server, for its user alone, and remove it afterwards. Raises ``Unavailable``."""
    try:
        room.mkdir(mode=0o700, parents=True)
        if os.geteuid() == 0:
            shutil.chown(room, user, user)
    except (OSError, LookupError) as error:
        raise cannot(user, error) from error
    try:
        yield
    finally:
        shutil.rmtree(room, ignore_errors=True)


def prepare(argv: Sequence[str], room: Path, user: str) -> None:
    """Run the program that lays out an empty server. Raises ``Unavailable``."""
    made = process.run(serving(argv, room, user), timeout=QUICK)
    if made.returncode != 0:
        raise cannot(user, said(made))


@contextmanager
def served(
    argv: Sequence[str],
    room: Path,
    user: str,
    ready: Callable[[], bool],
    *,
    limit: timedelta = START,
    within: Mapping[str, Path] = NOTHING,
) -> Iterator[Child]:
    """Run the server until the block ends, with other directories below its room by these names.

    Raises ``Unavailable`` where it does not come to answer.
    """
    with (room / "log").open("wb") as log:
        child = process.start(serving(argv, room, user, within), output=log)
    try:
        if not wait_for(child, ready, limit=limit):
            raise cannot(user, (room / "log").read_text(errors="replace")[-_SHOWN:])
        yield child
    finally:
        process.stop(child, polite=signal.SIGINT)  # to the whole group: for PostgreSQL, a fast shutdown


def end_well(child: Child) -> None:
    """Have a PostgreSQL server write everything and end, which may take a while; what it says afterwards counts."""
    try:
        os.kill(inner(child.pid), signal.SIGINT)
    except (OSError, ValueError):
        return
    wait_for(child, lambda: child.poll() is not None, limit=LONG)


def said(done: process.Completed) -> str:
    """Return the end of what a program complained about."""
    return done.stderr.strip()[-_SHOWN:] or "-"


def cannot(user: str, why: object) -> Unavailable:
    """Return the error that says why there is no private server."""
    return Unavailable(
        "no private database server can be run here as the user {user}: {cause}",
        hint="install the server's package (it makes the user) and bubblewrap, and free some space below /var/tmp",
        user=user,
        cause=why,
    )
