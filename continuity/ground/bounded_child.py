"""A child that may say anything while it is wanted: what it said is cut, and all that it started ends with it."""

from __future__ import annotations

import os
import select
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground import pipes, process

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping, Sequence

_LOOK_S = 0.1  # how often we look whether it is still wanted, while it says nothing
_QUIET_LOOKS = 5  # how long what it left behind may keep its output open, and say nothing
_PIECE = 65536  # a pipe's capacity on Linux, pipe(7)
_KEPT = 65536  # of its output; the rest is read, lest it wait for us, and forgotten


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a child ended; ``status`` is negative for a signal. ``cut``: it said more than is kept."""

    status: int
    said: str
    complaint: str
    cut: bool


def ran(argv: Sequence[str], over: threading.Event, env: Mapping[str, str] | None = None) -> Ran:
    """Run it to its end, or until ``over``; whatever it started in its session ends with it.

    Raises ``Unavailable`` where it is not installed.
    """
    child = process.start(
        argv, env={"LC_ALL": "C", **(env or {})}, output=subprocess.PIPE
    )  # words and figures as all have them
    try:
        said, complaint, cut = _read(child, over)
        while not (over.is_set() or pipes.ended(child, _LOOK_S)):
            pass
    finally:
        status = process.stop(child, grace_s=0.0 if over.is_set() else _LOOK_S)
        pipes.close(child)
    return Ran(status=status, said=_text(said), complaint=_text(complaint), cut=cut)


def _read(child: subprocess.Popen[bytes], over: threading.Event) -> tuple[bytes, bytes, bool]:
    """Return what is kept of both of its pipes, and whether that is not all."""
    kept = {pipe.fileno(): b"" for pipe in (child.stdout, child.stderr) if pipe}
    open_, cut, quiet = set(kept), False, 0
    while open_ and not over.is_set() and quiet < _QUIET_LOOKS:
        ready, _, _ = select.select(list(open_), [], [], _LOOK_S)
        quiet = quiet + 1 if not ready and pipes.ended(child, 0) else 0
        for one in ready:
            piece = os.read(one, _PIECE)
            if not piece:
                open_.discard(one)
            cut = cut or len(kept[one]) + len(piece) > _KEPT
            kept[one] = (kept[one] + piece)[:_KEPT]
    said, complaint = kept.values()
    return said, complaint, cut


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
