"""The inventory: what the documents say exists, validated, positions and YAML left behind.

Everything here is immutable and free of secrets (only :class:`~continuity.model.secrets.SecretRef`), so it can
be digested, recorded and shown.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.model.anchor import EvidenceSpec
from continuity.model.hooks import Hooks
from continuity.model.privacy import Privacy
from continuity.model.sharing import Sharing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from continuity.model.alerts import Alert, Destination
    from continuity.model.contract import Contract
    from continuity.model.control import Framework
    from continuity.model.device import Device
    from continuity.model.drill import Drill
    from continuity.model.expectation import Boot, Freshness, Query
    from continuity.model.procedure import Procedure
    from continuity.model.service import Service
    from continuity.model.source import Source
    from continuity.model.supervision import PingSpec
    from continuity.model.ticket import TicketDesk

#: What may be full so soon is an incident, where no document says another time.
FORECAST_WARN = timedelta(days=14)


class Calendar(StrEnum):
    """A period that follows the calendar rather than a fixed length."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class WeekSpan:
    """A span of the week, in the document's time zone.

    ``days`` are 0 (Monday) to 6, of the span's *start*; minutes count from midnight; an end before its start
    lies on the next day. ``text`` is what was written.
    """

    text: str
    days: tuple[int, ...]
    start_min: int
    end_min: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place whose loss takes everything in it."""

    name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Lock:
    """Object Lock as promised for a repository: ``mode`` compliance or governance, ``period`` from upload."""

    mode: str
    period: timedelta


@dataclass(frozen=True, kw_only=True)
class RepositorySpec:
    """A place where copies live, as declared. ``settings`` is the adapter's own validated settings model."""

    name: str
    client: str
    adapter: str
    site: str
    medium: str
    credential: str
    lock: Lock | None
    settings: Any
    where: str = ""  # file:line
    sharing: Sharing = field(default_factory=Sharing)
    rehearsal: bool = False  # set aside to be destroyed by drills
    declared: Mapping[str, Any] = field(repr=False)  # the settings as plain data without secrets, for digests


@dataclass(frozen=True, kw_only=True)
class Asset:
    """Something whose data must survive. ``copies`` names repositories; ``policy`` a policy."""

    name: str
    client: str
    title: str
    criticality: str
    site: str
    policy: str
    source: Source
    copies: tuple[str, ...]
    canary: str
    archives: tuple[str, ...] = ()  # repositories on media that take turns on a shelf
    freshness: Freshness | None = None
    hooks: Hooks = field(default_factory=Hooks)
    depends_on: tuple[str, ...] = ()
    rehearsal: bool = False  # set aside to be destroyed by drills
    where: str = ""  # file:line
    medium: str = "disk"  # of the production data: it counts as a copy in 3-2-1-1-0
    commands: tuple[tuple[str, ...], ...] = ()  # must succeed on restored data, in isolation
    boots: tuple[Boot, ...] = ()  # images that must boot
    queries: tuple[Query, ...] = ()  # asked of restored data, by what its source is
    lines: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)  # its key -> line

    @property
    def active(self) -> bool:
        """Whether this version backs it up."""
        return self.source.active

    @property
    def reference(self) -> str:
        """Its name across all clients, ``client/asset``."""
        return f"{self.client}/{self.name}"

    def asking(self, repository: str) -> Asset:
        """Return the asset as seen by who names this repository: an archive is asked where it is named, else never."""
        name = repository.removeprefix(f"{self.client}/")
        return replace(self, copies=(*self.copies, name)) if name in self.archives else self


@dataclass(frozen=True, kw_only=True)
class Unprotected:
    """What deliberately has no copies, and why: a ``path`` of this machine with all below it, or a ``device``."""

    name: str
    path: Path | None
    device: str | None
    reason: str
    where: str = ""  # file:line


@dataclass(frozen=True, kw_only=True)
class Inactive:
    """Something in the documents that is valid, and that this version does not act upon: said, never ignored."""

    where: str  # file:line
    path: str  # e.g. assets.compta.source
    why: str  # a template, filled from ``values``
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.where}: {self.path}: {self.why.format(**self.values)}"


@dataclass(frozen=True, kw_only=True)
class Client:
    """One client: its names are its own, its log is its own."""

    name: str
    title: str
    sites: Mapping[str, Site]
    repositories: Mapping[str, RepositorySpec]
    assets: Mapping[str, Asset]
    policies: Mapping[str, PolicyDocument] = field(default_factory=dict)  # all this client may use, by name
    devices: Mapping[str, Device] = field(default_factory=dict)
    forecast_warn: timedelta = FORECAST_WARN
    services: Mapping[str, Service] = field(default_factory=dict)
    unprotected: tuple[Unprotected, ...] = ()
    notifications: Mapping[str, Destination] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    tickets: TicketDesk | None = None
    language: str = "en"
    timezone: str = "UTC"
    country: str = ""  # whose public holidays count, and the region of it that has some of its own
    region: str = ""
    contract: Contract | None = None
    privacy: Privacy = field(default_factory=Privacy)
    runbooks: Mapping[str, Procedure] = field(default_factory=dict)  # all this client may use, by name
    drills: Mapping[str, Drill] = field(default_factory=dict)
    frameworks: Mapping[str, Framework] = field(default_factory=dict)  # of the documents; exports add the shipped ones
    evidence: EvidenceSpec = field(default_factory=EvidenceSpec)


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """All that the documents say.

    ``policies`` maps a name to the policy as written (``continuity.policy.policy`` follows ``extends``), the
    user's above the shipped ones. ``fleet``: it is a directory of several clients; ``evidence`` is what the documents
    say that they share, or those of the one client: the server's own log goes by it.
    """

    source: Path
    language: str
    timezone: str
    state: Path
    lab: bool
    clients: Mapping[str, Client]
    policies: Mapping[str, PolicyDocument]
    inactive: tuple[Inactive, ...]
    ping: PingSpec | None = None
    fleet: bool = False
    evidence: EvidenceSpec = field(default_factory=EvidenceSpec)

    def assets(self) -> Iterator[Asset]:
        """Yield every asset of every client, those of inactive kinds too."""
        for client in self.clients.values():
            yield from client.assets.values()

    def asset(self, reference: str) -> Asset:
        """Return the asset named ``client/asset``, or ``asset`` where one client alone has it.

        Raises :class:`UsageError` with the nearest names.
        """
        found = [asset for asset in self.assets() if reference in (asset.reference, asset.name)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(asset.reference for asset in found)
            raise UsageError("several assets are named {name}", hint="say which: {names}", name=reference, names=names)
        known = sorted({asset.reference for asset in self.assets()} | {asset.name for asset in self.assets()})
        near = difflib.get_close_matches(reference, known, n=3) or [name for name in known if "/" in name][:12]
        names = ", ".join(near) or "-"
        raise UsageError("there is no asset named {name}", hint="known: {names}", name=reference, names=names)


@dataclass(frozen=True, kw_only=True)
class PolicyDocument:
    """One policy as written: plain data with durations as ``timedelta``, and where it stands."""

    name: str
    where: str  # file:line, or "shipped: gold.yaml"
    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)  # dotted key -> line of that document
