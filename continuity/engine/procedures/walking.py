"""A runbook walked: begun, put down, taken up again on another terminal, brought to its end or undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.orders import Ended, Hands, Job, PutDown
from continuity.engine.procedures.giving_up import given_up
from continuity.engine.procedures.inputs import told
from continuity.engine.procedures.journal import RunJournal
from continuity.engine.procedures.machines import machines_of
from continuity.engine.procedures.resulting import result
from continuity.engine.procedures.times import announced, foreseen_for, scored
from continuity.ground.clock import Mark
from continuity.ground.errors import ContinuityError, Refused
from continuity.model.job import JobKind
from continuity.model.journal import Kind, New
from continuity.recovery.actions.ports import Context
from continuity.recovery.attachments import Attachments
from continuity.recovery.doing import Doing, refuse_unknown
from continuity.recovery.executor import Executor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset, Client
    from continuity.model.job import Result, Run
    from continuity.model.procedure import Procedure
    from continuity.recovery.actions.ports import Action
    from continuity.recovery.procedure.people import People


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What is walked, for whom, with which inputs; ``asset`` where one of the inputs is one."""

    client: Client
    procedure: Procedure
    inputs: Mapping[str, str]
    asset: Asset | None = None

    @property
    def subject(self) -> str:
        """``client/asset`` if it is about an asset, else ``client/runbook``: two of one subject refuse each other."""
        return self.asset.reference if self.asset else f"{self.client.name}/{self.procedure.name}"


def run_runbook(workshop: Workshop, walk: Walk, people: People, actions: Mapping[str, Action], declared: Mark) -> Ended:
    """Begin a runbook and walk it. Raises ``PutDown`` where it is left, ``Refused`` where one stands already."""
    for step in walk.procedure.steps.values():
        refuse_unknown(step, actions, walk.procedure.where)
    if refused := standing_in_the_way(workshop, walk):
        raise refused

    def work(run: Run) -> Result:
        return _walked(workshop, walk, run, (people, actions), declared)

    job = Job(
        kind=JobKind.RUNBOOK,
        client=walk.client.name,
        subject=walk.subject,
        policy_digest=walk.procedure.digest,
        intent={
            "runbook": walk.procedure.name,
            "inputs": dict(walk.inputs),
            "technician": people.technician,
            "declared": {"boot_id": declared.boot_id, "boot_s": declared.boot_s},
            "forecast": announced(foreseen_for(workshop, walk)),
        },
    )
    return workshop.engine.execute(job, Hands(work=work))


def resume_runbook(
    workshop: Workshop, run: Run, people: People, actions: Mapping[str, Action], *, aborting: str = ""
) -> Ended:
    """Go on with a runbook that was put down, or whose process died; ``aborting`` is why it is undone instead.

    Raises as :func:`run_runbook`, and ``Refused`` where the documents say something else by now.
    """
    begun = run.detail["declared"]
    declared = Mark(wall=run.started_at, boot_s=begun["boot_s"], boot_id=begun["boot_id"])
    try:
        walk = walk_of(workshop, run)
    except ContinuityError:
        if not aborting:
            raise
        hands = Hands(work=lambda again: given_up(workshop, again, people.technician, aborting))
        return workshop.engine.take_up(run.id, declared, hands)

    def work(again: Run) -> Result:
        if aborting:
            abort = New(kind=Kind.ABORTED, by=people.technician, detail={"said": aborting})
            RunJournal(workshop, again, walk.procedure.name).append([abort])
        return _walked(workshop, walk, again, (people, actions), declared)

    return workshop.engine.take_up(run.id, declared, Hands(work=work))


def standing(workshop: Workshop) -> list[Run]:
    """Return the runbooks that were begun and have not ended, oldest first."""
    with workshop.store.reading() as tx:
        return [run for run, _holder in tx.runs.open() if run.kind is JobKind.RUNBOOK]


def walk_of(workshop: Workshop, run: Run) -> Walk:
    """Return what an open run walks; ``Refused`` where its runbook is another by now."""
    client = workshop.inventory.clients.get(run.client)
    name = str(run.detail["runbook"])
    found = client.runbooks.get(name) if client else None
    if client is None or found is None or found.digest != run.policy_digest:
        raise Refused(
            "the runbook {name} is not the one that run {run} began with",
            hint="bring the document back to what it was, or abort the run: continuity runbook abort {run}",
            name=name,
            run=run.id,
        )
    return walk_for(workshop, client, found, run.detail["inputs"])


def walk_for(workshop: Workshop, client: Client, procedure: Procedure, given: Mapping[str, str]) -> Walk:
    """Return the walk with these inputs. Raises ``UsageError`` for one that is unknown, missing, or names nothing."""
    inputs, asset = told(workshop, client, procedure, given)
    return Walk(client=client, procedure=procedure, inputs=inputs, asset=asset)


def _walked(
    workshop: Workshop, walk: Walk, run: Run, hands: tuple[People, Mapping[str, Action]], declared: Mark
) -> Result:
    people, actions = hands
    journal = RunJournal(workshop, run, walk.procedure.name)
    own = {"run": run.id, "client": walk.client.name, "technician": people.technician, "runbook": walk.procedure.name}
    try:
        with machines_of(workshop.reveal, walk.client, run.id) as machines:
            context = Context(
                run=run.id, client=walk.client.name, clock=workshop.clock, world=workshop, machines=machines
            )
            attachments = Attachments(workshop.directories.attachments(walk.client.name))
            doing = Doing(actions=actions, context=context, attachments=attachments)
            progress = Executor(walk.procedure, journal, people, doing, own | dict(walk.inputs)).run()
        found = result(progress, declared, walk.subject, _rto(workshop, walk), list(journal.events()))
        return scored(found, run.detail)
    except BaseException as error:  # whatever it is, what was done is done: it stays standing, to be gone on with
        raise PutDown(run.id) from error


def _rto(workshop: Workshop, walk: Walk) -> timedelta | None:
    return workshop.policy(walk.asset).rto if walk.asset else None


def standing_in_the_way(workshop: Workshop, walk: Walk) -> Refused | None:
    """Return why this walk may not begin now: one of the same subject was begun and has not ended."""
    for run in standing(workshop):
        if run.subject == walk.subject:
            return Refused(
                "{runbook} of {subject} was begun and has not ended: run {run}",
                hint="go on with it: continuity runbook resume {run}",
                runbook=run.detail["runbook"],
                subject=run.subject,
                run=run.id,
            )
    return None
