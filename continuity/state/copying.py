"""A consistent copy of the database while it is written to, and whether a copy is whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

_BUSY_S = 30.0


def copy_database(source: Path, target: Path) -> None:
    """Copy the database as it is at one instant; writers do not wait. Raises ``Unavailable``.

    The copy keeps the pages where they are (unlike ``VACUUM INTO``), so that the next backup stores what changed.
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=_BUSY_S)) as live,
            closing(sqlite3.connect(target, timeout=_BUSY_S)) as copy,
        ):
            live.backup(copy)  # in one step: one read transaction, which WAL lets writers pass
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(
            "the state database {path} cannot be copied: {cause}",
            hint="free some disk space below the state directory, and check that the file is intact",
            path=source,
            cause=error,
        ) from error


def refuse_damaged(path: Path) -> None:
    """Raise ``NotProven`` where a database is damaged: every page is read, and every index held against its table."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)) as database:
            said = [str(row[0]) for row in database.execute("PRAGMA integrity_check(3)")]
    except (sqlite3.Error, OSError) as error:
        said = [str(error)]
    if said != ["ok"]:
        raise NotProven("the database {path} is damaged: {said}", path=path.name, said="; ".join(said))
