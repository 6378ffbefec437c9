"""``continuity device forecast``: when disks and repositories will be full, and how good that was foretold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import size
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta

    from continuity.engine.supervision.rooms import Room
    from continuity.faces.cli.session import Session
    from continuity.supervision.filling import Filling
    from continuity.supervision.foretelling import Score

    _Found = list[tuple[Room, Filling]]

SAID = {
    "few": "not foreseeable: {points} day(s) seen since it began or jumped, and {needed} are needed",
    "steady": "not foreseeable: in {points} day(s) seen it does not surely grow",
    "far": "not soon, by {points} day(s) seen",
    "full": "it is",
}


@click.command(cls=Leaf)
@click.argument("names", nargs=-1)
@click.pass_obj
def forecast(session: Session, names: tuple[str, ...]) -> int:
    """Tell when the disks of NAMES, devices or repositories, will be full (all, without names), and how good that is.

    Each rests on the peaks of whole days; what is full within 30 days goes on record, and is held against what comes.
    Exits 1 where one may be full within 14 days (`supervision: forecast: warn`), or is.
    """
    from continuity.engine.supervision.forecasting import forecasts, ledger

    app, now = session.app, session.app.clock.now()
    owned = _owned(session, names)
    clients: list[dict[str, Any]] = []
    near = False
    with app.store.reading() as tx:
        for name, owners in owned.items():
            found = forecasts(tx, app.inventory.clients[name], now, owners)
            known = ledger(tx, app.verifier(name).name)
            score = known.score(None if owners is None else {room.name for room, _ in found})
            _tell(session, name, found, score)
            near = near or any(
                _is_near(filling, now, app.inventory.clients[name].forecast_warn) for _, filling in found
            )
            rooms = [{"name": room.name, "level": room.level} | filling.as_json() for room, filling in found]
            clients.append({"client": name, "forecasts": rooms, "score": score.as_json()})
    session.emit({"schema": "continuity.device-forecast/1", "at": write_time(now), "clients": clients})
    return NotProven.exit_code if near else 0


def _owned(session: Session, names: Sequence[str]) -> dict[str, Collection[str] | None]:
    """Return what is asked for, by client; None for all of it. Raises ``UsageError`` for what nothing is named."""
    from continuity.engine.supervision.looking import devices_named

    clients = session.app.inventory.clients
    if not names:
        return dict.fromkeys(clients)
    found: dict[str, set[str]] = {}
    for name in names:
        places = [
            (client.name, one)
            for client in clients.values()
            for one in client.repositories
            if name in (one, f"{client.name}/{one}")
        ]
        devices = [] if places else devices_named(session.app.inventory, [name])
        for client, owner in [*places, *((one.client, one.name) for one in devices)]:
            found.setdefault(client, set()).add(owner)
    return dict(found)


def _is_near(one: Filling, now: datetime, warn: timedelta) -> bool:
    return one.why == "full" or (one.earliest is not None and one.earliest - now < warn)


def _tell(session: Session, client: str, found: _Found, score: Score) -> None:
    rows = [(room.name, _level(session, room), *_when(session, one)) for room, one in found]
    session.table(("what", "full at", "when", "rests on"), rows)
    figures = {name: "-" if value is None else value for name, value in score.as_json().items()}
    if not found and not any(score.counts.values()):
        return
    session.say(
        "{client}: foretold and come: {hit} within their interval, {early} earlier, {late} later; {never} never came, "
        "{averted} were averted, {unseen} nobody saw, {waiting} wait; {unforetold} came unforetold",
        client=client,
        **figures,
    )
    session.say(
        "  precision {precision}, recall {recall}, foretold {lead_days_median} day(s) ahead (median)", **figures
    )


def _level(session: Session, room: Room) -> str:
    if room.shares:
        return f"{room.level:g} %"
    return session.language.fill("{size} left", size=size(session, -room.level))


def _when(session: Session, one: Filling) -> tuple[str, str]:
    from continuity.supervision.filling import NEEDED

    fill = session.language.fill
    if one.full is None or one.earliest is None or one.latest is None:
        return fill(SAID[str(one.why)], points=one.points, needed=NEEDED), ""
    days = {name: at.date() for name, at in (("full", one.full), ("earliest", one.earliest), ("latest", one.latest))}
    return (
        fill("{full} (between {earliest} and {latest})", **days),
        fill("{points} points over {days} days", points=one.points, days=one.days),
    )
