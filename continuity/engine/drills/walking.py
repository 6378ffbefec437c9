"""A drill walked: its sandbox, the fault, the runbook by people or by a script, and everything taken down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.containing import Contained, SandboxMachine, no_machines
from continuity.engine.drills.judging import Promised, judged_drill
from continuity.engine.orders import Ended, Hands, Job
from continuity.engine.procedures.inputs import told
from continuity.engine.procedures.journal import RunJournal
from continuity.engine.procedures.walking import Walk, walk_for
from continuity.engine.rehearsals.rehearsal import Rehearsal, judged
from continuity.engine.rehearsals.walking import cleared
from continuity.ground.cancel import shielded
from continuity.ground.errors import UsageError
from continuity.model.job import JobKind, Outcome, Result
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import Doing, refuse_unknown
from continuity.recovery.drills.compiling import compiled
from continuity.recovery.executor import Executor
from continuity.recovery.procedure.filling import filled
from continuity.recovery.procedure.people import Leave
from continuity.recovery.procedure.unattended import Unattended
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.ground.errors import ContinuityError
    from continuity.model.drill import Drill
    from continuity.model.inventory import Client
    from continuity.model.job import Run
    from continuity.model.procedure import Procedure
    from continuity.recovery.procedure.people import People


WHY = {
    "left": "the people left it before its end; everything was taken down",
    "died": "its process died before it ended; everything was taken down",
}


@dataclass(frozen=True, kw_only=True)
class DrillWalk:
    """What is rehearsed, for whom, with which inputs of the drill; ``played``: nobody but a script answers."""

    client: Client
    drill: Drill
    inputs: Mapping[str, str]
    people: People
    played: bool


class Drilled(Rehearsal):
    """What the steps of a drill share: its sandbox."""

    def parts(self) -> Mapping[str, Any]:
        """Return none but the sandbox: what is rehearsed is a runbook, with a runbook's actions."""
        return {}

    def found(self, came: Result) -> Result:
        """Return what came of it as it is."""
        return came


def run_drill(workshop: Workshop, walk: DrillWalk, declared: Mark) -> Ended:
    """Walk the drill and return how it ended. Raises ``UsageError`` for wrong inputs, or a runbook not there."""
    inputs, asset = told(workshop, walk.client, walk.drill, walk.inputs)
    walk, runbook = replace(walk, inputs=inputs), _runbook(walk)
    _walk(workshop, walk, runbook, "/-")  # what is wrong with its inputs is said before anything begins
    for step in compiled(walk.drill, runbook, {}).steps.values():
        refuse_unknown(step, installed_actions(), walk.drill.where)
    job = Job(
        kind=JobKind.DRILL,
        client=walk.client.name,
        subject=asset.reference if asset else f"{walk.client.name}/{walk.drill.name}",
        policy_digest=walk.drill.digest,
        intent={
            "drill": walk.drill.name,
            "mode": str(walk.drill.mode),
            "runbook": {"name": runbook.name, "digest": runbook.digest},
            "inputs": dict(walk.inputs),
            "technician": walk.people.technician,
            "played": walk.played,
        },
    )
    return workshop.engine.execute(job, Hands(work=lambda run: _drilled(workshop, walk, runbook, run, declared)))


def _drilled(workshop: Workshop, walk: DrillWalk, runbook: Procedure, run: Run, declared: Mark) -> Result:
    inner = _walk(workshop, walk, runbook, str(workshop.directories.sandbox(run.id)))
    executor = _executor(workshop, walk, runbook, run, inner)
    try:
        progress = executor.run()
        policy = workshop.policy(inner.asset) if inner.asset else None
        promised = Promised(
            subject=inner.subject, rto=policy.rto if policy else None, rpo=policy.rpo if policy else None
        )
        found = judged_drill(progress, declared, promised, played=walk.played)
    except Leave:
        found = Result(outcome=Outcome.ABORTED, reason=WHY["left"])
    finally:
        with shielded():
            left = cleared(executor, Sandbox(path=workshop.directories.sandbox(run.id)))
    return judged(found, *left)


def settled_drill(workshop: Workshop, run: Run) -> Result:
    """Take down what a dead drill had put up: all that its journal says was begun."""
    left: list[ContinuityError] = []
    sandbox = Sandbox(path=workshop.directories.sandbox(run.id))
    client = workshop.inventory.clients.get(run.client)
    drill = client.drills.get(str(run.detail["drill"])) if client else None
    if client and drill and drill.digest == run.policy_digest:
        walk = DrillWalk(client=client, drill=drill, inputs=run.detail["inputs"], people=Unattended(), played=True)
        runbook = _runbook(walk)
        inner = _walk(workshop, walk, runbook, str(workshop.directories.sandbox(run.id)))
        left += cleared(_executor(workshop, walk, runbook, run, inner), sandbox)
    fault = None if left else sandbox.remove()  # also of a drill that is another by now
    problems = (*left, *((fault,) if fault else ()))
    return Result(outcome=Outcome.ABORTED, reason="; ".join(map(str, problems)) or WHY["died"], problems=problems)


def _executor(workshop: Workshop, walk: DrillWalk, runbook: Procedure, run: Run, inner: Walk) -> Executor:
    sandbox = workshop.directories.sandbox(run.id)
    context = Context(
        run=run.id,
        client=run.client,
        clock=workshop.clock,
        world=workshop,
        rehearsal=Drilled(workshop, run),
        machines=no_machines,
        here=SandboxMachine(sandbox, run.id),
    )
    doing = Doing(actions=Contained(installed_actions(), sandbox), context=context)
    own = {"run": run.id, "client": run.client, "technician": walk.people.technician, "runbook": runbook.name}
    procedure = compiled(walk.drill, runbook, own | dict(walk.inputs) | {"sandbox": str(sandbox)})
    return Executor(procedure, RunJournal(workshop, run, walk.drill.name), walk.people, doing, own | dict(inner.inputs))


def _walk(workshop: Workshop, walk: DrillWalk, runbook: Procedure, sandbox: str) -> Walk:
    """Return the walk of the runbook with what the drill gives it."""
    known = {**walk.inputs, "client": walk.client.name, "sandbox": sandbox}
    given = {name: str(filled(value, known)) for name, value in walk.drill.given.items()}
    return walk_for(workshop, walk.client, runbook, given)


def _runbook(walk: DrillWalk) -> Procedure:
    name = walk.drill.runbook
    if name not in walk.client.runbooks:
        raise UsageError(
            "there is no runbook named {name}", hint="known: {names}", name=name, names=", ".join(walk.client.runbooks)
        )
    return walk.client.runbooks[name]
