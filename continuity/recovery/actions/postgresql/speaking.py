"""Speaking to a PostgreSQL server from the machine it runs on, as the account that owns it; no secret in a command.

Passwords go to the machine on standard input, and from there into the environment of PostgreSQL's own programs.
Sources: https://www.postgresql.org/docs/15/app-psql.html, libpq-envars.html.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import NotProven, Unavailable, UsageError
from continuity.ground.secrecy import veil
from continuity.recovery.actions.asked import port, secret

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.ground.process import Completed
    from continuity.recovery.actions.machines import Machine
    from continuity.recovery.actions.ports import Context

#: The parameters by which a server is named.
PLACE = ("on", "account", "host", "port", "role", "password")
_QUICK = timedelta(minutes=1)
_SHOWN = 400
_REFUSED = 1  # psql(1), of a query; 2: the connection went bad. In which language it says so is the server's matter
_ON_THE_WAY = ("psql:", "runuser:", "sudo:", "sh:")  # they end so, too, and begin with their names
_BECOME = (
    'cd /; who=$1; shift; if [ -z "$who" ] || [ "$(id -un)" = "$who" ]; then exec "$@"; fi; '
    'if [ "$(id -u)" = 0 ]; then exec runuser -u "$who" -- "$@"; fi; exec sudo -n -u "$who" -- "$@"'
)
_ENTER = (
    'IFS= read -r PGPASSWORD; if [ -n "$PGPASSWORD" ]; then export PGPASSWORD; else unset PGPASSWORD; fi; '
    'export PGCONNECT_TIMEOUT=10; exec "$@"'
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who owns a server's files on a machine; empty: as whom we log in.

    Where that is somebody else than root, ``sudo`` leads there.
    """

    machine: Machine
    name: str

    def run(self, argv: Sequence[str], *, password: str = "", timeout: timedelta = _QUICK) -> Completed:
        """Run a command as that account, and return how it ended; the password is in its environment."""
        words = ("sh", "-c", _BECOME, "sh", self.name, "sh", "-c", _ENTER, "sh", *argv)
        return self.machine.run(words, stdin=f"{password}\n", timeout=timeout)

    def script(self, text: str, *words: str, password: str = "", timeout: timedelta = _QUICK) -> Completed:
        """Run a fixed text of the shell, which finds ``words`` as ``$1`` and so on."""
        return self.run(("sh", "-c", text, "sh", *words), password=password, timeout=timeout)

    def as_typed(self, argv: Sequence[str]) -> str:
        """Return what a person types."""
        return self.machine.as_typed([*(["runuser", "-u", self.name, "--"] if self.name else []), *argv])


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server as it is reached from an account: an empty ``host`` is the socket that psql looks for."""

    account: Account
    host: str
    port: int
    role: str
    password: str = field(repr=False)

    @property
    def shown(self) -> str:
        """Return what messages call it."""
        return f"{self.host or self.account.machine.name or 'localhost'}:{self.port}"

    @property
    def where(self) -> list[str]:
        """Return the words by which PostgreSQL's programs find it."""
        return [*(["-h", self.host] if self.host else []), "-p", str(self.port)]

    def psql(self, query: str) -> list[str]:
        """Return the command that asks it."""
        return [
            "psql",
            "-XAtqw",
            "-F",
            "|",
            "-v",
            "ON_ERROR_STOP=1",
            *self.where,
            "-U",
            self.role,
            "-d",
            "postgres",
            "-c",
            query,
        ]

    def rows(self, query: str, *, timeout: timedelta = _QUICK) -> list[list[str]]:
        """Return an answer. Raises ``Unavailable`` where it is not reached, ``NotProven`` for its refusal."""
        done = self.account.run(self.psql(query), password=self.password, timeout=timeout)
        said = veil(done.stderr.strip())[-_SHOWN:] or "-"
        if done.timed_out:
            raise Unavailable("{server} did not answer in time", hint="look at its log", server=self.shown)
        if done.returncode not in (0, _REFUSED) or (done.returncode and said.startswith(_ON_THE_WAY)):
            raise Unavailable(
                "{server} cannot be asked: {said}",
                hint="is it running, and is the role let in? Once it is, have the step done again",
                server=self.shown,
                said=said,
            )
        if done.returncode:
            raise NotProven("{server} refuses: {said}", hint="look at its log", server=self.shown, said=said)
        return [line.split("|") for line in done.stdout.splitlines()]

    def row(self, query: str) -> list[str]:
        """Return the one row of an answer, as :meth:`rows` does."""
        (only,) = self.rows(query)
        return only


def account_of(parameters: Mapping[str, Any], context: Context) -> Account:
    """Return the account that ``on`` and ``account`` name."""
    return Account(
        machine=context.machine(str(parameters.get("on", ""))), name=str(parameters.get("account", "postgres"))
    )


def server_of(parameters: Mapping[str, Any], context: Context) -> Server:
    """Return the server that the parameters name. Raises ``UsageError``."""
    return Server(
        account=account_of(parameters, context),
        host=str(parameters.get("host", "")),
        port=port({"port": parameters.get("port", "5432")}),
        role=str(parameters.get("role", "postgres")),
        password=password_of(parameters, context),
    )


def password_of(parameters: Mapping[str, Any], context: Context) -> str:
    """Return the password that a reference leads to; empty where none is given. Raises as ``reveal`` does."""
    return secret(parameters, "password", context) if parameters.get("password") is not None else ""


def address(parameters: Mapping[str, Any], name: str) -> tuple[str, int]:
    """Return the host and the port of ``HOST:PORT``. Raises ``UsageError``."""
    host, colon, number = str(parameters[name]).rpartition(":")
    if not colon or not host or host.startswith("-"):
        raise UsageError("{name} is HOST:PORT", hint="write for example db2.example.net:5432", name=name)
    return host.strip("[]"), port({"port": number})
