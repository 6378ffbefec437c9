"""A service that moves, as its client sees it, and what a drill takes between its steps.

An address moves between two sites, while a client asks twenty times a second: by two bare `ip address` commands and one
gratuitous ARP that nobody waits for, by our action without its question whether anybody still holds it (`force`), and
by our action as the runbooks use it. All in turn; it needs root. What a drill adds to each step is read from the
journal of one whose steps do nothing: from the end of one to the end of the next.
"""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from itertools import pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from bench.measure import report
from continuity.ground.clock import SystemClock
from continuity.recovery.actions.address import AddressAction
from continuity.recovery.actions.ports import Context
from tests.engine.kit import Client, local
from tests.lab.sites import TwoSites

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ASKED = 20  # polls within the second in which others are asked for the address


def failover(folder: Path, scale: float, rounds: int = 5) -> None:
    """Measure both."""
    folder.mkdir()
    with TwoSites(folder / "sites") as sites, sites.machines() as machines:
        context = Context(run="bench", client="acme", clock=SystemClock(), machines=machines)
        moves: dict[str, Callable[[], None]] = {
            "bare": lambda: _bare(sites),
            "forced": lambda: _ours(sites, context, force=True),
            "asked": lambda: _ours(sites, context, force=False),
        }
        _lost(sites, moves["forced"])  # connections are made
        lost: dict[str, list[int]] = {name: [] for name in moves}
        for _ in range(rounds):
            for name, move in moves.items():
                lost[name].append(_lost(sites, move))
    middle = {name: median(many) for name, many in lost.items()}
    told = ", ".join(f"{name} {many}" for name, many in lost.items())
    report("polls lost more than by a bare move (force)", middle["forced"] - middle["bare"], 1, " ", told)
    report("the same, others asked for the address", middle["asked"] - middle["bare"], 1 + _ASKED, " ", "RFC 5227: 1 s")
    between = _between(folder / "drill", max(50, round(300 * scale)))
    last = quantiles(between, n=100)[-1]
    report(
        "a step of a drill that does nothing, p99",
        last,
        50,
        "ms",
        f"{len(between)} steps, middle {median(between):.1f} ms",
    )


def _lost(sites: TwoSites, move: Callable[[], None]) -> int:
    """Return how many polls a move from the primary to the standby loses."""
    sites.give(sites.primary)
    sites.introduce(sites.primary)
    with sites.watch() as watcher:
        watcher.until(lambda: watcher.seen[-20:] == ["primary"] * 20)
        before = watcher.lost
        move()
        watcher.until(lambda: watcher.seen[-20:] == ["standby"] * 20)
        return watcher.lost - before


def _bare(sites: TwoSites) -> None:
    address, port = f"{sites.address}/24", sites.primary.port
    sites.primary.ip("address", "del", address, "dev", port)
    sites.standby.ip("address", "add", address, "dev", port)
    sites.standby.does("setsid", "-f", "arping", "-q", "-U", "-c", "1", "-I", port, sites.address)


def _ours(sites: TwoSites, context: Context, *, force: bool) -> None:
    asked = {"address": f"{sites.address}/24", "interface": sites.primary.port}
    AddressAction().perform(asked | {"on": "primary", "give_up": True}, context)
    AddressAction().perform(asked | {"on": "standby", "force": force}, context)


def _between(root: Path, steps: int) -> list[float]:
    """Walk a drill of many steps that do nothing, and return the milliseconds from the end of each to the next end."""
    root.mkdir()
    client = Client(root=root, repositories={"disk": local(root / "disk")})
    client.share.mkdir()
    told = {"title": "Many", "purpose": "Measured"}
    does: list[dict[str, Any]] = [
        {"name": f"step-{number}", "title": "Look", "do": "wait", "with": {"time": "0s"}} for number in range(steps)
    ]
    client.more = {"runbooks": {"many": told | {"steps": does}}, "drills": {"many": told | {"runbook": "many"}}}
    client.write()
    subprocess.run(["sync"], check=True)
    client.run("init")
    client.run("drill", "run", "many", code=None)
    with closing(sqlite3.connect(client.state / "state.db")) as database:
        ends = database.execute("SELECT boot_s FROM procedure_event WHERE kind = 'done' ORDER BY number").fetchall()
    return [1000 * (two - one) for (one,), (two,) in pairwise(ends)]
