"""A dump put back into a MariaDB or MySQL server in use: as a new database, which is gone again where it fails.

A database cannot be renamed there: it has its own name from the start, and a table in it says that it is not whole yet.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from continuity.backup.sources.mariadb_rights import may
from continuity.backup.sources.mariadb_server import Server, complaint, first_of, quoted
from continuity.backup.sources.mariadb_tables import extract
from continuity.backup.sources.reloading import Destination, Loaded, read_url
from continuity.ground import cancel, process
from continuity.ground.errors import NotProven, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONG = timedelta(hours=24)
LEFT_OUT = "no rights on {name} were granted to anybody, also not to those in whose name its views and procedures are"
_READ_ONLY = "set session transaction read only"
_CLOSED = ("--batch", "--binary-mode", "--loose-sandbox", "--local-infile=0", "--max-allowed-packet=1G")


def destination(own: Server, into: str, password: str) -> Destination:
    """Return the new database that a name or a URL means; see :class:`~.reloading.Reloadable`."""
    here = Destination(host=own.host, port=own.port, user=own.user, database=own.database, password=own.password())
    found = read_url(into, "mariadb", here, password)
    if (found.host, found.port, found.database) == (here.host, here.port, here.database):
        raise Refused(
            "{name} is the database that is backed up, and it is never restored over",
            hint="name another one",
            name=here.database,
        )
    server = _server(replace(found, database=""), own.wait)
    if found.database in [line[0] for line in server.rows("show databases")]:
        raise Refused(
            "there is a database {name} on {host}:{port}, and nothing is ever restored over something",
            hint="name a database that does not exist yet",
            name=found.database,
            host=found.host,
            port=found.port,
        )
    if not may("CREATE", server.grants(), found.database):
        raise Unavailable(
            "the role {user} may not make the database {name} on {host}:{port}",
            hint="let it: GRANT ALL ON DATABASE.* TO the role; or name another role in a URL",
            user=found.user,
            name=found.database,
            host=found.host,
            port=found.port,
        )
    return found


@contextmanager
def filled(dump: Path, facts: Path, into: Destination, tables: Sequence[str], passing: str) -> Iterator[Loaded]:
    """Make the database, fill it, or remove it again; a table called ``passing`` is in it until it is whole.

    Raises ``NotProven`` where the dump cannot be loaded, ``Unavailable`` for what the server lacks.
    """
    known = json.loads(facts.read_text())
    server = _server(into, timedelta(minutes=10))
    with TemporaryDirectory(dir=dump.parent) as aside:
        scripts = extract(dump, tables, Path(aside)) if tables else [dump]
        _server(replace(into, database=""), server.wait).rows(
            f"create database {quoted(into.database)} character set {quoted(known['character_set'])}"
            f" collate {quoted(known['collation'])}"
        )
        try:
            server.rows(f"create table {quoted(passing)} (id int)")
            for script in scripts:
                _read(server, script, into)
            server.rows(f"drop table {quoted(passing)}")
        except BaseException:
            with cancel.shielded():
                _server(replace(into, database=""), server.wait).rows(f"drop database {quoted(into.database)}")
            raise
    yield Loaded(ask=lambda query: _first(server, query), left_out=LEFT_OUT.format(name=into.database))


def _read(server: Server, script: Path, into: Destination) -> None:
    """Have a client read a script; none of its own commands is obeyed."""
    argv = (first_of("mariadb", "mysql"), *server.address, *_CLOSED, "--default-character-set=utf8mb4")
    with script.open("rb") as file, Path(os.devnull).open("wb") as nowhere:
        words = (*argv, f"--database={into.database}")
        done = process.run_into(words, nowhere, timeout=_LONG, env=server.environment, source=file)
    if done.returncode != 0:
        raise NotProven(
            "the dump cannot be loaded into {name}: {said}",
            hint="what lacks there is named above; or restore from another repository: --from NAME",
            name=into.shown,
            said=complaint(done),
        )


def _first(server: Server, query: str) -> str:
    """Return the first value of the first row of a query that changes nothing. Raises ``NotProven``."""
    try:
        rows = server.rows(f"{_READ_ONLY}; {query}")
    except Unavailable as error:
        raise NotProven("the query {query} failed on the restored data: {cause}", query=query, cause=error) from error
    if not rows:
        raise NotProven("the query {query} gave no row on the restored data", query=query)
    return rows[0][0]


def _server(into: Destination, wait: timedelta) -> Server:
    return Server(
        host=into.host,
        port=into.port,
        database=into.database,
        user=into.user,
        password=lambda: into.password,
        wait=wait,
    )
