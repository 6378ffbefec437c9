"""What Prometheus scrapes: the service as it is now, and where assets and devices stood when that was last computed.

Where they stand is computed on a thread of its own, at most once a minute and never more than a tenth of the time,
and kept as the bytes of the answer; a scrape of ten thousand assets copies them.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from continuity import __version__
from continuity.engine.drills.calendar import Span, planned_drills
from continuity.engine.procedures.proofs import proofs
from continuity.evidence.format.checkpoint import origin
from continuity.faces.device_metrics import device_families
from continuity.faces.drill_metrics import drill_families
from continuity.faces.forecast_metrics import forecast_families
from continuity.faces.standing_metrics import families, runbook_families
from continuity.faces.standings import Standings
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError
from continuity.model.corrective import ActionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prometheus_client import Metric

    from continuity.engine.daemon.health import Health
    from continuity.faces.app import App
    from continuity.faces.health import Answer
    from continuity.ground.clock import Mark

#: The text format that every version of Prometheus reads.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_EVERY = timedelta(minutes=1)
_SHARE = 10  # a look that took a second is not repeated for ten
_FIRST = timedelta(seconds=8)  # how long a scrape waits for the first look; Prometheus itself gives up after ten


def metrics(health: Callable[[], Health], figures: Figures) -> Answer:
    """Return what answers ``/metrics``."""

    def answer() -> tuple[int, str, bytes]:
        return 200, CONTENT_TYPE, exposed(live(health())) + figures.text()

    return answer


class Figures:
    """Where the assets stand, as bytes. ``app`` gives the documents in force; safe for threads."""

    def __init__(self, app: Callable[[], App], every: timedelta = _EVERY) -> None:
        self._app, self._every, self._clock = app, every, app().clock
        self._lock, self._first = threading.Lock(), threading.Event()
        self._text, self._due = b"", self._clock.mark()
        self._next = timedelta(0)
        self._looking, self._standings = False, Standings()

    def text(self) -> bytes:
        """Return what was last computed, and have it computed anew where it is too old."""
        with self._lock:
            if not self._looking and elapsed(self._due, self._clock.mark()).seconds >= self._next.total_seconds():
                self._looking = True
                threading.Thread(target=self._look, name="metrics", daemon=True).start()
        self._first.wait(_FIRST.total_seconds())
        return self._text

    def _look(self) -> None:
        began = self._clock.mark()
        try:
            text = self._computed(began)
        except ContinuityError:
            text = b""  # figures that are not known are not shown: an old one would look like a new one
        took = timedelta(seconds=elapsed(began, self._clock.mark()).seconds)
        with self._lock:
            self._text, self._due, self._looking = text, began, False
            self._next = max(self._every, took * _SHARE)
        self._first.set()

    def _computed(self, began: Mark) -> bytes:
        app = self._app()
        found = self._standings.now(app, began.wall)
        with app.store.reading() as tx:
            runs = tx.history.counts()
            clients = list(app.inventory.clients.values())
            stale = list(proofs(tx, clients, app.policy, began.wall))
            drills = list(planned_drills(tx, clients, app.policy, Span(now=began.wall, until=began.wall)))
            actions = tx.corrective.find(states=(ActionState.OPEN,))
            devices = list(device_families(tx, app.inventory, began.wall))
            devices += forecast_families(tx, app.inventory, lambda client: origin(app.server, client))
        counter = CounterMetricFamily("continuity_runs", "Runs that ended.", labels=("kind", "outcome"))
        for (kind, outcome), count in sorted(runs.items()):
            counter.add_metric((kind, outcome), count)
        took = elapsed(began, self._clock.mark()).seconds
        more = [*runbook_families(stale), *drill_families(drills, actions, began.wall), *devices]
        return exposed([counter, *_computation(began, took), *families(found), *more])


def _computation(began: Mark, took: float) -> Iterator[Metric]:
    yield _gauge("standing_timestamp_seconds", "When the figures of assets were computed.", began.wall.timestamp())
    yield _gauge("standing_computation_seconds", "How long computing the figures of assets took.", took)


def live(now: Health) -> Iterator[Metric]:
    """Yield the service as it is now."""
    yield InfoMetricFamily("continuity_build", "The program.", {"version": __version__})
    yield _gauge("healthy", "1 while the service beats and can write what it finds.", now.well)
    yield _gauge("scheduler_active", "1 for the active scheduler, 0 for one that stands by.", now.active)
    yield _gauge("heartbeat_age_seconds", "Time since the last heartbeat.", now.beat_age.total_seconds())
    yield _gauge("work_lines", "Lines of work: kinds of job, each for a subject.", now.lines)
    yield _gauge("jobs_running", "Jobs that run now.", now.running)
    yield _gauge("jobs_waiting", "Jobs that are due and wait for a place.", now.waiting)
    yield _gauge("runs_unwritten", "Runs that ended and that the database could not take yet.", now.unwritten)
    if now.next_due:
        yield _gauge("next_due_timestamp_seconds", "When the next job falls due.", now.next_due.timestamp())


def exposed(found: Iterable[Metric]) -> bytes:
    """Return metrics in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Given(found))
    return generate_latest(registry)


class _Given(Collector):
    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        """Give what was given."""
        return self._found


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"continuity_{name}", told, value=float(value))
