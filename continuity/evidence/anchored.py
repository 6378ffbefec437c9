"""The anchors of an export: which of them go in, what the index says of each, and what they leave unanchored.

A busy log is anchored every few minutes. An export holds the last anchor of each day by each authority, witness and
repository: that bounds every record to its day, and a year stays a few hundred files.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time
from continuity.model.anchor import AnchorKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.anchor import Anchor

INDEX = "anchors/index.jsonl"
#: Returns the anchors of one log, of sizes between two, both included, by ascending size.
Kept = Callable[[int, int], Iterable["Anchor"]]

_STEP = 4096  # sizes asked for at once, so that memory stays flat
_ENDINGS = {AnchorKind.RFC3161: "tsr", AnchorKind.COSIGNATURE: "cosignature"}
_NOT_A_NAME = re.compile(r"[^0-9A-Za-z._-]+")


def nothing_kept(_first: int, _last: int) -> Iterable[Anchor]:
    """Return no anchor: what a log has that nobody anchors."""
    return ()


def between(kept: Kept, first: int, last: int) -> Iterator[Anchor]:
    """Yield the anchors of sizes from ``first`` to ``last``, both included, a slice of sizes at a time."""
    for low in range(first, last + 1, _STEP):
        yield from kept(low, min(last, low + _STEP - 1))


def chosen(anchors: Iterable[Anchor]) -> dict[str, Anchor]:
    """Return the anchors that an export holds, by the name of their file, ascending by size."""
    days = {(one.kind, one.name, one.at.date()): one for one in anchors}  # the last of each day
    files: dict[str, Anchor] = {}
    for one in sorted(days.values(), key=lambda one: (one.tree_size, one.kind, one.name)):
        plain = f"anchors/{one.tree_size}-{_NOT_A_NAME.sub('-', one.name)}"
        ending = _ENDINGS.get(one.kind, "write-once")
        names = (f"{plain}{number or ''}.{ending}" for number in count())  # two names may look alike as files
        files[next(name for name in names if name not in files)] = one
    return files


def proofs(files: dict[str, Anchor]) -> Iterator[tuple[str, bytes]]:
    """Yield the file of each anchor that is one: a write-once store holds its own."""
    return ((name, one.proof) for name, one in files.items() if one.proven_offline)


def index_lines(files: dict[str, Anchor]) -> Iterator[bytes]:
    """Yield the index, one anchor a line."""
    for name, one in files.items():
        row = told(one) | {"root": base64.b64encode(one.root).decode()}
        row |= {"file": name} if one.proven_offline else _place(one)
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def told(anchor: Anchor) -> dict[str, Any]:
    """Return what ``summary.json`` says of an anchor."""
    said = {"kind": str(anchor.kind), "class": str(anchor.worth), "name": anchor.name}
    return {**said, "tree_size": anchor.tree_size, "at": write_time(anchor.at)}


def anchored_size(anchors: Iterable[Anchor]) -> int:
    """Return the size below which a stranger can prove when the records existed; 0 where nothing proves it."""
    return max((one.tree_size for one in anchors if one.proven_offline), default=0)


def _place(anchor: Anchor) -> dict[str, Any]:
    """Return where a write-once store holds it, as far as the proof says so."""
    try:
        said = json.loads(anchor.proof)
    except ValueError:
        said = None
    known = said if isinstance(said, dict) else {}
    fields = {key: known.get(key) for key in ("repository", "key", "version", "locked_until")}
    return fields | {"repository": fields["repository"] or anchor.name}
