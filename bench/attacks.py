"""What may be done to a share: each attack is called every night from its first on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.shares import Share


class Attack(StrEnum):
    """What is done to a share."""

    ALL_AT_ONCE = "all at once, a suffix behind each name"
    IN_PLACE = "all at once, names kept"
    NEW_NAMES = "all at once, names at random"
    ONE_FOLDER = "one folder in five, names kept"
    TENTH_A_DAY = "a tenth of the files a day, names kept"
    HUNDREDTH_A_DAY = "a hundredth of the files a day, names kept"
    HEADS_KEPT = "all at once, the head of each file left alone"
    BLANKED = "all at once, overwritten with zeros"
    DELETED = "three files in five deleted"


def _strike(share: Share, portion: float, *, suffix: bytes = b"", texture: int = 1000, anew: bool = False) -> None:
    """Make files unreadable that are not yet."""
    left = sorted(share.files.keys() - share.hit)
    for path in share.evil.sample(left, min(len(left), max(1, round(len(share.files) * portion)))):
        _scramble(share, path, suffix=suffix, texture=texture, anew=anew)


def _scramble(share: Share, path: bytes, *, suffix: bytes = b"", texture: int = 1000, anew: bool = False) -> None:
    old = share.files.pop(path)
    name = b"/share/%032x" % share.evil.getrandbits(128) if anew else path + suffix
    found = texture if old.size >= 256 else -1
    share.files[name] = old._replace(
        path=name, sha256=_evil_hash(share), ctime_ns=share.tick(), texture=found, format=""
    )
    share.hit.add(name)


def _evil_hash(share: Share) -> str:
    return f"{share.evil.getrandbits(128):032x}"


def _folder_struck(share: Share, *, first: bool) -> None:
    if first:
        for path in sorted(path for path in share.files if path[7:9] in (b"03", b"07", b"11", b"16")):
            _scramble(share, path)


def _heads_kept(share: Share, *, first: bool) -> None:
    """Only what follows the head is encrypted: half of the sample no longer compresses, the format stays."""
    if not first:
        return
    for path, old in sorted(share.files.items()):
        texture = (old.texture + 1000) // 2 if old.texture >= 0 else -1
        share.files[path] = old._replace(sha256=_evil_hash(share), ctime_ns=share.tick(), texture=texture)
        share.hit.add(path)


def _deleted(share: Share, *, first: bool) -> None:
    if first:
        for path in share.evil.sample(sorted(share.files), len(share.files) * 3 // 5):
            del share.files[path]


ATTACKS: dict[Attack, Callable[[Share, bool], None]] = {
    Attack.ALL_AT_ONCE: lambda share, first: _strike(share, 1.0, suffix=b".locked") if first else None,
    Attack.IN_PLACE: lambda share, first: _strike(share, 1.0) if first else None,
    Attack.NEW_NAMES: lambda share, first: _strike(share, 1.0, anew=True) if first else None,
    Attack.ONE_FOLDER: lambda share, first: _folder_struck(share, first=first),
    Attack.TENTH_A_DAY: lambda share, _first: _strike(share, 0.1),
    Attack.HUNDREDTH_A_DAY: lambda share, _first: _strike(share, 0.01),
    Attack.HEADS_KEPT: lambda share, first: _heads_kept(share, first=first),
    Attack.BLANKED: lambda share, first: _strike(share, 1.0, texture=5) if first else None,
    Attack.DELETED: lambda share, first: _deleted(share, first=first),
}
