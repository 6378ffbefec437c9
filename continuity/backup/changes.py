"""What changed in a source between two of its manifests, counted in one pass over both. Pure.

Both come in the byte order of their paths, so memory is that of what was added and removed, not of the source.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from continuity.backup import texture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from continuity.backup.manifest import Entry

#: Textures (thousandths) between which a file went from something that compresses to something that does not.
_SOFT, _HARD = 900, 985
#: How many additions and removals are held against each other to find what was moved; beyond, a move counts as both.
_HELD = 200_000


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What one backup found changed since the one before it: files, and bytes where the name says so.

    ``moved`` files have the content of a removed one, under another name; ``extended`` ones have its name and something
    behind it; neither is among ``added`` and ``removed``. ``scrambled`` files (changed or extended ones) became
    something that neither compresses nor names its format; ``opaque`` ones are added files that look so from the first.
    """

    files_before: int = 0
    bytes_before: int = 0
    files: int = 0
    bytes: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    extended: int = 0
    scrambled: int = 0
    opaque: int = 0
    changed_bytes: int = 0

    def __add__(self, later: Changes) -> Changes:
        """Return the changes of both; how large the source was before is what the earlier one saw."""
        counts = {one.name: getattr(self, one.name) + getattr(later, one.name) for one in fields(self)}
        sizes = {"files_before": self.files_before, "bytes_before": self.bytes_before}
        return Changes(**counts | sizes | {"files": later.files, "bytes": later.bytes})

    def as_json(self) -> dict[str, int]:
        """Return plain data for a run's detail."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Changes:
        """Read what :meth:`as_json` wrote; what an older version did not count is 0."""
        return cls(**{one.name: int(told.get(one.name, 0)) for one in fields(cls)})


def compare(before: Iterable[Entry], after: Iterable[Entry]) -> Changes:
    """Count what changed; ``ValueError`` where an entry cannot be read."""
    count: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    come: Counter[str] = Counter()
    last_gone: Entry | None = None
    for old, new in _paired(before, after):
        if old:
            count["files_before"] += 1
            count["bytes_before"] += old.size
        if new:
            count["files"] += 1
            count["bytes"] += new.size
        if old and new:
            _changed(count, old, new)
        elif old:
            last_gone = old
            count["removed"] += 1
            _hold(gone, old)
        elif new and last_gone and new.path.startswith(last_gone.path + b"."):
            count["removed"] -= 1
            gone.subtract([last_gone.sha256])
            _extended(count, last_gone, new)
            last_gone = None
        elif new:
            count["added"] += 1
            count["opaque"] += _is_opaque(new)
            _hold(come, new)
    moved = sum((+gone & come).values())
    count["moved"] = moved
    count.subtract({"added": moved, "removed": moved})
    return Changes(**{one.name: max(0, count[one.name]) for one in fields(Changes)})


def _paired(before: Iterable[Entry], after: Iterable[Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Yield both entries of each path, in the order of the paths."""
    olds, news = iter(before), iter(after)
    old, new = next(olds, None), next(news, None)
    while old or new:
        if new is None or (old is not None and old.path < new.path):
            yield old, None
            old = next(olds, None)
        elif old is None or new.path < old.path:
            yield None, new
            new = next(news, None)
        else:
            yield old, new
            old, new = next(olds, None), next(news, None)


def _changed(count: Counter[str], old: Entry, new: Entry) -> None:
    if old.stamp == new.stamp or (old.sha256 and old.sha256 == new.sha256):
        return
    count["changed"] += 1
    count["changed_bytes"] += new.size
    count["scrambled"] += _is_scrambled(old, new)


def _extended(count: Counter[str], old: Entry, new: Entry) -> None:
    count["extended"] += 1
    count["changed_bytes"] += new.size
    count["scrambled"] += _is_scrambled(old, new)


def _is_scrambled(old: Entry, new: Entry) -> bool:
    """Tell whether a file lost its format, or went from something that compresses to something that does not."""
    if new.format or new.texture == texture.UNKNOWN:
        return False
    return bool(old.format) or (0 <= old.texture <= _SOFT and new.texture >= _HARD)


def _is_opaque(new: Entry) -> bool:
    return not new.format and new.texture >= _HARD


def _hold(held: Counter[str], entry: Entry) -> None:
    if entry.sha256 and entry.size and len(held) < _HELD:
        held[entry.sha256] += 1
