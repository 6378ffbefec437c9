"""Once a day: when disks and repositories will be full; what is near goes on record, and what came of it, too.

The evidence is the client's log: a record of the kind ``supervision.forecast`` for each day on which something was
foretold anew or settled. What holds today of all that fills is an observation, for those who ask every minute.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.supervision.rooms import rooms
from continuity.ground.errors import Refused
from continuity.ground.timestamps import read_time, write_time
from continuity.state.observations import Observation
from continuity.supervision.filling import COUNTED, Filling, foretold
from continuity.supervision.foretelling import Came, Foretold, Outcome, Score, score, settled, unforetold
from continuity.supervision.rollup import GRAINS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from continuity.engine.supervision.rooms import Room
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

KIND = "supervision.forecast"
SCHEMA = "continuity.supervision-forecast/1"
#: What is full within this time goes on record, to be held against what comes.
RECORDED = timedelta(days=30)
_SETTLED = timedelta(minutes=10)  # until then, minutes of yesterday may still be in memory
_DAY = timedelta(days=1)
_LONG = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All that was foretold and settled, as the log tells it; ``begun`` on the first day that was looked at."""

    begun: datetime | None
    waiting: dict[str, Foretold]
    outcomes: list[Outcome]

    def score(self, series: Collection[str] | None = None) -> Score:
        """Return how good the forecasts were, of all or of these."""
        mine = [one for one in self.outcomes if series is None or one.series in series]
        return score(mine, sum(series is None or one in series for one in self.waiting))


def foresee(workshop: Workshop, now: datetime) -> int:
    """Look at all that fills, once for each day and client; returns how many clients that were."""
    today, count = GRAINS[-1].begins(now - _SETTLED), 0
    for name in workshop.logs:
        client = workshop.inventory.clients.get(name)
        if client is None:
            continue
        with workshop.store.reading() as tx:
            seen = tx.observations.latest(name, "", KIND)
            if seen and seen.at >= today:
                continue
            found = _Look(tx, client, workshop.logs[name].journal.log, now).whole()
        with workshop.store.transaction() as tx:
            tx.observations.note((name, "", KIND), Observation(at=now, run="", facts=found.standing))
            if found.body:
                workshop.logs[name].journal.record(tx.records, KIND, workshop.clock.now(), found.body)
        if found.body:
            with suppress(Refused):  # a log that cannot be signed on: the next run says so
                workshop.logs[name].sequencer.run()
        count += 1
    return count


def ledger(tx: Transaction, log: str) -> Ledger:
    """Return what a client's log tells of forecasts; of a record that was erased, nothing."""
    begun, waiting, outcomes = None, dict[str, Foretold](), list[Outcome]()
    for data in tx.records.each_body(log, KIND):
        if not data.startswith(b"{"):
            continue
        body = json.loads(data)["body"]
        begun = begun or read_time(body["day"])
        for one in map(Outcome.of_json, body["outcomes"]):
            outcomes.append(one)
            if one.came is not Came.UNFORETOLD:
                waiting.pop(one.series, None)
        waiting |= {one.series: one for one in map(Foretold.of_json, body["forecasts"])}
    return Ledger(begun=begun, waiting=waiting, outcomes=outcomes)


def forecasts(
    tx: Transaction, client: Client, now: datetime, owners: Collection[str] | None = None
) -> list[tuple[Room, Filling]]:
    """Return when all that fills of a client (or of these devices and repositories) will be full, as of now."""
    since = now - (COUNTED + 1) * _DAY
    return [(one, foretold(one.peaks(tx, since, now), one.level, now)) for one in rooms(tx, client, owners)]


@dataclass(frozen=True, kw_only=True)
class _Found:
    standing: dict[str, Any]
    body: dict[str, Any] | None


class _Look:
    """One look at a client: what stands, what is foretold anew, what is settled."""

    def __init__(self, tx: Transaction, client: Client, log: str, now: datetime) -> None:
        self._tx, self._client, self._now = tx, client, now
        self._today = GRAINS[-1].begins(now)
        self._ledger = ledger(tx, log)
        self._since = self._ledger.begun or self._today

    def whole(self) -> _Found:
        found = forecasts(self._tx, self._client, self._now)
        outcomes = list(self._outcomes(room for room, _ in found))
        over = {one.series for one in outcomes}
        new = [
            Foretold(series=room.name, level=room.level, made=self._now, filling=filling)
            for room, filling in found
            if filling.full
            and filling.full - self._now < max(RECORDED, self._client.forecast_warn)
            and (room.name not in self._ledger.waiting or room.name in over)
        ]
        standing = {
            room.name: filling.as_json() | {"owner": room.owner, "level": room.level} for room, filling in found
        }
        body: dict[str, Any] = {"schema": SCHEMA, "day": write_time(self._today)}
        body |= {"forecasts": [one.as_json() for one in new], "outcomes": [one.as_json() for one in outcomes]}
        worth = new or outcomes or (found and self._ledger.begun is None)
        return _Found(standing=standing, body=body if worth else None)

    def _outcomes(self, found: Iterable[Room]) -> Iterable[Outcome]:
        left = dict(self._ledger.waiting)
        for room in found:
            waits = left.pop(room.name, None)
            peaks = room.peaks(self._tx, self._now - (_LONG if waits else (COUNTED + 1) * _DAY), self._now)
            one = settled(waits, peaks, self._today) if waits else None
            if one:
                yield one
            if waits is None:  # else it is the forecast's own to tell
                told = {each.at for each in self._ledger.outcomes if each.series == room.name}
                found_out = unforetold(room.name, room.level, peaks, self._since)
                yield from (each for each in found_out if each.at not in told)
        for waits in left.values():  # no document names it any more
            if one := settled(waits, (), self._today):
                yield replace(one, came=Came.UNSEEN)
