"""A private PostgreSQL server, into which a dump is restored whole."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.sources.private_server import LONG, own_room, prepare, said, served
from continuity.ground import process
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "postgres"  # whom the package makes
_OWNER = "continuity"  # the private server's superuser: no role of a dump is called so
_DATABASE = "restored"
_BINARIES = "usr/lib/postgresql/*/bin"  # Debian and Ubuntu, one directory a major version
_ENCODING = re.compile(r"^SET client_encoding = '([A-Za-z0-9_]+)';", re.MULTILINE)
#: What the dump needs and this machine does not have, as PostgreSQL says it: the dump is not to blame.
_LACKING = ("is not available", "could not access file", "unsupported version", "could not open extension control file")


@dataclass(frozen=True, kw_only=True)
class PrivatePostgresql:
    """A running server: its programs, the directory of its socket, its superuser, the database that is asked."""

    binaries: Path
    sockets: Path
    owner: str = _OWNER
    database: str = _DATABASE

    @classmethod
    @contextmanager
    def running(cls, room: Path) -> Iterator[PrivatePostgresql]:
        """Make and run a server in ``room``, which does not exist yet, and remove all of it.

        Raises ``Unavailable`` where no server is installed here or it does not start.
        """
        binaries = _newest(Path("/"))
        server = cls(binaries=binaries, sockets=room)
        data = ("-D", str(room / "data"))
        settings = {"listen_addresses": "", "unix_socket_directories": str(room), "fsync": "off"}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with own_room(room, USER):
            prepare((str(binaries / "initdb"), *data, "-N", "-A", "trust", "-U", _OWNER, "--locale=C"), room, USER)
            with served((str(binaries / "postgres"), *data, *words), room, USER, server.answers):
                yield server

    def load_roles(self, script: Path) -> None:
        """Make the roles that own what the dump holds; one that is there already does no harm."""
        self._client("psql", "-X", "-q", "-d", "postgres", "-f", str(script))

    def load(self, dump: Path) -> None:
        """Restore a dump whole. Raises ``NotProven`` where it cannot be, ``Unavailable`` where something lacks here."""
        head = self._client("pg_restore", "--file=-", "--section=pre-data", str(dump)).stdout
        found = _ENCODING.search(head)
        encoding = found[1] if found else "UTF8"
        done = self._client("createdb", "-T", "template0", "-E", encoding, "--locale=C", self.database)
        if done.returncode == 0:
            done = self._client("pg_restore", "--exit-on-error", "-d", self.database, str(dump))
        if done.returncode == 0:
            return
        cause = said(done)
        if any(words in cause for words in _LACKING):
            raise Unavailable(
                "the dump cannot be restored on this machine: {said}",
                hint="install the same extensions and at least the same version of PostgreSQL as on the server",
                said=cause,
            )
        raise NotProven("the dump does not restore: {said}", said=cause)

    def ask(self, query: str) -> str:
        """Return the first value of the first row of a query that changes nothing. Raises ``NotProven``."""
        done = self._client("psql", "-XAtq", "-F", "\x1f", "-R", "\x1e", "-d", self.database, "-c", query)
        if done.returncode != 0:
            raise NotProven("the query {query} failed on the restored data: {cause}", query=query, cause=said(done))
        if not done.stdout.strip("\n"):
            raise NotProven("the query {query} gave no row on the restored data", query=query)
        return re.split("[\x1e\x1f]", done.stdout.strip("\n"), maxsplit=1)[0]

    def answers(self) -> bool:
        """Tell whether it takes connections."""
        return self._client("pg_isready", "-q").returncode == 0

    def _client(self, program: str, *words: str) -> process.Completed:
        env = {
            "PGHOST": str(self.sockets),
            "PGUSER": self.owner,
            "PGOPTIONS": "-c default_transaction_read_only=on" if "-c" in words else "",
        }
        return process.run((str(self.binaries / program), *words), timeout=LONG, env=env)


def of_version(root: Path, major: int) -> Path:
    """Return the directory of the server of this major version: no other reads its data directory.

    Raises ``Unavailable`` where it is not installed.
    """
    found = _installed(root).get(major)
    if found is None:
        raise Unavailable(
            "PostgreSQL {major} is not installed here, and no other version reads what it wrote",
            hint="install it (Debian: apt-get install postgresql-{major}), or take what came back to where it is",
            major=major,
        )
    return found


def _installed(root: Path) -> dict[int, Path]:
    found = [path for path in root.glob(_BINARIES) if (path / "initdb").exists() and path.parent.name.isdigit()]
    return {int(path.parent.name): path for path in found}


def _newest(root: Path) -> Path:
    """Return the directory of the newest server installed."""
    if found := _installed(root):
        return found[max(found)]
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        raise Unavailable(
            "no PostgreSQL server is installed here, into which a dump could be restored",
            hint="install one at least as new as the server that was dumped (Debian: apt-get install postgresql)",
        )
    return Path(elsewhere).resolve().parent
