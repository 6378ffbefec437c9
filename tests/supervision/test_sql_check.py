"""A query's first value against limits: real PostgreSQL and MariaDB, which are only read."""

from __future__ import annotations

import socket
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.errors import UsageError
from continuity.model.check import Limit
from continuity.model.documents.values import Threshold
from continuity.supervision.checks.installed import made
from continuity.supervision.checks.ports import State
from continuity.supervision.thresholds import held
from tests.lab import mariadb, postgresql
from tests.supervision.test_checks import ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def server(lab_directory: Path) -> Iterator[postgresql.Postgresql]:
    lab_directory.chmod(0o755)
    with postgresql.running(lab_directory / "pg-checked") as one:
        yield one


def way(server: Any, query: str, **more: Any) -> dict[str, Any]:
    reached = {"host": "127.0.0.1", "port": server.port, "database": "postgres", "user": "postgres"}
    return {**reached, "password": postgresql.PASSWORD, "query": query, **more}


def test_a_value_of_postgresql_is_held_against_its_limit(server: postgresql.Postgresql) -> None:
    found = ask("sql", **way(server, "select 42, 7 union all select 3, 3 order by 1 desc"))
    assert (found.state, found.said) == (State.OK, "value 42")
    many = Limit(threshold=Threshold(sign=">", figure=Decimal(40), unit=""))
    assert held(found, None, many).state is State.CRITICAL
    text = ask("sql", **way(server, "select 'text'"))
    assert (text.said, text.figures, held(text, None, many).state) == ("value text", (), State.UNKNOWN)
    for nothing in ("select 1 where false", "select null", "select 'NaN'::float"):
        assert held(ask("sql", **way(server, nothing)), None, many).state is State.UNKNOWN


def test_what_postgresql_does_not_let_us_is_unknown(server: postgresql.Postgresql) -> None:
    for odd in (
        {"query": "create table never (a int)"},
        {"query": "select nothing"},
        {"password": "wrong"},
        {"user": "nobody"},
        {"database": "none"},
        {"host": "no-such-host.invalid"},
    ):
        found = ask("sql", **{**way(server, "select 1"), **odd})
        assert (found.state, "could not be asked" in found.said) == (State.UNKNOWN, True), found.said
        assert postgresql.PASSWORD not in found.said
    assert server.sql("select count(*) from pg_tables where tablename = 'never'") == "0"


def test_one_that_is_gone_or_silent_is_critical(server: postgresql.Postgresql) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        refused = ask("sql", **way(server, "select 1", port=silent.getsockname()[1]))
        assert (refused.state, "does not serve" in refused.said) == (State.CRITICAL, True)
        silent.listen()
        assert ask("sql", 0.5, **way(server, "select 1", port=silent.getsockname()[1])).said == "no answer in time"
    assert ask("sql", 0.5, **way(server, "select pg_sleep(60)")).state is State.CRITICAL


@pytest.mark.slow  # a server is made for seconds; what is promised is seen with PostgreSQL, too
def test_a_value_of_mariadb(lab_directory: Path) -> None:
    lab_directory.chmod(0o755)
    with mariadb.running(lab_directory / "maria-checked") as one:
        one.sql("create user watch@127.0.0.1 identified by 'for the tests'; grant all on *.* to watch@127.0.0.1")
        asks = {"engine": "mariadb", "user": "watch", "password": "for the tests", "database": "mysql"}
        found = ask("sql", **way(one, "select 42, 7", **asks))
        assert (found.state, found.figures[0].value) == (State.OK, 42)
        for odd in (
            {"query": "create database never"},
            {"query": "select null"},
            {"password": "wrong"},
            {"database": "none"},
        ):
            refused = ask("sql", **{**way(one, "select 1", **asks), **odd})
            assert refused.state is State.UNKNOWN, refused.said
        assert "never" not in one.sql("show databases")
        port = one.port
    gone = ask("sql", **way(one, "select 1", **asks, port=port))
    assert (gone.state, "does not serve" in gone.said) == (State.CRITICAL, True)


def test_what_is_no_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="engine is one of"):
        made("sql", {"host": "a", "database": "b", "user": "c", "query": "d", "engine": "oracle"})
