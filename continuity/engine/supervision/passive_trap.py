"""Checks of SNMP traps: by the address that they come from, and the community or keys of its device."""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from continuity.engine.supervision.asking import opened
from continuity.engine.supervision.port_watch import PortWatch, by_ports
from continuity.ground.errors import ContinuityError, UsageError
from continuity.ground.secrecy import veil
from continuity.supervision.checks.ports import Observed, State
from continuity.supervision.checks.snmp_access import access_of
from continuity.supervision.listening.alarms import Alarms, Strangers, raising
from continuity.supervision.listening.sockets import Ports
from continuity.supervision.listening.trap import Trap, acknowledged, message, trap

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from continuity.engine.workshop import Workshop
    from continuity.model.check import CheckSpec
    from continuity.model.secrets import Reveal
    from continuity.supervision.listening.trap_keys import Clocks, TrapKeys

    DeviceClocks = dict[tuple[str, str], Clocks]  # by client and name

WHY = {
    "name": "traps bear addresses, and {address} is a name: say `host`, the address that they come from",
    "settings": "the device has no `snmp` settings, by which its traps are known",
}


class TrapEars:
    """What the checks of one port make of traps. What cannot be believed is counted for the device it claims to be."""

    what = "traps"

    def __init__(self, specs: Sequence[CheckSpec], reveal: Reveal, clocks: DeviceClocks) -> None:
        first = specs[0].parameters
        self._ports = Ports(address=first["listen"], udp=first.get("udp"), tcp=None)
        self._kept: dict[str, Alarms | _Deaf] = {}
        self._strangers = Strangers()
        self._by_peer: dict[str, list[tuple[str, TrapKeys, Alarms]]] = {}
        known: dict[tuple[str, str], TrapKeys] = {}  # of a device: its checks share them
        for spec in specs:
            try:
                peer, keys = _known(spec, reveal, known, clocks)
            except ContinuityError as error:
                self._kept[spec.reference] = _Deaf(str(error))
                continue
            except ValueError:
                self._kept[spec.reference] = _Deaf(WHY["name"].format(address=spec.parameters["address"]))
                continue
            alarms = Alarms(raising=raising(spec.parameters), veil=veil, strangers=self._strangers)
            self._kept[spec.reference] = alarms
            self._by_peer.setdefault(peer, []).append((spec.reference, keys, alarms))

    @property
    def ports(self) -> Ports:
        """Where to listen."""
        return self._ports

    @property
    def kept(self) -> Mapping[str, Alarms | _Deaf]:
        """What each check heard."""
        return self._kept

    def hear(self, data: bytes, peer: str, now: datetime) -> tuple[Collection[str], bytes]:
        """Take a trap of a device that is known; an inform is acknowledged where it was believed."""
        here = self._by_peer.get(peer, [])
        self._strangers.count += not here
        by_keys = {keys: _believed(data, keys) for keys in {keys for _, keys, _ in here}}
        news = []
        for name, keys, alarms in here:
            found = by_keys[keys]
            if found is None and not any(by_keys.values()):  # of two devices behind one address one was meant
                alarms.refuse()
            elif found and alarms.hear(found, now):
                news.append(name)
        heard = any(by_keys.values())
        return news, _answer(data) if heard else b""


class _Deaf:
    """A check that can hear nothing."""

    def __init__(self, why: str) -> None:
        self._why = why

    def keep(self, said: str, at: datetime) -> None:
        """Nothing is kept."""

    def told(self, _now: datetime, _dropped: int) -> Observed:
        """Say why."""
        return Observed(state=State.UNKNOWN, said=self._why, latency_s=0.0)


def _known(
    spec: CheckSpec, reveal: Reveal, known: dict[tuple[str, str], TrapKeys], clocks: DeviceClocks
) -> tuple[str, TrapKeys]:
    """Return the address that a check's traps come from, and by what they are believed."""
    from continuity.supervision.listening.trap_keys import TrapKeys

    parameters = spec.parameters
    peer = str(ip_address(parameters.get("host") or parameters["address"]))
    device = spec.client, spec.device
    if "version" not in parameters:
        raise UsageError(WHY["settings"])
    if device not in known:
        access = access_of(opened(parameters, reveal) | {"host": peer})
        known[device] = TrapKeys(access, clocks.setdefault(device, {}))
    return peer, known[device]


def _believed(data: bytes, keys: TrapKeys) -> Trap | None:
    said = message(data)
    pdu = keys.opened(data, said) if said else None
    return trap(pdu) if pdu else None


def _answer(data: bytes) -> bytes:
    said = message(data)
    return acknowledged(data) if said and said.secured is None else b""


def watches(specs: Sequence[CheckSpec], workshop: Workshop) -> list[PortWatch]:
    """Return a watch for each port that documents name.

    What was seen of the clocks of devices holds as long as this process: new documents make no old trap new.
    """
    clocks = _clocks(workshop.directories.state)
    return [PortWatch(one, TrapEars(one, workshop.reveal, clocks), workshop.clock) for one in by_ports(specs)]


@cache
def _clocks(_state: Path) -> DeviceClocks:
    """Return what this process saw of the clocks of devices, for the service that has this state directory."""
    return {}
