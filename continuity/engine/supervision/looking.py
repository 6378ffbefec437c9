"""What is known of devices: from what the service wrote down, and by asking now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.supervision.asking import asking
from continuity.engine.supervision.recorder import key_of, rules_of
from continuity.ground.errors import UsageError
from continuity.model.standing import Standing
from continuity.supervision.checks.asking import asked
from continuity.supervision.standing import unseen
from continuity.supervision.thresholds import held
from continuity.supervision.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from continuity.model.check import CheckSpec
    from continuity.model.device import Device
    from continuity.model.inventory import Inventory
    from continuity.model.secrets import Reveal
    from continuity.model.standing import Change
    from continuity.state.store import Transaction
    from continuity.state.watched import Key
    from continuity.supervision.checks.ports import Observed
    from continuity.supervision.poller import Asking
    from continuity.supervision.timeline import Span


@dataclass(frozen=True, kw_only=True)
class Stood:
    """One check: where it stands, and the spans of the period that was asked for."""

    spec: CheckSpec
    standing: Standing
    spans: tuple[Span, ...] = ()


def devices_named(inventory: Inventory, names: Sequence[str]) -> list[Device]:
    """Return the devices of these names (``device`` or ``client/device``); all without names.

    Raises ``UsageError`` for a name that no device has.
    """
    every = [one for client in inventory.clients.values() for one in client.devices.values()]
    found = []
    for name in names:
        meant = [one for one in every if name in (one.name, f"{one.client}/{one.name}")]
        if not meant:
            known = ", ".join(f"{one.client}/{one.name}" for one in every) or "-"
            raise UsageError("there is no device named {name}", hint="known: {names}", name=name, names=known)
        found += meant
    return found if names else every


def stood(
    tx: Transaction, devices: Sequence[Device], now: datetime, period: tuple[datetime, datetime] | None = None
) -> list[Stood]:
    """Return where the checks of these devices stand now, as the service wrote it down; what is late nobody saw."""
    kept = tx.watched.standings()
    changes: dict[Key, list[Change]] = {}
    if period:
        for client, device in {(one.client, one.name) for one in devices}:
            changes |= tx.watched.changes(client, device)
    found = []
    for spec in (spec for device in devices for spec in device.checks):
        standing, missed = unseen(kept.get(key_of(spec), Standing()), now, rules_of(spec))
        known = [*changes.get(key_of(spec), ()), *missed]
        spans = timeline(known, period[0], min(period[1], now)) if period else ()
        found.append(Stood(spec=spec, standing=standing, spans=spans))
    return found


def asked_now(specs: Sequence[CheckSpec], reveal: Reveal) -> list[Observed]:
    """Ask these checks once, side by side; nothing of it is written down."""
    return asyncio.run(_all(specs, [asking(spec, reveal) for spec in specs]))


async def _all(specs: Sequence[CheckSpec], askings: Sequence[Asking]) -> list[Observed]:
    found = await asyncio.gather(*(asked(one.check, one.limit.total_seconds()) for one in askings))
    for one in askings:
        await one.check.close()
    return [held(observed, spec.warn, spec.crit) for spec, observed in zip(specs, found, strict=True)]
