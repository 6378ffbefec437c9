"""What one run left on this machine: programs that carry its mark or work in its place, mounts below that place.

A program that a run starts has the run's number in its environment; one of its private place works there, or sees it
mounted. Neither is a guess: the number is drawn anew for each run.
"""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from continuity.ground.clock import SystemClock

_PATIENCE = timedelta(seconds=3)  # what was told to end may take a moment to be gone
_LOOK_S = 0.05
_GONE = " (deleted)"  # what the kernel says of a directory that is no more, proc(5)
_DETACHED = 2  # MNT_DETACH of <sys/mount.h>


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is still there: programs as ``number name``, and mounts by their place."""

    programs: tuple[str, ...] = ()
    mounts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join([*self.programs, *self.mounts])

    def __bool__(self) -> bool:
        return bool(self.programs or self.mounts)


def left_by(mark: str, place: Path) -> Left:
    """Look until nothing of the run is there any more, a few seconds at most; return what is.

    ``mark`` is the word of its environment, ``NAME=NUMBER``; ``place`` is its directory, of which no other run knows.
    """
    clock = SystemClock()
    for _ in range(int(_PATIENCE.total_seconds() / _LOOK_S)):
        left = _look(mark, place)
        if not left:
            break
        clock.sleep(_LOOK_S)
    return left


def end(mark: str, place: Path) -> None:
    """End the programs that carry the mark, and detach the mounts; somebody's shell that stands there is left alone."""
    for pid in filter(lambda pid: _carries(pid, mark), _numbers()):
        with suppress(OSError):
            held = os.pidfd_open(pid)
            try:
                if _carries(pid, mark):  # the number of a program that ended may be another's by now
                    signal.pidfd_send_signal(held, signal.SIGKILL)
            finally:
                os.close(held)
    libc = ctypes.CDLL(None, use_errno=True)
    for mount in reversed(_mounts(place)):  # what lies upon another first
        libc.umount2(os.fsencode(mount), _DETACHED)


def _look(mark: str, place: Path) -> Left:
    programs = [pid for pid in _numbers() if _carries(pid, mark) or _stands_in(pid, place) or _sees(pid, place)]
    return Left(programs=tuple(f"{pid} {_name(pid)}" for pid in programs), mounts=tuple(_mounts(place)))


def _numbers() -> list[int]:
    """Return the numbers of all programs but ourselves."""
    found = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [pid for pid in found if pid != os.getpid()]


def _carries(pid: int, mark: str) -> bool:
    """Tell whether a program was started by the run; one that ended meanwhile, or may not be asked, was not."""
    try:
        return mark.encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _stands_in(pid: int, place: Path) -> bool:
    try:
        stands = [str(Path(f"/proc/{pid}/{link}").readlink()).removesuffix(_GONE) for link in ("cwd", "root")]
    except OSError:
        return False
    return any(Path(one).is_relative_to(place) for one in stands)


def _sees(pid: int, place: Path) -> bool:
    """Tell whether the place itself is mounted where the program lives: in a namespace that was made for it."""
    try:
        lines = Path(f"/proc/{pid}/mountinfo").read_text(errors="surrogateescape").splitlines()
    except OSError:
        return False
    return any(line.split(" ")[3].endswith(f"/{place.name}") for line in lines)


def _mounts(place: Path) -> list[str]:
    """Return where something is mounted below the place, in the order in which it was."""
    lines = Path("/proc/self/mountinfo").read_text(errors="surrogateescape").splitlines()
    points = [line.split(" ")[4].replace("\\040", " ") for line in lines]
    return [point for point in points if Path(point).is_relative_to(place)]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "?"
