"""What an ordinary drill is walked with, and what another kind of drill changes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.recovery.drills.agreed import refuse_unagreed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from continuity.engine.drills.judging import Promised
    from continuity.engine.orders import Job
    from continuity.engine.workshop import Workshop
    from continuity.model.drill import Drill
    from continuity.model.job import Result
    from continuity.model.procedure import Procedure
    from continuity.recovery.actions.ports import Action, Context
    from continuity.recovery.procedure.progress import Progress
    from continuity.recovery.sandbox import Sandbox


class Plain:
    """What a drill is walked with, and nothing of it changed: an ordinary drill.

    ``drawn``: whether nobody knows what comes, nor when.
    """

    drawn = False

    def job(self, job: Job) -> Job:
        """Return the job that the drill is."""
        return job

    def procedure(self, procedure: Procedure) -> Procedure:
        """Return the procedure that is walked."""
        return procedure

    def actions(self, actions: Mapping[str, Action], _sandbox: Sandbox) -> Mapping[str, Action]:
        """Return the actions by which it is walked."""
        return actions

    def world(self, workshop: Workshop, _sandbox: Sandbox) -> Workshop:
        """Return the world that its actions see."""
        return workshop

    def promised(self, promised: Promised) -> Promised:
        """Return what it is held against."""
        return promised

    def judged(self, result: Result, _progress: Progress, _context: Context) -> Result:
        """Return what it came to, with what only a drill of its kind measures."""
        return result

    def told(self, result: Result) -> Result:
        """Return what is recorded of it."""
        return result

    def limit(self, drill: Drill, _now: datetime) -> timedelta | None:
        """Return how long a live one may go on from now; None for as long as its people do."""
        return drill.time_limit

    def agreed(self, drill: Drill, now: datetime, *, played: bool, lab: bool) -> None:
        """Raise ``Refused`` where this is no time to agree that a live one begins."""
        refuse_unagreed(drill, now, played=played, lab=lab)

    def again(self, drill: Drill, now: datetime, *, played: bool, lab: bool) -> None:
        """Raise ``Refused`` where this is no time to go on with a live one that has broken nothing yet."""
        self.agreed(drill, now, played=played, lab=lab)
