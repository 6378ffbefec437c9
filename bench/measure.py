"""Run two commands alternately, take medians, print one line for each figure."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Command:
    """What is measured; ``before`` prepares each run and is not."""

    argv: Sequence[str | Path]
    env: Mapping[str, str]
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock, and seconds of processor: the second figure hardly minds what else the machine does."""

    wall: float
    cpu: float


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(argv: Sequence[str | Path], env: Mapping[str, str]) -> Taken:
    """Run a command to its end and return what it took; its output is shown only if it fails."""
    # a development setting that makes every start compile everything again; nobody's daily use
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, began = _processor(), time.perf_counter()
    done = subprocess.run(argv, env=inherited | dict(env), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode} from {argv}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Taken(seconds, _processor() - before)


def alternate(ours: Command, bare: Command, runs: int) -> tuple[Taken, Taken]:
    """Return the medians of both, run in turn, so that what else the machine does meets both."""
    taken = in_turn({"ours": ours, "bare": bare}, runs)
    return taken["ours"], taken["bare"]


def in_turn(commands: Mapping[str, Command], runs: int) -> dict[str, Taken]:
    """Return the medians of several commands, run in turn."""
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            command.before()
            os.sync()
            taken[name].append(run(command.argv, command.env))
    return {name: _median(several) for name, several in taken.items()}


def _median(runs: list[Taken]) -> Taken:
    return Taken(median(one.wall for one in runs), median(one.cpu for one in runs))


def against(mine: Taken, theirs: Taken) -> str:
    """Return both figures of both sides."""
    return f"{mine.wall:.2f} s against {theirs.wall:.2f} s (processor: {mine.cpu:.2f} s, {theirs.cpu:.2f} s)"


def report(what: str, measured: float, target: float, unit: str, detail: str) -> None:
    """Print a figure beside its target."""
    verdict = "met" if measured <= target else "MISSED"
    print(f"{what:<46} {measured:6.2f}{unit}  target <= {target:.2f}{unit}  {verdict:<6}  {detail}", flush=True)
