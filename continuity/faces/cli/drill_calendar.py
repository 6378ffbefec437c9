"""``continuity drill calendar``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import MomentOrDay, at_once
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.drill_words import tell_actions
from continuity.faces.cli.results import duration, word
from continuity.ground.errors import NotProven, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.corrective import ActionState
from continuity.policy.drill_calendar import DueState, Worth
from continuity.policy.proving import length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from continuity.faces.cli.session import Session
    from continuity.faces.icalendar import Event
    from continuity.model.corrective import CorrectiveAction
    from continuity.policy.drill_calendar import DrillRun, Planned

#: How far a calendar goes where nobody says so.
USUAL = timedelta(days=366)
#: Each word of the table, as it is said.
SAID = {
    Worth.NEVER: "never done",
    Worth.REHEARSED: "rehearsed by script",
    Worth.HELD: "held, not proven",
    Worth.PROVEN: "proven",
    DueState.UNPLANNED: "no date",
    DueState.PLANNED: "planned",
    DueState.DUE: "due",
    DueState.LATE: "late",
}
COLUMNS = ("client", "drill", "every", "next", "state", "standing", "last")


@click.command("calendar", cls=Leaf)
@click.option("--until", type=MomentOrDay(), metavar="TIME|DAY", help="How far to plan; a year ahead without it.")
@click.option("--client", metavar="NAME", help="Only this client's drills.")
@click.option("--ics", is_flag=True, help="Print it as an iCalendar file (RFC 5545), for a calendar of yours.")
@click.pass_obj
def calendar(session: Session, until: datetime | date | None, client: str | None, ics: bool) -> int:  # noqa: FBT001
    """Say which drills are due, late, never done or never proven, and when each is to be held.

    A drill is held when people walked it to its end, and proven when it came out as promised; one that a script played
    is shown as rehearsed, and its date stays. Days are working days: no weekend, no public holiday of the contract's
    country. Exits 1 while a drill or a corrective action is late, but for --ics.
    """
    found, actions = _planned(session, until, client)
    if ics:
        from continuity.faces.icalendar import icalendar

        name = session.language.fill("Drills of {client}", client=client) if client else session.language.fill("Drills")
        events = [event for one in found for event in _events(session, one)]
        text = icalendar(events, session.app.clock.now(), name)
        if session.json:
            session.emit({"schema": "continuity.drill-calendar/1", "ics": text})
        else:
            print(text, end="")
        return 0
    session.table(COLUMNS, [_row(session, one) for one in found])
    _notes(session, found)
    tell_actions(session, actions, session.app.clock.now())
    late = is_late(session, found, actions)
    told = {"drills": [plain(one) for one in found], "corrective_actions": [one.as_json() for one in actions]}
    session.emit({"schema": "continuity.drill-calendar/1", "late": late} | told)
    return NotProven.exit_code if late else 0


def is_late(session: Session, found: Iterable[Planned], actions: Iterable[CorrectiveAction]) -> bool:
    """Tell whether anything of it is late, as ``monitor`` warns of it."""
    now = session.app.clock.now()
    return any(one.dates.state is DueState.LATE for one in found) or any(one.late(now) for one in actions)


def _planned(
    session: Session, until: datetime | date | None, client: str | None
) -> tuple[list[Planned], list[CorrectiveAction]]:
    from continuity.engine.drills.calendar import Span, planned_drills
    from continuity.faces.cli.runbook_run import owner_of

    app = session.app
    now = app.clock.now()
    chosen = [owner_of(session, client)] if client else list(app.inventory.clients.values())
    span = Span(now=now, until=at_once(until, app.inventory.timezone, ends=True) or now + USUAL)
    if span.until < now:
        raise UsageError("{time} is over already", hint="give a day to come", time=write_time(span.until))
    with app.store.reading() as tx:
        found = list(planned_drills(tx, chosen, app.policy, span))
        actions = tx.corrective.find(client, (ActionState.OPEN, ActionState.ACCEPTED))
    far = span.until.date()
    return [one for one in found if until is None or not one.dates.days or one.dates.days[0] <= far], actions


def _row(session: Session, one: Planned) -> tuple[str, ...]:
    tr, last = session.language.template, one.track.last
    came = f"{last.at.date()} {word(session, last.verdict)}" if last else "-"
    every = duration(session, length(one.every).total_seconds()) if one.every else "-"
    day = str(one.dates.days[0]) if one.dates.days else "-"
    name = one.drill or session.language.fill("any of {asset}", asset=one.subject.partition("/")[2])
    return (one.client, name, every, day, tr(SAID[one.dates.state]), tr(SAID[one.track.worth]), came)


def _notes(session: Session, found: list[Planned]) -> None:
    """Say what the table has no room for: agreed times, and holidays that nobody knows."""
    from continuity.engine.holidays import knows

    for one in found:
        if window := one.dates.window:
            values = {"drill": one.name, "begins": write_time(window.begins), "ends": write_time(window.ends)}
            session.say("{drill}: agreed from {begins} to {ends} by {by}", by=window.by or "-", **values)
        elif one.mode == "live" and one.drill:
            session.say("{drill}: it is live, and no time to come is agreed", drill=one.name)
    for client in session.app.inventory.clients.values():
        if not knows(client):
            session.say(
                "{client}: the public holidays of {country} {region} are not known: only weekends are left out",
                client=client.name,
                country=client.country,
                region=client.region,
            )


def _events(session: Session, one: Planned) -> Iterator[Event]:
    from continuity.faces.icalendar import Event

    fill, language = session.language.fill, session.language.name
    title = one.title.get(language) or one.title.get("") or one.drill
    what = one.drill or fill("any of {asset}", asset=one.subject)
    summary = fill("{client}: drill {drill}: {title}", client=one.client, drill=what, title=title)
    standing = session.language.template(SAID[one.track.worth])
    known = fill("so far: {standing}", standing=standing)
    walked = "so far: {standing}; to walk it: continuity drill run {drill} --as NAME"
    told = fill(walked, standing=standing, drill=one.drill) if one.drill else known
    for number, day in enumerate(one.dates.days):
        window = None if number else one.dates.window
        yield Event(
            uid=f"{'drill' if one.drill else 'asset'}/{one.name}/{number}@continuity",  # without a date: it will move
            day=day,
            summary=summary,
            told=told,
            begins=window.begins if window else None,
            ends=window.ends if window else None,
        )


def plain(one: Planned) -> dict[str, Any]:
    """Return one element of ``drills`` in ``continuity.drill-calendar/1``."""
    track, found = one.track, one.dates
    window = found.window
    return {
        "client": one.client,
        "drill": one.drill or None,
        "asset": one.subject or None,
        "runbook": one.runbook or None,
        "mode": one.mode,
        "every_s": length(one.every).total_seconds() if one.every else None,
        "state": str(found.state),
        "standing": str(track.worth),
        "due": write_time(found.due) if found.due else None,
        "days": [day.isoformat() for day in found.days],
        "window": {"from": write_time(window.begins), "to": write_time(window.ends), "agreed_by": window.by}
        if window
        else None,
        "last": plain_run(track.last),
        "held": plain_run(track.held),
        "proven": plain_run(track.proven),
    }


def plain_run(run: DrillRun | None) -> dict[str, Any] | None:
    """Return what is said of one run of a drill."""
    if run is None:
        return None
    said = {"run": run.id, "at": write_time(run.at), "drill": run.drill, "outcome": str(run.outcome)}
    return said | {"verdict": str(run.verdict), "played": run.played, "technician": run.technician}
