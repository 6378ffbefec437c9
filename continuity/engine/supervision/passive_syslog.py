"""Checks of syslog: each message is held against all of those that listen at its port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.supervision.port_watch import PortWatch, by_ports
from continuity.ground.secrecy import veil
from continuity.supervision.listening.holding import Held, Wanted, wanted
from continuity.supervision.listening.sockets import Ports
from continuity.supervision.listening.syslog import SEVERITIES, message

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from continuity.ground.clock import Clock
    from continuity.model.check import CheckSpec


class SyslogEars:
    """What the checks of one port make of messages."""

    what = "syslog"

    def __init__(self, specs: Sequence[CheckSpec]) -> None:
        first = specs[0].parameters
        self._ports = Ports(address=first["listen"], udp=first.get("udp"), tcp=first.get("tcp"))
        self._kept = {spec.reference: Held(wanted=_wanted(spec), veil=veil) for spec in specs}

    @property
    def ports(self) -> Ports:
        """Where to listen."""
        return self._ports

    @property
    def kept(self) -> Mapping[str, Held]:
        """What each check heard."""
        return self._kept

    def hear(self, data: bytes, peer: str, now: datetime) -> tuple[Collection[str], bytes]:
        """Take a message; nothing is answered."""
        found = message(data)
        return [name for name, held in self._kept.items() if held.hear(found, peer, now)], b""


def _wanted(spec: CheckSpec) -> Wanted:
    return wanted(spec.parameters, frozenset((spec.device, spec.parameters["address"])), SEVERITIES)


def watches(specs: Sequence[CheckSpec], clock: Clock) -> list[PortWatch]:
    """Return a watch for each set of ports that documents name."""
    return [PortWatch(one, SyslogEars(one), clock) for one in by_ports(specs)]
