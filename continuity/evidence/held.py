"""Heads of a log that somebody else holds: anchors, and checkpoints that a person kept. They alone betray a new past.

Who has the database, the published files and the key can make another past that agrees with itself everywhere; it
agrees with no head that was taken out of his reach before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint, parse
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from continuity.evidence.format.note import Verifier
    from continuity.model.anchor import Anchor

_QUOTED = "> \t\n"  # around the three lines of a mail that was answered
_WINDOW = 4096  # sizes whose anchors are in memory at a time
_END = 1 << 62


@dataclass(frozen=True, kw_only=True)
class Held:
    """One head, and who holds it: a file, an authority, a witness, a repository, a ``record`` of the server's log."""

    holder: str
    size: int
    root: bytes
    anchor: Anchor | None = None
    record: int | None = None

    @property
    def place(self) -> str:
        """How a verification calls it."""
        if self.record is not None:
            return f"server's log, record {self.record}"
        return f"anchor at size {self.size}" if self.anchor else f"checkpoint given, size {self.size}"

    def as_json(self, *, agrees: bool) -> dict[str, Any]:
        """Return one element of ``anchors``."""
        told = {"name": self.holder, "tree_size": self.size, "agrees": agrees}
        if self.record is not None:
            return {"kind": "server-log", "class": "own", "at": None} | told
        if self.anchor is None:
            return {"kind": "given", "class": "given", "at": None} | told
        worth = {"kind": str(self.anchor.kind), "class": str(self.anchor.worth)}
        return worth | {"at": write_time(self.anchor.at)} | told


def anchored(anchor: Anchor) -> Held:
    """Return the head that an anchor holds; its proof is left behind, for there are many anchors."""
    return Held(holder=anchor.name, size=anchor.tree_size, root=anchor.root, anchor=replace(anchor, proof=b""))


def all_anchored(between: Callable[[int, int], Sequence[Anchor]], size: int) -> Iterator[Held]:
    """Yield the heads of all anchors by ascending size, a window of sizes at a time up to ``size``, then the rest."""
    for start in range(0, size + 1, _WINDOW):
        yield from map(anchored, between(start, min(start + _WINDOW - 1, size)))
    yield from map(anchored, between(size + 1, _END))


def given(path: Path, verifier: Verifier) -> Held:
    """Return the head in a file: a signed note, or its three lines alone, as mails and reports carry them.

    Raises ``NotProven`` where it is neither, of another log, or signed falsely; ``Unavailable`` where it is unreadable.
    """
    text = read_text(path)
    head = open_checkpoint(text, verifier) if "\n— " in text else _bare(text, verifier)
    return Held(holder=str(path), size=head.size, root=head.root)


def read_text(path: Path) -> str:
    """Return what a small file says, without what mails and editors add around it."""
    try:
        with path.open("rb") as file:
            return file.read(1 << 17).decode("utf-8-sig").replace("\r\n", "\n").lstrip()
    except UnicodeDecodeError as error:
        raise NotProven("{path} is not UTF-8", path=path) from error
    except OSError as error:
        raise Unavailable("{path}: {cause}", hint="name a file", path=path, cause=error.strerror) from error


def _bare(text: str, verifier: Verifier) -> Checkpoint:
    """Read the three lines without a signature: whoever gives them vouches for them."""
    head = parse("".join(f"{line.strip(_QUOTED)}\n" for line in text.strip(_QUOTED).splitlines()))
    if head.origin != verifier.name:
        raise NotProven(
            "the checkpoint is of the log {found}, not of {expected}", found=head.origin, expected=verifier.name
        )
    return head
