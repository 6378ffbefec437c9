"""The kinds of source that are staged, each with the function that makes one of an asset of the documents.

One line a kind: what a kind *is* stands in ``backup/sources``, what its settings may say in the documents' schema, and
that it is read at all in ``ACTIVE_SOURCES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from continuity.backup.remote.databases import CommandThere, MariadbThere, PostgresqlThere
from continuity.backup.sources.command import CommandSource
from continuity.backup.sources.installed import installed_kinds, open_foreign
from continuity.backup.sources.mariadb import MariadbSource
from continuity.backup.sources.ports import Context
from continuity.backup.sources.postgresql import PostgresqlSource
from continuity.backup.sources.sqlite import SqliteSource
from continuity.engine.continuous import continuous_postgresql
from continuity.engine.equipment import ssh_command
from continuity.engine.own_state import OwnState
from continuity.engine.remote.way import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.backup.sources.staged import Staged
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset

    #: Makes the source of one asset, without touching it.
    Builder = Callable[[Workshop, Asset], Staged]

_HERE = ("127.0.0.1", "::1", "localhost")


def staged_kind(workshop: Workshop, asset: Asset) -> Staged | None:
    """Return the source of an asset whose kind is staged; None for files, which are read where they are.

    Raises ``Unavailable`` where another package provides the kind, and that package is broken.
    """
    if asset.source.foreign is not None:
        return _foreign(workshop, asset)
    builder = BUILDERS.get(asset.source.kind)
    return builder(workshop, asset) if builder else None


def _foreign(workshop: Workshop, asset: Asset) -> Staged:
    memory = workshop.directories.memory(asset.client, asset.name)
    context = Context(asset=asset.reference, memory=memory, reveal=workshop.reveal)
    return open_foreign(installed_kinds(), asset.source.foreign, context)


def _state(workshop: Workshop, _asset: Asset) -> Staged:
    return OwnState(workshop)


def _sqlite(_workshop: Workshop, asset: Asset) -> Staged:
    return SqliteSource(path=asset.source.settings["path"])


def database_of(workshop: Workshop, asset: Asset) -> PostgresqlSource | MariadbSource | None:
    """Return the database that an asset is, however its copies are made; None where it is none of a server."""
    if asset.source.kind not in ("postgresql", "mariadb", "mysql"):
        return None
    server, is_postgresql = _server(workshop, asset), asset.source.kind == "postgresql"
    if asset.source.on is None:
        return PostgresqlSource(**server) if is_postgresql else MariadbSource(**server)
    kind = PostgresqlThere if is_postgresql else MariadbThere
    return kind(**server, reach=lambda: host_of(workshop, asset))


def _postgresql(workshop: Workshop, asset: Asset) -> Staged:
    if asset.source.continuous:
        return continuous_postgresql(workshop, asset)
    return cast("PostgresqlSource", database_of(workshop, asset))


def _mariadb(workshop: Workshop, asset: Asset) -> Staged:
    return cast("MariadbSource", database_of(workshop, asset))


def _server(workshop: Workshop, asset: Asset) -> dict[str, Any]:
    """Return how a database of a server is reached, whatever kind of server it is."""
    settings = asset.source.settings
    secret = settings["password"]
    return {name: settings[name] for name in ("host", "port", "database", "user")} | {
        "password": lambda: workshop.reveal(secret) if secret else "",
        "here": asset.source.on is None and (settings["host"] in _HERE or settings["host"].startswith("/")),
    }


def _command(workshop: Workshop, asset: Asset) -> Staged:
    argv = tuple(asset.source.settings["command"])
    if asset.source.on is not None:
        return CommandThere(argv=argv, reach=lambda: host_of(workshop, asset))
    return CommandSource(argv=argv)


#: Every kind of ours but ``files``.
BUILDERS: Mapping[str, Builder] = {
    "command": _command,
    "mariadb": _mariadb,
    "mysql": _mariadb,
    "postgresql": _postgresql,
    "sqlite": _sqlite,
    "ssh-command": ssh_command,
    "state": _state,
}
