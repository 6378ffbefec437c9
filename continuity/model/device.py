"""Devices of a client, and how they are reached over SSH: as declared, the private key by reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.model.sharing import Sharing

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.model.check import CheckSpec
    from continuity.model.secrets import SecretRef


@dataclass(frozen=True, kw_only=True)
class SshAccess:
    """A user of a device, the key to log in with, and the file that pins the device's host key."""

    port: int
    user: str
    identity: SecretRef
    known_hosts: Path


@dataclass(frozen=True, kw_only=True)
class Device:
    """A machine or piece of equipment of a client."""

    name: str
    client: str
    title: str
    address: str
    criticality: str = "standard"
    ssh: SshAccess | None = None
    parents: tuple[str, ...] = ()  # devices that it is reached through
    checks: tuple[CheckSpec, ...] = ()
    sharing: Sharing = field(default_factory=Sharing)
    where: str = ""  # file:line
