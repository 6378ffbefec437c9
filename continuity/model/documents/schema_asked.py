"""Checks of devices that ask what serves there: pings, certificates, names, time, databases."""

# ruff: noqa: TC001 - pydantic looks these names up when it builds the models

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from continuity.model.documents.fields import Number, Port, PositiveDuration, SecretReference, Text
from continuity.model.documents.schema_check import CheckBase


class PingCheck(CheckBase):
    """ICMP echoes: a warning beyond 50 ms on average or 0.1 % of loss, where no limit is set; critical without any."""

    kind: Literal["ping"]
    packets: Annotated[Number, Field(ge=1, le=20)] | None = None
    """How many echoes are asked for; 5 where nothing is said."""


class TlsCheck(CheckBase):
    """A certificate that is trusted, and lasts."""

    kind: Literal["tls"]
    port: Port = 443
    server_name: Text | None = None
    """The name that it must be for; the device's address where nothing is said."""
    warning: PositiveDuration | None = None
    critical: PositiveDuration | None = None


class DnsCheck(CheckBase):
    """What the device, a name server, answers for a name."""

    kind: Literal["dns"]
    ask: Text
    type: Text | None = None
    answer: Text | None = None
    port: Port | None = None


class NtpCheck(CheckBase):
    """By how much the clock of the device, a time server, and ours differ."""

    kind: Literal["ntp"]
    port: Port | None = None
    warning: PositiveDuration | None = None
    critical: PositiveDuration | None = None
    stratum: Annotated[Number, Field(ge=1, le=15)] | None = None
    """How far it may be from a clock that is right by itself."""


class SqlCheck(CheckBase):
    """The first value of a query, held against `warn` and `crit`; the session writes nothing."""

    kind: Literal["sql"]
    query: Text
    database: Text
    user: Text
    password: SecretReference | None = None
    engine: Literal["postgresql", "mariadb", "mysql"] | None = None
    port: Port | None = None
