"""The three streams of this process, whatever it was given for them: none, a poor terminal, one that hangs up."""

from __future__ import annotations

import codecs
import io
import os
import signal
import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_STREAMS = 3
#: What stands for a letter that a terminal does not have; every other one loses its accents, or is a question mark.
_PLAIN = {"✓": "+", "✗": "x", "☐": "[ ]", "→": "->", "…": "...", "–": "-", "—": "-", "«": '"', "»": '"', "’": "'"}


def speak_to_any_terminal() -> None:
    """Open what is closed, and never fail for a letter that the other side cannot show."""
    for number in range(_STREAMS):
        try:
            os.fstat(number)
        except OSError:  # the next file that is opened would take its place, and be written into
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or io.TextIOWrapper(io.FileIO(0, closefd=False))
    sys.stdout = sys.stdout or io.TextIOWrapper(io.FileIO(1, "w", closefd=False))
    sys.stderr = sys.stderr or io.TextIOWrapper(io.FileIO(2, "w", closefd=False))
    codecs.register_error("continuity", plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="continuity")


def plainer(error: UnicodeError) -> tuple[str, int]:
    """Return what a terminal can show in place of what it cannot."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def hung_up(number: int, frame: FrameType | None) -> None:
    """End as after Ctrl-C: what is said from now on is said to nobody, and must not fail for that."""
    nobody = os.open(os.devnull, os.O_RDWR)
    for stream in range(_STREAMS):
        os.dup2(nobody, stream)
    os.close(nobody)
    signal.default_int_handler(number, frame)


def speaks_unicode() -> bool:
    """Whether stdout takes any letter."""
    return (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def _plain(letter: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", letter) if one.isascii())
    return _PLAIN.get(letter) or bare or "?"
