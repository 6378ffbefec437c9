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
    Number,
    Port,
    PositiveDuration,
    SecretReference,
    Strict,
    Text,
    Url,
    WebUrl,
)
from continuity.model.documents.schema_asked import DnsCheck, NtpCheck, PingCheck, SqlCheck, TlsCheck
from continuity.model.documents.schema_check import (
    CheckBase,
    HeartbeatCheck,
    Oid,
    SubmittedCheck,
    SyslogCheck,
    SyslogPorts,
    TrapCheck,
    TrapPort,
    is_address,
)
from continuity.model.documents.values import wrong

Criticality = Literal["critical", "important", "standard"]


class Expect(Strict):
    """What a healthy answer looks like."""

    status: Annotated[Number, Field(ge=100, le=599)] | list[Number] | None = None
    text: Text | None = None


class HttpCheck(CheckBase):
    """A web request."""

    kind: Literal["http"]
    url: Url
    expect: Expect | None = None


class TcpCheck(CheckBase):
    """A connection to a port."""

    kind: Literal["tcp"]
    port: Port


class SnmpCheck(CheckBase):
    """A figure read over SNMP, with the device's `snmp` settings."""

    kind: Literal["snmp"]
    metric: Text
    of: Text | None = None
    """One disk or interface, by its name; all without it."""
    oid: Oid | None = None


class SshCheck(CheckBase):
    """A figure read over SSH, with the device's `ssh` settings."""

    kind: Literal["ssh"]
    metric: Text
    of: Text | None = None
    """One disk, of which `smart` is asked: /dev/sda; all without it."""


class PluginCheck(CheckBase):
    """A monitoring plugin, run on the backup server."""

    kind: Literal["plugin"]
    command: Annotated[list[Text], Field(min_length=1)]


Check = Annotated[
    HttpCheck
    | TcpCheck
    | PingCheck
    | SnmpCheck
    | SshCheck
    | PluginCheck
    | TlsCheck
    | DnsCheck
    | NtpCheck
    | SqlCheck
    | HeartbeatCheck
    | SyslogCheck
    | TrapCheck
    | SubmittedCheck,
    Field(discriminator="kind"),
]


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
    parents: list[str] = Field(default_factory=list)
    """The devices that it is reached through: while one of them is down, it is unreachable, not down."""
    checks: list[Check] = Field(default_factory=list)
    at_once: AtOnce | None = None
    """How many of our jobs may work there at once: in repositories that it holds, or on data that lies there."""
    bandwidth: Bandwidth | None = None
    """What all of them together may take of its line; one at a time, then, where `at_once` says nothing else."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        for check in self.checks:
            if check.kind in ("snmp", "trap") and self.snmp is None:
                raise wrong("no_snmp", kind=check.kind)
            if check.kind == "trap" and not is_address(check.host or self.address):
                raise wrong("trap_host", value=check.host or self.address)
        return self


class WaitModel(Strict):
    """Somebody who is waited for before a service can be recovered: it counts in its recovery time."""

    who: Literal["people", "supplier"]
    why: Text
    time: PositiveDuration
    before: list[str] = Field(default_factory=list)
    """The assets whose recovery waits for it; all of the service without it."""


class ServiceModel(Strict):
    """What users depend on: the subject of availability, and of drills."""

    title: Text | None = None
    criticality: Criticality = "standard"
    assets: list[str] = Field(default_factory=list)
    devices: list[str] = Field(default_factory=list)
    up_when: str | None = None
    """The check that decides: DEVICE/KIND."""
    hours: Hours | None = None
    rto: PositiveDuration | None = None
    """Within which time the whole is back in service."""
    rpo: PositiveDuration | None = None
    """How much of its last work may be lost."""
    waits: list[WaitModel] = Field(default_factory=list)


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


class ForecastModel(Strict):
    """When it is told that something will be full."""

    warn: Duration | None = None
    """What may be full so soon is an incident; 14 d where nothing is said, never at 0 d."""


class Supervision(Strict):
    """Defaults of all checks, and who watches the service itself."""

    every: PositiveDuration | None = None
    timeout: PositiveDuration | None = None
    attempts: Annotated[Number, Field(ge=1, le=100)] | None = None
    ping: PingModel | None = None
    forecast: ForecastModel | None = None
    syslog: SyslogPorts | None = None
    """Where messages of syslog are listened for, as long as a check is of that kind."""
    traps: TrapPort | None = None
    """Where SNMP traps are listened for; port 162 where nothing is said."""
    listen: Text | None = None
    """The address that syslog and traps are listened for at; the loopback where nothing is said."""
