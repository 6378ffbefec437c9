"""Devices, their checks, the services users depend on (validated; not acted upon yet), and who is told what."""

# ruff: noqa: TC001 - pydantic looks these names up when it builds the models

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from continuity.model.alerts import When
from continuity.model.documents.fields import (
    AtOnce,
    Bandwidth,
    DocumentPath,
    Duration,
    Hours,
    Name,
    Number,
    Port,
    PositiveDuration,
    SecretReference,
    Strict,
    Text,
    ThresholdText,
    Url,
    WebUrl,
)
from continuity.model.documents.values import wrong

Criticality = Literal["critical", "important", "standard"]


class Limits(Strict):
    """Limits of a check that measures several things."""

    latency: Duration | None = None


class Expect(Strict):
    """What a healthy answer looks like."""

    status: Annotated[Number, Field(ge=100, le=599)] | list[Number] | None = None
    text: Text | None = None


class CheckBase(Strict):
    """What all checks have: how often, and from what figure on they warn or alarm."""

    every: PositiveDuration
    timeout: PositiveDuration | None = None
    attempts: Annotated[Number, Field(ge=1, le=100)] | None = None
    warn: Limits | ThresholdText | None = None
    crit: Limits | ThresholdText | None = None
    name: Name | None = None
    """A name, where a device has two checks of a kind."""


class HttpCheck(CheckBase):
    """A web request."""

    kind: Literal["http"]
    url: Url
    expect: Expect | None = None


class TcpCheck(CheckBase):
    """A connection to a port."""

    kind: Literal["tcp"]
    port: Port


class PingCheck(CheckBase):
    """An ICMP echo."""

    kind: Literal["ping"]


class SnmpCheck(CheckBase):
    """A figure read over SNMP, with the device's `snmp` settings."""

    kind: Literal["snmp"]
    metric: Text
    oid: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)+$")] | None = None


class SshCheck(CheckBase):
    """A figure read over SSH, with the device's `ssh` settings."""

    kind: Literal["ssh"]
    metric: Text


class PluginCheck(CheckBase):
    """A monitoring plugin, run on the backup server."""

    kind: Literal["plugin"]
    command: Annotated[list[Text], Field(min_length=1)]


Check = Annotated[HttpCheck | TcpCheck | PingCheck | SnmpCheck | SshCheck | PluginCheck, Field(discriminator="kind")]


class SnmpKey(Strict):
    """An SNMPv3 password and its algorithm."""

    protocol: Literal["md5", "sha", "sha224", "sha256", "sha384", "sha512", "des", "aes", "aes192", "aes256"]
    password: SecretReference


class SnmpSettings(Strict):
    """How a device is asked over SNMP."""

    version: Annotated[Number, Field(ge=2, le=3)]
    port: Port = 161
    user: Text | None = None
    community: SecretReference | None = None
    auth: SnmpKey | None = None
    privacy: SnmpKey | None = None


class SshSettings(Strict):
    """How a device is reached over SSH; its host key is pinned by `known_hosts`."""

    port: Port = 22
    user: Text
    identity: SecretReference
    known_hosts: DocumentPath


class DeviceModel(Strict):
    """A machine or piece of equipment that is supervised."""

    title: Text | None = None
    address: Text
    site: str
    criticality: Criticality = "standard"
    snmp: SnmpSettings | None = None
    ssh: SshSettings | None = None
    checks: list[Check] = Field(default_factory=list)
    at_once: AtOnce | None = None
    """How many of our jobs may work there at once: in repositories that it holds, or on data that lies there."""
    bandwidth: Bandwidth | None = None
    """What all of them together may take of its line; one at a time, then, where `at_once` says nothing else."""


class ServiceModel(Strict):
    """What users depend on: the subject of availability."""

    title: Text | None = None
    criticality: Criticality = "standard"
    assets: list[str] = Field(default_factory=list)
    devices: list[str] = Field(default_factory=list)
    up_when: str | None = None
    """The check that decides: DEVICE/KIND."""
    hours: Hours | None = None


_DAY_MIN, _WEEK_DAYS = 24 * 60, 7


class Destination(Strict):
    """Where a notification goes: an Apprise URL, or a reference to one that holds a secret."""

    url: Text | SecretReference


class AlertModel(Strict):
    """Who is told when something of a client goes wrong, and again when it is well."""

    when: Annotated[list[When], Field(min_length=1)] | None = None
    """All of them, where nothing is said."""
    to: Annotated[list[str], Field(min_length=1)]
    """Names of `notifications`."""
    quiet: Hours | None = None
    """What is not critical waits until these hours are over."""
    digest: Literal["hour", "day", "week"] | None = None
    """What is not critical is told in one message: at each full hour, at 08:00, or on Mondays at 08:00."""
    repeat: PositiveDuration | None = None
    """How often what lasts is told again; once, where nothing is said."""

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.quiet and self.quiet.end_min - self.quiet.start_min == _DAY_MIN and len(self.quiet.days) == _WEEK_DAYS:
            raise wrong("always_quiet", value=str(self.quiet))
        return self


class PingModel(Strict):
    """The dead-man ping: whoever is called at this address rings when the calls stay away."""

    url: WebUrl | SecretReference
    every: PositiveDuration | None = None
    """Five minutes, where nothing is said."""


class Supervision(Strict):
    """Defaults of all checks, and who watches the service itself."""

    every: PositiveDuration | None = None
    timeout: PositiveDuration | None = None
    attempts: Annotated[Number, Field(ge=1, le=100)] | None = None
    ping: PingModel | None = None
