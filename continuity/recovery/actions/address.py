"""``address``: a virtual address, taken by a machine or given up, and the network told at once.

Whoever talked to the old holder keeps its hardware address for half a minute (ARP, RFC 826; neighbour discovery,
RFC 4861). The new holder announces itself, several times, while the procedure goes on; before that it asks whether
anybody still answers for the address: two holders are two primaries.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_interface
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, NotProven, Refused, Unavailable, UsageError
from continuity.recovery.actions.announcing import (
    BLIND,
    TAKEN_ALREADY,
    Wanted,
    announcing,
    asking,
    giving_up,
    taking,
    typed,
)
from continuity.recovery.actions.asked import switch
from continuity.recovery.actions.machines import missing
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.recovery.actions.machines import Machine

_QUICK = timedelta(seconds=30)
_NET_RIGHTS = 1 << 12 | 1 << 13  # CAP_NET_ADMIN and CAP_NET_RAW, linux/capability.h
_ANSWER = re.compile(r"(?:reply|request) from \S+ \[([0-9A-Fa-f:]+)\]")


class AddressAction:
    """Has a machine take ``address`` (with its prefix) on ``interface``, or ``give_up``; done twice it is done once."""

    required: Sequence[str] = ("address", "interface")
    optional: Sequence[str] = ("give_up", "force", "on")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the commands."""
        machine = _machine(parameters, context)
        return " && ".join(machine.as_typed(argv) for argv in typed(_wanted(parameters)))

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether the programs, the rights and the interface are there; nobody is asked for the address yet."""
        try:
            machine, wanted = _machine(parameters, context), _wanted(parameters)
            if fault := missing(machine, *wanted.programs):
                return fault
            _refuse_without_rights(machine)
            _look_at(machine, wanted)
        except ContinuityError as error:
            return error
        return None

    def refuse_held_elsewhere(self, parameters: Mapping[str, Any], context: Context) -> None:
        """Raise ``Refused`` where another machine answers for the address, ours or not; nothing is changed."""
        machine, wanted = _machine(parameters, context), _wanted(parameters)
        _look_at(machine, wanted)
        if not (wanted.force or wanted.six):  # for IPv6 the kernel asks, when it is taken
            _refuse_held_elsewhere(machine, wanted)

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it. Raises ``Refused`` where somebody else answers for the address, or others would go along with it."""
        machine, wanted = _machine(parameters, context), _wanted(parameters)
        port = _look_at(machine, wanted)
        if wanted.give_up:
            _give_up(machine, wanted, port)
            return Performed(answer="given up")
        _take(machine, wanted, port)
        return Performed(answer="held", values={"hardware": port.hardware})


@dataclass(frozen=True, kw_only=True)
class _Port:
    """A machine's interface: its hardware address, and its addresses by what ``ip`` says of each."""

    hardware: str
    held: Mapping[str, Mapping[str, Any]]


def _machine(parameters: Mapping[str, Any], context: Context) -> Machine:
    return context.machine(str(parameters.get("on", "")))


def _wanted(parameters: Mapping[str, Any]) -> Wanted:
    value, interface = str(parameters["address"]), str(parameters["interface"])
    try:
        address = ip_interface(value if "/" in value else "")
    except ValueError:
        raise UsageError(
            "{value} is not an address with its prefix", hint="write for example 192.0.2.10/24", value=repr(value)
        ) from None
    if not interface or interface.startswith("-") or "/" in interface:
        raise UsageError("{value} is not the name of a network interface", hint="see: ip link", value=repr(interface))
    return Wanted(
        address=address, interface=interface, give_up=switch(parameters, "give_up"), force=switch(parameters, "force")
    )


def _told(machine: Machine, argv: Sequence[str]) -> str:
    """Return what a program says. Raises ``Unavailable`` where it fails."""
    done = machine.run(argv, timeout=_QUICK)
    if done.returncode or done.timed_out:
        raise _failed(machine, argv[0], done.stderr.strip() or done.returncode)
    return done.stdout


def _failed(machine: Machine, program: str, said: object) -> Unavailable:
    return Unavailable(
        "{machine}: {program} failed: {said}",
        hint="do it by hand there, and see",
        machine=machine.name or "-",
        program=program,
        said=said,
    )


def _refuse_without_rights(machine: Machine) -> None:
    rights = _told(machine, ["sed", "-n", "s/^CapEff:[[:space:]]*//p", "/proc/self/status"]).strip()
    if int(rights or "0", 16) & _NET_RIGHTS != _NET_RIGHTS:
        raise Unavailable(
            "{machine}: changing addresses needs the rights of root (CAP_NET_ADMIN, CAP_NET_RAW)",
            hint="log in there as root, or run continuity as root where it is this machine",
            machine=machine.name or "-",
        )


def _look_at(machine: Machine, wanted: Wanted) -> _Port:
    """Return what the interface has. Raises ``Refused`` where another one of the machine holds the address."""
    port = None
    for link in json.loads(_told(machine, ["ip", "-json", "address", "show"])):
        held = {one["local"]: one for one in link.get("addr_info", []) if "local" in one}
        if link.get("ifname") == wanted.interface:
            port = _Port(hardware=str(link.get("address", "")), held=held)
        elif wanted.ip in held:
            raise Refused(
                "{machine} holds {address} on another interface: {interface}",
                hint="name that interface",
                machine=machine.name or "-",
                address=wanted.ip,
                interface=link.get("ifname"),
            )
    if port is None:
        raise UsageError(
            "{machine} has no network interface named {interface}",
            hint="see what it has: ip link",
            machine=machine.name or "-",
            interface=wanted.interface,
        )
    return port


def _give_up(machine: Machine, wanted: Wanted, port: _Port) -> None:
    if wanted.ip not in port.held:
        return
    _refuse_losing_others(machine, wanted, port)
    _told(machine, giving_up(wanted, int(port.held[wanted.ip]["prefixlen"])))
    if wanted.ip in _look_at(machine, wanted).held:
        raise NotProven(
            "{machine} still holds {address}", hint="see: ip address", machine=machine.name or "-", address=wanted.ip
        )


def _refuse_losing_others(machine: Machine, wanted: Wanted, port: _Port) -> None:
    """Raise ``Refused`` where the kernel would remove others of the same network with it (they are its secondaries)."""
    if wanted.six or port.held[wanted.ip].get("secondary"):
        return
    others = [name for name, one in port.held.items() if one.get("secondary") and _beside(wanted, name)]
    names = [f"/proc/sys/net/ipv4/conf/{one}/promote_secondaries" for one in ("all", wanted.interface)]
    if others and "1" not in _told(machine, ["cat", *names]):
        raise Refused(
            "giving up {address} would take {others} from {machine}, too",
            hint="there, first: sysctl -w net.ipv4.conf.all.promote_secondaries=1",
            machine=machine.name or "-",
            address=wanted.ip,
            others=", ".join(others),
        )


def _beside(wanted: Wanted, other: str) -> bool:
    return ip_interface(other).ip in wanted.address.network


def _take(machine: Machine, wanted: Wanted, port: _Port) -> None:
    held_already = wanted.ip in port.held and not {"tentative", "dadfailed"} & port.held[wanted.ip].keys()
    if held_already and wanted.six:
        return  # the kernel looked for another one when it was taken, and cannot be had look again
    if not (wanted.force or wanted.six):
        _refuse_held_elsewhere(machine, wanted)
    if held_already:
        _told(machine, announcing(wanted))
        return
    done = machine.run(taking(wanted, port.hardware), timeout=_QUICK)
    if done.returncode == TAKEN_ALREADY:
        raise _two_holders(wanted, "-")
    if done.returncode == BLIND:
        raise Refused(
            "{machine} does not look for duplicates on {interface} (accept_dad is 0)",
            hint="there: sysctl -w net.ipv6.conf.all.accept_dad=1; or see yourself that nobody holds it, then `force`",
            machine=machine.name or "-",
            interface=wanted.interface,
        )
    if done.returncode or done.timed_out:
        raise _failed(machine, "ip", done.stderr.strip() or done.returncode)
    held = _look_at(machine, wanted).held.get(wanted.ip)
    if held is None or "tentative" in held:
        raise NotProven(
            "{machine} does not hold {address}", hint="see: ip address", machine=machine.name or "-", address=wanted.ip
        )


def _refuse_held_elsewhere(machine: Machine, wanted: Wanted) -> None:
    done = machine.run(asking(wanted), timeout=_QUICK)
    if found := _ANSWER.search(done.stdout):
        raise _two_holders(wanted, found[1].lower())
    if done.returncode or done.timed_out:  # it ends alike where it was not let ask
        raise _failed(machine, "arping", done.stderr.strip() or done.stdout.strip() or done.returncode)


def _two_holders(wanted: Wanted, hardware: str) -> Refused:
    return Refused(
        "another machine answers for {address} (hardware address {hardware})",
        hint="have it give the address up first: two holders are two primaries; only `force: true` overrules",
        address=wanted.ip,
        hardware=hardware,
    )
