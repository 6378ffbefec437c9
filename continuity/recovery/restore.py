"""One restore: a point is chosen, brought back beside its target, compared, measured by phase, put in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.backup.place import domain_facts
from continuity.backup.restic import stall
from continuity.backup.restic.command import include_pattern
from continuity.backup.restic.resuming import resume
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.model.job import Copy, Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.policy.objectives import ahead
from continuity.policy.reasons import because
from continuity.recovery.arranging import Arranged
from continuity.recovery.compare import Comparison, compare
from continuity.recovery.expectation import Asked, expectation, shown
from continuity.recovery.phases import Marks
from continuity.recovery.singing import HOW, listen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from continuity.backup.canary import Expected
    from continuity.backup.matching import Expectation
    from continuity.backup.place import Place
    from continuity.ground.clock import Clock, Mark
    from continuity.model.point import Point
    from continuity.recovery.arranging import Arrangement
    from continuity.recovery.singing import Newest, Song
    from continuity.recovery.target import Target

_NOT_ARRANGED = "what came back is damaged, and was left as it came"


@dataclass(frozen=True, kw_only=True)
class Task:
    """What one run brings back.

    ``declared`` is when the need was declared; data is wanted as of ``wanted_at``; ``canary`` None where the backup
    was made without one; ``newest``: the path whose age says how fresh the data is; ``unheard``: its canary is in a
    database, which nobody opens here; ``arrangement``: what is done with the data before it is put in place.
    """

    run: str
    subject: str
    point: Point
    target: Target
    paths: tuple[str, ...]
    canary: Expected | None
    manifest: Path
    declared: Mark
    wanted_at: datetime
    rpo_s: float | None
    rto_s: float | None
    arrangement: Arrangement | None = None
    newest: Newest | None = None
    unheard: bool = False

    @property
    def data_time(self) -> datetime:
        """Return as of when the data is, once it is in place."""
        return self.arrangement.as_of if self.arrangement and self.arrangement.as_of else self.point.data_time


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What was learnt of a point before anything was touched; ``size`` is the bytes to come."""

    seen: dict[str, Any]
    expected: Expectation
    size: int


def restore(task: Task, place: Place, clock: Clock) -> Result:
    """Bring a point back and return what came of it; see :func:`prepare` and :func:`bring_back`."""
    return bring_back(task, place, clock, prepare(task, place))


def prepare(task: Task, place: Place) -> Prepared:
    """Look whether the repository can give the point back.

    Raises ``Unavailable`` where it cannot (another one may), ``Refused`` where the target is not free,
    ``UsageError`` where a path asked for is not in the point; the target is untouched.
    """
    task.target.refuse_unless_free()
    seen = domain_facts(place.ready())
    sidecar = str(task.canary.path) if task.canary and not task.canary.planted else ""
    asked = Asked(manifest=task.manifest, sidecar=sidecar, paths=task.paths)
    expected, size = expectation(place.restic, task.point.snapshot, asked)
    return Prepared(seen=seen, expected=expected, size=size)


def bring_back(task: Task, place: Place, clock: Clock, prepared: Prepared) -> Result:
    """Restore, compare, put in place; whatever was restored is at the target afterwards.

    Raises ``Unavailable`` where it could not begin; the target is then untouched. A restore that is interrupted
    leaves nothing behind, but what is kept to go on from.
    """
    marks, target = Marks(clock, task.declared), task.target
    marks.take("decided")
    try:
        target.make_room(prepared.size)
        marks.take("provisioned")
        complaint, resumed = _fetched(task, place)
        marks.take("restored")
        found = compare(prepared.expected, target.staging)
        song = listen(target.staging, task.canary, task.point.run, task.newest)
        marks.take("verified")
        arranged, target = _arranged(task, found, marks)
        displaced = target.settle()
    except BaseException:
        target.give_up()
        raise
    marks.take("usable")
    problems = [
        *_problems(task, found, complaint, song.fault),
        *arranged.problems,
        *([displaced] if displaced else []),
    ]
    return Result(
        outcome=Outcome.SUCCEEDED if not complaint and not problems else Outcome.INCOMPLETE,
        reason="; ".join(str(problem) for problem in problems),
        copies=(_copy(task, prepared.size, marks),),
        points=(),
        measurements=(*_measurements(task, found, (song, arranged.doubt), marks), *arranged.measurements),
        observed={(task.point.repository, "domain"): prepared.seen} | _verification(task, found, song.fault),
        detail={"target": str(target.path), "paths": shown(task.paths), "comparison": found.as_json()}
        | resumed
        | dict(arranged.detail),
        problems=tuple(problems),
    )


def _arranged(task: Task, found: Comparison, marks: Marks) -> tuple[Arranged, Target]:
    """Arrange what came back, unless it is known to be damaged; from then on nothing there can be gone on with."""
    wished = task.arrangement
    if wished is None:
        return Arranged(), task.target
    if found.verdict is Verdict.MISSED:
        return Arranged(doubt=_NOT_ARRANGED if wished.phase else ""), task.target
    target = task.target.begin_anew()
    try:
        arranged = wished.work(target.staging)
    except BaseException:
        target.clear()
        raise
    if wished.phase:
        marks.take(wished.phase)
    return arranged, target


def _fetched(task: Task, place: Place) -> tuple[str, dict[str, Any]]:
    """Have restic write into the staging; returns its complaint, and what was there already where that is asked."""
    include = [*map(include_pattern, task.paths), *_with_sidecar(task)]
    still = stall.patience(timedelta(seconds=task.rto_s) if task.rto_s else None)
    if not task.target.kept:
        return place.restic.restore(task.point.snapshot, task.target.staging, include, patience=still), {}
    told = resume(place.restic, task.point.snapshot, task.target.staging, include, still)
    return told.complaint, {"resumed": {"files": told.files_skipped, "bytes": told.bytes_skipped}}


def _with_sidecar(task: Task) -> Sequence[str]:
    """Bring the canary along where only some paths are asked for; a whole restore has it anyway."""
    return [include_pattern(str(task.canary.path))] if task.paths and task.canary else []


def _problems(task: Task, found: Comparison, complaint: str, canary_fault: str) -> list[ContinuityError]:
    problems: list[ContinuityError] = []
    if found.verdict is not Verdict.MET:
        problems.append(
            NotProven(
                "what came back from {repository} is not what was backed up: {reason}"
                if found.verdict is Verdict.MISSED
                else "what came back from {repository} could not be compared with the source: {reason}",
                hint="restore from another repository: continuity restore … --from NAME",
                repository=task.point.repository,
                reason=found.reason,
            )
        )
    if canary_fault:
        problems.append(NotProven("{fault}", hint="list the points: continuity points", fault=canary_fault))
    if complaint:
        problems.append(
            Unavailable("restic complained while restoring: {said}", hint="see what differs above", said=complaint)
        )
    return problems


def _verification(task: Task, found: Comparison, canary_fault: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Say that a whole point, brought back and compared, verified that copy."""
    if task.paths or found.verdict is Verdict.UNPROVEN:
        return {}
    errors = found.errors + bool(canary_fault)
    return {(task.point.repository, "verification"): {"errors": errors, "how": f"restore of {task.point.snapshot}"}}


def _copy(task: Task, size: int, marks: Marks) -> Copy:
    return Copy(
        repository=task.point.repository,
        snapshot=task.point.snapshot,
        data_time=task.data_time,
        outcome=Outcome.SUCCEEDED,
        bytes_processed=size,
        duration_s=marks.total(),
    )


def _measurements(task: Task, found: Comparison, said: tuple[Song, str], marks: Marks) -> tuple[Measurement, ...]:
    """RPO from what the restored data carries, technical recovery time by phase, and the content's verdict."""
    total = marks.total()
    common: dict[str, Any] = {"subject": task.subject, "proven_by": (task.run,)}
    return (
        Measurement(**common, objective="rpo", target_s=task.rpo_s, **_lost(task, *said)),
        Measurement(
            **common, objective="technical_recovery_time", target_s=task.rto_s, actual_s=total,
            verdict=_held(total, task.rto_s),
            how="boot-time clock from declaration to data in place, unattended", phases=marks.phases(),
        ),
        Measurement(
            **common, objective="content", target_s=None, actual_s=None, verdict=found.verdict,
            how="SHA-256 of each restored file against the manifest taken from the source", reason=found.reason,
        ),
    )  # fmt: skip


def _lost(task: Task, song: Song, arranged: str) -> dict[str, Any]:
    """Return what was lost, how that was found, and the verdict: by the newest time stamp where one was looked for."""
    point = replace(task.point, data_time=task.data_time)
    doubt = song.fault or arranged or (str(because("point_ahead")) if ahead(point, task.wanted_at) else "")
    if song.heard and not doubt:
        age = song.heard.age_s(task.wanted_at)
        verdict = song.heard.verdict if age is None else _held(age, task.rpo_s)
        return {"actual_s": age, "verdict": verdict, "how": HOW["freshness"], "reason": song.heard.reason}
    lost_s = round((task.wanted_at - task.data_time).total_seconds(), 3)
    mode = "planted" if task.canary and task.canary.planted else "sidecar" if task.canary else "none"
    how = HOW["unheard" if task.unheard and not task.canary else mode]
    verdict = Verdict.UNPROVEN if doubt else _held(lost_s, task.rpo_s)
    return {"actual_s": lost_s, "verdict": verdict, "how": how, "reason": doubt}


def _held(actual_s: float, target_s: float | None) -> Verdict:
    if target_s is None:
        return Verdict.UNPROVEN
    return Verdict.MET if actual_s <= target_s else Verdict.MISSED
