"""Reminders: a drill is told of two weeks before its day, on it, and when it is late; each once. Actions likewise.

A new term is a new reminder: once a drill was held, its next one is told of again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.engine.drills.calendar import Span, planned_drills
from continuity.model.alerts import When
from continuity.model.corrective import ActionState
from continuity.policy.drill_calendar import DueState
from continuity.supervision.routing import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from continuity.model.corrective import CorrectiveAction
    from continuity.model.inventory import Asset, Client, Inventory
    from continuity.policy.drill_calendar import Planned
    from continuity.policy.policy import Policy
    from continuity.state.store import Transaction

#: How long before an action must be done its owner is reminded.
AHEAD = timedelta(days=7)
SAID = {
    "soon": "it is to be held on {day}: continuity drill calendar",
    "due": "it is to be held today: continuity drill calendar",
    "late": "it should have been held by {due}: continuity drill calendar",
    "opened": "{id}: {objective} came out as {verdict}; {owner} has until {due}: continuity drill actions",
    "near": "{id}: {objective} is to be mended by {due}, {owner} sees to it: continuity drill actions",
    "overdue": "{id}: {objective} should have been mended by {due}, {owner} sees to it: continuity drill actions",
}


def reminders(
    tx: Transaction, inventory: Inventory, policy: Callable[[Asset], Policy], now: datetime
) -> Iterator[Signal]:
    """Yield what people were not reminded of yet, of each client who has a route for it."""
    clients = inventory.clients.values()
    planners = [one for one in clients if _wants(one, When.DRILL_DUE)]
    for planned in planned_drills(tx, planners, policy, Span(now=now, until=now)):
        yield from _of_drill(tx, planned, inventory.clients[planned.client], now)
    for client in clients:
        if _wants(client, When.ACTION_DUE):
            for action in tx.corrective.find(client.name, (ActionState.OPEN,)):
                yield from _of_action(tx, action, now)


def _of_drill(tx: Transaction, planned: Planned, client: Client, now: datetime) -> Iterator[Signal]:
    found = planned.dates
    if found.due is None or found.state not in (DueState.DUE, DueState.LATE):
        return
    today = now.astimezone(ZoneInfo(client.timezone)).date()
    stage = "late" if found.state is DueState.LATE else "due" if found.days[0] <= today else "soon"
    values = {"day": str(found.days[0]), "due": str(found.due.date())}
    yield from _signal(tx, (When.DRILL_DUE, planned.name), f"{found.due.date()} {stage}", stage, values, now)


def _of_action(tx: Transaction, action: CorrectiveAction, now: datetime) -> Iterator[Signal]:
    stage = "overdue" if action.late(now) else "near" if action.due - AHEAD <= now else "opened"
    subject = f"{action.client}/{action.drill} {action.id}"
    values = {"id": action.id, "objective": action.objective, "verdict": str(action.verdict)}
    values |= {"owner": action.owner or "-", "due": str(action.due.date())}
    term = "" if stage == "opened" else f"{action.due.date()} "
    yield from _signal(tx, (When.ACTION_DUE, subject), f"{term}{stage}", stage, values, now)


def _signal(
    tx: Transaction, about: tuple[When, str], once: str, stage: str, values: dict[str, Any], now: datetime
) -> Iterator[Signal]:
    kind, subject = about
    if once not in tx.corrective.reminded(subject):
        yield Signal(
            kind=kind,
            client=subject.partition("/")[0],
            subject=subject,
            at=now,
            passing=True,
            template=SAID[stage],
            values=values,
            once=once,
        )


def _wants(client: Client, kind: When) -> bool:
    return any(kind in route.when for route in client.alerts)
