"""A blind drill at work: drawn and committed to before its window opens, told afterwards.

The digest of the plan stands in the run's intent, in the log, before anybody could act on it; the plan with its nonce
lies sealed in the state until the run's outcome tells it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.drills.answering import answered, as_never_seen, never_seen
from continuity.engine.drills.calling import heard
from continuity.engine.drills.plain import Plain
from continuity.engine.drills.windows import WINDOW
from continuity.engine.incidents.from_devices import SEVERITY
from continuity.ground.errors import Refused, UsageError
from continuity.model.drill import Mode
from continuity.recovery.drills.agreed import refuse_unagreed
from continuity.recovery.drills.blind import Plan, blinded, drawn, next_window, with_fault
from continuity.recovery.kit.file import write_new

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from continuity.engine.drills.planning import DrillWalk
    from continuity.engine.orders import Job
    from continuity.engine.workshop import Workshop
    from continuity.model.drill import Drill
    from continuity.model.inventory import Client
    from continuity.model.job import Result, Run
    from continuity.model.procedure import Procedure
    from continuity.recovery.actions.ports import Action, Context
    from continuity.recovery.procedure.progress import Progress
    from continuity.recovery.sandbox import Sandbox

#: Under which name a run tells of it: the commitment in its intent, the plan in its outcome.
BLIND = "blind"


class Blind(Plain):
    """A drill whose fault and moment were drawn."""

    drawn = True

    def __init__(self, plan: Plan, drill: Drill, client: Client) -> None:
        self.plan, self._drill, self._client = plan, drill, client

    def job(self, job: Job) -> Job:
        """Return the job with the commitment, and the window that it is for."""
        window = self.plan.as_json()["window"]
        return replace(job, intent=job.intent | {BLIND: {"commitment": self.plan.commitment}, WINDOW: window})

    def procedure(self, procedure: Procedure) -> Procedure:
        """Return the procedure in which people are called, and walk the runbook themselves."""
        return blinded(procedure, self._drill)

    def actions(self, actions: Mapping[str, Action], _sandbox: Sandbox) -> Mapping[str, Action]:
        """Return the actions, and those that wait, call and look."""
        from continuity.engine.drills.blind_actions import blind_actions

        return {**actions, **blind_actions(self.plan, self._drill, self._client)}

    def limit(self, _drill: Drill, now: datetime) -> timedelta | None:
        """Return how long there is: at the end of the plan all is mended, whoever is at work."""
        return max(self.plan.ends - now, timedelta(0))

    def agreed(self, drill: Drill, now: datetime, *, played: bool, lab: bool) -> None:
        """Raise ``Refused`` once its window is open: what is drawn by then could be known to somebody."""
        refuse_unagreed(drill, self.plan.window.begins, played=played, lab=lab)
        if now >= self.plan.window.begins:
            raise Refused(
                "the window of {drill} is open: a blind drill is agreed to before",
                hint="agree on another window, and begin before it opens",
                drill=drill.name,
            )

    def again(self, drill: Drill, now: datetime, *, played: bool, lab: bool) -> None:
        """Raise ``Refused`` once there is no time left for it."""
        refuse_unagreed(drill, self.plan.window.begins, played=played, lab=lab)
        if now >= self.plan.ends:
            raise Refused(
                "there is no time left for {drill} in its window", hint="give it up: --abort REASON", drill=drill.name
            )

    def judged(self, result: Result, progress: Progress, context: Context) -> Result:
        """Return the result with how soon somebody saw to it; of a fault that nobody saw, nothing else is proven."""
        if progress.aborting:
            return result
        subject = f"{self._client.name}/{self._drill.service or self._drill.name}"
        figure = answered(subject, self._promised(), heard(context))
        found = replace(result, measurements=(*result.measurements, figure))
        return as_never_seen(found) if never_seen(progress) else found

    def told(self, result: Result) -> Result:
        """Return the result with the plan: by its nonce anybody draws it again, and finds its digest in the intent."""
        told = {"commitment": self.plan.commitment, "plan": self.plan.as_json()}
        return replace(result, detail=result.detail | {BLIND: told})

    def _promised(self) -> float | None:
        service, contract = self._client.services.get(self._drill.service), self._client.contract
        found = contract.response.get(SEVERITY[service.criticality]) if service and contract else None
        return found.intervene.total_seconds() if found else None


def blind_walk(workshop: Workshop, walk: DrillWalk, now: datetime) -> DrillWalk:
    """Return the walk as a blind one, drawn now and sealed. Raises ``UsageError`` or ``Refused`` where it cannot be."""
    refuse_not_blind(walk.drill, walk.client)
    window = next_window(walk.drill.windows, now)
    if window is None:
        raise Refused(
            "no window of {drill} is still to open: a blind drill is drawn before",
            hint="agree on one with whoever uses the service, and write it into its windows",
            drill=walk.drill.name,
        )
    plan = drawn(walk.client.name, walk.drill, window, workshop.ids.nonce())
    _sealed(workshop, plan.commitment).parent.mkdir(mode=0o700, exist_ok=True)
    write_new(_sealed(workshop, plan.commitment), json.dumps(plan.as_json()).encode())
    return _with(walk, plan)


def blind_again(workshop: Workshop, walk: DrillWalk, run: Run) -> DrillWalk:
    """Return the walk of a run that was begun: with its plan, where it is blind. Raises ``Refused`` without it."""
    told = run.detail.get(BLIND)
    if not told:
        return walk
    try:
        plan = Plan.from_json(json.loads(_sealed(workshop, told["commitment"]).read_text()))
    except (OSError, ValueError, KeyError) as error:
        raise _lost(run, str(error)) from None
    if plan.commitment != told["commitment"]:
        raise _lost(run, plan.commitment)
    return _with(walk, plan)


def opened(workshop: Workshop, run: Run) -> None:
    """Remove the sealed plan of a run that has told it."""
    told = run.detail.get(BLIND) or {}
    if "plan" in told:
        with suppress(OSError):
            _sealed(workshop, told["commitment"]).unlink()


def refuse_not_blind(drill: Drill, client: Client) -> None:
    """Raise ``UsageError`` for a drill that nobody can be surprised by, or of whose fault nobody could be told."""
    for missing, lacks in (
        ("mode: live", drill.mode is not Mode.LIVE),
        ("faults", not drill.faults),
        ("steady_state", not drill.steady),
        ("windows", not drill.windows),
        ("notifications", not client.notifications),
    ):
        if lacks:
            raise UsageError(
                "{drill} cannot be blind without {missing}",
                hint="see docs/how-to/blind-drills.md",
                drill=drill.name,
                missing=missing,
            )


def _with(walk: DrillWalk, plan: Plan) -> DrillWalk:
    drill = with_fault(walk.drill, plan)
    return replace(walk, drill=drill, trial=Blind(plan, drill, walk.client))


def _sealed(workshop: Workshop, commitment: str) -> Path:
    return workshop.directories.state / "sealed" / f"{commitment}.json"


def _lost(run: Run, cause: str) -> Refused:
    return Refused(
        "the sealed plan of run {run} is not there, or is another: {cause}",
        hint="give it up: continuity drill resume {run} --abort REASON; and mend what it broke by hand",
        run=run.id,
        cause=cause,
    )
