"""A dump put back into a PostgreSQL server in use: a new database under a name of its own until it is whole.

Sources: https://www.postgresql.org/docs/current/app-pgrestore.html, sql-createdatabase.html, sql-alterdatabase.html.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.sources.reloading import Destination, Loaded
from continuity.backup.sources.remedies import remedy
from continuity.ground import cancel, process
from continuity.ground.errors import NotProven, Refused, Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_QUICK, _LONG = timedelta(minutes=2), timedelta(hours=24)
_SHOWN = 300
_ENCODING = re.compile(r"^SET client_encoding = '([A-Za-z0-9_]+)';", re.MULTILINE)
_ROLE = re.compile(r'^(?:ALTER .* OWNER TO|GRANT .* TO) ("(?:[^"]|"")+"|[^\s";]+);$', re.MULTILINE)
_TABLE = re.compile(
    r"^\d+; \d+ \d+ (?:TABLE|MATERIALIZED VIEW|VIEW|FOREIGN TABLE) (?!(?:DATA|ATTACH) \S+ \S+ \S)(\S+) (\S+) ",
    re.MULTILINE,
)
HOW = "look at the server's log"
LEFT_OUT = "owners and grants were left out: {user} is no superuser there"


@dataclass(frozen=True, kw_only=True)
class Server:
    """The server of a destination, spoken to by PostgreSQL's own programs; the password is in their environment."""

    into: Destination

    def refuse_unless_free(self) -> None:
        """Raise ``Refused`` where the database is there, ``Unavailable`` where this role may not make one."""
        if self.into.database in self._asked("select datname from pg_database").splitlines():
            raise Refused(
                "there is a database {name} on {host}:{port}, and nothing is ever restored over something",
                hint="name a database that does not exist yet",
                name=self.into.database,
                host=self.into.host,
                port=self.into.port,
            )
        if self._asked("select rolsuper or rolcreatedb from pg_roles where rolname = current_user") != "t":
            raise Unavailable(
                "the role {user} may not make a database on {host}:{port}",
                hint='let it: ALTER ROLE "{user}" CREATEDB; or name another role in a URL',
                user=self.into.user,
                host=self.into.host,
                port=self.into.port,
            )

    @contextmanager
    def filled(self, dump: Path, tables: Sequence[Table], passing: str) -> Iterator[Loaded]:
        """Make the database as ``passing``, fill it, give it its name; where that fails nothing of it is left.

        Raises ``NotProven`` where the dump is damaged or cannot be loaded, ``Unavailable`` for what the server lacks.
        """
        head = self._ran("pg_restore", "--file=-", "--schema-only", str(dump))
        keeps = self._asked("select rolsuper from pg_roles where rolname = current_user") == "t"
        if keeps:
            self._refuse_strangers(set(_ROLE.findall(head)))
        encoding = _ENCODING.search(head)
        self._ran("createdb", "-T", "template0", "-E", encoding[1] if encoding else "UTF8", passing)
        try:
            self._make_schemas(passing, {table.schema for table in tables})
            for words in [table.words for table in tables] or [()]:
                plain = () if keeps else ("--no-owner", "--no-acl")
                self._ran("pg_restore", "--exit-on-error", *plain, *words, "-d", passing, str(dump))
            self._ran("psql", "-XAtq", "-d", "postgres", "-c", self._renaming(passing))
        except BaseException:
            with cancel.shielded():
                process.run(("dropdb", "--if-exists", "--force", passing), timeout=_QUICK, env=self._environment)
            raise
        yield Loaded(ask=self.ask, left_out="" if keeps else LEFT_OUT.format(user=self.into.user))

    def ask(self, query: str) -> str:
        """Return the first value of the first row of a query that changes nothing. Raises ``NotProven``."""
        env = {**self._environment, "PGOPTIONS": "-c default_transaction_read_only=on"}
        words = ("-XAtq", "-F", "\x1f", "-R", "\x1e", "-d", self.into.database, "-c", query)
        done = process.run(("psql", "--no-password", *words), timeout=_LONG, env=env)
        if done.returncode != 0:
            raise NotProven("the query {query} failed on the restored data: {cause}", query=query, cause=_said(done))
        if not done.stdout.strip("\n"):
            raise NotProven("the query {query} gave no row on the restored data", query=query)
        return re.split("[\x1e\x1f]", done.stdout.strip("\n"), maxsplit=1)[0]

    def _make_schemas(self, database: str, names: set[str]) -> None:
        """Make the schemas of single tables, which a dump brings only with everything else in them."""
        for name in sorted(names):
            quoted = name.replace('"', '""')
            self._ran("psql", "-XAtq", "-d", database, "-c", f'create schema if not exists "{quoted}"')

    def _refuse_strangers(self, roles: set[str]) -> None:
        there = set(self._asked("select quote_ident(rolname) from pg_roles").splitlines()) | {"PUBLIC"}
        if lacking := sorted(roles - there):
            raise Unavailable(
                "the server {host}:{port} has no role {names}, to whom a part of the dump belongs",
                hint="make them first: globals.sql of the same point says how (continuity restore … --to DIR)",
                host=self.into.host,
                port=self.into.port,
                names=", ".join(lacking),
            )

    def _renaming(self, passing: str) -> str:
        quoted = self.into.database.replace('"', '""')
        return f'alter database "{passing}" rename to "{quoted}"'

    def _asked(self, query: str) -> str:
        return self._ran("psql", "-XAtq", "--no-password", "-d", "postgres", "-c", query).strip()

    def _ran(self, program: str, *words: str) -> str:
        done = process.run((program, *words), timeout=_LONG, env=self._environment)
        if done.returncode == 0:
            return done.stdout
        values = {"program": program, "name": self.into.shown, "said": _said(done)}
        if program == "pg_restore":
            raise NotProven(
                "the dump cannot be loaded into {name}: {said}",
                hint="what lacks there is named above; or restore from another repository: --from NAME",
                **values,
            )
        mends = remedy(values["said"], HOW)
        raise Unavailable("{name} cannot be made: {program}: {said}", hint=mends, **values)

    @property
    def _environment(self) -> Mapping[str, str]:
        return ({"PGPASSWORD": self.into.password} if self.into.password else {}) | {
            "PGHOST": self.into.host,
            "PGPORT": str(self.into.port),
            "PGUSER": self.into.user,
            "PGCONNECT_TIMEOUT": "10",
            "PGAPPNAME": "continuity",
        }


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a dump."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def words(self) -> Sequence[str]:
        """How pg_restore is told to take this table alone."""
        return f"--schema={self.schema}", f"--table={self.name}"


def extract(dump: Path, tables: Sequence[str], target: Path) -> None:
    """Write one file of SQL a table: its definition and its rows, without indexes, keys and owners.

    Raises ``UsageError`` for a table that the dump lacks, ``NotProven`` where the dump is damaged.
    """
    for table in named(dump, tables):
        file = target / f"{table}.sql".replace("/", "_")
        words = (f"--file={file}", "--no-owner", "--no-acl", *table.words)
        done = process.run(("pg_restore", *words, str(dump)), timeout=_LONG)
        if done.returncode != 0:
            raise _damaged(done)


def named(dump: Path, tables: Sequence[str]) -> list[Table]:
    """Return the tables that are meant, each by its name or by ``schema.name``.

    Raises ``UsageError`` for one that the dump lacks or has in several schemas, ``NotProven`` where it cannot be read.
    """
    if not tables:
        return []
    done = process.run(("pg_restore", "--list", str(dump)), timeout=_QUICK)
    if done.returncode != 0:
        raise _damaged(done)
    known = [Table(schema=schema, name=name) for schema, name in _TABLE.findall(done.stdout)]
    return [_meant(table, known) for table in tables]


def _meant(table: str, known: Sequence[Table]) -> Table:
    found = [one for one in known if table in (str(one), one.name)]
    if len(found) == 1:
        return found[0]
    raise UsageError(
        "the dump holds no table {table}" if not found else "the dump holds several tables {table}",
        hint="write one of: {known}",
        table=table,
        known=", ".join(sorted(map(str, found or known))),
    )


def _damaged(done: process.Completed) -> NotProven:
    return NotProven(
        "the dump is damaged: {said}", hint="restore from another repository: --from NAME", said=_said(done)
    )


def _said(done: process.Completed) -> str:
    return done.stderr.strip()[-_SHOWN:] or "-"
