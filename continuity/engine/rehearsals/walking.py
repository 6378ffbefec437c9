"""A rehearsal walked by nobody: its procedure from the first step to the last, and then everything taken down again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.engine.procedures.journal import RunJournal
from continuity.engine.procedures.resulting import steps_of
from continuity.engine.rehearsals.rehearsal import judged
from continuity.ground.cancel import shielded
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import Doing
from continuity.recovery.executor import Executor
from continuity.recovery.procedure.progress import State
from continuity.recovery.procedure.unattended import Unattended
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from continuity.engine.rehearsals.rehearsal import Rehearsal
    from continuity.engine.workshop import Workshop
    from continuity.model.job import Result, Run
    from continuity.model.procedure import Procedure
    from continuity.recovery.procedure.progress import Progress


def announced(procedure: Procedure) -> dict[str, Any]:
    """Return what the run of a rehearsal says of its procedure before it begins."""
    return {"procedure": {"name": procedure.name, "digest": procedure.digest}}


def rehearse(procedure: Procedure, rehearsal: Rehearsal) -> Result:
    """Walk the procedure, take down what it put up, and return what was found.

    Raises what kept it from beginning; then, too, nothing is left behind.
    """
    executor = _executor(rehearsal.workshop, rehearsal.run, _with_subject(procedure, rehearsal), rehearsal)
    try:
        walked = executor.run()
        found = rehearsal.result()
        unexplained = _unexplained(walked, rehearsal)
        result = replace(found, detail=found.detail | {"steps": steps_of(walked)})
    finally:
        with shielded():
            left = cleared(executor, rehearsal.sandbox)
    return judged(result, *unexplained, *left)


def taken_down(workshop: Workshop, run: Run, procedure: Procedure) -> tuple[ContinuityError, ...]:
    """Take down what a rehearsal left whose process died; returns what could not be."""
    return tuple(cleared(_executor(workshop, run, procedure, None), Sandbox(path=workshop.directories.sandbox(run.id))))


def cleared(executor: Executor, sandbox: Sandbox) -> list[ContinuityError]:
    """Take down what the journal says was put up, and the sandbox whatever the journal says; returns what is left.

    Where the database cannot be written, the sandbox goes all the same: what fills its disk may be what lies in there.
    """
    try:
        left = left_by(executor.tear_down())
    finally:
        fault = sandbox.remove()
    return [*left, *([fault] if fault and not left else [])]


def _with_subject(procedure: Procedure, rehearsal: Rehearsal) -> Procedure:
    """Return the procedure without the steps that have nothing to do here: none of them shall be told as done."""
    actions, idle = installed_actions(), rehearsal.idle()
    parts = {
        step.name: getattr(actions.get(step.work.action), "part", "") for step in procedure.steps.values() if step.work
    }
    out = {name for name, part in parts.items() if part in idle}
    kept = [step for step in procedure.steps.values() if step.name not in out]
    return replace(
        procedure,
        steps={step.name: replace(step, needs=tuple(one for one in step.needs if one not in out)) for step in kept},
    )


def _executor(workshop: Workshop, run: Run, procedure: Procedure, rehearsal: Rehearsal | None) -> Executor:
    context = Context(run=run.id, client=run.client, clock=workshop.clock, world=workshop, rehearsal=rehearsal)
    # One after the other: they share a machine whose work is something else.
    doing = Doing(actions=installed_actions(), context=context, at_once=1)
    known = {"run": run.id, "client": run.client, "asset": run.subject}
    return Executor(procedure, RunJournal(workshop, run, procedure.name), Unattended(), doing, known)


def _unexplained(walked: Progress, rehearsal: Rehearsal) -> list[ContinuityError]:
    """Return a fault for each step that was given up by another fault than its own parts told of."""
    return [
        Unavailable("{step}: {cause}", step=name, cause=one.said)
        for name, one in walked.steps.items()
        if one.state is State.GIVEN_UP and name not in rehearsal.faults
    ]


def left_by(gone: Progress) -> list[ContinuityError]:
    """Return what could not be taken down."""
    return [
        NotProven(
            "{step} could not be undone: {cause}",
            hint="undo it by hand, and say so in a note",
            step=name,
            cause=one.said,
        )
        for name, one in gone.steps.items()
        if one.state is State.NOT_UNDONE
    ]
