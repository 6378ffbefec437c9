"""What fills: the disks of devices, and the rooms that repositories lie in; how full each was, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.supervision.newest import MOST
from continuity.engine.supervision.recorder import key_of
from continuity.state.watched import Rolled
from continuity.supervision.filling import Peak
from continuity.supervision.rollup import GRAINS
from continuity.supervision.thresholds import LATENCY, bound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime
    from typing import Any

    from continuity.model.check import CheckSpec
    from continuity.model.inventory import Client
    from continuity.model.job import Run
    from continuity.state.store import Transaction
    from continuity.state.watched import Key

_DAY = GRAINS[-1]
_DAY_S = int(_DAY.length.total_seconds())
_FREE, _WHOLE = "free_bytes", 100.0
#: restic writes packs of 16 MiB: a store with less room takes none.
_PACK = 16 * 1024 * 1024
_SHARES = ("ssh", "snmp")


@dataclass(frozen=True, kw_only=True)
class Room:
    """Something that fills. It is full at ``level``: of a disk percent, of a repository bytes left, below zero."""

    client: str
    owner: str  # a device or a repository
    name: str
    key: Key
    figure: str
    level: float

    @property
    def shares(self) -> bool:
        """Whether it is told in percent; a repository is in bytes below zero."""
        return self.figure != _FREE

    def peaks(self, tx: Transaction, since: datetime, until: datetime) -> list[Peak]:
        """Return how full it was at most on each day; the day of ``until`` is not over and not among them."""
        found = tx.watched.extremes(self.key, self.figure, _DAY_S, since)
        return [
            Peak(day=begins, value=most if self.shares else -least)
            for begins, least, most in found
            if begins < _DAY.begins(until)
        ]


def note_room(tx: Transaction, run: Run, repository: str, facts: Mapping[str, Any]) -> None:
    """Keep how much room a repository had, where its store tells."""
    free = facts.get(_FREE)
    if not isinstance(free, int):
        return
    figure = {"count": 1, "least": free, "most": free, "total": free}
    begins = _DAY.begins(run.started_at)
    tx.watched.roll([Rolled(key=_place(run.client, repository), figure=_FREE, grain_s=_DAY_S, begins=begins, **figure)])


def rooms(tx: Transaction, client: Client, owners: Collection[str] | None = None) -> Iterator[Room]:
    """Yield all that fills of a client, or of these devices and repositories."""
    for device in client.devices.values():
        if owners is None or device.name in owners:
            for spec in device.checks:
                yield from _disks(tx, spec)
    for name in client.repositories:
        if owners is None or name in owners:
            key = _place(client.name, name)
            full = f"{client.name}/{name}"
            yield Room(client=client.name, owner=name, name=full, key=key, figure=_FREE, level=-_PACK)


def _disks(tx: Transaction, spec: CheckSpec) -> Iterator[Room]:
    parameters = spec.parameters
    if spec.kind not in _SHARES or parameters.get("metric") != "disk" or parameters.get("oid"):
        return
    for figure in tx.watched.figure_names(key_of(spec), MOST + 1):
        if figure != LATENCY:
            name, level = f"{spec.reference} {figure}", _level(spec, figure)
            yield Room(client=spec.client, owner=spec.device, name=name, key=key_of(spec), figure=figure, level=level)


def _level(spec: CheckSpec, figure: str) -> float:
    """Return from when on a disk counts as full: what the document calls critical of it, else when nothing is left."""
    limit = spec.crit
    meant = bound(limit, limit.figure) if limit and limit.figure in ("", figure) else None
    return _WHOLE if meant is None else min(meant, _WHOLE)


def _place(client: str, repository: str) -> Key:
    return client, f"repository/{repository}", "room"
