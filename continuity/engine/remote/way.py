"""The way to the host of an asset: an SSH connection to the device that its document names."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.remote.host import Host
from continuity.engine.equipment import login
from continuity.ground import ssh
from continuity.ground.ssh_tunnel import steady

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.workshop import Workshop
    from continuity.model.device import Device
    from continuity.model.inventory import Asset
    from continuity.model.secrets import Reveal

PATIENCE = timedelta(seconds=30)  # for each stage of logging in


@contextmanager
def host_of(workshop: Workshop, asset: Asset) -> Iterator[Host]:
    """Yield the host that holds an asset's data, for as long as it is needed.

    Raises ``Refused`` for a host whose key is not the one that is pinned, ``Unavailable`` where it cannot be reached.
    """
    with host_at(workshop.reveal, workshop.inventory.clients[asset.client].devices[str(asset.source.on)]) as host:
        yield host


@contextmanager
def host_at(reveal: Reveal, device: Device, patience: timedelta = PATIENCE) -> Iterator[Host]:
    """Yield a device as a host, for each stage of logging in to which there is ``patience``; raises as above."""
    with login(reveal, device) as way, ssh.connect(way, timeout=patience) as connection:
        steady(connection)
        yield Host(name=device.name, connection=replace(connection, timeout_s=PATIENCE.total_seconds()))
