"""What people do with incidents: each step by somebody, at a time, on record in the log of the client."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine.incidents import steps
from continuity.ground.errors import Refused, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.incident import IncidentState, Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.model.incident import Incident


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who acts: the name that he gives, and who the system knows him as."""

    name: str
    actor: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return how records name him."""
        return {"name": self.name, "by": dict(self.actor)}


def acknowledge(workshop: Workshop, incident: str, who: Person) -> Incident:
    """Say that somebody sees to it: the time to intervene ends. The first who does is kept. Raises as :func:`_step`."""

    def acked(one: Incident, at: datetime) -> Incident:
        return one if one.acked_at else replace(one, acked_at=at, acked_by=who.name, owner=one.owner or who.name)

    return _step(workshop, incident, steps.ACKED, acked, who)


def comment(workshop: Workshop, incident: str, text: str, who: Person) -> Incident:
    """Say something about it; also of one that is closed."""

    def said(one: Incident, at: datetime) -> Incident:
        return replace(one, comments=(*one.comments, {"at": write_time(at), "by": who.name, "text": text}))

    return _step(workshop, incident, steps.COMMENTED, said, who, closed=True)


def assign(workshop: Workshop, incident: str, owner: str, who: Person) -> Incident:
    """Give it to somebody."""
    return _step(workshop, incident, steps.ASSIGNED, lambda one, _at: replace(one, owner=owner), who)


def pause(workshop: Workshop, incident: str, why: str, who: Person) -> Incident:
    """Stop its clocks while somebody else is waited for: that is an intervention, too. Raises ``Refused`` twice."""

    def paused(one: Incident, at: datetime) -> Incident:
        if one.waiting:
            hint = "go on: continuity incident continue {id}"
            raise Refused("the clocks of {id} stand still already", hint=hint, id=one.id)
        if one.restored_at:
            raise Refused("the cause of {id} is gone: its clocks ended", id=one.id)
        acked = one if one.acked_at else replace(one, acked_at=at, acked_by=who.name)
        return replace(acked, pauses=(*one.pauses, Pause(begin=at, why=why)))

    return _step(workshop, incident, steps.PAUSED, paused, who)


def go_on(workshop: Workshop, incident: str, who: Person) -> Incident:
    """Have its clocks run again. Raises ``Refused`` where they do."""

    def continued(one: Incident, at: datetime) -> Incident:
        if not one.waiting:
            raise Refused("the clocks of {id} do not stand still", id=one.id)
        return replace(one, pauses=(*one.pauses[:-1], replace(one.pauses[-1], end=at)))

    return _step(workshop, incident, steps.CONTINUED, continued, who)


def attach(workshop: Workshop, incident: str, report: Mapping[str, Any], who: Person) -> Incident:
    """Attach the report that says why it was, and what is done about it: ``report`` names the kept file."""
    return _step(workshop, incident, steps.REPORTED, lambda one, _at: replace(one, report=dict(report)), who)


def resolve(workshop: Workshop, incident: str, why: str, who: Person) -> Incident:
    """Close it. Raises ``Refused`` while its cause lasts, and where it needs a report that is not there."""

    def closed(one: Incident, at: datetime) -> Incident:
        if one.state is IncidentState.OPEN:
            hint = "mend it: it is over when the next look finds it well, or when the documents no longer ask for it"
            raise Refused("the cause of {id} lasts: {reason}", hint=hint, id=one.id, reason=one.reason)
        if one.crisis and not one.report:
            hint = "write it, and attach it: continuity incident report {id}"
            raise Refused(
                "{id} reached level {level} and has no report", hint=hint, id=one.id, level=one.told[-1].level
            )
        return replace(one, state=IncidentState.CLOSED, closed_at=at, closed_by=who.name, why=why)

    return _step(workshop, incident, steps.CLOSED, closed, who)


def look_recorded(workshop: Workshop, clients: Iterable[str], what: Mapping[str, Any], who: Person) -> None:
    """Record in the log of each client that somebody looked at its incidents."""
    concerned = [name for name in clients if name in workshop.logs]
    if not concerned:
        return
    with workshop.store.transaction() as tx:
        for name in concerned:
            workshop.logs[name].journal.record(
                tx.records, steps.LOOKED, workshop.clock.now(), dict(what) | who.as_json()
            )
    steps.publish(workshop, concerned)


def named(workshop: Workshop, incident: str) -> Incident:
    """Return an incident. Raises ``UsageError`` where there is none."""
    with workshop.store.reading() as tx:
        known = tx.incidents.get(incident)
    if known is None or known.client not in workshop.logs:
        raise _unknown(incident)
    return known


def _step(
    workshop: Workshop,
    incident: str,
    kind: str,
    change: Callable[[Incident, datetime], Incident],
    who: Person,
    *,
    closed: bool = False,
) -> Incident:
    """Change an incident and record it. Raises ``UsageError`` where there is none, ``Refused`` where it is closed."""
    with workshop.store.transaction() as tx:
        known = tx.incidents.get(incident)
        if known is None or known.client not in workshop.logs:
            raise _unknown(incident)
        if known.state is IncidentState.CLOSED and not closed:
            raise Refused("the incident {id} is closed", hint="say more: continuity incident comment {id}", id=incident)
        after = change(known, workshop.clock.now())
        steps.write(workshop, tx, kind, after, who.as_json())
    steps.publish(workshop, [after.client])
    return after


def _unknown(incident: str) -> UsageError:
    return UsageError("there is no incident {id}", hint="see: continuity incident list", id=incident)
