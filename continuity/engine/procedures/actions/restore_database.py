"""``restore_database``: a database back beside the one that is spoilt; the same as ``continuity restore``.

A dump becomes a new database (``into``), or only some of its ``tables`` do; or SQL in a new directory (``to``). A
server whose log is received comes back to the moment ``at`` as a data directory that starts (``to``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.private_postgresql import of_version
from continuity.backup.sources.reloading import PASSWORD, Reloadable
from continuity.engine import returns
from continuity.engine.candidates import choices
from continuity.engine.procedures.actions.wishing import (
    asset_in,
    found_again,
    moment,
    named,
    options,
    restored,
    workshop_of,
)
from continuity.engine.source_kinds import staged_kind
from continuity.engine.wishes import Wish, admit
from continuity.ground.errors import ContinuityError, Unavailable, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.secrets import SecretRef
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.target import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.point import Point

#: In place of a server: the asset's own.
OWN = "own"
_DATA = "data"  # what a recovered server is called in its directory


class RestoreDatabaseAction:
    """Brings the database ``asset`` back ``into`` a new database or ``to`` a new directory, as of ``at``.

    The new database is on the asset's own ``server``, or on ``postgresql://USER@HOST:PORT`` (or ``mariadb:``).
    Gives ``database`` and ``server`` (``host``, ``port``, ``user``), or ``directory`` and, of a server, ``data`` (which
    can be started) and where its ``programs`` are; ``as_of``: the time of the data, of its last transaction where a log
    was replayed.
    """

    required: Sequence[str] = ("asset",)
    optional: Sequence[str] = ("into", "server", "to", "tables", "at", "from")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command."""
        argv = ["continuity", "restore", str(parameters["asset"])]
        argv += ["--into", _into(parameters)] if parameters.get("into") else ["--to", str(parameters.get("to"))]
        tables = [word for one in named(parameters, "tables") for word in ("--table", one)]
        return shell([*argv, *tables, *options(parameters)])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell what lacks: a point of that time, the right to make a database, room, a server of that version."""
        try:
            asset, workshop = asset_in(parameters, context), workshop_of(context)
            wish = _wish(parameters, context)
            _look(workshop, asset, wish)
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Restore. Raises ``NotProven`` where what came back is not what was backed up, or lacks an answer."""
        asset, wish = asset_in(parameters, context), _wish(parameters, context)
        _refuse_other_kinds(workshop_of(context), asset)
        return _came(restored(asset, wish, context), wish)

    def found(self, parameters: Mapping[str, Any], context: Context) -> Performed | None:
        """Tell what came of the restore that an interrupted try had begun. Raises ``NotProven`` as :meth:`perform`."""
        asset, wish = asset_in(parameters, context), _wish(parameters, context)
        run = found_again(asset, wish, context)
        return _came(run, wish) if run else None


def _wish(parameters: Mapping[str, Any], context: Context) -> Wish:
    into, target = _into(parameters), str(parameters.get("to") or "")
    if bool(into) == bool(target):
        raise UsageError("give exactly one of into, to", hint="into a new database, or to a new directory")
    if target and not target.startswith("/"):
        raise UsageError("{path} is not an absolute path", hint="begin it with /", path=target)
    return Wish(
        target=Path(target) if target else workshop_of(context).directories.state,
        into=into,
        at=moment(parameters),
        repository=str(parameters.get("from", "")),
        tables=named(parameters, "tables"),
        password=_password(workshop_of(context)) if "://" in into else "",
    )


def _into(parameters: Mapping[str, Any]) -> str:
    """Return the new database as ``continuity restore --into`` takes it; empty where a directory is wished."""
    name, server = str(parameters.get("into") or ""), str(parameters.get("server", OWN))
    return name if server == OWN or not name else f"{server.rstrip('/')}/{name}"


def _password(workshop: Workshop) -> str:
    """Return the password for another server, where there is one; else the client program looks for its own."""
    try:
        return workshop.reveal(SecretRef(env=PASSWORD))
    except Unavailable:
        return ""


def _look(workshop: Workshop, asset: Asset, wish: Wish) -> None:
    """Raise what would keep the restore from working."""
    _refuse_other_kinds(workshop, asset)
    now = workshop.clock.mark()
    admit(workshop, wish, now)
    point = choices(workshop, asset, wish, wish.at or now.wall)[0]
    with workshop.store.reading() as tx:
        origin = tx.runs.get(point.run)
    returns.destination(workshop, asset, wish)
    room = workshop.directories.state / "here" if wish.into else wish.target
    target = Target(path=room, run="look")
    if not wish.into:
        target.refuse_unless_free()
    target.refuse_without_room(_size(origin, point))
    if version := _version(workshop, asset):
        of_version(Path("/"), version)


def _size(origin: Run | None, point: Point) -> int:
    """Return how many bytes the backup read that made the point; 0 where nobody remembers."""
    copies = origin.copies if origin else ()
    return max((one.bytes_processed for one in copies if one.repository == point.repository), default=0)


def _version(workshop: Workshop, asset: Asset) -> int | None:
    """Return the major version of the server whose log is received here; None where nothing was received yet."""
    file = workshop.directories.spool(asset.client, asset.name) / "base" / "PG_VERSION"
    found = file.read_text().strip() if asset.source.continuous and file.is_file() else ""
    return int(found) if found.isdigit() else None


def _refuse_other_kinds(workshop: Workshop, asset: Asset) -> None:
    if not isinstance(staged_kind(workshop, asset), Reloadable) and not asset.source.continuous:
        raise UsageError(
            "{asset} is no database that can be loaded: its source is {kind}",
            hint="use the action restore",
            asset=asset.name,
            kind=str(asset.source),
        )


def _came(run: Run, wish: Wish) -> Performed:
    values = _values(run, wish)
    answer = values.get("database") or values["directory"]
    return Performed(answer=answer, values=values, run=run.id, measurements=run.measurements)


def _values(run: Run, wish: Wish) -> dict[str, str]:
    copied = next((one.data_time for one in run.copies if one.data_time), None)
    recovered = run.detail.get("recovered") or {}
    as_of = recovered.get("last_transaction") or (write_time(copied) if copied else "-")
    if wish.into:
        server, _, database = str(run.detail["into"]).rpartition("/")
        user, _, place = server.partition("@")
        host, _, number = place.rpartition(":")
        where = {"host": host, "port": number, "user": user}
        return {"database": database, "server": server, "as_of": as_of} | where
    values = {"directory": str(wish.target), "as_of": as_of}
    if recovered:
        values |= {"data": str(wish.target / _DATA), "programs": str(of_version(Path("/"), int(recovered["major"])))}
    return values
