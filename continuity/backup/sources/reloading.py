"""Dumps that can be put back into a server in use: as a new database, whole or single tables; never over anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from urllib.parse import unquote, urlsplit

from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

#: Where a password for another server than the asset's own is looked for.
PASSWORD = "CONTINUITY_INTO_PASSWORD"  # noqa: S105 - a variable's name


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A database that does not exist yet, and who makes it. An empty password: the client program looks for its own."""

    host: str
    port: int
    user: str
    database: str
    password: str = field(repr=False)

    @property
    def shown(self) -> str:
        """Return it without its password."""
        return f"{self.user}@{self.host}:{self.port}/{self.database}"


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A database that was filled; ``ask`` queries it without changing it, ``left_out`` says what the dump had more."""

    ask: Callable[[str], str]
    left_out: str = ""


@runtime_checkable
class Reloadable(Protocol):
    """A staged kind whose dumps a server in use can take."""

    def destination(self, into: str, password: str) -> Destination:
        """Return where ``into`` leads: a name for the asset's own server, or a URL of another one.

        Raises ``UsageError`` where it cannot be read, ``Refused`` where a database of that name is there or it is the
        asset's own, ``Unavailable`` where the server cannot be asked or lets nobody make a database.
        """

    def load(
        self, folder: Path, into: Destination, tables: Sequence[str], passing: str
    ) -> AbstractContextManager[Loaded]:
        """Make the database, fill it with the staged directory ``folder`` (only these tables, if any are named).

        It is called ``passing`` until it is filled; what could not be filled is removed. Raises as
        :meth:`destination`, and ``NotProven`` where the dump is damaged.
        """

    def extract(self, folder: Path, tables: Sequence[str], target: Path) -> None:
        """Write one file of SQL a table into ``target``. Raises ``UsageError`` for a table that the dump lacks."""


def read_url(into: str, scheme: str, own: Destination, password: str) -> Destination:
    """Return what a name or a URL says; a server that is the asset's own is entered with the asset's own password.

    Raises ``UsageError``: a password in a URL is seen by everybody who lists the processes.
    """
    if "://" not in into:
        return Destination(host=own.host, port=own.port, user=own.user, database=into, password=own.password)
    try:
        url = urlsplit(into)
        host, port, name = url.hostname, url.port or own.port, unquote(url.path.removeprefix("/"))
    except ValueError:
        host, port, name = None, 0, ""
    if host is None or not name or "/" in name or url.scheme != scheme or url.query or url.fragment:
        raise UsageError(
            "--into needs the name of a database, or {scheme}://USER@HOST:PORT/NAME", hint="nothing was touched",
            scheme=scheme,
        )  # fmt: skip
    if url.password is not None:
        raise UsageError(
            "a password does not belong on a command line, where every user of this machine can read it",
            hint="put it into ${variable}, or into the password file of the database's own programs",
            variable=PASSWORD,
        )
    user = unquote(url.username) if url.username else own.user
    mine = (host, port, user) == (own.host, own.port, own.user)
    return Destination(host=host, port=port, user=user, database=name, password=own.password if mine else password)
