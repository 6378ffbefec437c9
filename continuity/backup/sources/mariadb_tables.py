"""Single tables of a dump: what ``mariadb-dump`` wrote about each, with its rows and triggers, and nothing else."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_RULE = b"--\n"
_TABLE = re.compile(rb"-- Table structure for table `((?:[^`]|``)+)`\n")
_OTHER = re.compile(rb"-- (?:Sequence|Temporary table|Final view) structure for |-- Dumping (?:events|routines) for ")
_DROP = re.compile(rb"(?:/\*!\d+ )?DROP TABLE IF EXISTS ")
_HEAD, _REST = "", None


def extract(dump: Path, tables: Sequence[str], target: Path) -> list[Path]:
    """Write one file of SQL a table into ``target`` and return them: settings, definition, rows, triggers.

    None of them drops a table that is there already. Raises ``UsageError`` for a table that the dump lacks.
    """
    wanted = list(dict.fromkeys(tables))
    known = {part for part, _ in _lines(dump) if part}
    for name in wanted:
        if name not in known:
            raise UsageError(
                "the dump holds no table {table}",
                hint="write one of: {known}",
                table=name,
                known=", ".join(sorted(known)) or "-",
            )
    files = {name: target / f"{name}.sql".replace("/", "_") for name in wanted}
    for name, path in files.items():
        with path.open("wb") as file:
            file.writelines(
                line for part, line in _lines(dump) if part in (_HEAD, name) and not _DROP.match(line)
            )  # the dump is read once more for each: a table may be bigger than the memory
    return list(files.values())


def _lines(dump: Path) -> Iterator[tuple[str | None, bytes]]:
    """Yield every line with the table that it belongs to; the head is nobody's, the rest is no table's.

    A heading stands between two rules. No row has lines of its own: line breaks in values are escaped.
    """
    part: str | None = _HEAD
    held: list[bytes] = []
    with dump.open("rb") as file:
        for line in chain(file, [b""]):
            if held:
                part = _part_of(line, part)
                yield part, held.pop()
            if line == _RULE:
                held.append(line)
            else:
                yield part, line


def _part_of(heading: bytes, part: str | None) -> str | None:
    found = _TABLE.match(heading)
    if found:
        return found[1].replace(b"``", b"`").decode()
    return _REST if _OTHER.match(heading) else part
