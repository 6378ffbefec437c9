"""A PostgreSQL server of our own, for as long as restored data is examined: no network, no other user, no trace left.

It answers on a socket in a directory that only its own user enters. PostgreSQL refuses to run as root, so it then runs
as the user ``postgres`` that its package makes.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground import process
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_USER = "postgres"
_OWNER = "continuity"  # the private server's superuser: no role of a dump is called so
_DATABASE = "restored"
_BINARIES = "usr/lib/postgresql/*/bin"  # Debian and Ubuntu, one directory a major version
_QUICK, _LONG = timedelta(minutes=2), timedelta(hours=12)
_START = timedelta(minutes=1)
_SHOWN = 300
_ENCODING = re.compile(r"^SET client_encoding = '([A-Za-z0-9_]+)';", re.MULTILINE)
#: What the dump needs and this machine does not have, as PostgreSQL says it: the dump is not to blame.
_LACKING = ("is not available", "could not access file", "unsupported version", "could not open extension control file")


@dataclass(frozen=True, kw_only=True)
class PrivateServer:
    """A running server: its programs, its socket's directory, and how to become its user."""

    binaries: Path
    sockets: Path

    @classmethod
    @contextmanager
    def running(cls, room: Path) -> Iterator[PrivateServer]:
        """Make and run a server in ``room``, which does not exist yet, and remove all of it.

        Raises ``Unavailable`` where no server is installed here or it does not start.
        """
        binaries = _newest(Path("/"))
        try:
            room.mkdir(mode=0o700, parents=True)
            if os.geteuid() == 0:
                shutil.chown(room, _USER, _USER)
        except (OSError, LookupError) as error:
            raise _cannot(error) from error
        try:
            server = cls(binaries=binaries, sockets=room)
            with server._started(room / "data"):
                yield server
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def load_roles(self, script: Path) -> None:
        """Make the roles that own what the dump holds; one that is there already does no harm."""
        self._client("psql", "-X", "-q", "-d", "postgres", "-f", str(script))

    def load(self, dump: Path) -> None:
        """Restore a dump whole. Raises ``NotProven`` where it cannot be, ``Unavailable`` where something lacks here."""
        head = self._client("pg_restore", "--file=-", "--section=pre-data", str(dump)).stdout
        found = _ENCODING.search(head)
        encoding = found[1] if found else "UTF8"
        done = self._client("createdb", "-T", "template0", "-E", encoding, "--locale=C", _DATABASE)
        if done.returncode == 0:
            done = self._client("pg_restore", "--exit-on-error", "-d", _DATABASE, str(dump))
        if done.returncode == 0:
            return
        said = _said(done)
        if any(words in said for words in _LACKING):
            raise Unavailable(
                "the dump cannot be restored on this machine: {said}",
                hint="install the same extensions and at least the same version of PostgreSQL as on the server",
                said=said,
            )
        raise NotProven("the dump does not restore: {said}", said=said)

    def ask(self, query: str) -> str:
        """Return the first value of the first row of a query that changes nothing. Raises ``NotProven``."""
        done = self._client("psql", "-XAtq", "-F", "\x1f", "-R", "\x1e", "-d", _DATABASE, "-c", query)
        if done.returncode != 0:
            raise NotProven("the query {query} failed on the restored data: {cause}", query=query, cause=_said(done))
        if not done.stdout.strip("\n"):
            raise NotProven("the query {query} gave no row on the restored data", query=query)
        return re.split("[\x1e\x1f]", done.stdout.strip("\n"), maxsplit=1)[0]

    def _client(self, program: str, *words: str) -> process.Completed:
        env = {
            "PGHOST": str(self.sockets),
            "PGUSER": _OWNER,
            "PGOPTIONS": "-c default_transaction_read_only=on" if "-c" in words else "",
        }
        return process.run((str(self.binaries / program), *words), timeout=_LONG, env=env)

    @contextmanager
    def _started(self, data: Path) -> Iterator[None]:
        made = process.run(
            _as_user(str(self.binaries / "initdb"), "-D", str(data), "-N", "-A", "trust", "-U", _OWNER, "--locale=C"),
            timeout=_QUICK,
            cwd=self.sockets,
        )
        if made.returncode != 0:
            raise _cannot(_said(made))
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), "fsync": "off"}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.sockets / "log").open("wb") as log:
            argv = _as_user(str(self.binaries / "postgres"), "-D", str(data), *words)
            child = process.start(argv, output=log, cwd=self.sockets)
        try:
            if not wait_for(child, lambda: self._client("pg_isready", "-q").returncode == 0, limit=_START):
                raise _cannot((self.sockets / "log").read_text(errors="replace")[-_SHOWN:])
            yield
        finally:
            process.stop(child, polite=signal.SIGINT)  # a fast shutdown: clients are cut off


def _newest(root: Path) -> Path:
    """Return the directory of the newest server installed."""
    found = [path for path in root.glob(_BINARIES) if (path / "initdb").exists() and path.parent.name.isdigit()]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        raise Unavailable(
            "no PostgreSQL server is installed here, into which a dump could be restored",
            hint="install one at least as new as the server that was dumped (Debian: apt-get install postgresql)",
        )
    return Path(elsewhere).resolve().parent


def _as_user(*argv: str) -> Sequence[str]:
    """Return the command as the server's user. It dies with us: changing the user forgets who asked for that."""
    if os.geteuid() != 0:
        return argv
    user = pwd.getpwnam(_USER)
    become = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return (*become, "setpriv", "--pdeathsig", "INT", *argv)


def _cannot(why: object) -> Unavailable:
    return Unavailable(
        "no private PostgreSQL server can be run here: {cause}",
        hint="install the package postgresql, whose user `postgres` runs it, and free some disk space",
        cause=why,
    )


def _said(done: process.Completed) -> str:
    return done.stderr.strip()[-_SHOWN:] or "-"
