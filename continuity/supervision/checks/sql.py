"""``sql``: the first value that a query brings, by the clients of PostgreSQL and MariaDB; nothing is written."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.bounded_child import ran
from continuity.ground.errors import Unavailable, UsageError
from continuity.ground.process import find_program
from continuity.ground.secrecy import one_line
from continuity.model.parameters import port
from continuity.supervision.checks.hands import Hands
from continuity.supervision.checks.ports import Answer, BadAnswer, Figure, NotAsked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.ground.bounded_child import Ran

WHY = {
    "away": "the database does not serve: {said}",
    "not let": "the database could not be asked: {said}",
    "no value": "the query brought no value",
    "value": "value {value}",
}
_PORTS = {"postgresql": 5432, "mariadb": 3306, "mysql": 3306}
_AT_ONCE, _SHOWN, _CONNECT_S = 16, 300, 5
_FIELD, _ROW = "\x1f", "\x1e"
_NO_CONNECTION = 2  # psql(1), exit status
#: What PostgreSQL says by FATAL to all, and not to us alone.
_TO_ALL = (
    "too many",
    "starting up",
    "shutting down",
    "recovery mode",
    "remaining connection slots",
    "not yet accepting",
)
#: The client's "cannot connect" and "lost connection", the server's "too many connections" and "shutdown in progress".
_GONE = ("ERROR 2002 ", "ERROR 2003 ", "ERROR 2006 ", "ERROR 2013 ", "ERROR 2026 ", "ERROR 1040 ", "ERROR 1053 ")
_hands = Hands(_AT_ONCE, "sql")


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Which database is asked for what; the password goes by the environment alone."""

    engine: str
    host: str
    port: int
    database: str
    user: str
    query: str
    password: str = field(repr=False)

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """Return the client's words and environment. Raises ``Unavailable`` where no client is installed."""
        return self._psql() if self.engine == "postgresql" else self._mariadb()

    def _psql(self) -> tuple[Sequence[str], Mapping[str, str]]:
        words = ("psql", "-XAtq", "--no-password", "-F", _FIELD, "-R", _ROW, "-v", "ON_ERROR_STOP=1", "-c", self.query)
        reached = {"PGHOST": self.host, "PGPORT": str(self.port), "PGDATABASE": self.database, "PGUSER": self.user}
        how = {"PGCONNECT_TIMEOUT": str(_CONNECT_S), "PGOPTIONS": "-c default_transaction_read_only=on"}
        return words, reached | how | ({"PGPASSWORD": self.password} if self.password else {})

    def _mariadb(self) -> tuple[Sequence[str], Mapping[str, str]]:
        words = (
            *(_client(), "--no-defaults", "--protocol=tcp", f"--host={self.host}", f"--port={self.port}"),
            *(f"--user={self.user}", f"--database={self.database}", "--batch", "--skip-column-names"),
            *(f"--connect-timeout={_CONNECT_S}", f"--execute=set session transaction read only; {self.query}"),
        )
        return words, {"MYSQL_PWD": self.password} if self.password else {}


class SqlCheck:
    """Asks ``query`` of a ``database`` at ``host``, as ``user`` with ``password``; ``engine`` says what it is.

    ``postgresql`` (where nothing is said), ``mariadb`` or ``mysql``; its ``port`` by that. A number is told as the
    figure ``value``, to be held against thresholds. A database that lets nobody in is critical; that does not let us
    in, or does not understand, unknown.
    """

    required: Sequence[str] = ("host", "database", "user", "query")
    optional: Sequence[str] = ("engine", "port", "password")

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        engine = str(parameters.get("engine", "postgresql"))
        if engine not in _PORTS:
            raise UsageError("{name} is one of {names}", name="engine", names=", ".join(_PORTS))
        self._asked = _Asked(
            engine=engine,
            port=port({"port": _PORTS[engine]} | dict(parameters)),
            password=str(parameters.get("password", "")),
            **{name: str(parameters[name]) for name in self.required},
        )

    async def once(self) -> Answer:
        """Ask once, in a session that writes nothing."""
        try:
            words, environment = self._asked.command()
            done = await _hands.do(lambda over: ran(words, over, environment))
        except Unavailable as error:
            raise NotAsked(str(error)) from None
        if done.status:
            raise _refused(self._asked.engine, done)
        return _answer(done.said.partition(_ROW if self._asked.engine == "postgresql" else "\n")[0])

    async def close(self) -> None:
        """Nothing is kept."""


def _client() -> str:
    try:
        return find_program("mariadb")
    except Unavailable:
        return find_program("mysql")


def _refused(engine: str, done: Ran) -> Exception:
    """Return what it means that the client gave up: the database serves nobody, or only not us."""
    said = one_line(done.complaint, _SHOWN) or "-"
    if engine == "postgresql":
        fatal = "FATAL" in said
        gone = done.status == _NO_CONNECTION and (not fatal or any(words in said for words in _TO_ALL))
        gone = gone and "could not translate host name" not in said
    else:
        gone = said.startswith(_GONE)
    return BadAnswer(WHY["away"].format(said=said)) if gone else NotAsked(WHY["not let"].format(said=said))


def _answer(row: str) -> Answer:
    """Return the first value of a row."""
    value = row.rstrip("\n").split(_FIELD)[0].split("\t")[0].strip()
    if value in ("", "NULL"):
        raise NotAsked(WHY["no value"])
    said = WHY["value"].format(value=one_line(value, _SHOWN))
    try:
        figure = float(value)
    except ValueError:
        return Answer(said=said)
    return Answer(said=said, figures=(Figure(name="value", value=figure),) if math.isfinite(figure) else ())
