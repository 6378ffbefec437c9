"""What a child says, on both of its pipes, and when it ends: the listening half of ``ground/process``."""

from __future__ import annotations

import os
import select
import selectors
from typing import IO, TYPE_CHECKING, Protocol, cast

from continuity.ground import watch

if TYPE_CHECKING:
    from collections.abc import Callable

_QUIET_S = 1.0  # how long a pipe may be silent, once the child has ended, before we stop listening
_CHUNK = 65536  # a pipe's capacity on Linux, pipe(7)


class Child(Protocol):
    """A child as :mod:`subprocess` has it."""

    pid: int
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None


def drain(child: Child, out: Callable[[str], None], err: Callable[[str], None], ends: str = "\n") -> None:
    """Read both pipes until they end, or until the child has ended and whoever inherited them is quiet."""
    rest: dict[IO[bytes], bytes] = {}
    with selectors.DefaultSelector() as selector:
        for pipe, take, end in ((child.stdout, out, ends), (child.stderr, err, "\n")):
            if pipe is not None:
                selector.register(pipe, selectors.EVENT_READ, (take, end))
        while selector.get_map():
            ready = selector.select(_QUIET_S)
            watch.current().waiting(child.pid)
            if not ready and ended(child, 0):
                break
            for key, _ in ready:
                pipe, (take, end) = cast("IO[bytes]", key.fileobj), key.data
                chunk = os.read(key.fd, _CHUNK)
                *whole, rest[pipe] = (rest.get(pipe, b"") + chunk).split(end.encode())
                for line in whole:
                    take(line.decode("utf-8", errors="replace") + end)
                if not chunk:
                    selector.unregister(pipe)
                    if last := rest.pop(pipe):
                        take(last.decode("utf-8", errors="replace"))


def ended(child: Child, within_s: float) -> bool:
    """Wait for the child's end without reaping it: until then its number, and its group's, stay its own."""
    try:
        handle = os.pidfd_open(child.pid)
    except ProcessLookupError:
        return True
    try:
        poller = select.poll()
        poller.register(handle, select.POLLIN)
        return bool(poller.poll(within_s * 1000))
    finally:
        os.close(handle)


def close(child: Child) -> None:
    """Close both pipes, so that a child that writes on is told so."""
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()
