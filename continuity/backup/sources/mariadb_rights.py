"""What a role of MariaDB or MySQL may read, and which versions fit together. Pure.

A dump leaves out, without a word and with exit code 0, what its role may not see: tables, triggers, routines. So the
rights are looked at first. Sources: https://mariadb.com/kb/en/grant/, https://mariadb.com/kb/en/mariadb-dump/,
https://dev.mysql.com/doc/refman/8.0/en/mysqldump.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = r"\*|`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\""
_GRANT = re.compile(rf"GRANT (?P<what>.+?) ON (?P<schema>{_NAME})\.(?P<object>{_NAME}) TO ", re.DOTALL)
_COLUMNS = re.compile(r"\w+(?: \w+)* \([^)]*\)(?:, )?")
_CLIENT = (re.compile(r"(?:Distrib|from) (\d+)\.(\d+)"), re.compile(r"Ver (\d+)\.(\d+)"))
_NUMBER = re.compile(r"(\d+)\.(\d+)")
_EVERYTHING = frozenset({"ALL PRIVILEGES", "ALL"})
_ROUTINE_RIGHT = (11, 3)  # the first MariaDB with a right of its own to see routines
#: What a whole dump of one database takes; without ``TRIGGER`` its triggers are left out.
READING = ("SELECT", "SHOW VIEW", "TRIGGER", "EVENT")
LOCKING = "LOCK TABLES"
#: As a hint writes it: the right without which procedures and functions are left out.
ROUTINES = "SELECT on mysql.proc"
ROUTINES_OF_MYSQL = "SHOW_ROUTINE on *.*"


@dataclass(frozen=True, kw_only=True)
class Version:
    """``mariadb``: whether it is MariaDB's; MySQL counts its versions otherwise."""

    mariadb: bool
    number: tuple[int, int]

    def __str__(self) -> str:
        return f"{'MariaDB' if self.mariadb else 'MySQL'} {self.number[0]}.{self.number[1]}"

    @classmethod
    def of_server(cls, text: str) -> Version:
        """Return what ``SELECT VERSION()`` says."""
        return cls(mariadb="mariadb" in text.lower(), number=_pair(_NUMBER.search(text)))

    @classmethod
    def of_client(cls, text: str) -> Version:
        """Return what ``--version`` says: MariaDB's programs name two versions, and the package's is the one."""
        found = next((match for pattern in _CLIENT if (match := pattern.search(text))), None)
        return cls(mariadb="mariadb" in text.lower(), number=_pair(found))

    def dumps(self, server: Version) -> bool:
        """Tell whether a client of this version dumps that server whole.

        Within one family it must be as new as the server. MySQL's asks MariaDB for tables that it does not have.
        """
        if self.mariadb == server.mariadb:
            return self.number >= server.number
        return self.mariadb


def missing(grants: Iterable[str], database: str, server: Version, *, lock: bool) -> list[str]:
    """Return the rights that a whole dump of this database takes and the role does not have."""
    given = list(map(_read, grants))
    wanted = [*READING, *([LOCKING] if lock else [])]
    found = [right for right in wanted if not any(one.gives(right, database) for one in given)]
    if any(one.shows_routines(database, server) for one in given):
        return found
    return [*found, ROUTINES if server.mariadb else ROUTINES_OF_MYSQL]


def may(right: str, grants: Iterable[str], database: str) -> bool:
    """Tell whether the role has this right to a whole database."""
    return any(_read(one).gives(right, database) for one in grants)


@dataclass(frozen=True, kw_only=True)
class _Given:
    rights: frozenset[str]
    schema: str
    object: str

    def gives(self, right: str, database: str | None, table: str | None = None) -> bool:
        """Tell whether this is the right to everything in a database, or to one table; None: to all databases."""
        if not self.rights & {right, *_EVERYTHING} or self.object not in ("*", table):
            return False
        return self.schema == "*" or (database is not None and _matches(self.schema, database, self.object))

    def shows_routines(self, database: str, server: Version) -> bool:
        """Tell whether this is the right to see procedures and functions that others made."""
        if not server.mariadb:
            return self.gives("SELECT", None) or self.gives("SHOW_ROUTINE", None)
        by_name = server.number >= _ROUTINE_RIGHT and self.gives("SHOW CREATE ROUTINE", database)
        return by_name or self.gives("SELECT", "mysql", "proc")


def _read(line: str) -> _Given:
    found = _GRANT.match(line)
    if found is None:  # of a role, or of a proxy
        return _Given(rights=frozenset(), schema="", object="")
    rights = _COLUMNS.sub("", found["what"])
    return _Given(
        rights=frozenset(one.strip().upper() for one in rights.split(",")),
        schema=_unquoted(found["schema"]),
        object=_unquoted(found["object"]),
    )


def _unquoted(name: str) -> str:
    quote = name[0]
    return name if quote == "*" else name[1:-1].replace(quote * 2, quote)


def _matches(pattern: str, database: str, of: str) -> bool:
    """Compare as the server does: ``%`` and ``_`` are wildcards where a whole database is granted."""
    if of != "*":
        return pattern == database
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    written = "".join(wild.get(part) or re.escape(part[-1]) for part in parts)
    return re.fullmatch(written, database, re.DOTALL) is not None


def _pair(found: re.Match[str] | None) -> tuple[int, int]:
    return (int(found[1]), int(found[2])) if found else (0, 0)
