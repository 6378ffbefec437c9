"""Locks as the store reports them, held against what a policy asks for. Pure.

A point needs the repository's config, keys and index, its own snapshot object, and the packs of its trees and
data. Which packs those are is restic's knowledge, so the safe bound is taken: every current object outside
``locks/`` is needed. ``locks/`` holds restic's own lock files, which must stay removable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.storage.ports import LockedObject, LockState

_SHOWN = 50
_REMOVABLE = "locks/"
_OTHER_MODE = "the bucket locks by default in {mode} mode"


@dataclass(frozen=True, kw_only=True)
class Exceptional:
    """One object that is locked less than it must be, or hidden."""

    key: str
    version: str
    locked_until: datetime | None
    why: str


@dataclass(frozen=True, kw_only=True)
class LockReport:
    """What a full listing found; ``shortest`` is the earliest lock end of all needed objects, None if one has none."""

    objects: int
    versions: int
    locked: int
    unlocked: int
    shortest: datetime | None
    required: datetime | None
    exceptions: tuple[Exceptional, ...]
    exceptions_count: int

    @property
    def verdict(self) -> Verdict:
        """Met where every needed object is locked long enough; unproven where there was none to look at."""
        if self.exceptions_count:
            return Verdict.MISSED
        return Verdict.MET if self.objects else Verdict.UNPROVEN

    def as_json(self) -> dict[str, Any]:
        """Return the fields of ``continuity.storage-check/1`` that come from the listing."""
        return {
            "objects": self.objects,
            "versions": self.versions,
            "locked": self.locked,
            "unlocked": self.unlocked,
            "shortest_lock_until": write_time(self.shortest) if self.shortest else None,
            "required_until": write_time(self.required) if self.required else None,
            "exceptions_count": self.exceptions_count,
            "exceptions": [
                vars(one) | {"locked_until": write_time(one.locked_until) if one.locked_until else None}
                for one in self.exceptions
            ],
        }


@dataclass(frozen=True, kw_only=True)
class Removal:
    """A time in which we removed something ourselves, from these folders of a repository.

    ``writes_over``: and put other content on top, as only a rewind does.
    """

    folders: frozenset[str]
    begins: datetime
    ends: datetime
    writes_over: bool = False

    def explains(self, marker: LockedObject) -> bool:
        """Tell whether a delete marker may be ours."""
        return marker.key.partition("/")[0] in self.folders and self.begins <= marker.modified <= self.ends


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is held against the store: until when (None: no date), in which mode, and what time it is now.

    ``removals``: what was removed meanwhile, and is hidden with good reason; ``longest``: no lock of ours ends later.
    """

    now: datetime
    required: datetime | None = None
    compliance: bool = False
    removals: tuple[Removal, ...] = ()
    longest: datetime | None = None


def report(seen: Iterable[LockedObject], promise: Promise) -> LockReport:
    """Judge every version a store lists; a lock that is over, or weaker than promised, is no lock."""
    objects = versions = locked = unlocked = bad = 0
    shortest: datetime | None = None
    shown: list[Exceptional] = []
    for one in seen:
        versions += not one.delete_marker
        if one.key.startswith(_REMOVABLE):
            continue
        why = _fault(one, promise)
        if why:
            bad += 1
            shown += [Exceptional(key=one.key, version=one.version, locked_until=one.locked_until, why=why)]
            del shown[_SHOWN:]
        if not one.latest or one.delete_marker:
            continue
        objects += 1
        held = _held(one, promise)
        locked, unlocked = locked + held, unlocked + (not held)
        if one.locked_until and (shortest is None or one.locked_until < shortest):
            shortest = one.locked_until
    return LockReport(
        objects=objects,
        versions=versions,
        locked=locked,
        unlocked=unlocked,
        shortest=None if unlocked else shortest,
        required=promise.required,
        exceptions=tuple(shown),
        exceptions_count=bad,
    )


def _held(one: LockedObject, promise: Promise) -> bool:
    strong = one.mode == "compliance" or not promise.compliance
    return strong and one.locked_until is not None and one.locked_until > promise.now


def _fault(one: LockedObject, promise: Promise) -> str:
    if one.delete_marker:
        ours = not one.latest or any(removal.explains(one) for removal in promise.removals)
        return "" if ours else "hidden by a delete marker"
    if not one.latest:
        return ""
    if one.locked_until is None:
        return "not locked"
    if not _held(one, promise):
        return "its lock is over" if one.locked_until <= promise.now else "locked in governance mode only"
    if promise.longest is not None and one.locked_until > promise.longest:
        return "locked for far longer than anybody of ours asks"
    too_short = promise.required is not None and one.locked_until < promise.required
    return "locked less long than the policy asks" if too_short else ""


def weaker(found: LockState, mode: str, period_s: float) -> str:
    """Say how a bucket's defaults are weaker than promised; empty where they are not."""
    if not (found.versioning and found.object_lock):
        return "the bucket has no Object Lock"
    if mode == "compliance" and found.mode != "compliance":
        return _OTHER_MODE.format(mode=found.mode) if found.mode else "the bucket locks nothing by default"
    if found.period is None or found.period.total_seconds() < period_s:
        return "the bucket's default retention is shorter than promised"
    return ""
