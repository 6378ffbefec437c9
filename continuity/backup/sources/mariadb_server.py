"""A live MariaDB or MySQL server, asked what a dump must know: its version, its tables, what the role may read.

The password is in the environment of the server's own client programs (``MYSQL_PWD``), not in an option file: both can
be read by the same user and by root alone, but a file would lie on a disk, and be left there by a crash.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from continuity.backup.planting import cannot
from continuity.backup.sources.mariadb_rights import Version
from continuity.backup.sources.remedies import HOW, remedy
from continuity.ground import process
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_LIMIT = timedelta(hours=12)
_QUICK = timedelta(minutes=2)
_AT_ONCE = 50  # tables in one statement: an argument has 128 KiB
_SHOWN = 300
_TABLES = (
    "select hex(table_name), coalesce(e.transactions, '') = 'YES', coalesce(update_time, ''),"
    " coalesce(update_time >= now() - interval 1 second, 0), table_type = 'SYSTEM VERSIONED',"
    " exists (select 1 from information_schema.columns c where c.table_schema = t.table_schema"
    " and c.table_name = t.table_name and c.data_type = 'float')"
    " from information_schema.tables t left join information_schema.engines e on e.engine = t.engine"
    " where table_schema = database() and table_type in ('BASE TABLE', 'SYSTEM VERSIONED') order by table_name"
)


_HISTORY = (10, 11)  # the first version whose dumps hold the past of a table
_BY_TRANSACTION = (
    "select count(*) from information_schema.columns where table_schema = database()"
    " and generation_expression = 'ROW START' and data_type = 'bigint'"
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table; ``changed`` is the second in which it was last written to, as far as the server remembers.

    ``fresh``: that is this second or the last one, so another change in it would not show. ``versioned``: it keeps
    what its rows were before. ``rounded``: it has columns of type ``FLOAT``, of which a dump holds six digits.
    """

    name: str
    transactional: bool
    changed: str
    fresh: bool = field(compare=False)
    versioned: bool
    rounded: bool


@dataclass(frozen=True, kw_only=True)
class Server:
    """How one database of one server is reached; ``wait`` is how long a statement waits for a lock."""

    host: str
    port: int
    database: str
    user: str
    password: Callable[[], str] = field(repr=False)
    wait: timedelta

    @property
    def address(self) -> tuple[str, ...]:
        """The words that every client program takes; the first says that no option file is read."""
        socket = self.host.startswith("/")
        where = (f"--socket={self.host}",) if socket else (f"--host={self.host}", f"--port={self.port}")
        return ("--no-defaults", *where, f"--protocol={'socket' if socket else 'tcp'}", f"--user={self.user}")

    @property
    def environment(self) -> Mapping[str, str]:
        """The password, for the client programs and nobody else."""
        password = self.password()
        return {"MYSQL_PWD": password} if password else {}

    def version(self) -> Version:
        """Return the server's version. Raises ``Unavailable`` where it does not let us in."""
        return Version.of_server(self.rows("select version()")[0][0])

    def grants(self) -> list[str]:
        """Return what the role may do, in the server's words."""
        return [line[0].replace("\\\\", "\\") for line in self.rows("show grants")]

    def tables(self) -> list[Table]:
        """Return the tables of the database that the role sees."""
        return [
            Table(
                name=bytes.fromhex(name).decode(),
                transactional=safe == "1",
                changed=changed,
                fresh=fresh == "1",
                versioned=versioned == "1",
                rounded=rounded == "1",
            )
            for name, safe, changed, fresh, versioned, rounded in self.rows(_TABLES)
        ]

    def dumps_history(self, version: Version, tables: Iterable[Table]) -> bool:
        """Tell whether there are tables that keep their past, and it can be dumped: not what counts by transactions."""
        if not any(table.versioned for table in tables) or version.number < _HISTORY:
            return False
        return self.rows(_BY_TRANSACTION)[0][0] == "0"

    def character_set(self) -> tuple[str, str]:
        """Return the database's character set and collation, which a dump of it does not hold."""
        ((name, collation),) = self.rows("select @@character_set_database, @@collation_database")
        return name, collation

    def logs(self) -> bool:
        """Tell whether the server keeps a binary log."""
        return self.rows("select @@log_bin")[0][0] == "1"

    def checksums(self, tables: Iterable[str]) -> dict[str, str]:
        """Return the checksum of each table. Raises ``Unavailable`` where one stays locked for too long."""
        names = list(tables)
        found: dict[str, str] = {}
        for first in range(0, len(names), _AT_ONCE):
            some = names[first : first + _AT_ONCE]
            lines = self.rows(f"checksum table {', '.join(map(quoted, some))}")
            found |= {name: line[-1] for name, line in zip(some, lines, strict=True)}
        return found

    def write(self, statements: Sequence[str]) -> None:
        """Run statements that change something; they are on no command line, where everybody could read them."""
        program = first_of("mariadb", "mysql")
        argv = (program, *self.address, "--batch", "--connect-timeout=10", f"--database={self.database}")
        with TemporaryFile() as script, Path(os.devnull).open("wb") as nowhere:
            script.write("".join(f"{one};\n" for one in statements).encode())
            script.seek(0)
            done = process.run_into(argv, nowhere, timeout=_QUICK, env=self.environment, source=script)
        if done.returncode != 0:
            raise cannot(self.database, complaint(done))

    def rows(self, query: str) -> list[Sequence[str]]:
        """Return the rows of a query."""
        program = first_of("mariadb", "mysql")
        waits = f"set session lock_wait_timeout = {max(1, int(self.wait.total_seconds()))}"
        how = ("--batch", "--skip-column-names", "--connect-timeout=10", "--default-character-set=utf8mb4")
        argv = (program, *self.address, *how, f"--database={self.database}", f"--execute={waits}; {query}")
        done = process.run(argv, timeout=_LIMIT, env=self.environment)
        if done.returncode != 0:
            mends = remedy(complaint(done), HOW)
            raise Unavailable(
                "{program} failed (exit {code}): {said}",
                hint=mends,
                program=program,
                code=done.returncode,
                said=complaint(done),
            )
        return [line.split("\t") for line in done.stdout.splitlines()]


def first_of(*names: str) -> str:
    """Return the first of these programs that is installed. Raises ``Unavailable`` where none is."""
    for name in names:
        try:
            process.find_program(name)
        except Unavailable:
            continue
        return name
    raise Unavailable(
        "none of these programs is installed: {names}",
        hint="install the server's client programs (Debian: apt-get install mariadb-client)",
        names=", ".join(names),
    )


def dump_program(server: Version) -> tuple[str, Sequence[str]]:
    """Return what dumps this server, with its options. Raises ``Unavailable`` where it would not dump it whole."""
    program = first_of("mariadb-dump", "mysqldump") if server.mariadb else first_of("mysqldump", "mariadb-dump")
    client = Version.of_client(process.run((program, "--version"), timeout=timedelta(minutes=1)).stdout)
    if not client.dumps(server):
        raise Unavailable(
            "{program} is {client} and the server is {server}: what it does not know would be missing from the dump",
            hint="install client programs of the same kind, at least as new as the server",
            program=program,
            client=client,
            server=server,
        )
    # MySQL's would have a restore set the replication state of the server that it is loaded into.
    return (program, ()) if client.mariadb else (program, ("--set-gtid-purged=OFF",))


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    return "`" + name.replace("`", "``") + "`"


def complaint(done: process.Completed) -> str:
    """Return what a client complained about, without the statement that it repeats first."""
    text = done.stderr.strip()
    return text[max(text.find("ERROR "), 0) :][-_SHOWN:] or "-"
