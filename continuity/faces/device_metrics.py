"""Where the checks of devices stand, as Prometheus names it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily

from continuity.engine.supervision.looking import devices_named, stood
from continuity.engine.supervision.newest import newest
from continuity.model.standing import Status
from continuity.supervision.thresholds import LATENCY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from prometheus_client import Metric

    from continuity.engine.supervision.looking import Stood
    from continuity.engine.supervision.newest import Newest
    from continuity.model.inventory import Inventory
    from continuity.state.store import Transaction

_CHECK = ("client", "device", "check")
#: So many checks are told one by one; of all of them, how many stand how.
MOST = 5000
_NUMBER = {status: number for number, status in enumerate(Status)}
_STATES = ", ".join(f"{number} {status}" for status, number in _NUMBER.items())


def device_families(tx: Transaction, inventory: Inventory, now: datetime) -> Iterator[Metric]:
    """Yield how many checks stand how; and of the first :data:`MOST` each its state, since when, and its figures."""
    every = stood(tx, devices_named(inventory, ()), now)
    found = sorted(every, key=lambda one: one.spec.reference)[:MOST]
    yield _counted(every)
    left = GaugeMetricFamily("continuity_checks_left_out", "Checks that are not told one by one: too many.")
    left.add_metric((), len(every) - len(found))
    yield left
    yield from _standings(found)
    yield from _figures([(one, newest(tx, one.spec, now)) for one in found])


def _counted(every: Sequence[Stood]) -> Metric:
    family = GaugeMetricFamily("continuity_checks", "Checks of devices that stand so.", labels=("client", "status"))
    counts = Counter((one.spec.client, one.standing.status) for one in every)
    for client in sorted({one.spec.client for one in every}):
        for status in Status:
            family.add_metric((client, status), counts[client, status])
    return family


def _standings(found: Sequence[Stood]) -> Iterator[Metric]:
    state = GaugeMetricFamily("continuity_check_state", f"How it stands: {_STATES}.", labels=_CHECK)
    since = GaugeMetricFamily("continuity_check_since_timestamp_seconds", "Since when it stands so.", labels=_CHECK)
    seen = GaugeMetricFamily("continuity_check_seen_timestamp_seconds", "When it was last asked.", labels=_CHECK)
    flapping = GaugeMetricFamily("continuity_check_flapping", "1 while it changes too often.", labels=_CHECK)
    for one in found:
        labels, standing = _labels(one), one.standing
        state.add_metric(labels, _NUMBER[standing.status])
        flapping.add_metric(labels, float(standing.flapping))
        if standing.since:
            since.add_metric(labels, standing.since.timestamp())
        if standing.at:
            seen.add_metric(labels, standing.at.timestamp())
    yield from (state, since, seen, flapping)


def _figures(found: Sequence[tuple[Stood, Sequence[Newest]]]) -> Iterator[Metric]:
    told = "How long it took to answer, the mean of its last whole minute."
    latency = GaugeMetricFamily("continuity_check_latency_seconds", told, labels=_CHECK)
    figure = GaugeMetricFamily(
        "continuity_check_figure", "A figure that it told, the mean of its last whole minute.",
        labels=(*_CHECK, "figure"),
    )  # fmt: skip
    for one, figures in found:
        for each in figures:
            if each.name == LATENCY:
                latency.add_metric(_labels(one), each.rollup.mean)
            else:
                figure.add_metric((*_labels(one), each.name), each.rollup.mean)
    yield from (latency, figure)


def _labels(one: Stood) -> tuple[str, str, str]:
    return one.spec.client, one.spec.device, one.spec.name
