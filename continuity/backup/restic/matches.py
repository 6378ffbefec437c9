"""What ``find --json`` found, read while it comes: restic writes one line, however many matches there are.

    [{"matches":[{"path":…},{…}],"hits":2,"snapshot":"ID"},{…}]

restic puts its complaints ("Unable to load tree …") into the same stream, as lines between two things, and ends with 0
all the same. The snapshot is named behind its matches: the reader holds one match at a time and hands it on, and
whoever takes it keeps it until the snapshot is known.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_DECODER = json.JSONDecoder()
_OPENING = '{"matches":['
_BETWEEN = " \t\r\n,"
#: No match is longer (a path has 4096 bytes, escaped six times that); more that cannot be read is no JSON of restic's.
_MOST = 1 << 20
_SHOWN = 3  # complaints kept: there may be one a tree


@dataclass(frozen=True, kw_only=True)
class Match:
    """One path that matched; ``size`` None for what is no file."""

    path: str
    kind: str
    size: int | None
    mtime: str


def arguments(tag: str, pattern: str) -> tuple[str, ...]:
    """Look for a name, a path or a pattern in the snapshots with ``tag``, taking no lock."""
    return ("find", "--json", "--no-lock", "--tag", tag, "--", pattern)


def as_match(plain: dict[str, Any]) -> Match:
    """Read one element of ``matches``."""
    size = plain.get("size")
    kind = str(plain.get("type", ""))
    return Match(
        path=str(plain["path"]),
        kind=kind,
        size=(size if isinstance(size, int) else 0) if kind == "file" else None,
        mtime=str(plain.get("mtime", "")),
    )


class Reader:
    """Takes the text in pieces of any length; calls ``on_match``, and ``on_snapshot`` once its matches are through."""

    def __init__(self, on_match: Callable[[Match], None], on_snapshot: Callable[[str], None]) -> None:
        self._on_match, self._on_snapshot = on_match, on_snapshot
        self._rest, self._inside, self._state = "", False, "before"
        self.complaints: deque[str] = deque(maxlen=_SHOWN)

    def feed(self, text: str) -> None:
        """Take the next piece; raises ``ValueError`` for what is not restic's list of matches."""
        self._rest += text
        while self._step():
            pass
        if len(self._rest) > _MOST:
            msg = "not a list of matches"
            raise ValueError(msg)

    def end(self) -> None:
        """Say that there is no more; raises ``ValueError`` where the list was cut off. No text at all is no match."""
        if self._state == "inside" or self._rest.strip():
            msg = "the list of matches is cut off"
            raise ValueError(msg)

    def _step(self) -> bool:
        """Take one thing off the front of what is there; False where it is not all there yet."""
        self._rest = self._rest.lstrip(_BETWEEN)
        if self._rest and self._rest[0] not in "[{]":
            return self._words()
        if self._state == "before":
            return self._taken("[", "inside")
        if self._state == "after":
            return False
        if self._inside:
            return self._closing() if self._rest.startswith("]") else self._object()
        if self._rest.startswith(_OPENING):
            self._inside = True
            return self._cut(len(_OPENING))
        return self._taken("]", "after")

    def _words(self) -> bool:
        line, end, rest = self._rest.partition("\n")
        if end:
            self.complaints.append(line)
            self._rest = rest
        return bool(end)

    def _object(self) -> bool:
        try:
            plain, end = _DECODER.raw_decode(self._rest)
        except ValueError:
            return False
        self._on_match(as_match(_object_of(plain)))
        return self._cut(end)

    def _closing(self) -> bool:
        """Read ``],"hits":N,"snapshot":"ID"}``: the rest of an object whose beginning was read before."""
        tail = "{" + self._rest[1:].lstrip(_BETWEEN)
        try:
            plain, end = _DECODER.raw_decode(tail)
        except ValueError:
            return False
        self._on_snapshot(str(_object_of(plain)["snapshot"]))
        self._inside, self._rest = False, tail[end:]
        return True

    def _taken(self, mark: str, state: str) -> bool:
        if not self._rest.startswith(mark):
            return False
        self._state = state
        return self._cut(len(mark))

    def _cut(self, end: int) -> bool:
        self._rest = self._rest[end:]
        return True


def _object_of(plain: object) -> dict[str, Any]:
    if not isinstance(plain, dict) or not ({"path", "snapshot"} & plain.keys()):
        msg = "not a match"
        raise ValueError(msg)
    return plain
