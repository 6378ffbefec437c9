"""The records of days and months: written once each, and made up for where the service was away."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.supervision.periods import Length, Period, continued, period_of
from continuity.engine.supervision.recorder import WRITE_EVERY, key_of, rules_of
from continuity.engine.supervision.results import Asked, Known, bodies
from continuity.ground.errors import Refused
from continuity.ground.timestamps import read_time
from continuity.supervision.standing import unseen

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.model.check import CheckSpec
    from continuity.model.standing import Standing
    from continuity.state.store import Transaction
    from continuity.state.watched import Key

KINDS = {Length.DAY: "supervision.day", Length.MONTH: "supervision.month"}
_SETTLED = timedelta(minutes=10)
_AWAY = timedelta(hours=1)


def sum_up(workshop: Workshop, now: datetime) -> int:
    """Write the records of all periods that ended and have none yet; returns how many periods that were."""
    count = 0
    for name in workshop.logs:
        client = workshop.inventory.clients.get(name)
        for length in Length if client else ():
            while _next(workshop, name, length, now):
                count += 1
    return count


def _next(workshop: Workshop, client: str, length: Length, now: datetime) -> bool:
    """Write the next record of a client that is due, if one is; in one transaction with looking for it."""
    specs = [spec for device in workshop.inventory.clients[client].devices.values() for spec in device.checks]
    settled = max((max(rules_of(one).late, one.attempts * one.every + one.limit) for one in specs), default=_SETTLED)
    with workshop.store.reading() as tx:  # mostly there is nothing to do, and nobody to hold up
        if not _ended(workshop, tx, client, length, now - max(settled, _SETTLED)):
            return False
    with workshop.store.transaction() as tx:
        period = _ended(workshop, tx, client, length, now - max(settled, _SETTLED))
        standings = tx.watched.standings(client)
        if period is None or _unwritten(specs, standings, now):
            return False
        found = tx.watched.known(client, period.begin, now)
        known = Known(changes={_name(key): changes for key, changes in found.items()}, at=now)
        asked = _asked(specs, standings, known, period)
        made_up = now - period.end > max(settled, _SETTLED) + _AWAY
        for body in bodies(period, asked, known, made_up=made_up):
            workshop.logs[client].journal.record(tx.records, KINDS[length], workshop.clock.now(), body)
    with suppress(Refused):  # a log that cannot be signed on: the next run says so
        workshop.logs[client].sequencer.run()
    return True


def _ended(workshop: Workshop, tx: Transaction, client: str, length: Length, before: datetime) -> Period | None:
    """Return the oldest period without a record that ended before a moment; None where there is none."""
    zone = workshop.inventory.clients[client].timezone
    newest = tx.records.newest(workshop.logs[client].journal.log, KINDS[length])
    if newest:
        body = json.loads(newest)["body"]
        period = continued(length, body["name"], read_time(body["end"]), zone)
    elif first := tx.watched.first(client):
        period = period_of(length, first, zone)
    else:
        return None
    return period if period.end <= before else None


def _unwritten(specs: list[CheckSpec], standings: dict[Key, Standing], now: datetime) -> bool:
    """Tell whether a gap is not written down yet: the recorder has only begun, or cannot write."""
    by = now - 2 * WRITE_EVERY  # where a check stands is written that seldom, however often it is asked
    return any(unseen(standings[key_of(one)], by, rules_of(one))[1] for one in specs if key_of(one) in standings)


def _asked(specs: list[CheckSpec], standings: dict[Key, Standing], known: Known, period: Period) -> list[Asked]:
    """Return the checks that a period tells of: those of the documents, and those that left them since."""
    named = {_name(key_of(one)) for one in specs}
    last = {_name(key): standing.at for key, standing in standings.items()}
    left = []
    for check, changes in known.changes.items():
        at = max([*(one.at for one in changes), *([seen] if (seen := last.get(check)) else [])])
        if check not in named and at >= period.begin:
            left.append(Asked(check=check, left=at))
    return [*(Asked(check=one) for one in named), *left]


def _name(key: Key) -> str:
    return f"{key[1]}/{key[2]}"
