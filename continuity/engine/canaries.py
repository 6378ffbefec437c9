"""Canaries by mode: announced before a backup, planted while it runs, and looked for in what was restored."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.backup.canary import TABLE, Canary, Expected
from continuity.backup.planting import Plantable, bed, cannot, planted_file, uproot_file
from continuity.engine.remote.canary import there
from continuity.engine.source_kinds import staged_kind
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import ContinuityError
from continuity.model.job import Outcome
from continuity.recovery.freshness import Taken
from continuity.recovery.singing import Newest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from continuity.backup.attempt import Task
    from continuity.backup.sources.staged import Staged
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Result, Run
    from continuity.model.point import Point

SIDECAR, PLANTED, FRESHNESS = "sidecar", "planted", "freshness"


def sidecar(workshop: Workshop, asset: Asset) -> Path | None:
    """Return where the extra file of a sidecar canary stands; None for the other modes."""
    if asset.canary != SIDECAR:
        return None
    if asset.source.on is None:
        return workshop.directories.sidecar(asset.client, asset.name)
    return there(asset, workshop.ids.nonce().hex()[:16])


def announced(task: Task) -> dict[str, Any] | None:
    """Return what a run says of its canary before it begins, so that one that dies leaves a point to test."""
    mode = task.asset.canary
    if mode not in (SIDECAR, PLANTED):
        return {"mode": mode} if mode == FRESHNESS else None
    told = {"mode": mode, "sha256": sha256_hex(task.nonce)}
    if task.sidecar:
        return told | {"path": str(task.sidecar)}
    if task.asset.source.kind == "files":
        return told | {"path": str(bed(task.source) or "")}
    return told | {"table": TABLE}


def expected(told: Mapping[str, Any] | None) -> Expected | None:
    """Return the file that restored data must hold, from what was announced; None where it is no file."""
    if not told or not told.get("path"):
        return None
    return Expected(path=Path(told["path"]), sha256=told["sha256"], planted=told["mode"] == PLANTED)


@dataclass
class Planting:
    """A canary that is planted where the source is, or not: a backup without one is better than none."""

    made: Canary
    wanted: bool
    faults: list[ContinuityError] = field(default_factory=list)

    @contextmanager
    def around(self, kind: Staged, staging: Path) -> Iterator[None]:
        """Have the row in a database while it is staged."""
        if not self.wanted:
            yield
            return
        there = False
        try:
            if not isinstance(kind, Plantable):
                raise cannot(self.made.asset, "this kind of source has no place for one")
            kind.plant(self.made, staging)
            there = True
        except ContinuityError as error:
            self.faults.append(error)
        try:
            yield
        finally:
            if there and isinstance(kind, Plantable):
                self._uproot(kind)

    def _uproot(self, kind: Plantable) -> None:
        try:
            kind.uproot(self.made.asset)
        except ContinuityError as error:
            self.faults.append(error)

    def told(self, result: Result) -> Result:
        """Add what went wrong to what came of the backup; its point is then one without a canary."""
        if not self.faults:
            return result
        outcome = Outcome.INCOMPLETE if result.outcome is Outcome.SUCCEEDED else result.outcome
        reason = "; ".join(filter(None, [result.reason, *map(str, self.faults)]))
        problems = (*result.problems, *self.faults)
        return replace(
            result, outcome=outcome, reason=reason, problems=problems, detail=result.detail | {"canary": None}
        )


@contextmanager
def planting(task: Task, run: str) -> Iterator[Planting]:
    """Have the canary's file in a source of files meanwhile; a database's row waits for :meth:`Planting.around`."""
    made = Canary(run=run, asset=task.asset.reference, nonce=task.nonce.hex())
    here = Planting(made=made, wanted=task.asset.canary == PLANTED)
    with ExitStack() as stack:
        if here.wanted and task.asset.source.kind == "files":
            try:
                if (path := bed(task.source)) is None:
                    raise cannot(task.asset.reference, "the source names no directory")
                stack.enter_context(planted_file(path, task.source, made))
            except ContinuityError as error:
                here.faults.append(error)
        yield here


def newest(
    workshop: Workshop, asset: Asset, point: Point, origin: Run | None, paths: Sequence[str] = ()
) -> Newest | None:
    """Return the path whose age says how fresh restored data is; None where none does, or it is not asked back."""
    path = asset.freshness.path if asset.freshness else None
    if path is None or not (not paths or any(path.is_relative_to(one) for one in paths)):
        return None
    return Newest(path=path, taken=taken(workshop, asset, point, origin))


def in_database(asset: Asset, told: Mapping[str, Any] | None) -> bool:
    """Tell whether a point's canary is one that only who opens the database can hear."""
    return bool(told and told.get("table")) or bool(asset.freshness and asset.freshness.sql)


def taken(workshop: Workshop, asset: Asset, point: Point, origin: Run | None) -> Taken:
    """Return what a time stamp in a point is held against; ``origin`` is the run that made it."""
    lasted = timedelta(seconds=origin.duration_s or 0) if origin else timedelta(0)
    return Taken(
        data_time=point.data_time,
        ended=origin.started_at + lasted if origin else point.data_time,
        rpo=workshop.policy(asset).rpo,
        zone=ZoneInfo(workshop.inventory.clients[asset.client].timezone),
    )


def clear(workshop: Workshop, asset: Asset, told: Mapping[str, Any] | None) -> None:
    """Take out what a dead backup had planted; where that cannot be done now, the next backup does it."""
    found = expected(told)
    if found and found.planted:
        uproot_file(found.path)
    elif told and told.get("table"):
        kind = staged_kind(workshop, asset)
        try:
            if isinstance(kind, Plantable):
                kind.uproot(asset.reference)
        except ContinuityError:
            pass
