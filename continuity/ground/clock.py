"""The only clocks. Decisions take the time as an argument; only hands ask a clock.

A :class:`Mark` keeps both clocks: the wall, for records, and ``CLOCK_BOOTTIME`` with the boot's id, for
durations. :func:`elapsed` prefers the boot-time difference, which no clock change can falsify and which
goes on during suspend; across a reboot only the wall is left, and the answer says so.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux random(4)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One instant on both clocks: ``wall`` in UTC, ``boot_s`` in seconds since the boot named ``boot_id``."""

    wall: datetime
    boot_s: float
    boot_id: str


@dataclass(frozen=True, kw_only=True)
class Elapsed:
    """A duration and how it was obtained: ``boottime`` (same boot) or ``wall`` (clock changes included)."""

    seconds: float
    method: str


class Clock(Protocol):
    """What hands may ask of time."""

    def now(self) -> datetime:
        """Return the wall clock, aware, in UTC."""

    def mark(self) -> Mark:
        """Return one instant on both clocks."""

    def sleep(self, seconds: float) -> None:
        """Wait; returns early never, late possibly."""


def elapsed(start: Mark, end: Mark) -> Elapsed:
    """Return the time from ``start`` to ``end``; across a reboot it is a wall-clock difference, and labelled so."""
    if start.boot_id == end.boot_id:
        return Elapsed(seconds=end.boot_s - start.boot_s, method="boottime")
    return Elapsed(seconds=(end.wall - start.wall).total_seconds(), method="wall")


class Steady:
    """A time that nobody sets: the wall clock's when this was made, gone on with the clock that runs since the boot."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._began = clock, clock.mark()

    def now(self) -> datetime:
        """Return what the wall clock would show had nobody set it since."""
        return self._began.wall + timedelta(seconds=elapsed(self._began, self._clock.mark()).seconds)


@cache
def _boot_id() -> str:
    """Return the boot's id: no process outlives its boot."""
    return _BOOT_ID.read_text().strip()


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """Return the wall clock, aware, in UTC."""
        return datetime.now(UTC)

    def mark(self) -> Mark:
        """Return one instant on both clocks."""
        boot_s = time.clock_gettime(time.CLOCK_BOOTTIME)
        return Mark(wall=self.now(), boot_s=boot_s, boot_id=_boot_id())

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class ManualClock:
    """A clock that stands still until told; shipped, so that callers test their own code with it."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._boot_s = 0.0

    def now(self) -> datetime:
        """Return the time it was set to."""
        return self._now

    def mark(self) -> Mark:
        """Return one instant on both clocks, of a boot named ``manual``."""
        return Mark(wall=self._now, boot_s=self._boot_s, boot_id="manual")

    def sleep(self, seconds: float) -> None:
        """Advance instead of waiting."""
        self.advance(timedelta(seconds=seconds))

    def advance(self, by: timedelta) -> None:
        """Move both clocks."""
        self._now += by
        self._boot_s += by.total_seconds()

    def jump(self, by: timedelta) -> None:
        """Move the wall clock alone: somebody set it."""
        self._now += by
