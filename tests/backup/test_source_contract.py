"""The kinds of ours that need no server keep the contract of sources.

PostgreSQL, MariaDB and equipment do so beside their servers; the server's own state answers no queries and has tests of
its own.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from continuity.backup.sources.command import CommandSource
from continuity.backup.sources.sqlite import SqliteSource
from tests.backup.source_contract import Subject, hold

if TYPE_CHECKING:
    from pathlib import Path


def test_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"

    def sell() -> None:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("create table if not exists sale (at)")
            database.execute("insert into sale values (1)")

    sell()
    hold(
        Subject(
            source=SqliteSource(path=path),
            change=sell,
            lose=path.unlink,
            query="select count(*) from sale",
            before="1",
        ),
        tmp_path,
    )


def test_command(tmp_path: Path) -> None:
    path = tmp_path / "said"
    path.write_text("one\n")

    def change() -> None:
        path.write_text("two\n")

    hold(
        Subject(
            source=CommandSource(argv=("cat", str(path))),
            change=change,
            lose=path.unlink,
            query="^one$",
            before="1",
            wrong="",
        ),
        tmp_path,
    )
