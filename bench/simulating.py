"""A year simulated: jobs a second, and whether ten times the assets cost ten times the time."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.fleet import Fleet
from bench.measure import report
from continuity.engine.daemon.pools import Limits
from continuity.policy.deriving import Measured
from continuity.policy.lifetimes import keeps
from continuity.policy.planning import lines
from continuity.policy.simulation import Setting, simulate
from continuity.policy.simulation_loads import loads
from continuity.policy.simulation_pools import Capacity
from continuity.policy.simulation_storage import Storage
from continuity.policy.simulation_tally import Age, Tally

if TYPE_CHECKING:
    from pathlib import Path

_JOB = timedelta(seconds=10)


def years(folder: Path, scale: float) -> None:
    """Play a year of 100 and of 1,000 assets, each backed up four times a day, one job in fifty failing."""
    costs = []
    for assets in (max(20, round(100 * scale)), max(200, round(1000 * scale))):
        seconds, jobs = _play(folder / str(assets), assets)
        costs.append(seconds / jobs)
        report(f"a year of {assets} assets, a job", costs[-1] * 1e6, 200.0, "us", f"{jobs} jobs in {seconds:.1f} s")
    report("a job, ten times the assets against one", costs[1] / costs[0], 1.5, "x", "1 is linear")


def _play(folder: Path, assets: int) -> tuple[float, int]:
    inventory = Fleet(folder, assets, ["{every: 6h}"]).make().app().inventory
    known = lines(inventory, {})
    lengths = {line.key: Measured(typical=_JOB, worst=2 * _JOB) for line in known}
    costs, _ = loads(known, lengths, {})
    limits = Limits()
    setting = Setting(
        start=Fleet(folder, assets, []).app().clock.now(),
        length=timedelta(days=365),
        seed="1",
        fail=0.02,
        capacity=Capacity(kinds=limits.kinds, repository=limits.repository),
    )
    ages = {asset.reference: Age(rpo=timedelta(hours=48)) for asset in inventory.assets()}
    began = time.perf_counter()
    storage = Storage(setting.start, {}, keeps(inventory))
    tally = simulate(known, {}, costs, setting, Tally(start=setting.start, ages=ages, storage=storage))
    return time.perf_counter() - began, tally.jobs.total()
