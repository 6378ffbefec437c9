"""The inventory: what the documents say exists, validated, positions and YAML left behind.

Everything here is immutable and free of secrets (only :class:`~continuity.model.secrets.SecretRef`), so it can
be digested, recorded and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta
    from pathlib import Path


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
    declared: Mapping[str, Any] = field(repr=False)  # the settings as plain data without secrets, for digests


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is read: ``kind`` names the source, ``settings`` are its own."""

    kind: str
    settings: Mapping[str, Any]


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
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Inactive:
    """Something in the documents that is valid, and that this version does not act upon: said, never ignored."""

    where: str  # file:line
    path: str  # e.g. assets.compta.source
    why: str


@dataclass(frozen=True, kw_only=True)
class Client:
    """One client: its names are its own, its log is its own."""

    name: str
    title: str
    sites: Mapping[str, Site]
    repositories: Mapping[str, RepositorySpec]
    assets: Mapping[str, Asset]


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """All that the documents say.

    ``policies`` maps a name to the policy as written (``continuity.policy.policy`` follows ``extends``), the
    user's above the shipped ones.
    """

    source: Path
    language: str
    timezone: str
    state: Path
    lab: bool
    clients: Mapping[str, Client]
    policies: Mapping[str, PolicyDocument]
    inactive: tuple[Inactive, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyDocument:
    """One policy as written: plain data with durations as ``timedelta``, and where it stands."""

    name: str
    where: str  # file:line, or "shipped: gold.yaml"
    values: Mapping[str, Any]
