"""Compare restored files with the manifest: the only thing that proves a restore."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.reading import hash_file
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from continuity.backup.manifest import Expectation

_SHOWN = 20
#: From this size on, hashing leaves the interpreter's lock free for so long that a thread pays; below, it costs.
_LARGE = 4 << 20

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
    """What the comparison found; paths as text, foreign bytes shown as ``?``."""

    matched: int
    differing: tuple[str, ...]
    missing: tuple[str, ...]
    changed_during_backup: int
    unknown: int
    absent: int

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
            count = len(names) if isinstance(found, tuple) else found
            if count or name == "matched":
                parts.append(sentence.format(count=count, names=", ".join(names[:_SHOWN])))
        return "; ".join(parts)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data; long lists are cut, and counted."""
        return {
            "matched": self.matched,
            "differing": list(self.differing[:_SHOWN]),
            "differing_count": len(self.differing),
            "missing": list(self.missing[:_SHOWN]),
            "missing_count": len(self.missing),
            "changed_during_backup": self.changed_during_backup,
            "unknown": self.unknown,
            "absent": self.absent,
        }


def compare(expected: Expectation, root: Path) -> Comparison:
    """Hash every expected file below ``root`` (where restic put the snapshot's absolute paths)."""
    base = os.fsencode(root)
    large = {path for path in expected.hashes if _size(base + path) >= _LARGE}
    with ThreadPoolExecutor(os.cpu_count() or 1, "compare") as pool:
        later = {path: pool.submit(_state, base + path, expected.hashes[path]) for path in large}
        states = {path: _state(base + path, sha256) for path, sha256 in expected.hashes.items() if path not in large}
        states |= {path: state.result() for path, state in later.items()}
    found = [(state, path) for path, state in states.items()]
    return Comparison(
        matched=sum(state == "equal" for state, _path in found),
        differing=_shown(path for state, path in found if state == "differs"),
        missing=_shown(path for state, path in found if state == "missing"),
        changed_during_backup=len(expected.changed),
        unknown=len(expected.unknown),
        absent=len(expected.absent),
    )


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
