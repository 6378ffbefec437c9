"""How an incident is told: a line, and all of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.contract.response import Held
from continuity.faces.cli.drill_actions import _worded as worded
from continuity.ground.timestamps import write_time
from continuity.model.incident import IncidentState
from continuity.policy.lengths import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.contract.response import Clock
    from continuity.engine.incidents.handling import Person
    from continuity.faces.cli.session import Session
    from continuity.model.incident import Incident

COLUMNS = ("incident", "severity", "about", "since", "state", "owner", "GTI", "GTR")
#: States, how a clock stands, and what it is.
SAID = {
    IncidentState.OPEN: "still open",
    IncidentState.RESTORED: "report due",
    "reported": "to be closed",
    IncidentState.CLOSED: "over, closed",
    "intervene": "time to intervene (GTI)",
    "resolve": "time to restore (GTR)",
    Held.RUNNING: "{left} left",
    Held.PAUSED: "{left} left, waiting",
    Held.HELD: "held",
    Held.MISSED: "missed by {over}",
}


def row(session: Session, one: Incident) -> tuple[str, ...]:
    """Return one line of the list."""
    tr = session.language.template
    stand = _clocks(session, one)
    clocks = (_clock(session, stand[name]) if name in stand else "" for name in ("intervene", "resolve"))
    state = tr("acknowledged") if one.state is IncidentState.OPEN and one.acked_at else tr(SAID[_stage(one)])
    severity = tr(str(one.severity))
    return (one.id, severity, one.subject, _time(one.began), state, one.owner or tr("nobody yet"), *clocks)


def tell_one(session: Session, one: Incident) -> None:
    """Tell all of an incident."""
    from continuity.faces.cli.incident_deliveries import tell_levels

    session.table(COLUMNS, [row(session, one)])
    session.say("cause: {reason}", reason=session.language.told(one.reason))
    session.say("concerns: {members}", members=", ".join(one.members))
    for line in clock_lines(session, one):
        session.say("{text}", text=line)
    tell_levels(session, one)
    for pause in one.pauses:
        end = _time(pause.end) if pause.end else "…"
        why = session.language.told(pause.why)
        session.say("does not count: {begin} to {end}: {why}", begin=_time(pause.begin), end=end, why=why)
    for each in one.comments:
        session.say("{at}, {by}: {text}", at=each["at"][:19] + "Z", by=each["by"], text=each["text"])
    if one.why:
        session.say("over: {why}", why=session.language.told(one.why))
    for line in ticket_lines(session, one):
        session.say("{text}", text=line)
    if one.report:
        session.say("report: {name}, SHA-256 {hash}", name=one.report["name"], hash=one.report["sha256"])


def clock_lines(session: Session, one: Incident) -> Iterator[str]:
    """Yield how each of its clocks stands."""
    template = "{clock}: {used} of {allowed} used, due {due}: {stands}"
    for name, clock in _clocks(session, one).items():
        what, due = session.language.template(SAID[name]), _time(clock.due) if clock.due else "-"
        allowed, used = map(session.language.length, (said(clock.allowed), said(_whole(clock.used))))
        values = {"allowed": allowed, "used": used, "stands": _clock(session, clock)}
        yield session.language.fill(template, clock=what, due=due, **values)


def ticket_lines(session: Session, one: Incident) -> Iterator[str]:
    """Yield how it stands with its ticket: the number, or why there is none; and what is not there yet."""
    from continuity.engine.incidents.ticketing import undelivered

    if one.ticket is None:
        return
    fill, known = session.language.fill, one.ticket
    if known.number:
        yield fill("ticket: {number} ({desk})", number=known.number, desk=known.desk)
    with session.app.store.reading() as tx:
        waiting = undelivered(tx, one)
    errors = list(dict.fromkeys(each.error for each in waiting if each.error))
    if errors:
        told = "; ".join(map(session.language.told, errors))
        yield fill("{count} line(s) of the ticket are not at the desk: {error}", count=len(waiting), error=told)


def plain(session: Session, one: Incident) -> dict[str, Any]:
    """Return an incident and its clocks as JSON."""
    return one.as_json() | {"clocks": {name: _plain(clock) for name, clock in _clocks(session, one).items()}}


def who(session: Session, name: str | None) -> Person:
    """Return who acts: by the name that he gives, beside the one that the system knows."""
    from continuity.engine.incidents.handling import Person
    from continuity.ground.actor import actor

    if name is not None:
        worded(name)
    acting = actor(session.app.command)
    return Person(name=name or str(acting["user"]), actor=acting)


def looked(session: Session, clients: Sequence[str], what: str, incident: str = "") -> int:
    """Record that somebody looked, once he saw it; return the exit code."""
    from continuity.engine.incidents.handling import look_recorded

    look_recorded(session.app.workshop, clients, {"what": what, "incident": incident or None}, who(session, None))
    return 0


def told(session: Session, one: Incident) -> int:
    """Tell how an incident stands after a step."""
    session.table(COLUMNS, [row(session, one)])
    return emitted(session, one)


def emitted(session: Session, one: Incident) -> int:
    """Print an incident as JSON, if that was asked for; return the exit code."""
    from continuity.faces.cli.incident_deliveries import plain as delivered

    session.emit(plain(session, one) | {"deliveries": delivered(session, one)})
    return 0


def _clocks(session: Session, one: Incident) -> dict[str, Clock]:
    from continuity.engine.incidents.promised import clocks

    client = session.app.inventory.clients.get(one.client)
    return clocks(one, client, session.app.clock.now()) if client else {}


def _stage(one: Incident) -> str:
    return "reported" if one.state is IncidentState.RESTORED and one.report else one.state


def _clock(session: Session, clock: Clock) -> str:
    left = session.language.length(said(_whole(abs(clock.left))))
    return session.language.fill(SAID[clock.held], left=left, over=left)


def _whole(length: timedelta) -> timedelta:
    return length - length % timedelta(seconds=1)


def _plain(clock: Clock) -> dict[str, Any]:
    return {
        "allowed_s": clock.allowed.total_seconds(),
        "used_s": clock.used.total_seconds(),
        "left_s": clock.left.total_seconds(),
        "due": write_time(clock.due) if clock.due else None,
        "stands": str(clock.held),
    }


def _time(at: Any) -> str:
    return write_time(at.replace(microsecond=0))
