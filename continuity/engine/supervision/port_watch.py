"""Checks of what is sent to a port: one listener for those that share it, opened again where it ended.

How long an alarm holds, and whose turn it is, goes by the clock that nobody sets: a wall clock that jumps
ends no alarm.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from continuity.ground.clock import Steady
from continuity.ground.errors import ContinuityError
from continuity.model.standing import Status
from continuity.supervision.checks.ports import Observed, State
from continuity.supervision.listening.sockets import Listener

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from continuity.ground.clock import Clock
    from continuity.model.check import CheckSpec
    from continuity.model.standing import Standing
    from continuity.supervision.listening.sockets import Ports

_AGAIN = timedelta(seconds=30)  # between one try to listen and the next
_BAD = (Status.WARNING, Status.CRITICAL)
WHY = {
    "no port": "no port is declared for {what}: see `supervision`",
    "ended": "nobody listens for {what} any more: the service tries again",
    "before": "an alarm from before nobody could see, of which the words are no longer known",
}


class Kept(Protocol):
    """What one check heard."""

    def keep(self, said: str, at: datetime) -> None:
        """Keep up an alarm of which only the words are known."""

    def told(self, now: datetime, dropped: int) -> Observed:
        """Return how it is now; ``dropped``: how much was not read since it was asked last."""


class Ears(Protocol):
    """What one kind makes of what is sent to its port."""

    what: str

    @property
    def ports(self) -> Ports:
        """Where to listen."""

    @property
    def kept(self) -> Mapping[str, Kept]:
        """What each check heard, by its reference."""

    def hear(self, data: bytes, peer: str, now: datetime) -> tuple[Collection[str], bytes]:
        """Take what one sent; return the checks that have news, and the answer, if any. On the listener's thread."""


class PortWatch:
    """The checks that listen at the same ports; to be asked from one thread, while messages come on another."""

    def __init__(self, specs: Sequence[CheckSpec], ears: Ears, clock: Clock) -> None:
        self._specs, self._ears, self._clock = {spec.reference: spec for spec in specs}, ears, clock
        self._dropped = dict.fromkeys(self._specs, 0)
        self._told: dict[str, datetime] = {}
        self._news: set[str] = set()
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        self._steady = Steady(clock)
        self._fault, self._tried = "", self._steady.now() - _AGAIN
        self._begun = False

    def heard(self, now: datetime, standings: Mapping[str, Standing]) -> Iterator[tuple[str, datetime, Observed]]:
        """Yield how each check is that has news, or whose turn it is."""
        steady = self._steady.now()
        if not self._begun:
            self._keep(steady, standings)
        self._listen(steady)
        dropped = self._listener.dropped() if self._listener else 0
        with self._lock:
            news, self._news = self._news, set()
            for name, spec in self._specs.items():
                self._dropped[name] += dropped
                told = self._told.get(name)
                if name in news or told is None or steady - told >= spec.every:
                    self._told[name] = steady
                    yield name, now, self._now(name, steady)

    def close(self) -> None:
        """Listen no more."""
        if self._listener:
            self._listener.close()
            self._listener = None

    def _now(self, name: str, now: datetime) -> Observed:
        if self._listener is None:
            return Observed(state=State.UNKNOWN, said=self._fault, latency_s=0.0)
        dropped, self._dropped[name] = self._dropped[name], 0
        return self._ears.kept[name].told(now, dropped)

    def _keep(self, now: datetime, standings: Mapping[str, Standing]) -> None:
        self._begun = True
        for name, held in self._ears.kept.items():
            if said := _alarm(standings[name]):
                held.keep(said, now)

    def _listen(self, now: datetime) -> None:
        what = self._ears.what
        if self._listener and not self._listener.listens:
            self.close()
            self._fault = WHY["ended"].format(what=what)
        if self._listener or now - self._tried < _AGAIN:
            return
        self._tried = now
        if self._ears.ports.udp is None and self._ears.ports.tcp is None:
            self._fault = WHY["no port"].format(what=what)
            return
        try:
            self._listener = Listener(self._ears.ports, self._take, self._clock, called=what)
        except ContinuityError as error:
            self._fault = str(error)

    def _take(self, data: bytes, peer: str) -> bytes:
        with self._lock:
            news, answer = self._ears.hear(data, peer, self._steady.now())
            self._news.update(news)
        return answer


def _alarm(standing: Standing) -> str:
    """Return the words of the alarm that held when somebody saw last; nothing where none did.

    That nobody saw since (``undetermined``) ended none.
    """
    saw = [one for one in standing.seen if one is not Status.UNDETERMINED]
    if standing.status not in _BAD and not (standing.status is Status.UNDETERMINED and saw and saw[-1] in _BAD):
        return ""
    return standing.said if standing.seen[-1:] != (Status.UNDETERMINED,) else WHY["before"]


def by_ports(specs: Sequence[CheckSpec]) -> list[list[CheckSpec]]:
    """Return the checks that share their ports, together."""
    found: dict[tuple[object, ...], list[CheckSpec]] = {}
    for spec in specs:
        ports = tuple(spec.parameters.get(name) for name in ("listen", "udp", "tcp"))
        found.setdefault(ports, []).append(spec)
    return list(found.values())
