"""A live drill: on the machines that are in use, agreed to by two people, put down and taken up again as a runbook is.

Nobody takes one down while its people are away: until somebody goes on with it or gives it up, it stands. What it did
is undone in the order of an aborted runbook: nothing under what still stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.agreeing import Agreeing
from continuity.engine.drills.beside import Beside
from continuity.engine.drills.blind import blind_again
from continuity.engine.drills.closing import WHY, Closing, closing_of, is_broken, stood
from continuity.engine.drills.lifetime import Lifetime
from continuity.engine.drills.planning import DrillWalk, live_standing, prepared
from continuity.engine.drills.sight import Sight
from continuity.engine.drills.walking import Drilled, executor_of, result_of
from continuity.engine.drills.windows import held_to_window
from continuity.engine.orders import Ended, Hands, PutDown
from continuity.engine.procedures.giving_up import given_up
from continuity.engine.procedures.journal import RunJournal
from continuity.engine.procedures.machines import machines_of
from continuity.engine.rehearsals.rehearsal import judged
from continuity.engine.rehearsals.walking import left_by
from continuity.ground.cancel import shielded
from continuity.ground.clock import Mark
from continuity.ground.errors import ContinuityError, Refused, UsageError
from continuity.ground.timestamps import read_time
from continuity.model.job import Outcome
from continuity.model.journal import Kind, New
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from continuity.recovery.attachments import Attachments
from continuity.recovery.doing import Doing
from continuity.recovery.drills.compiling import AGREED, OWN
from continuity.recovery.procedure.scripted import Scripted

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.procedures.machines import Machines
    from continuity.engine.procedures.walking import Walk
    from continuity.engine.workshop import Workshop
    from continuity.model.drill import Drill
    from continuity.model.job import Result, Run
    from continuity.model.procedure import Step
    from continuity.recovery.executor import Executor
    from continuity.recovery.procedure.people import People
    from continuity.recovery.procedure.progress import Progress


def played(drill: Drill) -> Scripted:
    """Return the script that stands in for the people of a live drill, where all is a laboratory."""
    return Scripted({**drill.answers, AGREED: drill.name})


def run_live(workshop: Workshop, walk: DrillWalk, declared: Mark) -> Ended:
    """Begin a live drill and walk it.

    Raises ``Refused`` outside of what was agreed, ``PutDown`` where it is left, and what ``prepared`` raises.
    """
    walk.trial.agreed(walk.drill, declared.wall, played=walk.played, lab=workshop.inventory.lab)
    walk, job = prepared(workshop, walk, declared)
    return workshop.engine.execute(job, Hands(work=lambda run: _walked(Drilled(workshop, run), walk, declared)))


def resume_live(workshop: Workshop, run: Run, people: People, *, aborting: str = "") -> Ended:
    """Go on with a live drill that was put down, or whose process died; ``aborting`` is why it is undone instead.

    Raises as :func:`run_live`, and ``Refused`` where the documents say something else by now, or nothing was broken yet
    and this is no time for it.
    """
    _refuse_gone(workshop, run)
    begun = run.detail["declared"]
    wall = read_time(begun["wall"]) if "wall" in begun else run.started_at
    declared = Mark(wall=wall, boot_s=begun["boot_s"], boot_id=begun["boot_id"])
    try:
        walk = walk_again(workshop, run, people)
    except ContinuityError:
        if not aborting:
            raise
        return workshop.engine.take_up(
            run.id, declared, Hands(work=lambda again: _left(workshop, again, people, aborting))
        )

    if not aborting and not is_broken(_journal(workshop, run, walk).events()):
        walk.trial.again(walk.drill, workshop.clock.now(), played=walk.played, lab=workshop.inventory.lab)

    def work(again: Run) -> Result:
        if aborting:
            _journal(workshop, again, walk).append([_abort(people.technician, aborting)])
        return _walked(Drilled(workshop, again), walk, declared)

    return workshop.engine.take_up(run.id, declared, Hands(work=work))


def _refuse_gone(workshop: Workshop, run: Run) -> None:
    """Raise ``Refused`` where the client is not in the documents any more: there is no log to write into."""
    if run.client not in workshop.inventory.clients:
        raise Refused(
            "the client {client} of run {run} is not in the documents any more",
            hint="bring its document back: the drill is given up, or gone on with, under its log",
            client=run.client,
            run=run.id,
        )


def _still_agreed(workshop: Workshop, walk: DrillWalk) -> None:
    """Raise ``Refused`` where this is no time that was agreed to."""
    walk.trial.agreed(walk.drill, workshop.clock.now(), played=walk.played, lab=workshop.inventory.lab)


def walk_again(workshop: Workshop, run: Run, people: People) -> DrillWalk:
    """Return what an open run walks; ``Refused`` where its drill or its runbook is another by now."""
    client = workshop.inventory.clients.get(run.client)
    drill = client.drills.get(str(run.detail["drill"])) if client else None
    runbook = client.runbooks.get(drill.runbook) if client and drill else None
    same = drill and drill.digest == run.policy_digest and runbook and runbook.digest == run.detail["runbook"]["digest"]
    if client is None or drill is None or not same:
        raise Refused(
            "the drill {name} or its runbook is not the one that run {run} began with",
            hint="bring the documents back to what they were, or: continuity drill resume {run} --abort REASON",
            name=run.detail["drill"],
            run=run.id,
        )
    told = {"inputs": run.detail["inputs"], "played": bool(run.detail["played"])}
    return blind_again(workshop, DrillWalk(client=client, drill=drill, people=people, **told), run)


def found_standing(workshop: Workshop, run_id: str) -> Run:
    """Return the live drill that waits under this number. Raises ``UsageError``."""
    for run in live_standing(workshop):
        if run.id == run_id:
            return run
    raise UsageError("no live drill with the run {run} waits", hint="see continuity drill list", run=run_id)


def _left(workshop: Workshop, run: Run, people: People, reason: str) -> Result:
    """Give up a drill that is another by now: nothing is undone by it, and all that it began is said."""
    fault = Drilled(workshop, run).sandbox.remove()
    return judged_aborted(given_up(workshop, run, people.technician, reason), *([fault] if fault else []))


def judged_aborted(result: Result, *faults: ContinuityError) -> Result:
    """Return the result of what was given up, with what is left of it."""
    return replace(judged(result, *faults), outcome=Outcome.ABORTED)


def _walked(shared: Drilled, walk: DrillWalk, declared: Mark) -> Result:
    """Walk it from where it stands; whatever ends that, it stays standing, to be gone on with."""
    workshop = shared.workshop
    agreeing = Agreeing(walk.people, lambda: _still_agreed(workshop, walk))
    walk = replace(walk, people=agreeing)
    try:
        with machines_of(shared.workshop.reveal, walk.client, shared.run.id) as machines:
            inner = shared.inner(walk)
            live = _Live(shared=shared, walk=walk, inner=inner, hands=_hands(shared, walk, machines), agreeing=agreeing)
            found = walk.trial.told(live.to_its_end(declared))
            return held_to_window(found, shared.run, workshop.clock.now())
    except BaseException as error:
        raise PutDown(shared.run.id) from error


@dataclass(frozen=True, kw_only=True)
class _Live:
    """A live drill at work."""

    shared: Drilled
    walk: DrillWalk
    inner: Walk
    hands: Doing
    agreeing: Agreeing

    def to_its_end(self, declared: Mark) -> Result:
        """Walk it, or go on with its end where that was begun."""
        executor, life = (
            self._executor(),
            Lifetime(self.walk.trial.limit(self.walk.drill, self.shared.workshop.clock.now())),
        )
        events = self._journal().events()
        beside = Beside(self.walk.drill, self._known(), executor, Sight(events, self.agreeing.notes))
        if closing := closing_of(events):
            executor.progress = stood(executor.progress, events, closing)
            return self._closed(executor, beside, closing, (life, declared))
        with beside:
            with life:
                executor.run()
            beside.settled()
        found = result_of(self.walk, self.shared, executor, beside, (life, declared))
        with shielded():
            return self._taken_back(executor.progress, found, life)

    def _closed(self, executor: Executor, beside: Beside, closing: Closing, when: tuple[Lifetime, Mark]) -> Result:
        """Go on taking it down as was begun; it is judged by where it stood before that."""
        life, _ = when
        life.over, life.ended = closing.over, closing.at
        found = result_of(self.walk, self.shared, executor, beside, when)
        with shielded():
            return self._taken_down(found, ended=not closing.undone)

    def _taken_back(self, progress: Progress, found: Result, life: Lifetime) -> Result:
        """Mend what was broken for the drill alone; where it did not come to its end, undo all that it did."""
        if progress.aborting:  # by people, and undone
            fault = self.shared.sandbox.remove()
            return judged_aborted(found, *([fault] if fault else []))
        walked = all(name.startswith(OWN) for name in progress.lost())  # a look alone is no reason to undo a runbook
        ended = progress.complete() and walked and not life.over
        if not ended:
            self._journal().append([_abort("", WHY["over"] if life.over else WHY["lost"])])
        return self._taken_down(found, ended=ended)

    def _taken_down(self, found: Result, *, ended: bool) -> Result:
        gone = self._executor(_drills_own).tear_down() if ended else self._executor().run()
        fault = self.shared.sandbox.remove()
        return judged(found, *left_by(gone), *([fault] if fault else []))

    def _journal(self) -> RunJournal:
        return _journal(self.shared.workshop, self.shared.run, self.walk)

    def _executor(self, only: Callable[[Step], Step] | None = None) -> Executor:
        return executor_of(self.walk, self.shared, self.inner, self.hands, only)

    def _known(self) -> dict[str, Any]:
        return {**self.walk.inputs, "client": self.walk.client.name, "sandbox": str(self.shared.sandbox.path)}


def _drills_own(step: Step) -> Step:
    """Return the step without its undo, unless it is the drill's: what the runbook did is normal life by now."""
    return step if step.name.startswith(OWN) else replace(step, undo=None)


def _hands(shared: Drilled, walk: DrillWalk, machines: Machines) -> Doing:
    run, workshop = shared.run, shared.workshop
    context = Context(
        run=run.id, client=run.client, clock=workshop.clock, world=workshop, rehearsal=shared, machines=machines
    )
    attachments = Attachments(workshop.directories.attachments(run.client))
    actions = walk.trial.actions(installed_actions(), shared.sandbox)
    return Doing(actions=actions, context=context, attachments=attachments)


def _journal(workshop: Workshop, run: Run, walk: DrillWalk) -> RunJournal:
    return RunJournal(workshop, run, walk.drill.name)


def _abort(who: str, reason: str) -> New:
    return New(kind=Kind.ABORTED, by=who, detail={"said": reason})
