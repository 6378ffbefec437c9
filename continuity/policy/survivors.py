"""Which recovery points of an asset are left after a loss; pure.

What a lost place held is gone with it. What a lost credential opens is taken to be deleted, but for what the store
reports as locked, and for servers that were seen to refuse deletions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.policy.reach import LostKind
from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.model.point import Point
    from continuity.policy.facts import Case, DeclaredCopy
    from continuity.policy.reach import Reach

    Kept = Mapping[str, "Keeping"]


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What keeps points in a repository from who holds its credential; ``governance``: the lock can be lifted."""

    append_only: bool = False
    governance: bool = False


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is left of an asset's copies: its points, newest data first, and what must be said of them.

    ``doubts`` keep what they say from being proven, by repository.
    """

    points: tuple[Point, ...]
    said: tuple[Reason, ...] = ()
    doubts: tuple[tuple[str, Reason], ...] = ()

    @property
    def repositories(self) -> frozenset[str]:
        """The repositories that still hold one."""
        return frozenset(point.repository for point in self.points)

    def about(self, repository: str) -> tuple[Reason, ...]:
        """Return the doubts about one repository."""
        return tuple(reason for name, reason in self.doubts if name == repository)


def left(client: str, case: Case, points: Sequence[Point], lost: Reach, now: datetime, keeping: Kept) -> Left:
    """Return what is left of one asset; ``keeping`` says by repository what keeps points from an intruder."""
    found = [_of_one(f"{client}/{one.repository}", one, points, lost, now, keeping) for one in case.declared]
    kept = sorted((one for each in found for one in each.points), key=lambda point: point.data_time, reverse=True)
    doubts = [doubt for each in found for doubt in each.doubts]
    if not case.lab and lost.loss.kind is not LostKind.REPOSITORY:
        seen = {one.repository for one in case.observed if one.domain.known}
        doubts += [(name, because("domain_unknown", repository=name)) for name in _holding(kept) if name not in seen]
    return Left(points=tuple(kept), said=tuple(why for each in found for why in each.said), doubts=tuple(doubts))


def _holding(points: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(point.repository for point in points))


def _of_one(
    reference: str, copy: DeclaredCopy, points: Sequence[Point], lost: Reach, now: datetime, keeping: Kept
) -> Left:
    held = tuple(point for point in points if point.repository == copy.repository)
    if reference not in lost.repositories or not held:
        return Left(points=held)
    if lost.loss.kind is not LostKind.CREDENTIAL:
        return Left(points=())
    return _locked(copy, held, now, keeping.get(reference, Keeping()))


def _locked(copy: DeclaredCopy, held: tuple[Point, ...], now: datetime, keeping: Keeping) -> Left:
    """Return what an intruder with the credential of a repository cannot delete there."""
    name = copy.repository
    if keeping.append_only:
        return Left(points=held, said=(because("loss_append_only", repository=name),))
    locked = tuple(point for point in held if point.locked_until and point.locked_until > now)
    gone = len(held) - len(locked)
    said = [because("loss_locked", repository=name, kept=len(locked), gone=gone)] if locked else []
    if not locked:
        said.append(because("loss_deletable", repository=name, gone=gone))
    if copy.locked and any(point.locked_until is None for point in held):
        said.append(because("lock_unread", repository=name))
    doubt = because("loss_governance", repository=name)
    return Left(points=locked, said=tuple(said), doubts=((name, doubt),) if locked and keeping.governance else ())
