"""A drill walked to try the drill itself: with one defect, in its sandbox alone, and counted nowhere as a drill.

What it breaks is its own: another view of the copies, an action in place of a step's, files that came back. Runs of it
have a subject of their own and say ``mutation``: no figure, proof, calendar or point takes anything from them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from continuity.engine.drills.broken_copies import broken_place
from continuity.engine.drills.plain import Plain
from continuity.engine.drills.spoiling import spoiled
from continuity.engine.orders import Ended, Hands, Job
from continuity.ground.errors import NotProven
from continuity.recovery.actions.ports import Performed
from continuity.recovery.drills.defects import BEHIND, How, Part
from continuity.recovery.drills.mutations import BROKEN, Mutation, mutated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import timedelta
    from pathlib import Path

    from continuity.engine.drills.judging import Promised
    from continuity.engine.engine import Engine
    from continuity.engine.workshop import Workshop
    from continuity.ground.errors import ContinuityError
    from continuity.model.job import Result, Run
    from continuity.model.procedure import Procedure
    from continuity.recovery.actions.ports import Action, Context
    from continuity.recovery.sandbox import Sandbox

#: The walk without a defect that the others are held against.
BASELINE = "baseline"
#: Where the figures of such a run stand: where no reader of figures looks for them.
FOUND = "found"


class Trial(Plain):
    """A walk that tries the drill; without a ``mutation``, the one that the others are held against.

    ``before`` is what the steps gave without a defect, and in which sandbox; ``limit`` what nobody could keep to.
    ``took_place``: whether the walk came to the defect.
    """

    def __init__(
        self,
        mutation: Mutation | None = None,
        *,
        seed: int = 0,
        before: tuple[str, Mapping[str, Mapping[str, Any]]] = ("", {}),
        limit: timedelta | None = None,
    ) -> None:
        self.mutation, self.name = mutation, mutation.name if mutation else BASELINE
        self._seed, self._before, self._limit = seed, before, limit
        self.took_place = mutation is None or mutation.how is How.SLOW
        self._replaced = ""

    def job(self, job: Job) -> Job:
        """Return the job, told as a trial, under a subject of its own."""
        return replace(job, subject=apart(job), intent=job.intent | {"mutation": self.name})

    def procedure(self, procedure: Procedure) -> Procedure:
        """Return the procedure with the defect."""
        step = procedure.steps.get(self.mutation.step) if self.mutation else None
        if self.mutation is None or step is None or step.work is None:
            return procedure
        self._replaced = step.work.action
        changed = mutated(procedure, self.mutation)
        if self.mutation.parameters is None:
            return changed
        work = replace(cast("Any", changed.steps[step.name].work), action=BROKEN)  # it notes that it was come to
        return replace(changed, steps={**changed.steps, step.name: replace(changed.steps[step.name], work=work)})

    def actions(self, actions: Mapping[str, Action], sandbox: Sandbox) -> Mapping[str, Action]:
        """Return the actions, and the broken one beside them."""
        return {**actions, BROKEN: _Broken(lambda: actions[self._replaced], self, sandbox.path)}

    def world(self, workshop: Workshop, sandbox: Sandbox) -> Workshop:
        """Return the world with runs of their own, and with the copies as the defect has them."""
        workshop = replace(workshop, engine=cast("Engine", _Apart(workshop.engine, self.name)))
        if self.mutation is None or self.mutation.part not in (Part.KEY, Part.COPY):
            return workshop
        whole, how = workshop, self.mutation.how

        def place(spec: Any) -> Any:
            found = broken_place(whole, spec, how, sandbox.outside)
            self.took_place = self.took_place or found is not None
            return found or whole.place(spec)

        return replace(workshop, place=place)

    def promised(self, promised: Promised) -> Promised:
        """Return what it is held against: less than it takes, where that is the defect."""
        return replace(promised, rto=self._limit) if self._limit else promised

    def told(self, result: Result) -> Result:
        """Return the result with its figures where nobody takes them for a drill's."""
        found = [one.as_json() for one in result.measurements]
        return replace(result, measurements=(), detail=result.detail | {FOUND: found, "took_place": self.took_place})

    def perform(self, action: Action, parameters: Mapping[str, Any], context: Context, sandbox: Path) -> Performed:
        """Do the broken step."""
        assert self.mutation  # noqa: S101 - for mypy: without one, no action is broken
        if self.mutation.how is How.SILENT:
            self.took_place = True
            where, values = self._before
            return _as_before(values.get(context.step, {}), where, str(sandbox))
        if self.mutation.how not in BEHIND:
            self.took_place = True
            return action.perform(parameters, context)
        done = action.perform(parameters, context)
        at = str(done.values.get("data") or done.values.get("directory") or "")
        self.took_place = bool(at) and spoiled(sandbox, at, self.mutation.how, self._seed)
        return done


def apart(job: Job) -> str:
    """Return what trials of a drill are about: the drill, and no asset."""
    return f"{job.client}/{job.intent.get('drill', 'drill')}:trial"


class _Broken:
    """An action in place of a step's own, which is known once there is a procedure."""

    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    changes = True

    def __init__(self, own: Callable[[], Action], trial: Trial, sandbox: Path) -> None:
        self._own, self._trial, self._sandbox = own, trial, sandbox

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the command by which a person does the same."""
        return self._own().by_hand(parameters, context)

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell what would keep it from working now."""
        return self._own().look(parameters, context)

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it, broken."""
        return self._trial.perform(self._own(), parameters, context, self._sandbox)


class _Apart:
    """An engine whose runs are part of a trial: recorded as such, and nothing known of the world changes by them."""

    def __init__(self, engine: Engine, mutation: str) -> None:
        self._engine, self._mutation = engine, mutation

    def execute(self, job: Job, hands: Hands) -> Ended:
        """Do the job as ever, and record it as part of a trial: no figure, no observation, no proof of a point."""
        whole: list[Result] = []

        def work(run: Run) -> Result:
            whole.append(hands.work(replace(run, subject=job.subject)))
            told = [one.as_json() for one in whole[0].measurements]
            return replace(whole[0], measurements=(), observed={}, detail=whole[0].detail | {FOUND: told})

        intent = job.intent | {"mutation": self._mutation, "of": job.subject}
        ended = self._engine.execute(replace(job, subject=f"{job.subject}:trial", intent=intent), Hands(work=work))
        return replace(ended, run=replace(ended.run, measurements=whole[0].measurements))

    def reconcile_all(self, subject: str | None = None) -> int:
        """End what dead processes left open."""
        return self._engine.reconcile_all(subject)


def _as_before(values: Mapping[str, Any], where: str, here: str) -> Performed:
    """Return what the step gave without a defect, as if it had been done here."""

    def moved(value: Any) -> Any:
        return value.replace(where, here) if isinstance(value, str) and where else value

    found = {name: moved(value) for name, value in values.items()}
    return Performed(answer=str(found.get("answer", "")), values=found)


def worse(before: Run, after: Run) -> list[str]:
    """Return where a drill came out worse than without the defect: steps by name, figures by objective."""
    return [*_steps(before, after), *_figures(before, after)]


_RANK = {"met": 0, "unproven": 1, "missed": 2}


def _steps(before: Run, after: Run) -> Iterator[str]:
    was = {one["name"]: one["state"] for one in before.detail.get("steps", ())}
    now = {one["name"]: one["state"] for one in after.detail.get("steps", ())}
    for name, state in was.items():
        if state == "done" and now.get(name, "waiting") not in ("done", "waiting"):
            yield name


def _figures(before: Run, after: Run) -> Iterator[str]:
    was = {one["objective"]: one["verdict"] for one in before.detail.get(FOUND, ())}
    now = {one["objective"]: one["verdict"] for one in after.detail.get(FOUND, ())}
    for objective, verdict in was.items():
        if _RANK[now.get(objective, "missed")] > _RANK[verdict]:
            yield objective


def refuse_unsound(run: Run) -> None:
    """Raise ``NotProven`` where the drill does not come out even without a defect."""
    bad = [one["objective"] for one in run.detail.get(FOUND, ()) if one["verdict"] == "missed"]
    if run.outcome != "succeeded" or bad:
        raise NotProven("{reason}", reason=run.reason or ", ".join(bad))
