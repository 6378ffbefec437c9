"""Incidents held against what is wrong now: opened once for each cause, over when it is well, opened again in time.

Looking twice is looking once: what was found is in the state, and a process that dies between a fault and its incident
leaves both to the next look.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.events import Event, Level
from continuity.engine.incidents import steps
from continuity.engine.incidents.from_devices import FAMILY
from continuity.engine.incidents.from_house import LOG, WHOLE
from continuity.engine.incidents.from_work import NOTHING_RAN
from continuity.engine.notices.subjects import is_known
from continuity.ground.canonical import sha256_hex
from continuity.ground.timestamps import write_time
from continuity.model.incident import Incident, IncidentState, Pause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.engine.incidents.from_devices import Judged
    from continuity.engine.workshop import Workshop
    from continuity.model.incident import Cause
    from continuity.state.store import Transaction

#: What comes back within this time after it was over is the same incident.
AGAIN = timedelta(hours=1)
SAID = {
    "opened": "incident {id} ({severity}): {subject}: {reason}",
    "again": "incident {id} is open again: {subject}: {reason}",
    "restored": "incident {id} is over: {subject}",
    "well": "well in between",
    "gone": "its cause is gone",
    "withdrawn": "the documents no longer ask for it",
}
#: Why time between an end and a return does not count.
WELL = SAID["well"]


def reconcile(workshop: Workshop, tx: Transaction, judged: Judged, now: datetime) -> list[Event]:
    """Open, change and end incidents by what is wrong now; return what is to be told.

    What is in ``judged`` neither as wrong nor as well changes nothing: nobody saw it.
    """
    recent = {(one.client, one.cause): one for one in tx.incidents.open(since=now - AGAIN)}
    events: list[Event] = []
    for key, cause in judged.items():
        known = recent.get(key)
        if cause is not None:
            events += _wrong(workshop, tx, (known, cause), now)
        elif known and known.state is IncidentState.OPEN:
            events.append(_over(workshop, tx, known, "gone", now))
    for known in recent.values():
        unseen = known.state is IncidentState.OPEN and (known.client, known.cause) not in judged
        if unseen and known.client in workshop.logs and _is_withdrawn(workshop, known):
            events.append(_over(workshop, tx, known, "withdrawn", now))
    return events


def _wrong(workshop: Workshop, tx: Transaction, found: tuple[Incident | None, Cause], now: datetime) -> Iterator[Event]:
    known, cause = found
    if known is None:
        known = _opened(cause, now)
        steps.write(workshop, tx, steps.OPENED, known, {})
        yield _event("incident.opened", "opened", known, Level.ERROR)
    elif known.state is not IncidentState.OPEN:
        known = _again(known, cause, now)
        steps.write(workshop, tx, steps.REOPENED, known, {})
        yield _event("incident.reopened", "again", known, Level.ERROR)
    elif (changed := _with(known, cause)) != known:
        tx.incidents.write(changed)
        if (changed.members, changed.severity) != (known.members, known.severity):
            steps.write(workshop, tx, steps.CHANGED, changed, {})


def _opened(cause: Cause, now: datetime) -> Incident:
    name = sha256_hex(f"continuity/incident/1\n{cause.client}\n{cause.key}\n{write_time(now)}".encode())
    return Incident(
        id="i" + name[:10],
        client=cause.client,
        cause=cause.key,
        subject=cause.subject,
        severity=cause.severity,
        reason=cause.reason,
        began=cause.since,
        opened_at=now,
        members=cause.members,
    )


def _with(known: Incident, cause: Cause) -> Incident:
    """Return an incident with all that it concerned, as bad as it ever was."""
    return replace(
        known,
        reason=cause.reason,
        members=tuple(sorted({*known.members, *cause.members})),
        severity=min(known.severity, cause.severity, key=list(Severity).index),
    )


def _again(known: Incident, cause: Cause, now: datetime) -> Incident:
    """Return an incident that came back: the time that it was well counts for nobody."""
    over = known.restored_at or known.closed_at or now
    well = Pause(begin=over, end=max(min(cause.since, now), over), why=WELL)
    back = replace(known, state=IncidentState.OPEN, restored_at=None, closed_at=None, closed_by="", why="", report=None)
    return _with(replace(back, pauses=(*known.pauses, well)), cause)


def _over(workshop: Workshop, tx: Transaction, known: Incident, why: str, now: datetime) -> Event:
    """End an incident whose cause is gone; one that reached the crisis level, or is about a log, waits for people."""
    pauses = tuple(one if one.end else replace(one, end=now) for one in known.pauses)
    over = replace(known, restored_at=now, pauses=pauses, why=SAID[why])
    if known.crisis or known.cause.startswith(LOG):
        after = replace(over, state=IncidentState.RESTORED)
        steps.write(workshop, tx, steps.RESTORED, after, {})
    else:
        after = replace(over, state=IncidentState.CLOSED, closed_at=now)
        steps.write(workshop, tx, steps.CLOSED, after, {})
    return _event("incident.restored", "restored", after, Level.INFO)


def _is_withdrawn(workshop: Workshop, known: Incident) -> bool:
    inventory = workshop.inventory
    client = inventory.clients[known.client]
    if known.cause.startswith(FAMILY):
        return known.cause.removeprefix(FAMILY) not in client.devices
    named = is_known(inventory, known.subject) or known.subject.partition("/")[2] in client.devices
    return not known.cause.startswith((NOTHING_RAN, WHOLE, LOG)) and not named


def _event(name: str, said: str, one: Incident, level: Level) -> Event:
    values = {"id": one.id, "severity": str(one.severity), "subject": one.subject, "reason": one.reason}
    return Event(name, SAID[said], values, level)
