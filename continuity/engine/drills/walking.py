"""A drill walked: its sandbox, the fault, the runbook by people or by a script, and everything taken down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.beside import Beside
from continuity.engine.drills.came_back import came_back
from continuity.engine.drills.containing import Contained, SandboxMachine, no_machines
from continuity.engine.drills.judging import judged_drill, since_fault
from continuity.engine.drills.lifetime import LONGEST, Lifetime, cut_short
from continuity.engine.drills.planning import (
    DrillWalk,
    inner_walk,
    known_to,
    prepared,
    promised_of,
    runbook_of,
    standing_refused,
)
from continuity.engine.orders import Ended, Hands
from continuity.engine.procedures.journal import RunJournal
from continuity.engine.procedures.times import scored
from continuity.engine.rehearsals.rehearsal import Rehearsal, judged
from continuity.engine.rehearsals.walking import cleared
from continuity.ground.cancel import shielded
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, NotProven
from continuity.ground.leftovers import end, left_by
from continuity.ground.room import Room
from continuity.model.drill import Mode
from continuity.model.job import Outcome, Result
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.machines import RUN
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import Doing
from continuity.recovery.drills.compiling import BEFORE, NONCE, compiled
from continuity.recovery.drills.rows import nonce_of
from continuity.recovery.executor import Executor
from continuity.recovery.procedure.people import Leave
from continuity.recovery.procedure.unattended import Unattended

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.engine.procedures.walking import Walk
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.job import Run
    from continuity.model.procedure import Step


WHY = {
    "left": "the people left it before its end; everything was taken down",
    "died": "its process died before it ended; everything was taken down",
}


class Drilled(Rehearsal):
    """What the steps of a drill share: its sandbox, and the room around it in which their commands run."""

    def __init__(self, workshop: Workshop, run: Run) -> None:
        super().__init__(workshop, run)
        self.room = Room(self.sandbox.path)

    def cleared(self, executor: Executor) -> list[ContinuityError]:
        """Take everything down, what runs in the room first; returns what is left, also where we could end it."""
        self.room.close()
        try:
            left = cleared(executor, self.sandbox)
        finally:
            self.room.close()  # what was broken may have been mended in one
        return self.seen_gone(left)

    def seen_gone(self, left: list[ContinuityError]) -> list[ContinuityError]:
        """Look whether all of it is gone, end what is its own, and return what is left with that."""
        mark = f"{RUN}={self.run.id}"
        found = left_by(mark, self.sandbox.path)
        if not found:
            return left
        end(mark, self.sandbox.path)
        fault = NotProven(
            "this was still there once the drill had been taken down: {what}",
            hint="what is its own was ended; look whether anything is left, and which step left it",
            what=found,
        )
        self.sandbox.remove()  # a mount may have kept it
        return [*left, fault]

    def inner(self, walk: DrillWalk) -> Walk:
        """Return the walk of the runbook with what the drill gives it here."""
        return inner_walk(self.workshop, walk, runbook_of(walk), str(self.sandbox.path))

    def parts(self) -> Mapping[str, Any]:
        """Return none but the sandbox: what is rehearsed is a runbook, with a runbook's actions."""
        return {}

    def found(self, came: Result) -> Result:
        """Return what came of it as it is."""
        return came


def run_drill(workshop: Workshop, walk: DrillWalk, declared: Mark) -> Ended:
    """Walk the drill and return how it ended. Raises ``UsageError`` for wrong inputs, or a runbook not there."""
    walk, job = prepared(workshop, walk, declared)
    return workshop.engine.execute(job, Hands(work=lambda run: _drilled(Drilled(workshop, run), walk, declared)))


def _drilled(shared: Drilled, walk: DrillWalk, declared: Mark) -> Result:
    inner = shared.inner(walk)
    executor, life = (
        executor_of(walk, shared, inner, _contained(shared, walk)),
        Lifetime(walk.drill.time_limit or LONGEST),
    )
    beside = Beside(walk.drill, known_to(walk, str(shared.sandbox.path)), executor)
    try:
        with beside:
            with life:
                executor.run()
            beside.settled()
        found = result_of(walk, shared, executor, beside, (life, declared))
    except Leave:
        found = Result(outcome=Outcome.ABORTED, reason=WHY["left"], detail=beside.told())
    finally:
        with shielded():
            left = shared.cleared(executor)
    came = judged(found, *left)
    given_up = executor.progress.aborting and not left
    return walk.trial.told(replace(came, outcome=Outcome.ABORTED) if given_up else came)


def result_of(
    walk: DrillWalk, shared: Drilled, executor: Executor, beside: Beside, when: tuple[Lifetime, Mark]
) -> Result:
    """Return what the drill came to where it stands now, before anything of it is taken down."""
    (life, declared), progress = when, executor.progress
    promised = walk.trial.promised(promised_of(shared.workshop, walk, shared.inner(walk)))
    found = judged_drill(progress, declared, promised, played=walk.played)
    found = beside.judged(found, declared, played=walk.played)
    found = replace(found, detail=found.detail | came_back(shared.workshop, progress))
    if life.over:
        ended = life.ended or shared.workshop.clock.mark()
        found = cut_short(found, life, elapsed(since_fault(progress, declared), ended).seconds)
    found = walk.trial.judged(found, progress, executor.doing.context)
    return found if life.over else scored(found, shared.run.detail)


def settled_drill(workshop: Workshop, run: Run) -> Result:
    """Take down what a dead drill had put up: all that its journal says was begun.

    Raises ``Refused`` for a live one: what people walk is theirs to go on with, or to give up.
    """
    if run.detail.get("mode") == Mode.LIVE:
        raise standing_refused(run)
    shared = Drilled(workshop, run)
    executor = _executor_again(workshop, run, shared)
    if executor:
        left = shared.cleared(executor)
    else:  # it is another by now, and nobody knows how its steps are undone
        shared.room.close()
        fault = shared.sandbox.remove()
        left = shared.seen_gone([fault] if fault else [])
    problems = tuple(left)
    return Result(outcome=Outcome.ABORTED, reason="; ".join(map(str, problems)) or WHY["died"], problems=problems)


def _executor_again(workshop: Workshop, run: Run, shared: Drilled) -> Executor | None:
    """Return who knows how the steps of a dead drill are undone; None where its documents do not fit any more."""
    client = workshop.inventory.clients.get(run.client)
    drill = client.drills.get(str(run.detail["drill"])) if client else None
    if client is None or drill is None or drill.digest != run.policy_digest:
        return None
    walk = DrillWalk(client=client, drill=drill, inputs=run.detail["inputs"], people=Unattended(), played=True)
    try:
        return executor_of(walk, shared, shared.inner(walk), _contained(shared, walk))
    except ContinuityError:  # its runbook or its asset is gone, or asks for more by now
        return None


def executor_of(
    walk: DrillWalk, shared: Drilled, inner: Walk, doing: Doing, change: Callable[[Step], Step] | None = None
) -> Executor:
    """Return who executes the drill, from where its journal leaves it; ``change`` makes each step what it is now."""
    run, runbook = shared.run, runbook_of(walk)
    own = {"run": run.id, "client": run.client, "technician": walk.people.technician, "runbook": runbook.name}
    journal = RunJournal(shared.workshop, run, walk.drill.name)
    nonce = nonce_of(run.id, len(journal.events()))
    known = own | dict(walk.inputs) | {"sandbox": str(shared.sandbox.path), NONCE: nonce}
    procedure = walk.trial.procedure(compiled(walk.drill, runbook, known))
    if change:
        procedure = replace(procedure, steps={name: change(step) for name, step in procedure.steps.items()})
    unsaid = {f"{BEFORE}{one.name}.answer": "" for one in walk.drill.steady}  # a look may answer nothing, twice
    return Executor(procedure, journal, walk.people, doing, own | dict(inner.inputs) | unsaid)


def _contained(shared: Drilled, walk: DrillWalk) -> Doing:
    """Return the hands of an isolated drill."""
    context = Context(
        run=shared.run.id,
        client=shared.run.client,
        clock=shared.workshop.clock,
        world=walk.trial.world(shared.workshop, shared.sandbox),
        rehearsal=shared,
        machines=no_machines,
        here=SandboxMachine(shared.room, shared.run.id),
    )
    actions = Contained(installed_actions(), shared.sandbox.path, shared.room)
    return Doing(actions=walk.trial.actions(actions, shared.sandbox), context=context, leaves_nothing=True)
