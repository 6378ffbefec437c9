"""The messages of an escalation: put into the outbox once, in the language of the client."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.engine.incidents.escalating import route_of
from continuity.model.alerts import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from continuity.model.incident import Incident, Told
    from continuity.model.inventory import Client, Inventory
    from continuity.state.store import Transaction
    from continuity.supervision.wording import Words

ABOUT = "incident"
SAID = {
    "title": "{client}: {level}: {severity} incident {id}: {subject}",
    "body": "{subject}: {severity}, since {since}: {reason}",
    "why": "level {level} is called in: {why}",
    "do": "say that somebody sees to it: continuity incident ack {id}",
    "security": "security",
    "critical": "critical",
    "blocking": "blocking",
    "minor": "minor",
}


def waits(tx: Transaction) -> bool:
    """Tell whether a level was called in whose messages are not in the outbox."""
    return any(not told.posted for one in tx.incidents.open() for told in one.told)


def post(tx: Transaction, inventory: Inventory, words: Callable[[str], Words], now: datetime) -> None:
    """Put the messages of all levels that were called in into the outbox: these and that they are there, or neither."""
    for one in tx.incidents.open():
        client = inventory.clients.get(one.client)
        if client is None or all(told.posted for told in one.told):
            continue
        for told in one.told:
            for notice in () if told.posted else _messages(client, one, told, (words(client.language), now)):
                tx.notices.put(notice)
        tx.incidents.write(replace(one, told=tuple(replace(told, posted=True) for told in one.told)))


def _messages(client: Client, one: Incident, told: Told, how: tuple[Words, datetime]) -> Iterator[Notice]:
    words, now = how
    values = {
        "client": client.title,
        "level": told.level,
        "severity": words.fill(SAID[str(one.severity)]),
        "id": one.id,
        "subject": one.subject,
        "reason": words.reason("{reason}", {"reason": one.reason}),
        "since": one.began.astimezone(ZoneInfo(client.timezone)).strftime("%Y-%m-%d %H:%M %Z"),
        "why": words.reason("{reason}", {"reason": told.why}),
    }
    body = "\n".join(words.fill(SAID[line], **values) for line in ("body", "why", "do"))
    for name in told.to:
        for place in range(len(client.notifications[name].urls) if name in client.notifications else 0):
            yield Notice(
                route=route_of(one, told.level),
                client=client.name,
                destination=name,
                place=place,
                title=words.fill(SAID["title"], **values),
                body=body,
                critical=True,
                made_at=now,
                next_at=now,
                about=((ABOUT, one.subject),),
            )
