"""When disks and repositories will be full, as Prometheus names it, and how good that was foretold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily

from continuity.engine.supervision.forecasting import KIND, ledger
from continuity.supervision.filling import Filling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client import Metric

    from continuity.model.inventory import Inventory
    from continuity.state.store import Transaction
    from continuity.supervision.foretelling import Score

#: So many of a client are told one by one: what is full soonest.
MOST = 1000
_TIMES = (
    ("full_timestamp_seconds", "When a disk or a repository will be full, as foretold today.", "full"),
    ("full_earliest_timestamp_seconds", "The early end of the interval of that.", "earliest"),
    ("full_latest_timestamp_seconds", "The late end of the interval of that.", "latest"),
)


def forecast_families(tx: Transaction, inventory: Inventory, log: Callable[[str], str]) -> Iterator[Metric]:
    """Yield the forecasts of the day, and their scores; ``log`` names the log of a client."""
    soonest = {client: _soonest(tx, client) for client in inventory.clients}
    for name, told, end in _TIMES:
        family = GaugeMetricFamily(f"continuity_{name}", told, labels=("client", "what"))
        for client, found in soonest.items():
            for what, filling in found:
                family.add_metric((client, what), getattr(filling, end).timestamp())
        yield family
    yield from _scores({client: ledger(tx, log(client)).score() for client in inventory.clients})


def _soonest(tx: Transaction, client: str) -> list[tuple[str, Filling]]:
    seen = tx.observations.latest(client, "", KIND)
    every = [(name, Filling.of_json(plain)) for name, plain in (seen.facts if seen else {}).items()]
    foretold = [(one.full, name, one) for name, one in every if one.full]
    return [(name, one) for _, name, one in sorted(foretold, key=lambda each: each[:2])[:MOST]]


def _scores(scores: dict[str, Score]) -> Iterator[Metric]:
    counts = GaugeMetricFamily("continuity_forecasts", "Forecasts on record, by what came.", labels=("client", "came"))
    shares = {
        "precision": GaugeMetricFamily(
            "continuity_forecast_precision", "Of what was foretold, how much came.", labels=("client",)
        ),
        "recall": GaugeMetricFamily(
            "continuity_forecast_recall", "Of what came, how much was foretold.", labels=("client",)
        ),
        "lead_days": GaugeMetricFamily(
            "continuity_forecast_lead_days", "How many days before, the median.", labels=("client",)
        ),
    }
    for client, score in scores.items():
        counts.add_metric((client, "waiting"), score.waiting)
        for came, count in sorted(score.counts.items()):
            counts.add_metric((client, str(came)), count)
        for name, family in shares.items():
            if (value := getattr(score, name)) is not None:
                family.add_metric((client,), value)
    yield from (counts, *shares.values())
