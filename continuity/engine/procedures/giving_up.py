"""Aborting a run whose runbook is not what it was: nothing is undone by it, and all that was begun is said loudly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.procedures.journal import RunJournal
from continuity.ground.errors import NotProven
from continuity.model.job import Outcome, Result
from continuity.model.journal import Kind, New

if TYPE_CHECKING:
    from continuity.engine.workshop import Workshop
    from continuity.model.job import Run

WHY = {"changed": "the runbook is not what it was when it was begun"}


def given_up(workshop: Workshop, run: Run, technician: str, reason: str) -> Result:
    """End the run as aborted; every step that was begun and not undone is left to people."""
    journal = RunJournal(workshop, run, str(run.detail.get("drill") or run.detail["runbook"]))
    over = {one.step for one in journal.events() if one.kind in (Kind.UNDONE, Kind.NOT_UNDONE)}
    begun = dict.fromkeys(one.step for one in journal.events() if one.kind is Kind.BEGUN and one.step not in over)
    left = [New(kind=Kind.NOT_UNDONE, step=step, detail={"said": WHY["changed"]}) for step in begun]
    journal.append([New(kind=Kind.ABORTED, by=technician, detail={"said": reason}), *left])
    problems = tuple(
        NotProven(
            "{step} could not be undone: {cause}",
            hint="undo it by hand, and say so in a note",
            step=step,
            cause=WHY["changed"],
        )
        for step in begun
    )
    return Result(outcome=Outcome.ABORTED, reason="; ".join(map(str, problems)) or reason, problems=problems)
