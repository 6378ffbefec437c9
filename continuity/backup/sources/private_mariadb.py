"""A private MariaDB server, into which a dump is loaded whole."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.mariadb_rights import Version
from continuity.backup.sources.mariadb_server import complaint, quoted
from continuity.backup.sources.private_server import LONG, own_room, prepare, served
from continuity.ground import process
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.isolation import serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_USER = "mysql"  # whom the package makes
_QUIET = ("--batch", "--skip-column-names", "--default-character-set=utf8mb4", "--local-infile=0")
#: Commands of the client itself (a shell, other files) are off, for what a dump says: twice, beside the isolation.
_BARRED = ("--binary-mode", "--loose-sandbox")
_READ_ONLY = "set session transaction read only"
#: The dump's own definers: without their account a view answers nobody.
_DEFINERS = (
    "select distinct hex(definer) from (select definer from information_schema.views where table_schema = database()"
    " union select definer from information_schema.routines where routine_schema = database()"
    " union select definer from information_schema.triggers where trigger_schema = database()) d"
    " where definer not in (select concat(user, '@', host) from mysql.user)"
)
#: Nothing of it needs to outlive a power cut.
_FLEETING = ("--loose-innodb-flush-method=nosync", "--loose-sync-frm=0", "--innodb-flush-log-at-trx-commit=0")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class PrivateMariadb:
    """A running server: its room, and the name under which the database comes back."""

    room: Path
    database: str

    @classmethod
    @contextmanager
    def running(cls, room: Path, database: str) -> Iterator[PrivateMariadb]:
        """Make and run a server in ``room``, which does not exist yet, and remove all of it.

        Raises ``Unavailable`` where no server is installed here or it does not start.
        """
        layout, program = _installed("mariadb-install-db"), _installed("mariadbd")
        # The private /tmp of the isolation is root's; a host name cannot be looked up there.
        where = ("--no-defaults", f"--datadir={room}/data", f"--tmpdir={room}", *_FLEETING)
        laid = ("--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", "--force")
        private = (f"--socket={room}/socket", "--skip-networking", "--event-scheduler=OFF", "--skip-log-bin")
        closed = (f"--secure-file-priv={room}/data", "--local-infile=0", "--skip-symbolic-links")
        loose = ("--innodb-strict-mode=OFF", "--max-allowed-packet=1G")
        server = cls(room=room, database=database)
        with own_room(room, _USER):
            prepare((layout, *where, *laid), room, _USER)
            with served((program, *where, *private, *closed, *loose), room, _USER, server._answers):
                yield server

    def load_users(self, script: Path) -> None:
        """Make the users whom views and routines name; one that is there already, or cannot be made, does no harm."""
        self._read(script, "--force", "--database=mysql")

    def load(self, dump: Path, facts: Mapping[str, Any]) -> None:
        """Load a dump whole. Raises ``NotProven`` where it cannot be, ``Unavailable`` where something lacks here."""
        kinds = (facts["character_set"], facts["collation"])
        if not all(map(_WORD.fullmatch, kinds)):
            raise NotProven("the dump does not restore: {said}", said=" ".join(kinds))
        self._must(f"create database {quoted(self.database)} character set {kinds[0]} collate {kinds[1]}", "", facts)
        done = self._read(dump, f"--database={self.database}")
        if done.returncode != 0:
            raise self._fault(done, facts)
        self._stand_in()

    def compare(self, facts: Mapping[str, Any]) -> None:
        """Check all of it, and compare the tables whose checksum is known. Raises ``NotProven`` where one differs."""
        checked = self._client("mariadb-check", "--silent", "--process-views=YES", "--", self.database)
        if checked.returncode != 0 or checked.stdout.strip():
            raise NotProven(
                "the restored tables are damaged: {said}", said=checked.stdout.strip()[:300] or complaint(checked)
            )
        if str(facts["server"]) != str(self._version()):
            return  # another version may count otherwise
        for name, expected in facts["checksums"].items():
            found = self._first(f"checksum table {quoted(name)}", -1)
            if found != expected:
                raise NotProven(
                    "the restored table {name} is not the one that was dumped: its checksum differs", name=name
                )

    def ask(self, query: str) -> str:
        """Return the first value of the first row of a query that changes nothing. Raises ``NotProven``."""
        return self._first(query, 0)

    def _first(self, query: str, column: int) -> str:
        done = self._sql(f"{_READ_ONLY}; {query}", self.database)
        if done.returncode != 0:
            raise NotProven(
                "the query {query} failed on the restored data: {cause}", query=query, cause=complaint(done)
            )
        if not done.stdout:
            raise NotProven("the query {query} gave no row on the restored data", query=query)
        return done.stdout.split("\n", 1)[0].split("\t")[column]

    def _stand_in(self) -> None:
        """Make the users whom the dump names and nobody dumped: of no use to log in, with rights on this alone."""
        for line in self._sql(_DEFINERS, self.database).stdout.split():
            user, _, host = bytes.fromhex(line).decode().rpartition("@")
            account = "@".join("'" + part.replace("\\", "\\\\").replace("'", "''") + "'" for part in (user, host))
            self._sql(
                f"create user if not exists {account} account lock; grant all on {quoted(self.database)}.* to {account}"
            )

    def _fault(self, done: process.Completed, facts: Mapping[str, Any]) -> NotProven | Unavailable:
        """Return whose fault it is that a dump does not load: a server of another kind or time is not to blame."""
        here = self._version()
        theirs = str(facts["server"])
        if theirs.startswith("MariaDB ") and _number(theirs) <= here.number:
            return NotProven("the dump does not restore: {said}", said=complaint(done))
        return Unavailable(
            "the dump cannot be restored on this machine: it is of {theirs}, and {here} is installed: {said}",
            hint="install a server of the same kind, at least as new as the one that was dumped",
            theirs=theirs,
            here=here,
            said=complaint(done),
        )

    def _must(self, query: str, database: str, facts: Mapping[str, Any]) -> None:
        done = self._sql(query, database)
        if done.returncode != 0:
            raise self._fault(done, facts)

    def _version(self) -> Version:
        return Version.of_server(self._sql("select version()").stdout)

    def _answers(self) -> bool:
        return self._sql("select 1").returncode == 0

    def _sql(self, query: str, database: str = "") -> process.Completed:
        return self._client("mariadb", *_QUIET, f"--database={database}", f"--execute={query}")

    def _read(self, script: Path, *words: str) -> process.Completed:
        with script.open("rb") as file, Path(os.devnull).open("wb") as nowhere:
            argv = self._isolated("mariadb", *_QUIET, *_BARRED, "--max-allowed-packet=1G", *words)
            return process.run_into(argv, nowhere, timeout=LONG, source=file)

    def _client(self, program: str, *words: str) -> process.Completed:
        return process.run(self._isolated(program, *words), timeout=LONG)

    def _isolated(self, program: str, *words: str) -> tuple[str, ...]:
        """Return a client's command line: where the server is, so what a dump has a client do reaches as little."""
        address = ("--no-defaults", f"--socket={self.room}/socket", "--protocol=socket", "--user=root")
        return serving((program, *address, *words), self.room, _USER)


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.rpartition(" ")[2].split("."))


def _installed(program: str) -> str:
    found = shutil.which(program) or shutil.which(program, path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin")
    if found is None:
        raise Unavailable(
            "no MariaDB server is installed here, into which a dump could be loaded",
            hint="install one at least as new as the server that was dumped (Debian: apt-get install mariadb-server)",
        )
    return found
