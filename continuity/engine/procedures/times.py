"""How long a runbook will take: its earlier runs and the restores of its asset, gathered for the pure forecast."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.engine.measured import is_whole, restores_of
from continuity.model.job import JobKind, Outcome
from continuity.model.procedure import InputKind, Phase
from continuity.policy.forecast import CONFIDENCE, Walked, forecast
from continuity.policy.proving import fits
from continuity.recovery.forecast import USABLE, WHOLE, Past, foresee
from continuity.recovery.procedure.progress import State
from continuity.recovery.span import Basis, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from continuity.engine.procedures.walking import Walk
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset, Client
    from continuity.model.job import Result, Run
    from continuity.model.procedure import Procedure, Step
    from continuity.policy.forecast import Forecast, Sample
    from continuity.recovery.forecast import ProcedureForecast, Total
    from continuity.state.store import Transaction

_LOOKED_BACK = 40  # runs of any asset: of those of one, the newest twenty count
#: Actions whose time grows with what they bring back.
RESTORING = frozenset({"restore", "restore_database"})
#: Beyond so many times as much as was measured, a rate is no more than an estimate.
_FAR = 4
#: Of less than this, a restore is mostly what it costs to begin one: its rate says nothing.
_RATED = 16 * 1024 * 1024
_RESTORES = (JobKind.RESTORE, JobKind.RESTORE_TEST)


class Times:
    """The times of one client's runbooks, as of ``at``, within one reading transaction."""

    def __init__(self, tx: Transaction, client: str, at: datetime) -> None:
        self._tx, self._client, self._at = tx, client, at

    def of(self, procedure: Procedure, asset: Asset | None, repository: str = "") -> ProcedureForecast:
        """Return what this runbook will take on this asset, from this repository where one is meant."""
        size = self._size(asset, repository)
        pasts = [
            self._past(run, asset, size) for run in self._tx.walks.ended(self._client, procedure.name, _LOOKED_BACK)
        ]
        return foresee(procedure, pasts, self._measured(procedure, asset, repository, size))

    def back(self, client: Client, asset: Asset) -> Walked | None:
        """Return what the runbook takes that brings this asset back to use, of those that were walked most often on it.

        None where none was: then nobody knows what its people need.
        """
        found = []
        for name in sorted(name for owner, name in self._tx.walks.proven() if owner == client.name):
            procedure = client.runbooks.get(name)
            usable = self.of(procedure, asset).usable if procedure and _is_for(procedure, asset) else None
            if usable and usable.span.typical_s is not None and usable.span.basis is Basis.RUNS:
                found.append(_walked(name, usable, usable.span.typical_s))
        return max(found, key=lambda one: one.counted, default=None)

    def _size(self, asset: Asset | None, repository: str) -> int:
        """Return how much the newest point would bring back; 0 where there is none."""
        if asset is None:
            return 0
        points = self._tx.points.all(asset.client, asset=asset.name)
        return next((point.bytes for point in points if repository in ("", point.repository)), 0)

    def _past(self, run: Run, asset: Asset | None, size: int) -> Past:
        steps = [one for one in run.detail.get("steps", ()) if one["state"] == State.DONE and not one.get("on_word")]
        found = {one["name"]: taken for one in steps if (taken := one.get("taken_s", one["duration_s"])) is not None}
        scales = {one["name"]: self._scale(one.get("run"), size) for one in steps}
        return Past(
            at=run.started_at,
            taken=found,
            today={name: taken * scales[name] for name, taken in found.items()},
            ends=dict(_ends(run)),
            same=asset is None or run.subject == asset.reference,
            stretched=frozenset(name for name, scale in scales.items() if scale > _FAR),
        )

    def _scale(self, run_id: str | None, size: int) -> float:
        """Return by how much longer the restore of this step would take for as much as there is now."""
        run = self._tx.runs.get(run_id) if run_id and size else None
        if run is None or run.kind not in _RESTORES or not is_whole(run) or not run.copies[0].bytes_processed:
            return 1.0
        return size / run.copies[0].bytes_processed

    def _measured(self, procedure: Procedure, asset: Asset | None, repository: str, size: int) -> Mapping[str, Span]:
        names = [name for name, step in procedure.steps.items() if _brings_all_back(step)]
        if asset is None or not size or not names:
            return {}
        by_place = restores_of(self._tx, asset, self._at)
        samples = by_place.get(repository) if repository else next(iter(by_place.values()), None)
        found = forecast(samples or (), size)
        if found is None:
            return {}
        span = _far_beyond(found, samples or ()) if size > _FAR * found.largest else _within(found)
        return dict.fromkeys(names, span)


def _within(found: Forecast) -> Span:
    return Span(
        typical_s=found.typical_s,
        fast_s=found.fast_s,
        slow_s=found.slow_s,
        confidence=None if found.slow_s is None else CONFIDENCE,
        basis=Basis.RESTORES,
        counted=found.measured,
    )


def _far_beyond(found: Forecast, samples: Sequence[Sample]) -> Span:
    """Return what restores of far less support: no interval, and where all were small, no figure but a floor."""
    return Span(
        typical_s=found.typical_s if found.largest >= _RATED else None,
        basis=Basis.SMALLER,
        counted=found.measured,
        floor_s=round(min(one.seconds for one in samples if one.bytes > 0 and one.seconds > 0), 3),
        largest=found.largest,
    )


def foreseen_for(workshop: Workshop, walk: Walk) -> ProcedureForecast:
    """Return what a walk will take, from what is known now."""
    inputs = walk.procedure.inputs
    repository = next((walk.inputs[name] for name, one in inputs.items() if one.kind is InputKind.REPOSITORY), "")
    with workshop.store.reading() as tx:
        return Times(tx, walk.client.name, workshop.clock.now()).of(walk.procedure, walk.asset, repository)


def announced(foreseen: ProcedureForecast) -> dict[str, Any]:
    """Return what a run's intent says of its forecast: of the end that will be held against it."""
    end, total = foreseen.scored
    return {"end": end} | total.as_json()


def scored(result: Result, intent: Mapping[str, Any]) -> Result:
    """Return the result with what was forecast held against what came; ``within`` is None without an interval.

    Where people were played, what came says nothing of people, and is held against nothing.
    """
    if result.outcome is not Outcome.SUCCEEDED or "forecast" not in intent:
        return result
    foreseen, detail = intent["forecast"], result.detail
    actual = usable_after(detail) if foreseen["end"] == USABLE else detail["whole_s"]
    interval = foreseen["interval_s"]
    bounded = actual is not None and interval is not None and not intent.get("played")
    within = interval[0] <= actual <= interval[1] if bounded else None
    told = dict(foreseen) | {"actual_s": actual, "within": within}
    return replace(result, detail=detail | {"forecast": told})


def usable_after(detail: Mapping[str, Any]) -> float | None:
    """Return after how many seconds a run had made its service usable; None where it did not."""
    phases: Mapping[str, float] = detail.get("phases", {})
    if Phase.USABLE not in phases:
        return None
    return round(sum(seconds for name, seconds in phases.items() if name != Phase.FAILED_BACK), 3)


def _ends(run: Run) -> Iterator[tuple[str, float]]:
    if run.outcome is not Outcome.SUCCEEDED:
        return
    if (whole := run.detail.get("whole_s")) is not None:
        yield WHOLE, whole
    if (usable := usable_after(run.detail)) is not None:
        yield USABLE, usable


def _is_for(procedure: Procedure, asset: Asset) -> bool:
    asked = [one for one in procedure.inputs.values() if one.kind is InputKind.ASSET]
    return any(fits(one, asset) for one in asked) and any(map(_brings_all_back, procedure.steps.values()))


def _walked(runbook: str, total: Total, typical_s: float) -> Walked:
    span = total.span
    return Walked(
        runbook=runbook,
        typical_s=typical_s,
        fast_s=span.fast_s,
        slow_s=span.slow_s,
        counted=span.counted,
        people_s=round(total.people_s, 3),
    )


def _brings_all_back(step: Step) -> bool:
    work = step.work
    return bool(work and work.action in RESTORING and not {"paths", "tables"} & work.parameters.keys())
