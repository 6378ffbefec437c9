"""The ``mariadb`` and ``mysql`` sources: one database as ``mariadb-dump`` sees it in one transaction, and the users.

Sources: https://mariadb.com/kb/en/mariadb-dump/, https://dev.mysql.com/doc/refman/8.0/en/mysqldump.html.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.backup import canary
from continuity.backup.sources.dumping import write_output
from continuity.backup.sources.mariadb_into import destination, filled
from continuity.backup.sources.mariadb_rights import missing
from continuity.backup.sources.mariadb_server import Server, dump_program
from continuity.backup.sources.mariadb_tables import extract
from continuity.backup.sources.private_mariadb import PrivateMariadb
from continuity.backup.sources.staged import StagedFiles, Taken
from continuity.backup.sources.standstill import growing
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from continuity.backup.canary import Canary
    from continuity.backup.sources.mariadb_rights import Version
    from continuity.backup.sources.mariadb_server import Table
    from continuity.backup.sources.reloading import Destination, Loaded

DUMP, USERS, FACTS = "database.sql", "users.sql", "database.json"
HOW = (
    "everything loaded into a private server, CHECK TABLE, the checksums of the tables that did not change while they"
    " were dumped, and the asset's queries there"
)
_OPTIONS = (
    "--quick",
    "--routines",
    "--triggers",
    "--events",
    "--hex-blob",
    "--no-tablespaces",
    "--skip-dump-date",
    "--default-character-set=utf8mb4",
    "--max-allowed-packet=1G",
)
_LAST = b"-- Dump completed"
_POSITION = re.compile(r"^-- CHANGE MASTER TO MASTER_LOG_FILE='([^']+)', MASTER_LOG_POS=(\d+);", re.MULTILINE)
_HEAD = 8192
_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class MariadbSource:
    """One database of one server; satisfies :class:`~continuity.backup.sources.staged.Staged`.

    ``here``: the server runs on this machine. ``password`` reveals it, empty where none is needed. ``patience``: how
    long a table may stay locked by somebody else.
    """

    host: str
    port: int
    database: str
    user: str
    password: Callable[[], str] = field(repr=False)
    here: bool
    patience: timedelta = _PATIENCE
    how: str = HOW

    def files(self, staging: Path) -> StagedFiles:
        """Return the dump and what belongs to it; where a distant server keeps its data is unknown."""
        return StagedFiles(paths=(staging,), exclude=(), elsewhere=not self.here)

    def stage(self, staging: Path) -> Taken:
        """Dump the database, the users and what is known of both.

        Raises ``Unavailable`` where the server, its version, a right or a lock does not let it be dumped whole.
        """
        version = self._server.version()
        program, options = dump_program(version)
        tables = self._server.tables()
        alone = [table.name for table in tables if not table.transactional]
        self._refuse_missing_rights(version, lock=bool(alone))
        before = self._read_once(tables)
        position = version.mariadb and not alone and self._server.logs()
        history = self._server.dumps_history(version, tables)
        extra = (*options, *(["--master-data=2"] if position else []), *(["--dump-history"] if history else []))
        self._dump((program, *self._server.address, *extra), staging / DUMP, locked=bool(alone))
        facts = {
            "database": self.database,
            **dict(zip(("character_set", "collation"), self._server.character_set(), strict=True)),
            "server": str(version),
            "consistent": "locked" if alone else "transaction",
            "not_transactional": alone,
            "rounded": [table.name for table in tables if table.rounded],
            "without_history": [] if history else [table.name for table in tables if table.versioned],
            "position": _position(staging / DUMP),
            "users": self._users(version, staging / USERS),
            **self._unchanged([one for one in tables if not one.rounded and (history or not one.versioned)], before),
        }
        (staging / FACTS).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")
        return Taken(detail={"dump": {key: value for key, value in facts.items() if key != "checksums"}})

    def plant(self, made: Canary, _room: Path) -> None:
        """Write a canary's row; see :class:`~continuity.backup.planting.Plantable`."""
        known = any(table.name == canary.TABLE for table in self._server.tables())
        making = [] if known else [canary.MAKE]
        self._server.write([*making, "start transaction", canary.uproot(made.asset), canary.plant(made), "commit"])

    def uproot(self, asset: str) -> None:
        """Take an asset's rows out again."""
        self._server.write([canary.uproot(asset)])

    def ask(self, query: str) -> str:
        """Return the first value that the server answers to a query, in a session that writes nothing.

        Raises ``Unavailable`` where it does not let us in, or does not answer.
        """
        rows = self._server.rows(f"set session transaction read only; {query}")
        return rows[0][0] if rows else ""

    @contextmanager
    def opened(self, restored: Path, room: Path) -> Iterator[Callable[[str], str]]:
        """Load the dump into a server of its own, compare it, and answer queries there; it is gone afterwards."""
        for name in (DUMP, FACTS):
            if not (restored / name).is_file():
                raise NotProven("what came back holds no {name}", name=name)
        facts = json.loads((restored / FACTS).read_text())
        with PrivateMariadb.running(room, facts["database"]) as server:
            if (restored / USERS).is_file():
                server.load_users(restored / USERS)
            server.load(restored / DUMP, facts)
            server.compare(facts)
            yield server.ask

    def destination(self, into: str, password: str) -> Destination:
        """Return the new database that a name or a URL means; see :class:`~.reloading.Reloadable`."""
        return destination(self._server, into, password)

    @contextmanager
    def load(self, folder: Path, into: Destination, tables: Sequence[str], passing: str) -> Iterator[Loaded]:
        """Fill a new database from the dump."""
        with filled(folder / DUMP, folder / FACTS, into, tables, passing) as done:
            yield done

    def extract(self, folder: Path, tables: Sequence[str], target: Path) -> None:
        """Write one file of SQL a table."""
        extract(folder / DUMP, tables, target)

    @property
    def _server(self) -> Server:
        return Server(
            host=self.host,
            port=self.port,
            database=self.database,
            user=self.user,
            password=self.password,
            wait=self.patience,
        )

    def _refuse_missing_rights(self, version: Version, *, lock: bool) -> None:
        lacking = missing(self._server.grants(), self.database, version, lock=lock)
        if lacking:
            raise Unavailable(
                "the role {user} lacks rights on {database}: {rights}; what it cannot see would be missing from the"
                " dump without a word",
                hint="grant them to the role: GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON DATABASE.*, and"
                " GRANT SELECT ON mysql.proc (MySQL: SHOW_ROUTINE ON *.*)",
                user=self.user,
                database=self.database,
                rights=", ".join(lacking),
            )

    def _read_once(self, tables: list[Table]) -> dict[str, str]:
        """Return the checksum of every table. Raises ``Unavailable`` where one stays locked, or cannot be read."""
        found = self._server.checksums(table.name for table in tables)
        for name, value in found.items():
            if value == "NULL":
                raise Unavailable(
                    "the table {name} cannot be read: it is damaged, or was locked for {seconds:g} s",
                    hint="CHECK TABLE tells, and SHOW FULL PROCESSLIST who holds the lock; nothing was backed up",
                    name=name,
                    seconds=self.patience.total_seconds(),
                )
        return found

    def _dump(self, command: Sequence[str], target: Path, *, locked: bool) -> None:
        """Dump in one transaction; with every table locked where one of them knows no transactions."""
        how = (
            ("--lock-tables", "--skip-single-transaction") if locked else ("--single-transaction", "--skip-lock-tables")
        )
        argv = (*command, *how, *_OPTIONS, "--", self.database)
        with growing(target, self.patience):
            write_output(argv, target, self._server.environment)
        with target.open("rb") as file:
            file.seek(max(0, target.stat().st_size - len(_LAST) - 2))
            end = file.read()
        if end.strip() != _LAST:
            raise NotProven(
                "the dump of {database} is not whole: {said}", database=self.database, said=end.decode(errors="replace")
            )

    def _users(self, version: Version, target: Path) -> bool:
        """Dump users and their rights, and tell whether this role may read them."""
        if not version.mariadb:
            return False
        argv = ("mariadb-dump", *self._server.address, "--system=users", "--insert-ignore", "--skip-dump-date")
        try:
            write_output(argv, target, self._server.environment)
        except Unavailable:
            target.unlink(missing_ok=True)
            return False
        return True

    def _unchanged(self, before: list[Table], sums: dict[str, str]) -> dict[str, Any]:
        """Return the checksums of the tables that were the same before and after the dump, and the names of others."""
        known = {table.name: table for table in before if not table.fresh}
        same = [table.name for table in self._server.tables() if known.get(table.name) == table]
        after = self._server.checksums(same)
        kept = {name: value for name, value in after.items() if value == sums[name]}
        return {"checksums": kept, "not_compared": sorted(sums.keys() - kept.keys())}


def _position(dump: Path) -> dict[str, object] | None:
    """Return where the binary log stood at the instant of the dump; None where the dump does not say."""
    with dump.open("rb") as file:
        found = _POSITION.search(file.read(_HEAD).decode(errors="replace"))
    return {"file": found[1], "position": int(found[2])} if found else None
