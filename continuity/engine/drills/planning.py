"""What a drill is asked to rehearse: its inputs and its runbook's, held against the documents before it begins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.beside import refuse_wrong
from continuity.engine.drills.correcting import follow_up
from continuity.engine.drills.destroying import Destroying
from continuity.engine.drills.judging import Promised
from continuity.engine.drills.plain import Plain
from continuity.engine.drills.windows import announced_window
from continuity.engine.orders import Job
from continuity.engine.procedures.inputs import told
from continuity.engine.procedures.times import announced, foreseen_for
from continuity.engine.procedures.walking import Walk, walk_for
from continuity.ground.errors import Refused, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.drill import Mode
from continuity.model.job import JobKind
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import refuse_unknown
from continuity.recovery.drills.compiling import compiled
from continuity.recovery.procedure.filling import filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.drill import Drill
    from continuity.model.inventory import Client
    from continuity.model.job import Run
    from continuity.model.procedure import Procedure
    from continuity.recovery.procedure.people import People


@dataclass(frozen=True, kw_only=True)
class DrillWalk:
    """What is rehearsed, for whom, with which inputs of the drill; ``played``: nobody but a script answers.

    ``trial``: what is changed of it to try the drill itself; nothing, where it is a drill.
    """

    client: Client
    drill: Drill
    inputs: Mapping[str, str]
    people: People
    played: bool
    trial: Plain = field(default_factory=Plain)


def prepared(workshop: Workshop, walk: DrillWalk, declared: Mark) -> tuple[DrillWalk, Job]:
    """Return the walk with its inputs as they stand, and what its run announces.

    Raises ``UsageError`` for wrong inputs, a runbook not there, actions or probes that cannot be, and ``Refused`` where
    a live drill of the same subject stands.
    """
    walk, runbook = settled_inputs(workshop, walk), runbook_of(walk)
    inner = planned(workshop, walk)  # what is wrong with its inputs is said before anything begins
    _refuse_people(walk)
    for step in compiled(walk.drill, runbook, {}).steps.values():
        refuse_unknown(step, installed_actions(), walk.drill.where)
    refuse_wrong(walk.drill, known_to(walk, "/-"), workshop.clock)
    _refuse_destroying(workshop, walk)
    subject = inner.asset.reference if inner.asset else f"{walk.client.name}/{walk.drill.name}"
    for run in live_standing(workshop):
        if run.subject == subject:
            raise standing_refused(run)
    return walk, walk.trial.job(
        Job(
            kind=JobKind.DRILL,
            client=walk.client.name,
            subject=subject,
            policy_digest=walk.drill.digest,
            intent={
                "drill": walk.drill.name,
                "mode": str(walk.drill.mode),
                "runbook": {"name": runbook.name, "digest": runbook.digest},
                "inputs": dict(walk.inputs),
                "technician": walk.people.technician,
                "played": walk.played,
                "follow_up": follow_up(walk.drill),
                "declared": {
                    "boot_id": declared.boot_id,
                    "boot_s": declared.boot_s,
                    "wall": write_time(declared.wall),
                },
                "forecast": announced(foreseen_for(workshop, inner)),
            }
            | announced_window(walk.drill, declared.wall),
        )
    )


def live_standing(workshop: Workshop) -> list[Run]:
    """Return the live drills that were begun and have not ended, oldest first."""
    with workshop.store.reading() as tx:
        return [run for run, _ in tx.runs.open() if run.kind is JobKind.DRILL and run.detail.get("mode") == Mode.LIVE]


def standing_refused(run: Run) -> Refused:
    """Return why nothing begins beside a live drill that stands."""
    return Refused(
        "the live drill {name} of {subject} was begun and has not ended: run {run}",
        hint="go on with it: continuity drill resume {run}; or undo it: continuity drill resume {run} --abort REASON",
        name=run.detail["drill"],
        subject=run.subject,
        run=run.id,
    )


def _refuse_destroying(workshop: Workshop, walk: DrillWalk) -> None:
    """Raise ``Refused`` where the fault would destroy what was not set aside for it, before anything is recorded."""
    fault = walk.drill.fault
    action = installed_actions().get(fault.action) if fault else None
    if fault and isinstance(action, Destroying):
        context = Context(run="", client=walk.client.name, clock=workshop.clock, world=workshop)
        action.refuse(filled(dict(fault.parameters), known_to(walk, "/-")), context)


def _refuse_people(walk: DrillWalk) -> None:
    if walk.drill.hands and not walk.played:
        raise UsageError(
            "{drill} happens in a place that nobody can type in: a script does what people would",
            hint="leave --as out; with people, walk the runbook {runbook} on another machine",
            drill=walk.drill.name,
            runbook=walk.drill.runbook,
        )


def settled_inputs(workshop: Workshop, walk: DrillWalk) -> DrillWalk:
    """Return the walk with the drill's inputs as they stand, defaults included. Raises ``UsageError``."""
    return replace(walk, inputs=told(workshop, walk.client, walk.drill, walk.inputs)[0])


def planned(workshop: Workshop, walk: DrillWalk) -> Walk:
    """Return the walk of the runbook as the drill gives it its inputs, before there is a sandbox."""
    return inner_walk(workshop, settled_inputs(workshop, walk), runbook_of(walk), "/-")


def inner_walk(workshop: Workshop, walk: DrillWalk, runbook: Procedure, sandbox: str) -> Walk:
    """Return the walk of the runbook with what the drill gives it."""
    known = known_to(walk, sandbox)
    given = {name: str(filled(value, known)) for name, value in walk.drill.given.items()}
    inner = walk_for(workshop, walk.client, runbook, given)
    return inner if inner.asset else replace(inner, asset=told(workshop, walk.client, walk.drill, walk.inputs)[1])


def known_to(walk: DrillWalk, sandbox: str) -> dict[str, Any]:
    """Return what the drill knows by itself."""
    return {**walk.inputs, "client": walk.client.name, "sandbox": sandbox}


def runbook_of(walk: DrillWalk) -> Procedure:
    """Return the runbook that is rehearsed. Raises ``UsageError`` where there is none of that name."""
    name = walk.drill.runbook
    if name not in walk.client.runbooks:
        raise UsageError(
            "there is no runbook named {name}", hint="known: {names}", name=name, names=", ".join(walk.client.runbooks)
        )
    return walk.client.runbooks[name]


def promised_of(workshop: Workshop, walk: DrillWalk, inner: Walk) -> Promised:
    """Return what the drill is held against: its asset's promises, else those of the service that it names."""
    if inner.asset:
        policy = workshop.policy(inner.asset)
        return Promised(subject=inner.subject, rto=policy.rto, rpo=policy.rpo)
    service = walk.client.services.get(walk.drill.service)
    if service is None:
        return Promised(subject=inner.subject, rto=None, rpo=None)
    policies = [workshop.policy(walk.client.assets[name]) for name in service.assets]
    rtos, rpos = [one.rto for one in policies if one.rto], [one.rpo for one in policies if one.rpo]
    return Promised(
        subject=service.reference,
        rto=service.rto or min(rtos, default=None),
        rpo=service.rpo or min(rpos, default=None),
    )
