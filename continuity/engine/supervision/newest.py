"""The newest figures of checks, as monitors take them: the last whole minute, unless nobody asked for too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.supervision.recorder import key_of
from continuity.supervision.rollup import GRAINS, Rollup
from continuity.supervision.thresholds import LATENCY

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.model.check import CheckSpec
    from continuity.state.store import Transaction

#: So many figures of a check at most, beside the time it takes: one that invents names fills nobody's monitor.
MOST = 20
_OLD = timedelta(minutes=3)


@dataclass(frozen=True, kw_only=True)
class Newest:
    """One figure of a check over the minute that begins at ``begins``."""

    name: str
    begins: datetime
    rollup: Rollup


def newest(tx: Transaction, spec: CheckSpec, now: datetime) -> list[Newest]:
    """Return the figures of a check, by name; of one that was not asked lately there is none."""
    grain_s, since = int(GRAINS[0].length.total_seconds()), now - _OLD - 2 * spec.every
    found = []
    for name in (LATENCY, *(one for one in tx.watched.figure_names(key_of(spec), MOST + 1) if one != LATENCY)):
        if one := tx.watched.newest(key_of(spec), name, grain_s, since):
            rollup = Rollup(count=one.count, least=one.least, most=one.most, total=one.total)
            found.append(Newest(name=name, begins=one.begins, rollup=rollup))
    return found[: MOST + 1]
