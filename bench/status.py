"""What views cost after a year: each on a database that a provider filled, held against one with nothing in it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.measure import Command, against, alternate, report
from bench.status_year import Year
from bench.world import BIN
from continuity.faces.metrics import exposed
from continuity.faces.standing_metrics import families
from continuity.faces.standings import Standings

if TYPE_CHECKING:
    from pathlib import Path

#: What is asked, and how many times an empty database's time it may take: a list of all points is long by nature.
_VIEWS = (("status", 3.0), ("status --json", 3.0), ("status a7", 1.5), ("monitor", 3.0), ("status --trend", 4.0),
          ("points", 8.0), ("points a7", 1.5), ("notification list", 1.5))  # fmt: skip


@dataclass(frozen=True)
class _Pair:
    """The same documents twice: after a year, and before the first run."""

    lived: Year
    empty: Year


def views(folder: Path, scale: float, runs: int) -> None:
    """Ask every view of 100 and of 1,000 assets, then let the metrics look for the first time."""
    for assets in (max(8, round(100 * scale)), max(16, round(1000 * scale))):
        began = time.perf_counter()
        pair = _Pair(Year(folder / f"lived-{assets}", assets).make(),
                     Year(folder / f"empty-{assets}", assets, lived=False).make())  # fmt: skip
        size = (folder / f"lived-{assets}" / "state" / "state.db").stat().st_size / 2**20
        print(f"a year of {assets} assets: {size:.0f} MiB, written in {time.perf_counter() - began:.0f} s")
        for words, target in _VIEWS:
            _view(pair, words, target, runs)
        _metrics(pair, runs)


def _view(pair: _Pair, words: str, target: float, runs: int) -> None:
    lived, empty = (Command(argv=_argv(year, words), env={}) for year in (pair.lived, pair.empty))
    mine, theirs = alternate(lived, empty, runs)
    what = f"{words}, {pair.lived.assets} assets, a year against none"
    report(what, mine.cpu / theirs.cpu, target, "x", against(mine, theirs))


def _argv(year: Year, words: str) -> list[str | Path]:
    """Return the command; what it finds missing, or unproven, is no fault of the measurement (exit 1, 2 of monitor)."""
    return ["sh", "-c", '"$@"; test $? -le 2', "sh", BIN / "continuity", *words.split(), *year.argv]


def _metrics(pair: _Pair, runs: int) -> None:
    mine, theirs = (median(_first_look(year) for _ in range(runs)) for year in (pair.lived, pair.empty))
    what = f"/metrics, first look, {pair.lived.assets} assets, a year against none"
    report(what, mine / theirs, 6.0, "x", f"{mine:.2f} s against {theirs:.2f} s")


def _first_look(year: Year) -> float:
    app = year.app()
    assert app.store, "the database is open, and the documents are read"
    began = time.perf_counter()
    assert exposed(families(Standings().now(app, app.clock.now())))
    return time.perf_counter() - began
