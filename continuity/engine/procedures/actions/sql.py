"""``sql``: what a live PostgreSQL or MariaDB server answers, asked as its asset's documents say, and only read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.engine.procedures.actions.wishing import asset_in, workshop_of
from continuity.engine.procedures.machines import client_of
from continuity.engine.source_kinds import database_of
from continuity.ground.errors import ContinuityError, UsageError
from continuity.ground.process import find_program
from continuity.ground.secrecy import veil
from continuity.recovery.actions.asked import port, shell
from continuity.recovery.actions.machines import SHOWN
from continuity.recovery.actions.trying import TRYING, OtherAnswer, until, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.backup.sources.mariadb import MariadbSource
    from continuity.backup.sources.postgresql import PostgresqlSource
    from continuity.recovery.actions.ports import Context, Performed

WHY = {"other": "it answered {said}"}


class SqlAction:
    """Asks the server of ``asset`` a ``query``, as the asset's user; the answer is the first value.

    ``host``, ``port`` and ``database`` name another server, or database, with the same user and password. Tries until
    it is answered, with ``answer`` where that is given, as ``within`` and ``times`` say. The session may only read.
    """

    required: Sequence[str] = ("asset", "query")
    optional: Sequence[str] = ("host", "port", "database", "answer", *TRYING)
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the client program's command; its password is typed, or stands in its own files."""
        query, name = str(parameters["query"]), str(parameters["asset"]).rpartition("/")[2]
        client = client_of(context)
        asset = client.assets.get(name) if client else None
        if asset is None or asset.source.kind not in _BY_HAND:
            return shell(["psql", "-c", query])
        said = {**asset.source.settings, **_elsewhere(parameters)}
        argv = [one.format(**said) for one in _BY_HAND[asset.source.kind]] + [query]
        return context.machine(asset.source.on or "").as_typed(argv)

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether the asset is a database of a server, and its client program is here."""
        try:
            _database(parameters, context)
            return wrong(parameters, "times")
        except ContinuityError as error:
            return error

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Ask. Raises ``NotProven`` for another answer, or none; ``Unavailable`` where nobody lets us in."""
        database, query = _database(parameters, context), str(parameters["query"])

        def once() -> str:
            found = veil(database.ask(query))[:SHOWN]
            if "answer" in parameters and found != str(parameters["answer"]):
                raise OtherAnswer(WHY["other"].format(said=found or "-"))
            return found

        return until(once, parameters, context)


_MYSQL = ("mariadb", "--host={host}", "--port={port}", "--user={user}", "-p", "{database}", "-N", "-e")
_BY_HAND = {
    "postgresql": ("psql", "--host={host}", "--port={port}", "--username={user}", "{database}", "-At", "-c"),
    "mariadb": _MYSQL,
    "mysql": _MYSQL,
}


def _database(parameters: Mapping[str, Any], context: Context) -> PostgresqlSource | MariadbSource:
    asset = asset_in(parameters, context)
    database = database_of(workshop_of(context), asset)
    if database is None:
        raise UsageError(
            "{asset} is no database of a server that can be asked",
            hint="name an asset of the kind postgresql, mariadb or mysql",
            asset=asset.reference,
        )
    if asset.source.kind == "postgresql":
        find_program("psql")
    return replace(database, **_elsewhere(parameters))


def _elsewhere(parameters: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: str(parameters[name]) for name in ("host", "database") if name in parameters}
    return found | ({"port": port(parameters)} if "port" in parameters else {})
