"""What the scheduled service costs while it waits: processor and memory of a real daemon with nothing due for hours."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.fleet import Fleet
from bench.measure import report
from bench.world import BIN

if TYPE_CHECKING:
    from collections.abc import Sequence

_TICKS_S = os.sysconf("SC_CLK_TCK")
_MIB = 2**20


@dataclass(frozen=True)
class Used:
    """What a process used: seconds of processor so far, bytes of memory now."""

    cpu: float
    memory: int


def idle(folder: Path, sizes: Sequence[int], seconds: float) -> None:
    """Start the daemon on fleets of these sizes, watch each for a while, and tell what an asset costs."""
    memory = {}
    for assets in sizes:
        used, active = _watch(Fleet(folder / str(assets), assets, [_far()]).make(), seconds)
        memory[assets] = used.memory
        detail = f"{used.memory / _MIB:.0f} MiB; active after {active:.1f} s"
        report(f"idle daemon, {assets} assets: processor an hour", used.cpu * 3600 / seconds, 36.0, "s", detail)
    few, many = min(sizes), max(sizes)
    each = (memory[many] - memory[few]) / (many - few) / 1024
    report("idle daemon: memory an asset", each, 25.0, "KiB", f"from {few} to {many} assets")


def _far() -> str:
    at = datetime.now(UTC) + timedelta(hours=12)
    return f'[{{cron: "{at.minute} {at.hour} * * *"}}]'


def _watch(fleet: Fleet, seconds: float) -> tuple[Used, float]:
    """Return what a daemon used in the window, which begins after a heartbeat of its own, and when it was active."""
    began = time.perf_counter()
    argv = [str(BIN / "continuity"), "daemon", "--listen", "none", "--log-format", "json", *fleet.argv]
    child = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
    try:
        assert child.stderr is not None
        while "scheduler.active" not in (line := child.stderr.readline()):
            assert line, "the daemon ended"
        active = time.perf_counter() - began
        before = _settled(child.pid)
        time.sleep(seconds)
        after = _used(child.pid)
    finally:
        child.send_signal(signal.SIGTERM)
        child.communicate()
    return Used(after.cpu - before.cpu, after.memory), active


def _settled(pid: int) -> Used:
    """Return what a process used up to when its first round of announcing was over."""
    before, after = _used(pid), Used(float("inf"), 0)
    while after.cpu - before.cpu > 0.1:
        before = _used(pid)
        time.sleep(3)
        after = _used(pid)
    return after


def _used(pid: int) -> Used:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Used((int(fields[11]) + int(fields[12])) / _TICKS_S, int(status["VmRSS"].split()[0]) * 1024)
