"""What a ticket is told of an incident, line by line: the same lines, in the same order, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.incidents.reconciling import WELL
from continuity.ground.timestamps import read_time
from continuity.model.incident import IncidentState
from continuity.model.ticket import LineKind, TicketLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.incident import Incident

SAID = {
    "opened": "{subject}: {severity}, since {since}: {reason}",
    "called": "level {level} is called in: {why}",
    "acked": "{by} sees to it",
    "comment": "{by}: {text}",
    "paused": "clocks stopped: {text}",
    "continued": "clocks run again",
    "again": "the incident is open again: {reason}",
    "restored": "its cause is gone; its report is still to be written",
    "solved": "over: {text}",
}

_KINDS = {"opened": LineKind.OPEN, "again": LineKind.REOPEN, "solved": LineKind.SOLVE}


def lines(one: Incident) -> list[TicketLine]:
    """Return all lines of an incident as it stands, in the order of time; the first opens the ticket."""
    return sorted(_lines(one), key=lambda line: line.at)


def kind_of(key: str) -> LineKind:
    """Return what the line of a key does to its ticket."""
    return _KINDS.get(key.partition("/")[0], LineKind.FOLLOW)


def to_tell(one: Incident) -> list[TicketLine]:
    """Return the lines that were not made yet; none of an incident that was over before a desk was named."""
    if one.ticket is None and one.state is IncidentState.CLOSED:
        return []
    made = one.ticket.lines if one.ticket else ()
    return [line for line in lines(one) if line.key not in made]


def _lines(one: Incident) -> Iterator[TicketLine]:
    said = {"subject": one.subject, "severity": str(one.severity), "reason": one.reason}
    yield TicketLine(key="opened", kind=LineKind.OPEN, at=one.opened_at, template=SAID["opened"], values=said)
    for told in one.told:
        yield TicketLine(key=f"called/{told.level}", kind=LineKind.FOLLOW, at=told.at, template=SAID["called"],
                         values={"level": told.level, "why": told.why})  # fmt: skip
    if one.acked_at:
        values = {"by": one.acked_by}
        yield TicketLine(key="acked", kind=LineKind.FOLLOW, at=one.acked_at, template=SAID["acked"], values=values)
    for place, each in enumerate(one.comments):
        at, values = read_time(each["at"]), {"by": str(each["by"]), "text": str(each["text"])}
        yield TicketLine(key=f"comment/{place}", kind=LineKind.FOLLOW, at=at, template=SAID["comment"], values=values)
    yield from _pauses(one)
    yield from _ends(one)


def _pauses(one: Incident) -> Iterator[TicketLine]:
    """Yield how its clocks stood still, and that it came back after it was well."""
    for place, pause in enumerate(one.pauses):
        if pause.why == WELL:
            yield TicketLine(key=f"again/{place}", kind=LineKind.REOPEN, at=pause.end or pause.begin,
                             template=SAID["again"], values={"reason": one.reason})  # fmt: skip
            continue
        values = {"text": pause.why}
        yield TicketLine(
            key=f"paused/{place}", kind=LineKind.FOLLOW, at=pause.begin, template=SAID["paused"], values=values
        )
        if pause.end:
            yield TicketLine(key=f"continued/{place}", kind=LineKind.FOLLOW, at=pause.end, template=SAID["continued"])


def _ends(one: Incident) -> Iterator[TicketLine]:
    """Yield its end, told once for each time that it was over."""
    times = sum(pause.why == WELL for pause in one.pauses)
    if one.crisis and one.restored_at and one.state is not IncidentState.OPEN:
        key = f"restored/{times}"
        yield TicketLine(key=key, kind=LineKind.FOLLOW, at=one.restored_at, template=SAID["restored"])
    if one.closed_at and one.state is IncidentState.CLOSED:
        values = {"text": one.why}
        yield TicketLine(
            key=f"solved/{times}", kind=LineKind.SOLVE, at=one.closed_at, template=SAID["solved"], values=values
        )
