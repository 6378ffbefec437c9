"""What became of the messages of an incident's levels: by the records of its log, and by the outbox while one waits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.engine.incidents.escalating import route_of
from continuity.engine.notices.recorded import FAILED, SENT
from continuity.evidence.format.record import parse
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.workshop import Workshop
    from continuity.model.incident import Incident
    from continuity.state.store import Transaction


class End(StrEnum):
    """What became of a message."""

    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    #: neither delivered nor given up; ``error`` says whether it was tried
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One thing that became of a message of a ``level`` to a destination; of one that waits, ``at`` is empty."""

    level: str
    destination: str
    end: End
    at: str
    error: str

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``deliveries``."""
        return vars(self) | {"end": str(self.end), "at": self.at or None, "error": self.error or None}


def deliveries(workshop: Workshop, one: Incident) -> list[Delivery]:
    """Return what became of each message of an incident's levels, in the order of time; what waits comes last."""
    with workshop.store.reading() as tx:
        levels = {route_of(one, told.level): told.level for told in one.told}
        return [*_recorded(workshop, tx, one, levels), *_waiting(tx, levels)]


def _recorded(workshop: Workshop, tx: Transaction, one: Incident, levels: dict[str, str]) -> Iterator[Delivery]:
    number, log = 0, workshop.logs[one.client].journal.log
    since = write_time(one.opened_at)
    while page := tx.records.telling(log, (SENT, FAILED), number):
        for record in (parse(stored.body) for stored in page):
            body = record.body
            if record.at >= since and body.get("route") in levels:
                lost = End.GIVEN_UP if body.get("outcome") else End.FAILED
                end = End.SENT if record.kind == SENT else lost
                named = {"level": levels[body["route"]], "destination": body["destination"]}
                yield Delivery(**named, end=end, at=record.at, error=body.get("error", ""))
        number = page[-1].number


def _waiting(tx: Transaction, levels: dict[str, str]) -> Iterator[Delivery]:
    for route, level in levels.items():
        for notice in tx.notices.of_route(route):
            if not notice.outcome:
                named = {"level": level, "destination": notice.destination}
                yield Delivery(**named, end=End.WAITING, at="", error=notice.error)
