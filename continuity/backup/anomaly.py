"""Whether what backups found changed is what a source's people do, or what ransomware does. Pure.

Judged is what files *became* and how much of the source it is, against the source's own past. The limits were tuned on
seeded years of six kinds of share and scored on other seeds: ``docs/explanation/anomaly.md`` has the figures, and what
is not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.backup.changes import Changes

#: How many days with backups a source is held against.
PAST = 60


class Sign(StrEnum):
    """What makes changes suspicious."""

    SCRAMBLED = "scrambled"
    REPLACED = "replaced"
    RENAMED = "renamed"
    REMOVED = "removed"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From where on a share of the files is suspicious, whatever was usual; and how many times the usual it must be.

    ``nearly_all`` of the files are always suspicious, and ``few`` files never, however small the source. Scrambled
    files are counted over ``window`` days, so that a slow attack is found as well.
    """

    few: int = 20
    few_scrambled: int = 8
    scrambled: float = 0.012
    replaced: float = 0.03
    renamed: float = 0.15
    removed: float = 0.35
    rewritten: float = 0.5
    usual: float = 2.0
    nearly_all: float = 0.9
    window: int = 7


LIMITS = Limits()


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    """One sign: how many ``files``, their ``share`` of the source before, and the ``limit`` that this is above.

    ``days``: over how many days with backups, the newest included.
    """

    sign: Sign
    files: int
    share: float
    limit: float
    days: int = 1

    def as_json(self) -> dict[str, Any]:
        """Return plain data for a record."""
        return {
            "sign": str(self.sign),
            "files": self.files,
            "share": round(self.share, 4),
            "limit": round(self.limit, 4),
            "days": self.days,
        }


def judge(past: Sequence[Changes], now: Changes, *, settled: int = 0, limits: Limits = LIMITS) -> tuple[Anomaly, ...]:
    """Return what is suspicious about the newest day; empty where nothing is, and where there was nothing before.

    ``past`` are the changes of the days before it, oldest first, the first ``settled`` of which somebody accepted.
    """
    if not now.files_before:
        return ()
    settled = max(0, settled - max(0, len(past) - PAST))
    past = past[-PAST:]
    found = [_scrambled(past, now, settled, limits), *(_at_once(sign, past, now, limits) for sign in COUNTED)]
    return tuple(one for one in found if one)


#: What is counted for each sign that one day shows. A file that went while an unreadable one came may be the same.
COUNTED: dict[Sign, Callable[[Changes], int]] = {
    Sign.REPLACED: lambda one: min(one.removed, one.opaque),
    Sign.RENAMED: lambda one: one.extended,
    Sign.REMOVED: lambda one: one.removed,
    Sign.REWRITTEN: lambda one: one.changed,
}


def _at_once(sign: Sign, past: Sequence[Changes], now: Changes, limits: Limits) -> Anomaly | None:
    count = COUNTED[sign]
    usual = max((_share(count(one), one) for one in past), default=0.0)
    limit = min(max(getattr(limits, sign), usual * limits.usual), limits.nearly_all)
    files, share = count(now), _share(count(now), now)
    if files < limits.few or share < limit:
        return None
    return Anomaly(sign=sign, files=files, share=share, limit=limit)


def _scrambled(past: Sequence[Changes], now: Changes, settled: int, limits: Limits) -> Anomaly | None:
    """Judge the window that ends now by its own past: the windows before it."""
    if not now.scrambled:
        return None
    row = [*past, now]
    begin = max(len(row) - limits.window, settled)
    older, recent = row[:begin], row[begin:]
    usual = max((_share(one.scrambled, one) for one in older), default=0.0)
    limit = max(limits.scrambled, usual * limits.usual)
    files = sum(one.scrambled for one in recent)
    share = sum(_share(one.scrambled, one) for one in recent)
    if files < limits.few_scrambled or share < limit:
        return None
    first = next(place for place, one in enumerate(recent) if one.scrambled)
    return Anomaly(sign=Sign.SCRAMBLED, files=files, share=share, limit=limit, days=len(recent) - first)


def _share(files: int, one: Changes) -> float:
    return files / one.files_before if one.files_before else 0.0
