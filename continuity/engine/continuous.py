"""What is received all the time: the source of an asset in mode ``continuous``, from its documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from continuity.backup.sources.postgresql_continuous.server import Server
from continuity.backup.sources.postgresql_continuous.source import ContinuousPostgresql
from continuity.ground.canonical import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.secrets import Reveal

_HERE = ("127.0.0.1", "::1", "localhost")
_LONGEST = 63  # of a name, in PostgreSQL
_DIGITS = 8


def continuous_postgresql(workshop: Workshop, asset: Asset) -> ContinuousPostgresql:
    """Return the source of an asset whose server's log is received."""
    settings = asset.source.settings
    return ContinuousPostgresql(
        server=server_of(asset, workshop.reveal),
        database=settings["database"],
        slot=slot_of(asset),
        base_every=settings["base_every"],
        copies=workshop.policy(asset).rpo_copies,
        here=settings["host"] in _HERE or settings["host"].startswith("/"),
        clock=workshop.clock,
    )


def slot_of(asset: Asset) -> str:
    """Return the name of the asset's slot: letters, digits and underscores, and no two assets' names fall together."""
    name = f"continuity_{asset.name}"
    if re.fullmatch(r"[a-z0-9_]+", name) and len(name) <= _LONGEST:
        return name
    plain = re.sub(r"[^a-z0-9_]", "_", name.lower())[: _LONGEST - _DIGITS - 1]
    return f"{plain}_{sha256_hex(asset.reference.encode())[:_DIGITS]}"


def server_of(asset: Asset, reveal: Reveal) -> Server:
    """Return the way to the server of an asset."""
    settings = asset.source.settings

    def environment() -> Mapping[str, str]:
        password = reveal(settings["password"]) if settings["password"] else ""
        return ({"PGPASSWORD": password} if password else {}) | {
            "PGHOST": settings["host"],
            "PGPORT": str(settings["port"]),
            "PGUSER": settings["user"],
            "PGDATABASE": settings["database"],
            "PGCONNECT_TIMEOUT": "10",
            "PGAPPNAME": "continuity",
            "LC_ALL": "C",
        }

    return Server(name=f"{settings['host']}:{settings['port']}", user=settings["user"], environment=environment)
