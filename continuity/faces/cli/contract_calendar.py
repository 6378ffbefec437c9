"""``continuity contract calendar``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from continuity.contract.life import NOTICE, Due
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.contract.life import Entry
    from continuity.faces.cli.session import Session
    from continuity.faces.icalendar import Event

COLUMNS = ("day", "client", "step", "state", "done on", "what is done")
SAID = {
    Due.DONE: "done",
    Due.LATE: "late",
    Due.DUE: "due",
    Due.TO_COME: "to come",
    Due.IF_ENDED: "if it is ended",
    Due.PAST: "past",
}
#: How long before a day a calendar reminds of it: of notice, longer.
_REMIND = {NOTICE: timedelta(days=60)}


@click.command("calendar", cls=Leaf)
@click.option("--ics", is_flag=True, help="As an iCalendar, for the calendars of people.")
@click.option("--client", metavar="NAME", help="Only this client's.")
@click.pass_obj
def calendar(session: Session, ics: bool, client: str | None) -> int:  # noqa: FBT001 - a flag
    """Show the days of the contracts: the last one for notice, each step of the way back, the end.

    Exits 1 while a step is late.
    """
    found = list(_entries(session, client))
    late = any(one.state is Due.LATE for _, one in found)
    if ics:
        return _as_ics(session, found)
    session.table(COLUMNS, [row(session, name, one) for name, one in found])
    days = [{"client": name} | plain(one) for name, one in found]
    session.emit({"schema": "continuity.contract-calendar/1", "days": days})
    return NotProven.exit_code if late else 0


def row(session: Session, client: str, one: Entry) -> tuple[str, ...]:
    """Return one line of the calendar."""
    tr = session.language.template
    return (str(one.day), client, one.name, tr(SAID[one.state]), str(one.done or ""), tr(one.title))


def plain(one: Entry) -> dict[str, Any]:
    """Return one element of ``days``."""
    done = one.done.isoformat() if one.done else None
    return {"step": one.name, "day": one.day.isoformat(), "state": str(one.state), "done": done, "title": one.title}


def _entries(session: Session, client: str | None) -> Iterator[tuple[str, Entry]]:
    from continuity.engine.contracts.ending import life_of
    from continuity.evidence.format.checkpoint import origin
    from continuity.faces.cli.chosen import clients_of, contracted

    app = session.app
    several = client is None and len(app.inventory.clients) > 1
    with app.store.reading() as tx:
        for name in clients_of(session, client):
            contract = app.inventory.clients[name].contract
            if several and (contract is None or contract.agreement.term is None):
                continue  # it has no days
            known = contracted(session, name)
            entries = life_of(tx, origin(app.server, name), known, app.clock.now())[1]
            yield from ((name, one) for one in entries)


def _as_ics(session: Session, found: list[tuple[str, Entry]]) -> int:
    from continuity.faces.icalendar import icalendar

    events = [_event(session, name, one) for name, one in found if one.state is not Due.DONE]
    text = icalendar(events, session.app.clock.now(), session.language.fill("Contracts"))
    if session.json:
        session.emit({"schema": "continuity.contract-calendar/1", "ics": text})
    else:
        print(text, end="")
    return 0


def _event(session: Session, client: str, one: Entry) -> Event:
    from continuity.faces.icalendar import Event

    tr = session.language.template
    how = "to put it on record: continuity contract done {step} --client {client} --as NAME"
    return Event(
        uid=f"contract/{client}/{one.name}@continuity",  # without a date: it will move
        day=one.day,
        summary=session.language.fill("{client}: contract: {what}", client=client, what=tr(one.title)),
        told=f"{tr(SAID[one.state])}\n{session.language.fill(how, step=one.name, client=client)}",
        remind=_REMIND.get(one.name, timedelta(days=14)),
    )
