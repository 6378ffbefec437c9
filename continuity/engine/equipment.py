"""The way to a device of the documents, and what an asset says of the commands to run there."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.redaction import Block
from continuity.backup.sources.ssh_command import Printed, SshCommandSource
from continuity.ground.errors import Unavailable
from continuity.ground.patterns import Pattern, pattern
from continuity.ground.ssh import Login

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.engine.workshop import Workshop
    from continuity.model.device import Device
    from continuity.model.inventory import Asset
    from continuity.model.secrets import Reveal

_LIMIT = timedelta(minutes=10)
OUTPUT = "output"  # the file's name, where there is one command alone


def ssh_command(workshop: Workshop, asset: Asset) -> SshCommandSource:
    """Return the source of an asset of the kind ``ssh-command``."""
    settings = asset.source.settings
    device = workshop.inventory.clients[asset.client].devices[settings["device"]]
    lines = [one for one in settings["redact"] if isinstance(one, str)]
    blocks = [one for one in settings["redact"] if not isinstance(one, str)]
    return SshCommandSource(
        device=device.name,
        login=lambda: login(workshop.reveal, device),
        printed=tuple(_printed(settings)),
        limit=settings["limit"] or _LIMIT,
        memory=workshop.directories.memory(asset.client, asset.name),
        ignore=ignored(asset),
        redact=tuple(map(pattern, lines)),
        blocks=tuple(Block(begins=pattern(one.begins), ends=pattern(one.ends)) for one in blocks),
    )


def ignored(asset: Asset) -> tuple[Pattern, ...]:
    """Return the patterns of lines of an asset that do not count as a change."""
    return tuple(map(pattern, asset.source.settings.get("ignore", ())))


def _printed(settings: Mapping[str, Any]) -> Iterator[Printed]:
    expects = settings["expect_line"]
    for name, one in (settings["commands"] or {OUTPUT: settings["command"]}).items():
        command, own = (one, None) if isinstance(one, str) else (one.command, one.expect_line)
        line = own or expects
        yield Printed(name=name, command=command, expects=pattern(line) if line else None)


@contextmanager
def login(reveal: Reveal, device: Device) -> Iterator[Login]:
    """Yield the login; a key that is no file of its own lies in memory alone, under a name of /proc."""
    way = device.ssh
    if way is None:  # the documents' checks let none pass
        raise Unavailable("the device {device} has no `ssh` settings", device=device.name)
    host, reference = device.address, way.identity
    if reference.file is not None:
        yield Login(host=host, port=way.port, user=way.user, identity=reference.file, known_hosts=way.known_hosts)
        return
    key = os.memfd_create("identity")
    try:
        os.fchmod(key, 0o600)
        os.write(key, f"{reveal(reference)}\n".encode())
        path = Path(f"/proc/self/fd/{key}")
        yield Login(
            host=host,
            port=way.port,
            user=way.user,
            identity=path,
            known_hosts=way.known_hosts,
            called=str(reference),
        )
    finally:
        os.close(key)
