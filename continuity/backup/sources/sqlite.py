"""The ``sqlite`` source: one database file of this machine, copied through SQLite's own online backup."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.backup import canary
from continuity.backup.planting import cannot
from continuity.backup.sources.staged import staged_files
from continuity.ground import sqlite
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from continuity.backup.canary import Canary
    from continuity.backup.sources.files import FilesSource

_STEPS = 1_000_000  # of SQLite's machine, between two looks at the limit
_BUSY_S = 30.0
_MOST = 2_000  # looks: minutes of a query on one core


HOW = "PRAGMA integrity_check on the restored database, and the asset's queries"


@dataclass(frozen=True, kw_only=True)
class SqliteSource:
    """The database at ``path``; satisfies :class:`~continuity.backup.sources.staged.Staged`."""

    path: Path
    how: str = HOW

    def files(self, staging: Path) -> FilesSource:
        """Return the copy; it falls together with what holds the original."""
        return staged_files(staging, self.path)

    def stage(self, staging: Path) -> None:
        """Copy the database at one instant, and read the copy whole.

        Raises ``Unavailable`` where it is not there or cannot be read, ``NotProven`` where it is damaged: the points
        that there are hold what was well.
        """
        if not self.path.is_file():
            raise Unavailable(
                "nothing of the source is there: {paths}",
                hint="mount or restore it, or correct `source.path`; nothing was backed up and nothing was changed",
                paths=self.path,
            )
        hint = "check that this user may read and lock it, and that there is space below the state directory"
        sqlite.copy(self.path, staging / self.path.name, hint=hint)
        sqlite.refuse_damaged(staging / self.path.name)

    def plant(self, made: Canary, room: Path) -> None:
        """Write a canary's row; see :class:`~continuity.backup.planting.Plantable`."""
        with self._writing() as database:
            known = database.execute("select 1 from sqlite_master where name = ?", (canary.TABLE,)).fetchone()
            for statement in (*([] if known else [canary.MAKE]), canary.uproot(made.asset), canary.plant(made)):
                database.execute(statement)

    def uproot(self, asset: str) -> None:
        """Take an asset's rows out again."""
        with self._writing() as database:
            database.execute(canary.uproot(asset))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True, timeout=_BUSY_S)) as one, one:
                yield one
        except sqlite3.Error as error:
            raise cannot(self.path, error) from error

    @contextmanager
    def opened(self, restored: Path, room: Path) -> Iterator[Callable[[str], str]]:
        """Read the restored database whole, and answer queries that change nothing."""
        path = restored / self.path.name
        sqlite.refuse_damaged(path)
        with closing(sqlite.open_read_only(path)) as database:
            yield lambda query: _first(database, query)


def _first(database: sqlite3.Connection, query: str) -> str:
    """Return the first value of the first row; raises ``NotProven`` where there is none."""
    looks = iter(range(_MOST))
    database.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
    try:
        row = database.execute(query).fetchone()
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise NotProven("the query {query} failed on the restored data: {cause}", query=query, cause=error) from error
    if row is None:
        raise NotProven("the query {query} gave no row on the restored data", query=query)
    return "" if row[0] is None else str(row[0])
