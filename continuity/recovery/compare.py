"""Compare restored files with the manifest: the only thing that proves a restore."""

from __future__ import annotations

import os
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.reading import hash_file
from continuity.ground import cancel
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from continuity.backup.matching import Expectation

_SHOWN = 20
#: From this size on, hashing leaves the interpreter's lock free for so long that a thread pays; below, it costs.
_LARGE = 4 << 20
_PENDING = 64  # large files that wait for a thread
_HELD = 10_000  # names of files that are not equal; what is more is counted

#: What a comparison found, in sentences that faces know again and say in another language.
SAID = {
    "matched": "{count} file(s) equal their SHA-256 taken from the source",
    "differing": "{count} file(s) differ: {names}",
    "missing": "{count} file(s) are missing: {names}",
    "changed_during_backup": "{count} file(s) changed during the backup",
    "unknown": "{count} file(s) are not in the manifest",
    "absent": "{count} file(s) of the manifest are not in the snapshot",
}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What the comparison found; paths as text, foreign bytes shown as ``?``.

    ``more``: how many there are beyond those named, by ``differing`` and ``missing``.
    """

    matched: int
    differing: tuple[str, ...]
    missing: tuple[str, ...]
    changed_during_backup: int
    unknown: int
    absent: int
    more: Mapping[str, int] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """Met where every file that could be compared is equal; unproven where none could be."""
        if self.differing or self.missing:
            return Verdict.MISSED
        return Verdict.MET if self.matched else Verdict.UNPROVEN

    @property
    def reason(self) -> str:
        """Say in sentences what it is founded on."""
        parts = []
        for name, sentence in SAID.items():
            found = getattr(self, name)
            names = found if isinstance(found, tuple) else ()
            count = self._count(name) if isinstance(found, tuple) else found
            if count or name == "matched":
                parts.append(sentence.format(count=count, names=", ".join(names[:_SHOWN])))
        return "; ".join(parts)

    @property
    def errors(self) -> int:
        """Return how many files are not what they should be."""
        return self._count("differing") + self._count("missing")

    def _count(self, name: str) -> int:
        return len(getattr(self, name)) + self.more.get(name, 0)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data; long lists are cut, and counted."""
        return {
            "matched": self.matched,
            "differing": list(self.differing[:_SHOWN]),
            "differing_count": self._count("differing"),
            "missing": list(self.missing[:_SHOWN]),
            "missing_count": self._count("missing"),
            "changed_during_backup": self.changed_during_backup,
            "unknown": self.unknown,
            "absent": self.absent,
        }


def compare(expected: Expectation, root: Path) -> Comparison:
    """Hash every expected file below ``root`` (where restic put the snapshot's absolute paths)."""
    base, tally = os.fsencode(root), _Tally()
    later: deque[tuple[bytes, Future[str]]] = deque()
    with ThreadPoolExecutor(os.cpu_count() or 1, "compare") as pool:
        for path, sha256 in expected.hashes.items():
            cancel.current().check()
            if _size(base + path) >= _LARGE:
                later.append((path, pool.submit(_state, base + path, sha256)))
                if len(later) > _PENDING:
                    tally.add(*_done(later))
            else:
                tally.add(path, _state(base + path, sha256))
        while later:
            tally.add(*_done(later))
    return Comparison(
        matched=tally.matched,
        differing=_shown(tally.differing),
        missing=_shown(tally.missing),
        changed_during_backup=expected.changed,
        unknown=expected.unknown,
        absent=expected.absent,
        more=dict(tally.more),
    )


class _Tally:
    """What came of each file: names of those that are not equal, as many as are held, and the count of the rest."""

    def __init__(self) -> None:
        self.matched = 0
        self.differing: list[bytes] = []
        self.missing: list[bytes] = []
        self.more: Counter[str] = Counter()

    def add(self, path: bytes, state: str) -> None:
        """Count one file."""
        if state == "equal":
            self.matched += 1
            return
        name = "differing" if state == "differs" else "missing"
        held = getattr(self, name)
        if len(held) < _HELD:
            held.append(path)
        else:
            self.more[name] += 1


def _done(later: deque[tuple[bytes, Future[str]]]) -> tuple[bytes, str]:
    path, state = later.popleft()
    return path, state.result()


def _size(path: bytes) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


def _state(path: bytes, sha256: str) -> str:
    found = hash_file(path)
    if found is None:
        return "missing"
    return "equal" if found.sha256 == sha256 else "differs"


def _shown(paths: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(path.decode("utf-8", "replace") for path in paths)
