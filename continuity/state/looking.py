"""A look at the database that changes nothing: opening it for work would bring it to the current schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path


def revision(path: Path) -> str:
    """Return the schema version of the database file, empty where it has none yet.

    Raises ``Unavailable`` where it cannot be read or is not a database.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            known = connection.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchone()
            found = connection.execute("select version_num from alembic_version").fetchone() if known else None
    except sqlite3.Error as error:
        raise Unavailable(
            "the state database {path} cannot be used: {cause}",
            hint="check that the directory exists, is writable, has free space, and that the file is intact",
            path=path,
            cause=error,
        ) from error
    return str(found[0]) if found else ""
