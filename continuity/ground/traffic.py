"""How much a child has read and written so far: whether it moves at all is seen here and nowhere else.

A program that uploads shows nothing new for minutes on a slow line; the kernel counts every byte that it and its
children pass through ``read`` and ``write``, files, pipes and sockets alike (proc(5), ``/proc/PID/io``).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTED = ("rchar", "wchar")


def bytes_moved(pid: int) -> int:
    """Return what a process and its living descendants read and wrote; 0 where the kernel does not say."""
    return sum(map(_moved, _family(pid)))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _family(int(child))


def _moved(pid: int) -> int:
    with suppress(OSError):
        lines = (line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
        return sum(int(count) for name, count in lines if name in _COUNTED)
    return 0
