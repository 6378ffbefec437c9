"""What all checks of devices have, and those that nobody asks: calls, messages, results that others report."""

# ruff: noqa: TC001 - pydantic looks these names up when it builds the models

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from continuity.model.documents.fields import (
    Duration,
    Name,
    Number,
    Port,
    PositiveDuration,
    Strict,
    Text,
    ThresholdText,
)
from continuity.model.documents.schema_equipment import Regex
from continuity.model.documents.values import wrong

_OID = r"^[0-2](\.[0-9]{1,10}){1,127}$"


def _oid(said: str) -> str:
    if not re.fullmatch(_OID, said):
        raise wrong("oid", value=said)
    return said


Oid = Annotated[Text, AfterValidator(_oid), WithJsonSchema({"type": "string", "pattern": _OID})]


class Limits(Strict):
    """Limits of a check that measures several things."""

    latency: Duration | None = None


class CheckBase(Strict):
    """What all checks have: how often, and from what figure on they warn or alarm."""

    every: PositiveDuration | None = None
    """By criticality where nothing is said: 30 s (critical), 1 min (important), 5 min (standard)."""
    timeout: PositiveDuration | None = None
    attempts: Annotated[Number, Field(ge=1, le=100)] | None = None
    warn: Limits | ThresholdText | None = None
    crit: Limits | ThresholdText | None = None
    name: Name | None = None
    """A name, where a device has two checks of a kind."""


class HeartbeatCheck(CheckBase):
    """A call that must come: silence is the alarm. `device heartbeat` shows the address to call."""

    kind: Literal["heartbeat"]
    every: PositiveDuration
    grace: Duration | None = None
    """How much later it may come; 5 min where nothing is said."""


class SyslogCheck(CheckBase):
    """Messages of syslog that mean trouble; listened for at the ports of `supervision.syslog`."""

    kind: Literal["syslog"]
    host: Text | None = None
    """The host that messages name, or are sent from; the device's name or address where nothing is said."""
    program: Text | None = None
    severity: Literal["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] | None = None
    """So bad, or worse."""
    pattern: Regex | None = None
    state: Literal["warning", "critical"] = "critical"
    lasts: PositiveDuration | None = None
    """For how long after the last such message; an hour where nothing is said."""


class TrapCheck(CheckBase):
    """SNMP traps that mean trouble: from the device, by the community or keys of its `snmp` settings."""

    kind: Literal["trap"]
    oid: Oid
    """The trap, or what it lies below."""
    clears: Oid | None = None
    """The trap that ends the alarm."""
    by: Oid | None = None
    """What tells one alarm from another: 1.3.6.1.2.1.2.2.1.1, the number of the interface, of linkDown and linkUp."""
    host: Text | None = None
    """The address that traps come from, where it is not the device's."""
    pattern: Regex | None = None
    """What the values of the trap say."""
    state: Literal["warning", "critical"] = "critical"
    lasts: PositiveDuration | None = None
    """For how long after the last such trap; an hour where nothing is said."""


class SubmittedCheck(CheckBase):
    """A result that others measure and report, by `device submit` or over HTTP; without one in time nobody knows."""

    kind: Literal["submitted"]
    every: PositiveDuration
    grace: Duration | None = None
    """How much later it may come; 5 min where nothing is said."""


class TrapPort(Strict):
    """The port of traps; nothing is listened for without a check of that kind."""

    udp: Port = 162


class SyslogPorts(Strict):
    """The ports of syslog; nothing is listened for where none is said."""

    udp: Port | None = None
    tcp: Port | None = None


def is_address(said: str) -> bool:
    """Tell whether it is an IP address, not a name."""
    try:
        ip_address(said)
    except ValueError:
        return False
    return True
