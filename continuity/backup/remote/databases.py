"""Databases of another host, dumped by this machine's programs, and what a program of that host prints.

A database is reached through a socket of ours that leads, inside the SSH connection, to the port where its server
listens on the host: it may be the host's loopback, and nobody else on this machine can use the socket.
"""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from urllib.parse import urlsplit

from continuity.backup.remote.host import Host, guarded, writer
from continuity.backup.sources.command import CommandSource
from continuity.backup.sources.mariadb import MariadbSource
from continuity.backup.sources.postgresql import PostgresqlSource
from continuity.backup.sources.staged import StagedFiles
from continuity.ground.errors import Refused, Unavailable
from continuity.ground.ssh_command import Given
from continuity.ground.ssh_tunnel import to_there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    #: Opens the way to a host for as long as it is entered.
    Reach = Callable[[], AbstractContextManager[Host]]

    from continuity.backup.canary import Canary
    from continuity.backup.sources.reloading import Destination
    from continuity.backup.sources.staged import Taken

_SHOWN = 300
_ELSEWHERE = "(a database of another host)"  # as the name of a host: no URL can mean it


S = TypeVar("S", PostgresqlSource, MariadbSource)


class _Reached(ABC, Generic[S]):
    """What is asked of a database of another host in the words of one that is here."""

    _scheme: ClassVar[str]

    @abstractmethod
    def _near(self) -> AbstractContextManager[S]:
        """Open the way to it, and enter it as a database of this machine."""

    @abstractmethod
    def _at(self, host: str) -> S:
        """Return the same database, as if it were reached at ``host``."""

    def plant(self, made: Canary, room: Path) -> None:
        """Write a canary's row."""
        with self._near() as source:
            source.plant(made, room)

    def uproot(self, asset: str) -> None:
        """Take an asset's rows out again."""
        with self._near() as source:
            source.uproot(asset)

    def ask(self, query: str) -> str:
        """Return the first value that the server answers to a query."""
        with self._near() as source:
            return source.ask(query)

    def destination(self, into: str, password: str) -> Destination:
        """Return the new database that a URL means: a mere name would mean one of the host, which is only read."""
        _refuse_name(into, self._scheme)
        return self._at(_ELSEWHERE).destination(into, password)


@dataclass(frozen=True, kw_only=True)
class PostgresqlThere(_Reached[PostgresqlSource], PostgresqlSource):
    """A PostgreSQL database of another host; ``host`` and ``port`` are as that host reaches it."""

    _scheme = "postgresql"
    reach: Reach = field(repr=False)

    def stage(self, staging: Path) -> None:
        """Dump it through the connection; see :meth:`PostgresqlSource.stage`."""
        with self._near() as source:
            source.stage(staging)

    @contextmanager
    def _near(self) -> Iterator[PostgresqlSource]:
        with self.reach() as host, to_there(host.connection, self.host, self.port, f".s.PGSQL.{self.port}") as room:
            yield self._at(str(room))

    def _at(self, host: str) -> PostgresqlSource:
        return PostgresqlSource(**_known(self, PostgresqlSource) | {"host": host})


@dataclass(frozen=True, kw_only=True)
class MariadbThere(_Reached[MariadbSource], MariadbSource):
    """A MariaDB or MySQL database of another host; ``host`` and ``port`` are as that host reaches it."""

    _scheme = "mysql"
    reach: Reach = field(repr=False)

    def stage(self, staging: Path) -> Taken:
        """Dump it through the connection; see :meth:`MariadbSource.stage`."""
        with self._near() as source:
            return source.stage(staging)

    @contextmanager
    def _near(self) -> Iterator[MariadbSource]:
        with self.reach() as host, to_there(host.connection, self.host, self.port, "mysql.sock") as room:
            yield self._at(str(room / "mysql.sock"))

    def _at(self, host: str) -> MariadbSource:
        return MariadbSource(**_known(self, MariadbSource) | {"host": host})


def _known(there: Any, kind: type[PostgresqlSource | MariadbSource]) -> dict[str, Any]:
    """Return the fields that a source there has in common with one here."""
    return {one.name: getattr(there, one.name) for one in fields(kind)}


@dataclass(frozen=True, kw_only=True)
class CommandThere(CommandSource):
    """The output of a program of another host; what falls together with it is unknown here."""

    reach: Reach = field(repr=False)

    def files(self, staging: Path) -> StagedFiles:
        """Return the output as a file."""
        return StagedFiles(paths=(staging,), exclude=(), elsewhere=True)

    def write(self, target: Path) -> None:
        """Run the command there, and write its output here. Raises ``Unavailable`` where it fails, or is cut."""
        with self.reach() as host, target.open("wb") as file:
            done = host.run(guarded(shlex.join(self.argv)), writer(file), Given(held=True))
        if done.status != 0:
            raise Unavailable(
                "{program} failed on {host} (exit {code}): {said}",
                hint="run it by hand with ssh as the same user; nothing was backed up",
                program=self.argv[0],
                host=host.name,
                code="-" if done.status is None else done.status,
                said=done.complaint.strip()[-_SHOWN:] or "-",
            )


def _refuse_name(into: str, scheme: str) -> None:
    """Raise ``Refused`` for what names no server."""
    if not urlsplit(into).hostname:
        raise Refused(
            "{name} would be a database of the host that is backed up, and that is only read",
            hint="name the whole of another one: {scheme}://USER@HOST/DATABASE",
            name=into,
            scheme=scheme,
        )
