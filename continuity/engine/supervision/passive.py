"""Checks that nobody asks: calls that must come, results that others report, messages, traps; and their silence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.supervision import passive_syslog, passive_trap
from continuity.engine.supervision.inbox import Inbox
from continuity.ground.clock import Steady
from continuity.policy.lengths import said as length_said
from continuity.supervision.checks.ports import Observed, State
from continuity.supervision.listening.silence import WHY, silent_since

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.model.check import CheckSpec
    from continuity.model.standing import Standing

    Found = Iterator[tuple[str, datetime, Observed]]


class Passive:
    """What came since it was asked last; asked again and again by one thread, which :meth:`close` ends."""

    def __init__(self, workshop: Workshop, specs: Collection[CheckSpec]) -> None:
        self._inbox = Inbox.below(workshop.directories.state)
        self._steady = Steady(workshop.clock)  # a clock that is set makes nobody silent, and lets nobody be
        self._since = self._steady.now()
        self._last: dict[str, datetime] = {}
        self._specs = {spec.reference: spec for spec in specs if spec.passive}
        syslog, traps = ([one for one in self._specs.values() if one.kind == kind] for kind in ("syslog", "trap"))
        self._ports = [*passive_syslog.watches(syslog, workshop.clock), *passive_trap.watches(traps, workshop)]

    def heard(self, now: datetime, standings: Mapping[str, Standing]) -> Found:
        """Yield what came, by check, and who was not heard of in time; ``standings`` are looked at as it goes."""
        for one in self._inbox.taken() if self._specs else ():
            if one[0] in self._specs:
                self._last[one[0]] = self._steady.now()
                yield one
        for ports in self._ports:
            yield from ports.heard(now, standings)
        for name, spec in self._specs.items():
            if spec.kind == "heartbeat":
                yield from self._silence(name, spec, standings[name], now)

    def close(self) -> None:
        """Listen no more."""
        for one in self._ports:
            one.close()

    def _silence(self, name: str, spec: CheckSpec, standing: Standing, now: datetime) -> Found:
        """Yield that no call came; silence counts only while we listened."""
        allowed, steady = spec.every + spec.parameters["grace"], self._steady.now()
        if name not in self._last and standing.at:
            self._last[name] = steady - max(now - standing.at, timedelta())
        at = silent_since(self._last.get(name), self._since, allowed, steady)
        if at is not None:
            self._last[name] = at
            said = WHY["silent"].format(allowed=length_said(allowed))
            yield name, now - (steady - at), Observed(state=State.CRITICAL, said=said, latency_s=0.0)
