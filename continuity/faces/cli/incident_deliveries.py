"""Who was really told of an incident, and who was only called: what its messages came to, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.incidents.delivered import End, deliveries
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.engine.incidents.delivered import Delivery
    from continuity.faces.cli.session import Session
    from continuity.model.incident import Incident, Told

SAID = {
    End.SENT: "{level}: {to} told",
    End.FAILED: "{level}: {to} not told, tried again: {error}",
    End.GIVEN_UP: "{level}: {to} never told, given up: {error}",
    End.WAITING: "{level}: {to} not told yet: {error}",
    "untried": "not tried yet",
}


def tell_levels(session: Session, one: Incident) -> None:
    """Tell which levels were called in, which of them somebody was told of, and who was not."""
    found = deliveries(session.app.workshop, one)
    for call in one.told:
        of_it = [each for each in found if each.level == call.level]
        _tell(session, call, is_told=any(each.end is End.SENT for each in of_it))
        for each in of_it:
            if each.end in (End.GIVEN_UP, End.WAITING):
                session.say("  - {text}", text=_line(session, each))


def timeline(session: Session, one: Incident) -> Iterator[tuple[str, str]]:
    """Yield what became of each message, and when; what waits has no time."""
    for each in deliveries(session.app.workshop, one):
        yield each.at, _line(session, each)


def plain(session: Session, one: Incident) -> Sequence[dict[str, object]]:
    """Return what became of each message, as JSON."""
    return [each.as_json() for each in deliveries(session.app.workshop, one)]


def _tell(session: Session, call: Told, *, is_told: bool) -> None:
    values = {
        "level": call.level,
        "at": write_time(call.at.replace(microsecond=0)),
        "to": ", ".join(call.to),
        "why": session.language.told(call.why),
    }
    if is_told:
        session.say("{level} told, called in at {at} ({to}): {why}", **values)
    else:
        session.say("{level} called in at {at} ({to}), nobody was told yet: {why}", **values)


def _line(session: Session, each: Delivery) -> str:
    error = session.language.told(each.error) if each.error else session.language.template(SAID["untried"])
    return session.language.fill(SAID[each.end], level=each.level, to=each.destination, error=error)
