"""Databases on another host's loopback, and what its programs print: through SSH, and nothing else."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.procedures.actions.sql import SqlAction
from continuity.engine.procedures.machines import Machines
from continuity.faces.app import App
from continuity.ground.errors import NotProven, Unavailable
from continuity.recovery.actions.ports import Context
from tests.engine.asking import asked
from tests.engine.kit import Client, fresh
from tests.lab import postgresql
from tests.lab.link import Link
from tests.lab.second import SecondHost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.lab.postgresql import Postgresql

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def host(lab_directory: Path) -> Iterator[SecondHost]:
    lab_directory.chmod(0o755)
    with Link() as link, SecondHost(lab_directory / "database-host", link) as one:
        yield one


@pytest.fixture(scope="module")
def server(lab_directory: Path, host: SecondHost) -> Iterator[Postgresql]:
    """A server in the host's network, with a database of which the sum is known."""
    with host.hands() as hands, ExitStack() as stack:
        one = hands.submit(stack.enter_context, postgresql.running(lab_directory / "pg-there")).result()
        hands.submit(one.sql, "create database compta").result()
        table = "create table invoice as select generate_series(1, 1000) as cents"
        hands.submit(one.sql, table, "compta").result()
        yield one
        hands.submit(stack.close).result()


def remote(template: Client, place: Path, host: SecondHost, source: dict[str, Any], **asset: Any) -> Client:
    client = fresh(template, place, "disk", paths=[])
    client.more["devices"] = {"db": host.device()}
    client.more["assets"] = {
        "there": {"site": "here", "policy": "plain", "copies": ["disk"], "source": source | {"on": "db"}, **asset}
    }
    client.environ["PG_PASSWORD"] = postgresql.PASSWORD
    client.write()
    return client


def test_a_database_of_its_loopback_comes_back(
    template: Client, place: Path, host: SecondHost, server: Postgresql
) -> None:
    source = {"kind": "postgresql", "port": server.port, "database": "compta", "user": "postgres"}
    checks = [{"sql": "select sum(cents) from invoice", "expect": "= 500500"}]
    password = {"password": {"env": "PG_PASSWORD"}}
    client = remote(template, place, host, source | password, checks=checks, canary="planted")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), 5)
    client.run("backup")
    measured = {one["objective"]: one["verdict"] for one in client.run("test", "--json").json["measurements"]}
    assert measured["checks"] == measured["canary"] == measured["content"] == "met"
    said = client.run("restore", "there", "--into", "compta_again", code=5).err
    assert "a database of the host that is backed up, and that is only read" in said
    assert not host.processes()


def test_a_runbook_asks_it_and_only_reads(template: Client, place: Path, host: SecondHost, server: Postgresql) -> None:
    source = {"kind": "postgresql", "port": server.port, "database": "compta", "user": "postgres"}
    client = remote(template, place, host, source | {"password": {"env": "PG_PASSWORD"}})
    assert asked(client, "there", "select 'a|b' || chr(10) || 'c', 2 union all select 'z', 3").answer == "a|b\nc"
    assert asked(client, "there", "select current_database()", database="postgres").answer == "postgres"
    app = App(client.config, client.environ, client.key)
    machines = Machines(app.reveal, app.inventory.clients["acme"])
    context = Context(run="", client="acme", clock=app.clock, machines=machines)
    typed = SqlAction().by_hand({"asset": "there", "query": "select 1"}, context)
    asked_there = f"psql --host=127.0.0.1 --port={server.port} --username=postgres compta -At -c"
    assert typed.startswith(f"ssh root@{host.link.far} '{asked_there} ")
    with pytest.raises(NotProven, match="read-only transaction"):
        asked(client, "there", "delete from invoice")
    with pytest.raises(NotProven, match="it answered 1000"):
        asked(client, "there", "select count(*) from invoice", answer="1001")
    with pytest.raises(Unavailable, match="cannot be reached"):
        asked(client, "there", "select 1", port=1)


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ({"kind": "postgresql", "port": 1, "database": "x", "user": "x"}, 4, "127.0.0.1:1 cannot be reached from"),
        ({"kind": "command", "command": ["sh", "-c", "echo half; exit 3"]}, 4, "sh failed on db (exit 3)"),
        ({"kind": "command", "command": ["true"]}, 4, "true ended well and wrote nothing"),
    ],
)
def test_what_fails_there_leaves_no_point(
    template: Client, place: Path, host: SecondHost, source: dict[str, Any], code: int, said: str
) -> None:
    client = remote(template, place, host, source)
    assert said in client.run("backup", code=code).err
    assert not list((client.root / "disk" / "snapshots").iterdir())


def test_what_a_program_prints_there_is_kept(template: Client, place: Path, host: SecondHost) -> None:
    (host.root / "srv" / "it's here").write_text("only there\n" * 3)
    client = remote(template, place, host, {"kind": "command", "command": ["cat", "/srv/it's here"]})
    client.run("backup")
    client.run("restore", "there", "--to", str(place / "back"))
    (output,) = (place / "back").rglob("output")
    assert output.read_text() == "only there\n" * 3
