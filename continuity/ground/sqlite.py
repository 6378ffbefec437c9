"""SQLite files that somebody else may be writing to: copied as they are at one instant, and read whole.

Source: https://www.sqlite.org/backup.html and https://www.sqlite.org/pragma.html#pragma_integrity_check.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

_BUSY_S = 30.0


def copy(source: Path, target: Path, *, hint: str) -> None:
    """Copy a database as it is at one instant. Raises ``Unavailable`` with the hint.

    In one step: one read transaction, which writers in WAL mode pass; in the other modes their commits wait for it.
    The copy keeps the pages where they are (unlike ``VACUUM INTO``), so that the next backup stores what changed.
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=_BUSY_S)) as live,
            closing(sqlite3.connect(target, timeout=_BUSY_S)) as made,
        ):
            live.backup(made)
            made.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(
            "the database {path} cannot be copied: {cause}", hint=hint, path=source, cause=error
        ) from error


def refuse_damaged(path: Path) -> None:
    """Raise ``NotProven`` where a database is damaged: every page is read, and every index held against its table."""
    try:
        with closing(open_read_only(path)) as database:
            said = [str(row[0]) for row in database.execute("PRAGMA integrity_check(3)")]
    except (sqlite3.Error, OSError) as error:
        said = [str(error)]
    if said != ["ok"]:
        raise NotProven("the database {path} is damaged: {said}", path=path.name, said="; ".join(said))


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a database that must not be changed."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)
