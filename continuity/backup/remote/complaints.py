"""What GNU tar complains of while it packs, line by line as it comes: however much it is, no fault is forgotten.

Its names stand there as ``--quoting-style=escape`` writes them (the default): a line is one complaint.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SHOWN = 20
_LONGEST = 1 << 16  # of a line; a path has 4,096 bytes, each of which is written with four at the most
#: Every name is given to tar, so one that went is "Cannot stat", and exit 2.
_GONE = re.compile(
    r"\S+: (?P<name>.*): (?:File removed before we read it|Cannot (?:stat|open|readlink): No such file or directory)"
)
_NOISE = re.compile(r"\S+: .*: (?:socket ignored|file is unchanged; not dumped)|\S+: Exiting with failure status .*|")
_ESCAPES = dict(zip(b"\a\b\f\n\r\t\v\\", ("\\" + one for one in "abfnrtv\\"), strict=True))
_DELETE = 0x7F


@dataclass(kw_only=True)
class Complaints:
    """How many names went while they were read, and the faults: how many, and the first of them.

    ``own`` are the document's paths: of them none may go.
    """

    own: Sequence[Path]
    vanished: int = 0
    count: int = 0
    faults: list[str] = field(default_factory=list)
    _rest: bytes = b""

    def feed(self, piece: bytes) -> None:
        """Take some more of what it says."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        self._rest = self._rest[-_LONGEST:]
        for line in lines:
            self._judge(line)

    def ended(self, *, failed: bool) -> Complaints:
        """Judge what was left; ``failed``: it says that something could not be read, and must have named it."""
        self._judge(self._rest)
        self._rest = b""
        if failed and not self.count and not self.vanished:
            self.add("exit 2")
        return self

    def add(self, fault: str) -> None:
        """Count a fault."""
        self.count += 1
        if len(self.faults) < _SHOWN:
            self.faults.append(fault.removeprefix("tar: "))

    def _judge(self, line: bytes) -> None:
        text = line.decode(errors="replace").strip()
        if _NOISE.fullmatch(text):
            return
        gone = _GONE.fullmatch(text)
        if gone and gone["name"] not in {escaped(path) for path in self.own}:
            self.vanished += 1
        else:
            self.add(text)


def escaped(path: Path) -> str:
    """Return a path as tar, at work in the root, writes it in a complaint."""
    name = os.fsencode(path)[1:] or b"."
    return "".join(
        _ESCAPES.get(byte) or (chr(byte) if ord(" ") <= byte < _DELETE else f"\\{byte:03o}") for byte in name
    )
