"""Corrective actions: opened and closed by drills, in the transaction that ends the run; given and accepted by people.

Each step is a record of the client's log. What a drill showed is there however its process died afterwards: there is no
moment at which a run has ended and its actions are not open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.judging import WHY
from continuity.ground.errors import Refused, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.corrective import ActionState, CorrectiveAction
from continuity.model.job import JobKind
from continuity.model.measurement import Verdict
from continuity.policy.correcting import REMEDY, action_id, closes, shortfalls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.evidence.journal import Journal
    from continuity.model.drill import Drill
    from continuity.model.job import Run
    from continuity.policy.correcting import Shortfall
    from continuity.state.store import Transaction

#: The steps, as they are recorded.
OPENED, SEEN, CLOSED = "action.opened", "action.seen", "action.closed"
ASSIGNED, COMMENTED, ACCEPTED = "action.assigned", "action.commented", "action.accepted"
#: Longer than anybody waits for something to be mended.
LONGEST = timedelta(days=3650)
_UNRESOLVED = (ActionState.OPEN, ActionState.ACCEPTED)


def follow_up(drill: Drill) -> dict[str, Any]:
    """Return what a run's intent says of who sees to what it shows, where the document does."""
    remedy = {"remedy_s": drill.remedy.total_seconds()} if drill.remedy else {}
    return ({"owner": drill.owner} if drill.owner else {}) | remedy


def followed_up(tx: Transaction, run: Run, at: datetime, journal: Journal) -> None:
    """Open what a drill that ended leaves to be mended, and close what it shows to be mended."""
    if run.kind is not JobKind.DRILL:
        return
    known = {(one.drill, one.subject, one.objective): one for one in tx.corrective.find(run.client, _UNRESOLVED)}
    for one in known.values():
        if closes(run, one, WHY["played"]):
            closed = replace(
                one, state=ActionState.CLOSED, ended_at=at, ended_by=run.id, comments=(*one.comments, *_taken(one))
            )
            _write(tx, journal, CLOSED, closed, at, {"run": run.id})
    for shortfall in shortfalls(run, WHY["played"]):
        before = known.get((str(run.detail.get("drill")), run.subject, shortfall.objective))
        if before is None:
            _write(tx, journal, OPENED, _opened(run, shortfall, at), at, {"run": run.id})
        elif run.id not in before.runs:
            seen = replace(
                before,
                runs=(*before.runs, run.id),
                verdict=Verdict.worst([before.verdict, shortfall.verdict]),
                reason=shortfall.reason,
                people=before.people or shortfall.people,
            )
            _write(tx, journal, SEEN, seen, at, {"run": run.id})


def assign(
    workshop: Workshop, action: str, owner: str, due: datetime | None, by: Mapping[str, Any]
) -> CorrectiveAction:
    """Give an action that is not closed to somebody, with another date where one is given.

    Raises ``UsageError`` for a date that is over, else as :func:`_step`.
    """

    def given(one: CorrectiveAction, at: datetime) -> CorrectiveAction:
        if due is not None and due <= at:
            raise UsageError("{time} is over already", hint="give a day to come", time=write_time(due))
        return replace(one, owner=owner, due=due or one.due)

    return _step(workshop, action, ASSIGNED, given, by)


def comment(workshop: Workshop, action: str, text: str, by: Mapping[str, Any]) -> CorrectiveAction:
    """Say something about an action that is not closed. Raises as :func:`_step`."""

    def said(one: CorrectiveAction, at: datetime) -> CorrectiveAction:
        return replace(one, comments=(*one.comments, {"at": write_time(at), "by": by["user"], "text": text}))

    return _step(workshop, action, COMMENTED, said, by)


def accept(workshop: Workshop, action: str, name: str, why: str, by: Mapping[str, Any]) -> CorrectiveAction:
    """Take the risk upon oneself: nobody is reminded any more, and its control stays unproven.

    Raises ``Refused`` where somebody took it before: his name and his reason stand; else as :func:`_step`.
    """

    def accepted(one: CorrectiveAction, at: datetime) -> CorrectiveAction:
        if one.state is ActionState.ACCEPTED:
            raise Refused(
                "the risk of the corrective action {id} is accepted already, by {name}: {why}",
                hint="to add a word: continuity drill actions comment",
                id=action,
                name=one.ended_by,
                why=one.why,
            )
        return replace(one, state=ActionState.ACCEPTED, ended_at=at, ended_by=name, why=why)

    return _step(workshop, action, ACCEPTED, accepted, by)


def _taken(one: CorrectiveAction) -> tuple[Mapping[str, Any], ...]:
    """Return what is kept of who took the risk, once a run stands where his name stood."""
    if one.state is not ActionState.ACCEPTED or one.ended_at is None:
        return ()
    return ({"at": write_time(one.ended_at), "by": one.ended_by, "text": one.why},)


def _opened(run: Run, found: Shortfall, at: datetime) -> CorrectiveAction:
    asked = run.detail.get("follow_up") or {}
    walked_by = str(run.detail.get("technician") or "") if run.detail.get("played") is False else ""
    remedy = timedelta(seconds=asked["remedy_s"]) if "remedy_s" in asked else REMEDY[found.verdict]
    return CorrectiveAction(
        id=action_id(run.id, found.objective),
        client=run.client,
        drill=str(run.detail.get("drill")),
        subject=run.subject,
        objective=found.objective,
        verdict=found.verdict,
        reason=found.reason,
        people=found.people,
        owner=str(asked.get("owner") or walked_by),
        opened_at=at,
        due=at + min(remedy, LONGEST),  # a date that no calendar holds must not cost the run its end
        runs=(run.id,),
    )


def _step(
    workshop: Workshop,
    action: str,
    kind: str,
    change: Callable[[CorrectiveAction, datetime], CorrectiveAction],
    by: Mapping[str, Any],
) -> CorrectiveAction:
    """Change an action and record it. Raises ``UsageError`` where there is none, ``Refused`` where it is closed."""
    with workshop.store.transaction() as tx:
        known = tx.corrective.get(action)
        if known is None or known.client not in workshop.logs:
            raise UsageError("there is no corrective action {id}", hint="see: continuity drill actions", id=action)
        if known.state is ActionState.CLOSED:
            raise Refused("the corrective action {id} is closed by run {run}", id=action, run=known.ended_by)
        at = workshop.clock.now()
        after = change(known, at)
        log = workshop.logs[known.client]
        _write(tx, log.journal, kind, after, at, {"by": dict(by)})
    log.sequencer.run()
    return after


def _write(
    tx: Transaction, journal: Journal, kind: str, action: CorrectiveAction, at: datetime, more: Mapping[str, Any]
) -> None:
    tx.corrective.write(action)
    journal.record(tx.records, kind, at, action.as_json() | dict(more))
