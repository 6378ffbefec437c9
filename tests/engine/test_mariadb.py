"""A MariaDB database: dumped whole or not at all, restored into a private server that answers, no trace left."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.backup.sources.mariadb import FACTS, USERS, MariadbSource
from continuity.ground.errors import NotProven
from tests.engine.kit import Client, fresh
from tests.lab import mariadb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.mariadb import Mariadb

pytestmark = pytest.mark.xdist_group("mariadb")

ROOM = Path("/var/tmp/continuity-test-mariadb")
READING = "select, show view, trigger, event on shop.*"
DATA = """
    drop database if exists shop; create database shop character set latin1 collate latin1_swedish_ci;
    create or replace user clerk@'%' identified by 'of the clerk'; grant all on shop.* to clerk@'%';
    use shop; create sequence numbers;
    create table sale (id int auto_increment primary key, cents int, label varchar(50) character set utf8mb4, raw blob);
    insert into sale (cents, label, raw) select seq, concat('Café 🍵 ', seq), unhex(hex(seq)) from seq_1_to_1000;
    create definer = clerk@'%' view summed as select sum(cents) as cents from sale;
    create trigger never_null before insert on sale for each row set new.cents = ifnull(new.cents, 0);
    create procedure again() select count(*) from shop.sale;
    create event nightly on schedule every 1 day do delete from sale where id < 0;
"""


@pytest.fixture(scope="module")
def server(lab_directory: Path) -> Iterator[Mariadb]:
    lab_directory.chmod(0o755)
    with mariadb.running(lab_directory / "my") as one:
        yield one


@pytest.fixture
def shop(server: Mariadb) -> Mariadb:
    """A database with everything a database has, and ``keeper``, who may read it and nothing else."""
    server.sql(DATA)
    server.sql(f"create or replace user keeper@'%' identified by '{mariadb.PASSWORD}'; grant {READING} to keeper@'%';")
    server.sql("grant select on mysql.proc to keeper@'%'")
    return server


@pytest.fixture
def source(shop: Mariadb) -> MariadbSource:
    return MariadbSource(
        host="127.0.0.1",
        port=shop.port,
        database="shop",
        user="keeper",
        password=lambda: mariadb.PASSWORD,
        here=True,
        patience=timedelta(seconds=2),
    )


@pytest.fixture
def client(template: Client, place: Path, shop: Mariadb) -> Client:
    """A client whose asset is that database."""
    one = fresh(template, place, "disk", paths=[])
    one.more["assets"] = {
        "boutique": {
            "site": "here", "policy": "plain", "copies": ["disk"],
            "source": {"kind": "mariadb", "port": shop.port, "database": "shop", "user": "keeper",
                       "password": {"env": "SHOP_PASSWORD"}},
            "checks": [{"sql": "select cents from summed", "expect": "= 500500"}],
        }
    }  # fmt: skip
    one.environ["SHOP_PASSWORD"] = mariadb.PASSWORD
    one.write()
    return one


def listed(client: Client) -> int:
    return len(list((client.root / "disk" / "snapshots").iterdir()))


def nothing_left(client: Client) -> bool:
    runs = {one["run"] for one in client.records() if one["run"]}
    servers = [path for path in Path("/var/tmp").glob("continuity-*") if path.name.removeprefix("continuity-") in runs]
    return not servers and not (client.state / "staging" / "acme" / "boutique").exists()


def facts(staging: Path) -> dict[str, object]:
    read: dict[str, object] = json.loads((staging / FACTS).read_text())
    return read


def test_a_dump_comes_back_into_a_server_of_its_own(client: Client) -> None:
    client.run("backup")
    assert listed(client) == 1
    run = client.run("test", "--json").json
    measured = {one["objective"]: one["verdict"] for one in run["measurements"]}
    assert (measured["content"], measured["checks"]) == ("met", "met")
    assert nothing_left(client)


def test_all_that_a_database_has_comes_back(source: MariadbSource, shop: Mariadb, tmp_path: Path) -> None:
    shop.sql("grant select on mysql.* to keeper@'%'")
    source.stage(tmp_path)
    assert "CREATE USER IF NOT EXISTS `clerk`@`%`" in (tmp_path / USERS).read_text()
    known = facts(tmp_path)
    assert (known["users"], known["consistent"], known["changed"]) == (True, "transaction", [])
    assert known["position"]["file"].startswith("binlog.")  # type: ignore[index]
    asked = {
        "select count(*) from sale where label like 'Café 🍵 %'": "1000",
        "select hex(raw) from sale where id = 1000": "03E8",
        "select count(*) from information_schema.triggers where trigger_schema = 'shop'": "1",
        "select count(*) from information_schema.routines where routine_schema = 'shop'": "1",
        "select count(*) from information_schema.events where event_schema = 'shop'": "1",
        "select default_character_set_name from information_schema.schemata where schema_name = 'shop'": "latin1",
        "select count(*) from mysql.user where user = 'clerk'": "1",
    }
    with source.opened(tmp_path, ROOM) as ask:
        assert {query: ask(query) for query in asked} == asked
        with pytest.raises(NotProven, match="READ ONLY transaction"):
            ask("delete from sale")
    assert not ROOM.exists()
