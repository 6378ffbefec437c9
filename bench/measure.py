"""Run two commands alternately, take medians, print one line for each figure."""

from __future__ import annotations

import os
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


def run(argv: Sequence[str | Path], env: Mapping[str, str]) -> float:
    """Run a command to its end and return its seconds; its output is shown only if it fails."""
    # a development setting that makes every start compile everything again; nobody's daily use
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    done = subprocess.run(argv, env=inherited | dict(env), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode} from {argv}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return seconds


def alternate(ours: Command, bare: Command, runs: int) -> tuple[float, float]:
    """Return the medians of both, run in turn, so that what else the machine does meets both."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for command, taken in zip((ours, bare), seconds, strict=True):
            command.before()
            os.sync()
            taken.append(run(command.argv, command.env))
    return median(seconds[0]), median(seconds[1])


def report(what: str, measured: float, target: float, unit: str, detail: str) -> None:
    """Print a figure beside its target."""
    verdict = "met" if measured <= target else "MISSED"
    print(f"{what:<46} {measured:6.2f}{unit}  target <= {target:.2f}{unit}  {verdict:<6}  {detail}", flush=True)
