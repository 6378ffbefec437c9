"""How it stands with drills, as Prometheus names it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily

from continuity.policy.drill_calendar import DueState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from prometheus_client import Metric

    from continuity.model.corrective import CorrectiveAction
    from continuity.policy.drill_calendar import Planned

_DRILL = ("client", "drill", "asset")


def drill_families(found: Iterable[Planned], actions: Iterable[CorrectiveAction], now: datetime) -> Iterator[Metric]:
    """Yield which drills are late, when each is due and was last held, and how many corrective actions are open."""
    late = GaugeMetricFamily("continuity_drill_late", "1 where its period went by without its people.", labels=_DRILL)
    due = GaugeMetricFamily("continuity_drill_due_timestamp_seconds", "When it must be held.", labels=_DRILL)
    held = GaugeMetricFamily("continuity_drill_held_timestamp_seconds", "When people last did.", labels=_DRILL)
    for one in found:
        labels = (one.client, one.drill, one.subject.partition("/")[2])
        if one.dates.due:
            late.add_metric(labels, float(one.dates.state is DueState.LATE))
            due.add_metric(labels, one.dates.due.timestamp())
        if one.track.held:
            held.add_metric(labels, one.track.held.at.timestamp())
    counts = Counter((one.client, "late" if one.late(now) else "open") for one in actions)
    unresolved = GaugeMetricFamily(
        "continuity_corrective_actions", "Corrective actions that are not closed.", labels=("client", "state")
    )
    for (client, state), count in sorted(counts.items()):
        unresolved.add_metric((client, state), count)
    yield from (late, due, held, unresolved)
