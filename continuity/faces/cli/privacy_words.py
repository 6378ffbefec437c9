"""How a breach is told: a line, and all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.contract.breach import FACTS, REASONS, clocks, owed
from continuity.contract.response import Held
from continuity.engine.privacy.breaches import terms
from continuity.faces.cli.incident_words import _clock as stands
from continuity.faces.cli.incident_words import _plain as plain_clock
from continuity.ground.timestamps import write_time
from continuity.model.breach import Whom
from continuity.model.privacy import Role
from continuity.policy.lengths import said

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from continuity.contract.response import Clock
    from continuity.faces.cli.session import Session
    from continuity.model.breach import Breach

COLUMNS = ("breach", "aware since (UTC)", "controller", "authority", "risk", "what")
SAID = {
    "controller": "the client was not told",
    "risk": "nobody judged the risk: continuity privacy breach note {id} --risk … --why …",
    "authority": "the authority was not told, and no one judged that a risk is unlikely",
    "people_told": "the risk is high, and those whose data it is were not told",
    "nature": "not written down: what happened to the data (33(3)(a))",
    "people": "not written down: whose data, how many people and records (33(3)(a))",
    "contact": "not written down: whom to ask (33(3)(b))",
    "consequences": "not written down: the likely consequences (33(3)(c))",
    "measures": "not written down: the measures taken (33(3)(d))",
    REASONS: "the authority was told late, or not yet, and nobody wrote down why (33(1))",
    "closed": "closed",
}
#: How a risk is judged.
HOW = {"": "not judged", "unlikely": "unlikely", "risk": "risk", "high": "high"}
#: What the facts of a notification are called.
NAMES = {
    "nature": "nature",
    "people": "people",
    "contact": "contact",
    "consequences": "consequences",
    "measures": "measures",
    "reasons": "reasons",
}
_SECONDS = 19


def row(session: Session, one: Breach) -> tuple[str, ...]:
    """Return one line of the list."""
    tr = session.language.template
    found = _clocks(session, one)
    times = (_stands(session, found[whom]) if whom in found else "" for whom in (Whom.CONTROLLER, Whom.AUTHORITY))
    risk = tr(HOW[one.risk or ""])
    return (one.id, _time(one.aware_at), *times, risk, one.what)


def tell_breach(session: Session, one: Breach) -> int:
    """Tell all of a breach, in words or as JSON; returns the exit code."""
    session.table(COLUMNS, [row(session, one)])
    for whom, clock in _clocks(session, one).items():
        used, allowed = map(session.language.length, (said(_whole(clock.used)), said(clock.allowed)))
        values = {"used": used, "allowed": allowed, "due": _time(clock.due)}
        text = "{whom}: {used} of {allowed} used, due {due}: {stands}"
        session.say(text, whom=session.language.template(str(whom)), **values, stands=_stands(session, clock))
    role, notice = terms(session.app.inventory.clients[one.client])
    if role is Role.PROCESSOR and notice is None:
        session.say("the contract states no delay for telling the client; the law says: without undue delay")
    for told in one.told:
        values = {"at": _time(told.at), "by": told.by, "how": told.how, "reference": told.reference or "-"}
        to = session.language.template(str(told.whom))
        recorded = _time(told.recorded_at)
        text = "{whom} told at {at} by {by}: {how} (reference {reference}; on record since {recorded})"
        session.say(text, whom=to, recorded=recorded, **values)
    if one.risk:
        session.say("risk: {risk}: {why}", risk=session.language.template(HOW[one.risk]), why=one.risk_why)
    for name in (*FACTS, REASONS):
        if name in one.facts:
            session.say("{fact}: {text}", fact=session.language.template(NAMES[name]), text=one.facts[name])
    for name in _owed(session, one):
        session.say("  - {owed}", owed=session.language.fill(SAID[name], id=one.id))
    if one.closed_at:
        session.say("closed at {at} by {by}: {why}", at=_time(one.closed_at), by=one.closed_by, why=one.closing)
    session.emit(plain(session, one))
    return 0


def plain(session: Session, one: Breach) -> dict[str, Any]:
    """Return a breach, its clocks and what is owed, as JSON."""
    found = {str(whom): plain_clock(clock) for whom, clock in _clocks(session, one).items()}
    return {"schema": "continuity.breach/1"} | one.as_json() | {"clocks": found, "owed": _owed(session, one)}


def _owed(session: Session, one: Breach) -> list[str]:
    if one.closed_at:
        return []
    return list(owed(one, *terms(session.app.inventory.clients[one.client]), session.app.clock.now()))


def _clocks(session: Session, one: Breach) -> dict[Whom, Clock]:
    now = one.closed_at or session.app.clock.now()
    return clocks(one, *terms(session.app.inventory.clients[one.client]), now)


def _stands(session: Session, clock: Clock) -> str:
    text = stands(session, clock)
    late = clock.held is Held.MISSED
    return session.language.fill("LATE: {text}", text=text) if late else text


def _time(at: datetime | None) -> str:
    return write_time(at)[:_SECONDS] + "Z" if at else "-"


def _whole(length: timedelta) -> timedelta:
    return length - length % type(length)(seconds=1)
