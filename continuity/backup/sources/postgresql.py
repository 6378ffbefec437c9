"""The ``postgresql`` source in mode ``dump``: one database as ``pg_dump`` sees it in one transaction, and the roles.

Sources: https://www.postgresql.org/docs/current/app-pgdump.html, app-pg-dumpall.html, libpq-envars.html.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup import canary
from continuity.backup.planting import cannot
from continuity.backup.sources.dumping import LIMIT, write_output
from continuity.backup.sources.postgresql_into import Server, extract, named
from continuity.backup.sources.private_postgresql import PrivatePostgresql
from continuity.backup.sources.reloading import Destination, read_url
from continuity.backup.sources.staged import StagedFiles
from continuity.ground import process
from continuity.ground.errors import NotProven, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from continuity.backup.canary import Canary
    from continuity.backup.sources.reloading import Loaded

DUMP, GLOBALS = "database.pgdump", "globals.sql"
HOW = "pg_restore of everything into a private server, and the asset's queries there"
_LOCK_WAIT_MS = 10 * 60 * 1000
_SHOWN = 300
QUICK = timedelta(minutes=2)
_FIELD, _ROW = "\x1f", "\x1e"  # ASCII's own separators, which no value holds
_NO_CONNECTION = 2  # psql(1), "Exit Status"


@dataclass(frozen=True, kw_only=True)
class PostgresqlSource:
    """One database of one server; satisfies :class:`~continuity.backup.sources.staged.Staged`.

    ``here``: the server runs on this machine. ``password`` reveals it, empty where none is needed; it is in the
    environment of PostgreSQL's own programs only.
    """

    host: str
    port: int
    database: str
    user: str
    password: Callable[[], str] = field(repr=False)
    here: bool
    how: str = HOW

    def files(self, staging: Path) -> StagedFiles:
        """Return the dump and the roles; where the server keeps its data is unknown, unless it is this machine."""
        return StagedFiles(paths=(staging,), exclude=(), elsewhere=not self.here)

    def stage(self, staging: Path) -> None:
        """Dump the database and the roles.

        Raises ``Unavailable`` where the server, its version, a right or a lock does not let it be dumped whole.
        """
        # Not compressed: restic does that itself, and finds what did not change since the last dump.
        dump = ("pg_dump", "--format=custom", "--compress=0", "--no-password", f"--lock-wait-timeout={_LOCK_WAIT_MS}")
        write_output(dump, staging / DUMP, self._environment)
        # What the file system holds, not what pg_dump believes to have written: read to its end.
        with Path(os.devnull).open("wb") as nowhere:
            done = process.run_into(("pg_restore", "--file=-", str(staging / DUMP)), nowhere, timeout=LIMIT)
        if done.returncode != 0:
            said = done.stderr.strip()[-_SHOWN:]
            raise NotProven("the dump of {database} is not whole: {said}", database=self.database, said=said)
        self._roles(staging / GLOBALS)

    def plant(self, made: Canary, room: Path) -> None:
        """Write a canary's row; see :class:`~continuity.backup.planting.Plantable`."""
        making = (
            f"select to_regclass('{canary.TABLE}') is null as missing \\gset\n\\if :missing\n{canary.MAKE};\n\\endif"
        )
        self._write([making, f"{canary.uproot(made.asset)};", f"{canary.plant(made)};"], room)

    def uproot(self, asset: str) -> None:
        """Take an asset's rows out again."""
        self._write([f"{canary.uproot(asset)};"], None)

    def _write(self, lines: Sequence[str], room: Path | None) -> None:
        """Run statements in one transaction; in ``room``, where nobody reads them off a command line."""
        words = ("psql", "-XAtq", "--no-password", "--single-transaction", "-v", "ON_ERROR_STOP=1")
        script = room / ".plant.sql" if room else None
        try:
            if script:
                script.touch(mode=0o600)
                script.write_text("\n".join(lines))
            last = ("-f", str(script)) if script else ("-c", "\n".join(lines))
            done = process.run((*words, *last), timeout=QUICK, env=self._environment)
        finally:
            if script:
                script.unlink(missing_ok=True)
        if done.returncode != 0:
            raise cannot(self.database, done.stderr.strip()[-_SHOWN:] or "-")

    def _roles(self, target: Path) -> None:
        """Dump roles and tablespaces; without their passwords where this role may not read those."""
        argv = ("pg_dumpall", "--globals-only", "--no-password")
        try:
            write_output(argv, target, self._environment)
        except Unavailable:
            write_output((*argv, "--no-role-passwords"), target, self._environment)

    def ask(self, query: str) -> str:
        """Return the first value that the server answers to a query, in a session that writes nothing.

        Raises ``Unavailable`` where it does not let us in, ``NotProven`` where it does not answer.
        """
        words = ("psql", "-XAtq", "--no-password", "-F", _FIELD, "-R", _ROW, "-v", "ON_ERROR_STOP=1", "-c", query)
        reading = {"PGOPTIONS": "-c default_transaction_read_only=on"}
        done = process.run(words, timeout=QUICK, env={**self._environment, **reading})
        if done.returncode == 0:
            return done.stdout.removesuffix("\n").split(_ROW)[0].split(_FIELD)[0]
        said = done.stderr.strip()[-_SHOWN:] or "-"
        if done.returncode == _NO_CONNECTION:
            raise Unavailable("{database} cannot be asked: {said}", database=self.database, said=said).that_may_pass()
        raise NotProven("{database} does not answer the query: {said}", database=self.database, said=said)

    @contextmanager
    def opened(self, restored: Path, room: Path) -> Iterator[Callable[[str], str]]:
        """Restore the dump into a server of its own, and answer queries there; it is gone afterwards."""
        for name in (DUMP, GLOBALS):
            if not (restored / name).is_file():
                raise NotProven("what came back holds no {name}", name=name)
        with PrivatePostgresql.running(room) as server:
            server.load_roles(restored / GLOBALS)
            server.load(restored / DUMP)
            yield server.ask

    def destination(self, into: str, password: str) -> Destination:
        """Return the new database that a name or a URL means; see :class:`~.reloading.Reloadable`."""
        own = Destination(
            host=self.host, port=self.port, user=self.user, database=self.database, password=self.password()
        )
        found = read_url(into, "postgresql", own, password)
        if (found.host, found.port, found.database) == (own.host, own.port, own.database):
            raise Refused(
                "{name} is the database that is backed up, and it is never restored over",
                hint="name another one; it can be renamed afterwards: ALTER DATABASE … RENAME TO {name}",
                name=own.database,
            )
        Server(into=found).refuse_unless_free()
        return found

    @contextmanager
    def load(self, folder: Path, into: Destination, tables: Sequence[str], passing: str) -> Iterator[Loaded]:
        """Fill a new database from the dump."""
        dump = folder / DUMP
        with Server(into=into).filled(dump, named(dump, tables), passing) as done:
            yield done

    def extract(self, folder: Path, tables: Sequence[str], target: Path) -> None:
        """Write tables of the dump as SQL."""
        extract(folder / DUMP, tables, target)

    @property
    def _environment(self) -> Mapping[str, str]:
        password = self.password()
        return ({"PGPASSWORD": password} if password else {}) | {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGDATABASE": self.database,
            "PGCONNECT_TIMEOUT": "10",
            "PGAPPNAME": "continuity",
        }
