"""Devices watched: how late ten thousand of them are asked each minute, and what a device costs on disk in a year.

Lateness is the poller's own, against a web server on this machine; memory is held between its second and last minute
(``BENCH_MINUTES=20`` for a longer look).
The year is written as the recorder writes it, by minutes, hours and days, and pruned every day.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from bench.measure import report
from bench.probes import nginx
from continuity.ground.clock import SystemClock
from continuity.model.standing import Change, Standing, Status
from continuity.state.store import Store
from continuity.state.watch_tables import RollupRow
from continuity.supervision.checks.installed import made
from continuity.supervision.poller import Asking, Poller
from continuity.supervision.rollup import GRAINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.supervision.checks.ports import Observed

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_CHECKS = ("icmp", "http", "tcp", "load", "disk")
_CHANGES = 50  # hard changes of a check in a year: one a week
_PAGE = os.sysconf("SC_PAGE_SIZE")


def supervision(folder: Path, scale: float) -> None:
    """Measure both."""
    folder.mkdir()
    _year(folder, max(30, round(365 * min(scale, 1))))
    _lateness(folder / "web", max(500, round(10_000 * scale)), int(os.environ.get("BENCH_MINUTES", "3")))


def _lateness(folder: Path, count: int, minutes: int) -> None:
    folder.mkdir()
    late, states, sizes = Counter[int](), set[str](), list[float]()

    def heard(_name: str, _at: datetime, observed: Observed, late_s: float) -> None:
        late[round(late_s * 1000)] += 1  # by millisecond: a list of all would be the memory that is measured
        states.add(str(observed.state))

    with nginx(folder) as port:
        kinds: list[tuple[str, dict[str, Any]]] = [
            ("http", {"url": f"http://127.0.0.1:{port}/"}),
            ("tcp", {"host": "127.0.0.1", "port": port}),
        ]
        askings = {
            f"acme/device-{number}/{kind}": Asking(check=made(kind, asks), every=_MINUTE, limit=_MINUTE / 6)
            for number in range(count)
            for kind, asks in [kinds[number % 2]]
        }
        poller, before = Poller(askings, SystemClock()), _resident()
        used = time.process_time()
        poller.start(heard)
        for _ in range(minutes):
            time.sleep(60)
            sizes.append(_resident())
        used = time.process_time() - used
        poller.stop()
    share = f"{used / minutes / 60:.0%} of a core"
    told = f"{late.total()} questions in {minutes} min, {share}, {', '.join(sorted(states))}"
    report(f"{len(askings)} devices a minute: p99 of lateness", _p99(late) / 1000, 1, "s", told)
    told = f"{sizes[1] - before:.0f} MB in the first two, {sizes[1]:.0f} MB then, {sizes[-1]:.0f} MB at the end"
    report("memory that they gain after the second minute", sizes[-1] - sizes[1], 5, "MB", told)


def _p99(late: Counter[int]) -> int:
    left = late.total() * 0.99
    for milliseconds in sorted(late):
        left -= late[milliseconds]
        if left <= 0:
            return milliseconds
    return max(late)


def _year(folder: Path, days: int) -> None:
    store, begun = Store.open(folder / "state.db"), datetime(2025, 1, 1, tzinfo=UTC)
    empty = (folder / "state.db").stat().st_size
    for day in range(days):
        now = begun + (day + 1) * _DAY
        with store.transaction() as tx:
            tx.watched._session.connection().execute(insert(RollupRow), list(_of_day(begun + day * _DAY)))  # noqa: SLF001 - a row at a time takes hours
            for grain in GRAINS:
                tx.watched.prune(int(grain.length.total_seconds()), now - grain.kept)
    with store.transaction() as tx:
        change = Change(was=Status.OK, now=Status.CRITICAL, since=begun, at=begun, said="no answer in time")
        keys = [("acme", "web-server-01", check) for check in _CHECKS]
        tx.watched.add([(key, change) for key in keys for _ in range(_CHANGES * days // 365)])
        standing = Standing(status=Status.OK, since=begun, at=begun, seen=(Status.OK,) * 21, said="HTTP 200")
        tx.watched.save(dict.fromkeys(keys, standing), ())
    store.close()
    size = (folder / "state.db").stat().st_size - empty
    told = f"{len(_CHECKS)} checks a minute over {days} days, a figure each, {_CHANGES} changes a year each"
    report("a device on disk after a year", size / 1e6, 5, "MB", told)


def _of_day(day: datetime) -> Iterator[dict[str, Any]]:
    for check in _CHECKS:
        for grain in GRAINS:
            for number in range(_DAY // grain.length):
                yield {
                    "client": "acme",
                    "device": "web-server-01",
                    "name": check,
                    "figure": "latency",
                    "grain_s": int(grain.length.total_seconds()),
                    "begins": day + number * grain.length,
                    "count": grain.length // _MINUTE,
                    "least": 0.0123,
                    "most": 0.0456,
                    "total": 0.0123 * (grain.length // _MINUTE),
                }


def _resident() -> float:
    """Return how many megabytes this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6
