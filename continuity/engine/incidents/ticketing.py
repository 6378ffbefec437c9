"""Incidents at the ticket desk: each line goes into the outbox once, and the number that the desk gives is kept.

The outbox does the rest: it tries again, records what becomes of each line, and holds nothing up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.engine.incidents import steps
from continuity.engine.incidents.posting import ABOUT
from continuity.engine.incidents.posting import SAID as SEVERITIES
from continuity.engine.incidents.ticket_lines import kind_of, to_tell
from continuity.ground.errors import Unavailable
from continuity.model.alerts import Notice
from continuity.model.ticket import DeskKind, LineKind, Ticket
from continuity.state.notices import SENT
from continuity.supervision.tickets import glpi, webhook
from continuity.supervision.tickets.desk import Access, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.model.incident import Incident
    from continuity.model.inventory import Client, Inventory
    from continuity.model.ticket import TicketDesk, TicketLine
    from continuity.state.store import Transaction
    from continuity.supervision.wording import Words

#: How long after its end something is still told of an incident.
KEPT = timedelta(days=7)
_TICKET = "ticket"
SAID = {"title": "{client}: {severity} incident {id}: {subject}"}


def waits(tx: Transaction, inventory: Inventory, now: datetime) -> bool:
    """Tell whether a line for a ticket is not in the outbox."""
    return any(to_tell(one) for _, one in _concerned(tx, inventory, now))


def post(tx: Transaction, inventory: Inventory, words: Callable[[str], Words], now: datetime) -> None:
    """Put the lines of all tickets into the outbox: these and that they are there, or neither."""
    for client, one in _concerned(tx, inventory, now):
        lines = to_tell(one)
        if lines and client.tickets:
            for line in lines:
                tx.notices.put(_notice(client, one, line, (words(client.language), now)))
            known = one.ticket or Ticket(desk=client.tickets.kind)
            made = (*known.lines, *(line.key for line in lines))
            tx.incidents.write(replace(one, ticket=replace(known, lines=made)))


def undelivered(tx: Transaction, one: Incident) -> list[Notice]:
    """Return the lines of an incident's ticket that the desk did not take."""
    lines = one.ticket.lines if one.ticket else ()
    found = [each for line in lines for each in tx.notices.of_route(route_of(one, line))]
    return [each for each in found if each.outcome != SENT]


def route_of(one: Incident, line: str) -> str:
    """Return by what a line is known in the outbox."""
    return f"{one.client}/{one.id}/{_TICKET}/{line}"


def is_for_a_ticket(notice: Notice) -> bool:
    """Tell whether a message goes to a ticket desk."""
    return notice.destination.startswith(f"{_TICKET} ")


def tell(workshop: Workshop, notice: Notice) -> None:
    """Have the ticket hold a line, and keep its number. Raises ``Unavailable`` where the desk did not take it."""
    _, incident, _, key = notice.route.split("/", 3)
    client = workshop.inventory.clients.get(notice.client)
    with workshop.store.reading() as tx:
        one = tx.incidents.get(incident)
    if client is None or client.tickets is None or one is None:
        raise Unavailable("the documents no longer name a ticket desk for {client}", client=notice.client)
    known = one.ticket.number if one.ticket and one.ticket.desk is client.tickets.kind else ""
    said = Said(
        incident=one.id,
        number=known,
        kind=kind_of(key),
        mark=f"[{one.id}:{key}]",
        title=notice.title,
        text=notice.body,
        severity=str(one.severity),
        plain=one.as_json(),
    )
    _keep(workshop, one.id, _told(workshop, client.tickets, said), (client.tickets.kind, said.kind))


def _told(workshop: Workshop, desk: TicketDesk, said: Said) -> str:
    """Tell a desk one line, by its kind; return the ticket's number."""
    url = desk.url if isinstance(desk.url, str) else workshop.reveal(desk.url)
    secrets = {name: workshop.reveal(one) for name, one in desk.secrets.items()}
    access = Access(url=url, secrets=secrets, entity=desk.entity)
    if desk.kind is DeskKind.GLPI:
        return glpi.tell(access, said)
    return webhook.tell(access, said, workshop.clock.now())


def _keep(workshop: Workshop, incident: str, number: str, what: tuple[DeskKind, LineKind]) -> None:
    """Keep the number of a new ticket, and record it; record that one was solved, too."""
    desk, line = what
    with workshop.store.transaction() as tx:
        one = tx.incidents.get(incident)
        if one is None:
            return
        known = one.ticket or Ticket(desk=desk)
        after = replace(one, ticket=replace(known, desk=desk, number=number or known.number))
        if after != one:
            steps.write(workshop, tx, steps.TICKETED, after, {})
        elif line is LineKind.SOLVE:
            steps.write(workshop, tx, steps.TICKET_SOLVED, after, {})
        else:
            return
    steps.publish(workshop, [one.client])


def _concerned(tx: Transaction, inventory: Inventory, now: datetime) -> Iterator[tuple[Client, Incident]]:
    for client in inventory.clients.values():
        if client.tickets:
            for one in tx.incidents.open(client.name, now - KEPT):
                yield client, one


def _notice(client: Client, one: Incident, line: TicketLine, how: tuple[Words, datetime]) -> Notice:
    words, now = how
    severity = words.fill(SEVERITIES[str(one.severity)])
    title = words.fill(SAID["title"], client=client.title, severity=severity, id=one.id, subject=one.subject)
    values = {**line.values, "severity": severity}
    values["since"] = one.began.astimezone(ZoneInfo(client.timezone)).strftime("%Y-%m-%d %H:%M %Z")
    return Notice(
        route=route_of(one, line.key),
        client=client.name,
        destination=f"{_TICKET} {one.id}",  # a lane of its own: a ticket that takes nothing holds up no other
        place=0,
        title=title,
        body=words.reason(line.template, values),
        critical=line.kind is LineKind.OPEN,
        made_at=now,
        next_at=now,
        about=((ABOUT, one.subject),),
    )
