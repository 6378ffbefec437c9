"""A challenge: which files of a restored point a nonce selects, and what the restored bytes say of them.

The rule, so that anyone can repeat it: over every regular file that came back, by its absolute path as it was backed
up, ``HMAC-SHA256(key = nonce in UTF-8, message = the path's bytes)``; the files with the smallest values are asked for,
in that order. Who does not know the nonce beforehand cannot know which files they will be.
"""

from __future__ import annotations

import base64
import heapq
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.backup.manifest import shown_by_restic
from continuity.backup.sources.files import open_manifest
from continuity.backup.sources.reading import hash_file
from continuity.recovery.census import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

RULE = "the files with the smallest HMAC-SHA256(nonce, path)"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One file that was asked for: ``sha256`` of the restored bytes, ``manifest`` the hash taken at backup time."""

    path: bytes
    size: int
    sha256: str
    manifest: str

    def as_json(self) -> dict[str, Any]:
        """Return what the record holds; a path that is not UTF-8 has its bytes beside it."""
        shown = shown_by_restic(self.path)
        exact = {} if shown.encode() == self.path else {"path_base64": base64.b64encode(self.path).decode()}
        found = {"path": shown, "size": self.size, "sha256": self.sha256, "manifest": self.manifest or None}
        return found | exact


def select(nonce: str, paths: Iterable[bytes], count: int) -> list[bytes]:
    """Return the ``count`` paths with the smallest values, in that order; memory stays flat."""
    return heapq.nsmallest(count, paths, key=lambda path: rank(nonce, path))


def answer(root: Path, manifest: Path, nonce: str, count: int) -> dict[str, Any]:
    """Return what the data restored below ``root`` answers: the rule, how many files came back, and those asked for.

    A manifest that is gone or damaged leaves the second hash out: the restored bytes speak for themselves.
    """
    total = 0

    def counted() -> Iterator[bytes]:
        nonlocal total
        for path in _files(root):
            total += 1
            yield path

    chosen = select(nonce, counted(), count)
    expected = _expected(manifest, frozenset(chosen))
    answers = [_answer(root, path, expected.get(path, "")) for path in chosen]
    return {"rule": RULE, "nonce": nonce, "files": total, "answers": [one.as_json() for one in answers]}


def follows_rule(found: dict[str, Any]) -> bool:
    """Return whether a recorded answer can be what its nonce selected; what :func:`answer` returned does.

    An answer that was made for another nonce is in another order. Files left out show, too: of N files, k have values
    that reach no further than about k/N of the way, and never eight times as far.
    """
    try:
        paths = [base64.b64decode(one["path_base64"]) if "path_base64" in one else one["path"].encode()
                 for one in found["answers"]]  # fmt: skip
        ranks = [rank(found["nonce"], path) for path in paths]
        files, asked = int(found["files"]), int(found["count"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    if ranks != sorted(set(ranks)) or len(ranks) != min(files, asked):
        return False
    reach = int.from_bytes(ranks[-1], "big") / 2**256 if ranks else 0
    return reach * files <= 8 * len(ranks) + 16


def _answer(root: Path, path: bytes, expected: str) -> Answer:
    found = hash_file(os.fsencode(root) + path)
    return Answer(
        path=path, size=found.info.st_size if found else 0, sha256=found.sha256 if found else "", manifest=expected
    )


def _files(root: Path) -> Iterator[bytes]:
    base = os.fsencode(root)
    for folder, _, names in os.walk(base):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - names as bytes
            if os.path.isfile(path) and not os.path.islink(path):  # noqa: PTH113, PTH114
                yield path.removeprefix(base)


def _expected(manifest: Path, chosen: frozenset[bytes]) -> dict[bytes, str]:
    try:
        return {entry.path: entry.sha256 for entry in open_manifest(manifest)[1] if entry.path in chosen}
    except (OSError, ValueError, EOFError):
        return {}
