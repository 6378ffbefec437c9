"""A MariaDB database: dumped whole or not at all, restored into a private server that answers, no trace left."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.backup import canary
from continuity.backup.sources.mariadb import DUMP, FACTS, USERS, MariadbSource
from continuity.backup.sources.private_mariadb import PrivateMariadb
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.isolation import serving
from tests.backup.source_contract import Subject, hold
from tests.engine.asking import asked
from tests.engine.kit import Client, fresh
from tests.engine.test_runbooks import walk
from tests.lab import mariadb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.lab.mariadb import Mariadb

pytestmark = pytest.mark.xdist_group("mariadb")

ROOM = Path(f"/var/tmp/test-mariadb-{os.getpid()}")
READING = "select, show view, trigger, event on shop.*"
DATA = """
    drop database if exists shop; create database shop character set latin1 collate latin1_swedish_ci;
    create or replace user clerk@'%' identified by 'of the clerk'; grant all on shop.* to clerk@'%';
    use shop; create sequence numbers;
    create table sale (id int auto_increment primary key, cents int, label varchar(50) character set utf8mb4,
                       raw longblob);
    insert into sale (cents, label, raw) select seq, concat('Café 🍵 ', seq), unhex(hex(seq)) from seq_1_to_1000;
    create definer = clerk@'%' view summed as select sum(cents) as cents from sale;
    create trigger never_null before insert on sale for each row set new.cents = ifnull(new.cents, 0);
    create procedure again() select count(*) from shop.sale;
    create event nightly on schedule every 1 day do delete from sale where id < 0;
"""

#: What a dump must hold exactly, and a FLOAT, of which it holds six digits.
KINDS = """
    use shop; set sql_mode = '';
    create table kinds (id int primary key, b double, c decimal(20, 6), d bit(9), e json, f geometry, g date,
                        h datetime(6), i timestamp(3) null, l set('p', 'q'), o mediumblob, p char(10), q binary(5),
                        v int as (id * 2) virtual, w int as (id * 3) stored, u uuid, n inet6, x longtext compressed);
    insert into kinds (id, b, c, d, e, f, g, h, i, l, o, p, q, u, n, x) values
        (1, 2.2e-300, 3.333333, b'101', '{"a": [1]}', point(1, 2), '0000-00-00', '0001-01-01 00:00:00.123456',
         '2026-03-29 01:30:00.5', 'p,q', x'00ff', 'pad ', 'ab', uuid(), '::1', repeat('é', 500)),
        (2, rand(), null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    create table past (id int) with system versioning; insert into past values (1), (2);
    update past set id = 3 where id = 1; create table measure (f float); insert into measure values (rand() * 1e9);
"""


@pytest.fixture(scope="module")
def server(lab_directory: Path) -> Iterator[Mariadb]:
    lab_directory.chmod(0o755)
    with mariadb.running(lab_directory / "my") as one:
        yield one


@pytest.fixture(scope="module")
def private() -> Iterator[PrivateMariadb]:
    with PrivateMariadb.running(ROOM, "one") as one:
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


def facts(staging: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((staging / FACTS).read_text())
    return read


def test_a_runbook_asks_it_and_only_reads(client: Client, shop: Mariadb) -> None:
    assert asked(client, "boutique", "select label, id from sale order by id").answer == "Café 🍵 1"
    assert asked(client, "boutique", "select id from sale where id < 0").answer == ""
    shop.sql("grant delete on shop.* to keeper@'%'")
    with pytest.raises(Unavailable, match="READ ONLY transaction"):
        asked(client, "boutique", "delete from sale")


def test_a_dump_comes_back_into_a_server_of_its_own(client: Client) -> None:
    made = client.run("backup", "--json").json["detail"]["dump"]
    assert (made["server"], made["consistent"], made["users"]) == ("MariaDB 10.11", "transaction", False)
    assert made["position"]["position"] > 0
    assert listed(client) == 1
    run = client.run("test", "--json").json
    measured = {one["objective"]: one["verdict"] for one in run["measurements"]}
    assert (measured["content"], measured["checks"]) == ("met", "met")
    assert nothing_left(client)
    seen = {one["subject"] for one in client.run("doctor", "--json", code=None).json["checks"]}
    assert {"mariadb-dump", "mariadbd", "bwrap"} <= seen


def test_all_that_a_database_has_comes_back(
    source: MariadbSource, shop: Mariadb, private: PrivateMariadb, tmp_path: Path
) -> None:
    shop.sql("grant select on mysql.* to keeper@'%'")
    shop.sql(KINDS)
    quiet(shop)
    source.stage(tmp_path)
    assert "CREATE USER IF NOT EXISTS `clerk`@`%`" in (tmp_path / USERS).read_text()
    known = facts(tmp_path)
    assert (known["users"], known["consistent"], known["without_history"]) == (True, "transaction", [])
    assert (known["not_compared"], sorted(known["checksums"])) == (["measure"], ["kinds", "past", "sale"])
    assert known["position"]["file"].startswith("binlog.")
    asked = {
        "select count(*) from sale where label like 'Café 🍵 %'": "1000",
        "select hex(raw) from sale where id = 1000": "03E8",
        "select count(*) from past for system_time all": "3",
        "select count(*) from information_schema.triggers where trigger_schema = 'shop'": "1",
        "select count(*) from information_schema.routines where routine_schema = 'shop'": "1",
        "select count(*) from information_schema.events where event_schema = 'shop'": "1",
        "select default_character_set_name from information_schema.schemata where schema_name = 'shop'": "latin1",
        "select count(*) from mysql.user where user = 'clerk'": "1",
    }
    server = replace(private, database="shop")
    server.load_users(tmp_path / USERS)
    server.load(tmp_path / DUMP, known)
    server.compare(known)
    assert {query: server.ask(query) for query in asked} == asked
    with pytest.raises(NotProven, match="READ ONLY transaction"):
        server.ask("delete from sale")


def test_what_the_role_may_not_see_leaves_no_point(source: MariadbSource, shop: Mariadb, tmp_path: Path) -> None:
    """The dump program itself ends well and says nothing: of one table, without the trigger, without the procedure."""
    shop.sql("revoke trigger on shop.* from keeper@'%'; revoke select on mysql.proc from keeper@'%'")
    with pytest.raises(Unavailable, match=r"lacks rights on shop: TRIGGER, SELECT on mysql\.proc;"):
        source.stage(tmp_path)
    shop.sql("revoke select on shop.* from keeper@'%'; grant select on shop.sale to keeper@'%'")
    with pytest.raises(Unavailable, match=r"lacks rights on shop: SELECT, TRIGGER, "):
        source.stage(tmp_path)


@pytest.mark.parametrize(
    ("changes", "said", "remedy"),
    [
        ({"password": lambda: "wrong"}, "Access denied for user 'keeper'", "continuity vault set"),
        (
            {"database": "renamed"},
            "Access denied for user 'keeper'@'%' to database 'renamed'",
            "was the database renamed?",
        ),
        ({"database": "renamed", "user": "boss"}, "Unknown database 'renamed'", "was it renamed?"),
        ({"port": 1}, "Can't connect to server on '127.0.0.1'", "correct `host` and `port`"),
    ],
)
def test_what_cannot_be_reached_is_said(
    source: MariadbSource, shop: Mariadb, tmp_path: Path, changes: dict[str, Any], said: str, remedy: str
) -> None:
    shop.sql(f"create or replace user boss@'%' identified by '{mariadb.PASSWORD}'; grant all on *.* to boss@'%'")
    with pytest.raises(Unavailable) as caught:
        replace(source, **changes).stage(tmp_path)
    assert said in str(caught.value)
    assert remedy in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_table_without_transactions_is_dumped_under_a_lock(
    source: MariadbSource, shop: Mariadb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the role may lock: nothing else makes such a table and the others one instant."""
    shop.sql("create table shop.legacy (id int primary key) engine = MyISAM; insert into shop.legacy values (1), (2)")
    with pytest.raises(Unavailable, match="lacks rights on shop: LOCK TABLES;"):
        source.stage(tmp_path)
    shop.sql("grant lock tables on shop.* to keeper@'%'")
    seen = tmp_path / "seen"
    instead(monkeypatch, tmp_path, f'echo "$@" >> {seen}; exec $DUMP "$@"')
    staging = tmp_path / "staging"
    staging.mkdir()
    source.stage(staging)
    assert "--lock-tables --skip-single-transaction" in seen.read_text()
    known = facts(staging)
    assert (known["consistent"], known["not_transactional"], known["position"]) == ("locked", ["legacy"], None)


def test_a_locked_table_ends_in_time_and_shows_no_password(
    source: MariadbSource, shop: Mariadb, tmp_path: Path
) -> None:
    """Looked for in every command line of this machine while the first statement waits."""
    with held(shop):
        seen: list[str] = []
        over = threading.Event()
        looking = threading.Thread(target=look, args=(seen, over))
        looking.start()
        try:
            with pytest.raises(
                Unavailable, match="the table sale cannot be read: it is damaged, or was locked for 2 s"
            ):
                source.stage(tmp_path)
        finally:
            over.set()
            looking.join()
    assert any("checksum table" in one for one in seen), "it looked while it waited"
    assert not any(mariadb.PASSWORD in one for one in seen)


def test_a_table_locked_in_the_middle_ends_in_time(
    source: MariadbSource, shop: Mariadb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = tmp_path / "waiting"
    instead(monkeypatch, tmp_path, f'touch {waiting}; while [ -e {waiting} ]; do sleep 0.1; done; exec $DUMP "$@"')
    ended: list[str] = []

    def stage() -> None:
        with pytest.raises(Unavailable) as caught:
            source.stage(tmp_path)
        ended.append(str(caught.value))

    working = threading.Thread(target=stage)
    working.start()
    until(waiting.exists)
    with held(shop):
        waiting.unlink()
        working.join(60)
    assert "the dump stood still for 2 s" in ended[0]


def test_a_connection_lost_in_the_middle_leaves_no_point(
    client: Client, shop: Mariadb, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the dump is written by then, and restic would have taken it for a whole one."""
    cut = "select concat('kill ', id) from information_schema.processlist where info like 'SELECT /*!40001 %'"
    root = as_root(shop)
    shop.sql("insert into shop.sale (cents, raw) select 1, repeat('x', 100000) from seq_1_to_300")
    killing = f"""{root} -e "$({root} -e "{cut}")" """
    through = f"{{ head -c 300000; {killing}; cat; }} < fifo"
    instead(monkeypatch, place, f'mkfifo fifo; $DUMP "$@" > fifo & dump=$!; {through}; wait $dump')
    monkeypatch.chdir(place)
    done = client.run("backup", code=4)
    assert "Lost connection to server during query" in done.err
    assert (listed(client), nothing_left(client)) == (0, True)


@pytest.mark.parametrize("cut", [300, 20_000])
def test_a_dump_that_is_cut_short_is_found(
    source: MariadbSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    instead(monkeypatch, tmp_path, f'$DUMP "$@" | head -c {cut}')
    with pytest.raises(NotProven, match="the dump of shop is not whole"):
        source.stage(tmp_path)


def test_a_program_that_is_too_old_is_refused(
    source: MariadbSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, tmp_path, "")
    wrapper = tmp_path / "bin" / "mariadb-dump"
    wrapper.write_text("#!/bin/sh\necho mariadb-dump  Ver 10.19 Distrib 10.3.39-MariaDB, for debian-linux-gnu\n")
    with pytest.raises(Unavailable, match=r"mariadb-dump is MariaDB 10\.3 and the server is MariaDB 10\.11"):
        source.stage(tmp_path)


def test_a_table_that_changed_meanwhile_is_not_compared(
    source: MariadbSource, shop: Mariadb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that is as it was before: the dump may have seen what was there in between."""
    shop.sql("create table shop.calm (id int); create table shop.job (id int); insert into shop.calm values (1)")
    quiet(shop)
    written = "insert into shop.job values (1); commit; delete from shop.job; insert into shop.sale (cents) values (1)"
    instead(monkeypatch, tmp_path, f'{as_root(shop)} -e "{written}"; exec $DUMP "$@"')
    source.stage(tmp_path)
    known = facts(tmp_path)
    assert (known["not_compared"], list(known["checksums"])) == (["job", "sale"], ["calm"])


PLAIN = {"character_set": "utf8mb4", "collation": "utf8mb4_general_ci", "server": "MariaDB 10.11", "checksums": {}}


def test_a_table_that_comes_back_otherwise_is_a_miss(private: PrivateMariadb, tmp_path: Path) -> None:
    dump = tmp_path / "dump.sql"
    dump.write_text("create table `a b` (id int primary key); insert into `a b` values (1), (2);")
    private.load(dump, PLAIN)
    right = private.ask("select 1 from `a b`") and private._first("checksum table `a b`", -1)
    private.compare(PLAIN | {"checksums": {"a b": right}})
    with pytest.raises(NotProven, match="the restored table a b is not the one that was dumped"):
        private.compare(PLAIN | {"checksums": {"a b": f"{right}1"}})
    private.compare(PLAIN | {"checksums": {"a b": "1"}, "server": "MariaDB 10.6"})
    dump.write_text("create view v as select id from `a b`; drop table `a b`;")
    assert private._read(dump, "--database=one").returncode == 0
    with pytest.raises(NotProven, match=r"the restored tables are damaged: one\.v"):
        private.compare(PLAIN)


def test_a_dump_that_does_not_load_is_judged_by_who_made_it(private: PrivateMariadb, tmp_path: Path) -> None:
    dump = tmp_path / "dump.sql"
    dump.write_text("create table t (id int) engine = of_tomorrow collate utf8mb4_tomorrow;")
    with pytest.raises(NotProven, match="does not restore: ERROR 1273"):
        replace(private, database="two").load(dump, PLAIN)
    for newer in ("MariaDB 99.1", "MySQL 8.0"):
        with pytest.raises(Unavailable, match=f"it is of {newer}, and MariaDB 10.11 is installed"):
            replace(private, database="two").load(dump, PLAIN | {"server": newer})


@pytest.mark.parametrize(
    "hostile",
    [
        "\\! touch {room}/escaped",
        "system touch {room}/escaped",
        "delimiter //\nsystem touch {room}/escaped//",
        "tee {room}/escaped",
        "source {secret}",
        "load data infile '{secret}' into table stolen",
        "load data local infile '{secret}' into table stolen",
        "insert into stolen values (load_file('{secret}'))",
        "select 1 into outfile '{room}/escaped'",
        "create function leave returns string soname '{secret}'",
        "install soname '{secret}'",
    ],
)
def test_a_hostile_dump_reaches_nothing(
    private: PrivateMariadb, hostile: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Neither by the client's own commands nor by the server's: not this machine, and not even the server's room."""
    secret = Path("/var/tmp") / f"secret-{os.getpid()}"
    secret.write_text("create table reached (id int);\n")
    secret.chmod(0o644)
    request.addfinalizer(secret.unlink)
    server = replace(private, database=f"hostile{abs(hash(hostile))}")
    dump = tmp_path / "dump.sql"
    written = hostile.format(room=server.room, secret=secret)
    dump.write_text(f"create table stolen (line text);\n{written}\n;\n")
    with suppress(NotProven):
        server.load(dump, PLAIN)
    assert not (server.room / "escaped").exists()
    assert server.ask("select count(*) from information_schema.tables where table_name = 'reached'") == "0"
    assert server.ask("select count(line) from stolen") == "0"


def test_the_guard_of_the_client_is_what_holds_a_shell(private: PrivateMariadb, tmp_path: Path) -> None:
    """So that the test above can fail; without the guard, the isolation is still there."""
    outside = tmp_path / "escaped"
    tmp_path.chmod(0o777)
    address = ("--no-defaults", f"--socket={private.room}/socket", "--user=root")
    commands = f"\\! touch {outside} {private.room}/escaped"
    argv = serving(("mariadb", *address, f"--execute={commands}"), private.room, "mysql")
    subprocess.run(argv, check=False, timeout=60, capture_output=True)
    assert (private.room / "escaped").exists()
    assert not outside.exists()
    (private.room / "escaped").unlink()


@pytest.fixture
def again(client: Client, shop: Mariadb) -> Iterator[Client]:
    """A client with one point, and ``maker``, who may fill the database ``again``; none of that name is left."""
    shop.sql("drop database if exists again; create or replace table shop.`odd``one` (id int); ")
    shop.sql(f"create or replace user maker@'%' identified by '{mariadb.PASSWORD}'; grant all on again.* to maker@'%'")
    client.environ["CONTINUITY_INTO_PASSWORD"] = mariadb.PASSWORD
    client.run("backup")
    yield client
    assert nothing_left(client)
    shop.sql("drop database if exists again")


def test_a_dump_becomes_a_new_database_of_a_server_in_use(again: Client, shop: Mariadb) -> None:
    url = f"mariadb://root@{shop.room}/socket"
    assert "--into needs the name of a database" in again.run("restore", "boutique", "--into", url, code=2).err
    shop.sql(f"create or replace user boss@'%' identified by '{mariadb.PASSWORD}'; grant all on *.* to boss@'%'")
    url = f"mariadb://boss@127.0.0.1:{shop.port}/again"
    shop.sql("grant select on again.* to clerk@'%'")
    run = again.run("restore", "boutique", "--into", url, "--json").json
    assert "no rights on again were granted" in run["detail"]["left_out"]
    assert {one["objective"]: one["verdict"] for one in run["measurements"]}["checks"] == "met"
    assert shop.sql("checksum table again.sale").split()[-1] == shop.sql("checksum table shop.sale").split()[-1]
    assert not [name for name in shop.sql("show tables from again").split() if name.startswith("continuity_")]
    refused = again.run("restore", "boutique", "--into", url, code=5).err
    assert "there is a database again on 127.0.0.1" in refused


def test_some_tables_become_files_or_a_database(again: Client, shop: Mariadb) -> None:
    target = again.root / "tables"
    again.run("restore", "boutique", "--to", str(target), "--table", "odd`one", "--table", "sale")
    assert sorted(path.name for path in target.iterdir()) == ["odd`one.sql", "sale.sql"]
    written = (target / "sale.sql").read_text()
    assert ("CREATE TABLE `sale`" in written, "trigger never_null" in written) == (True, True)
    assert not [word for word in ("DROP TABLE", "odd", "PROCEDURE", "EVENT") if word in written]
    assert "holds no table stuff" in again.run("restore", "boutique", "--to", "x", "--table", "stuff", code=None).err
    url = f"mariadb://maker@127.0.0.1:{shop.port}/again"
    again.run("restore", "boutique", "--into", url, "--table", "odd`one")
    assert shop.sql("show tables from again") == "odd`one"


def test_what_cannot_be_filled_is_removed(again: Client, shop: Mariadb) -> None:
    """The role may make the database, and not a view in somebody's name."""
    done = again.run("restore", "boutique", "--into", f"mariadb://maker@127.0.0.1:{shop.port}/again", code=None)
    assert "cannot be loaded into maker@127.0.0.1" in done.err
    assert "again" not in shop.sql("show databases").split()
    done = again.run("restore", "boutique", "--into", f"mariadb://maker@127.0.0.1:{shop.port}/other", code=4)
    assert "the role maker may not make the database other" in done.err
    assert "is the database that is backed up" in again.run("restore", "boutique", "--into", "shop", code=5).err


def instead(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put a script in the place of mariadb-dump, which it finds as ``$DUMP``; it is of the same version."""
    version = '[ "$1" = --version ] && exec $DUMP --version\n'
    wrapper = folder / "bin" / "mariadb-dump"
    wrapper.parent.mkdir(exist_ok=True)
    wrapper.write_text(f"#!/bin/sh\nDUMP={shutil.which('mariadb-dump')}\n{version}{script}\n")
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")


def as_root(server: Mariadb) -> str:
    """How a script asks the server."""
    return f"MYSQL_PWD= {' '.join(server.client)}"


SLEEPING = "select id from information_schema.processlist where info = 'select sleep(60)'"


@contextmanager
def held(server: Mariadb) -> Iterator[None]:
    """Somebody holds the table ``sale`` locked."""
    argv = [*server.client, "shop", "-e", "lock tables sale write; select sleep(60)"]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        until(lambda: bool(server.sql(SLEEPING)))
        try:
            yield
        finally:
            server.sql(f"kill {server.sql(SLEEPING)}")


def quiet(server: Mariadb) -> None:
    """Wait until the tables' last change lies more than a second back, as far as the server tells."""
    last = (
        "select max(update_time) < now() - interval 1 second from information_schema.tables where table_schema='shop'"
    )
    until(lambda: server.sql(last) == "1")


def until(ready: Callable[[], bool]) -> None:
    for _ in range(600):
        if ready():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never came")


def look(seen: list[str], over: threading.Event) -> None:
    while not over.wait(0.02):
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                seen.append(path.read_text(errors="replace"))


def test_a_planted_row_is_heard_in_the_restored_database(client: Client, shop: Mariadb) -> None:
    """Its role may read alone, so the owner has made the table; without it the backup is made, and says so."""
    client.more["assets"]["boutique"]["canary"] = "planted"
    client.write()
    shop.sql(f"{canary.MAKE}; grant insert, delete on continuity_canary to keeper@'%'", "shop")
    made = client.run("backup", "--json").json
    assert made["detail"]["canary"]["table"] == "continuity_canary"
    assert shop.sql("select count(*) from continuity_canary", "shop").strip() == "0"
    run = client.run("test", "--json").json
    assert [one["verdict"] for one in run["measurements"] if one["objective"] == "canary"] == ["met"]
    shop.sql("drop table continuity_canary", "shop")
    assert "the canary cannot be planted in shop" in client.run("backup", "--json", code=3).json["reason"]


def test_the_source_keeps_the_contract_of_sources(source: MariadbSource, shop: Mariadb, place: Path) -> None:
    hold(
        Subject(
            source=source,
            change=lambda: shop.sql("insert into sale (cents) values (1)", "shop"),
            lose=lambda: shop.sql("drop database shop"),
            query="select count(*) from sale",
            before="1000",
        ),
        place,
    )


def statements(out: str, word: str) -> str:
    """The statements that a person is told to give the server, of those that hold a word."""
    found = dict.fromkeys(re.findall(rf"printf '{word}.*(?= \| mariadb)", out))
    shown = (subprocess.run(["sh", "-c", one], capture_output=True, text=True, check=True).stdout for one in found)
    return "; ".join(shown)


def test_the_runbook_brings_it_back_beside_and_undoes_what_it_did(again: Client, shop: Mariadb) -> None:
    shop.sql(f"create or replace user boss@'%' identified by '{mariadb.PASSWORD}'; grant all on *.* to boss@'%'")
    where = f"server=mariadb://boss@127.0.0.1:{shop.port}"
    inputs = ("asset=boutique", "into=again", where, "role=clerk", "reader=keeper")
    words = ("runbook", "run", "restore-mariadb", "--as", "ana", *(w for one in inputs for w in ("--with", one)))
    shop.sql(statements(again.run("runbook", "render", *words[2:3], *words[5:]).out, "GRANT "))
    done = walk(again, *words, answers=["since noon", "", "", "yes", "/etc/shop.conf: shop", "yes"])
    assert "$ continuity restore boutique --into mariadb://boss@" in done.out
    assert "check: done. 4" in done.out, "two tables, the view, the sequence"
    assert shop.sql("select sum(cents) from sale", "again") == "500500"
    shop.sql("drop database again")
    answers = ["since noon", "", "", "yes", "/abort it is the wrong one", *["done"] * 4]
    done = walk(again, *words, answers=answers, code=1)
    shop.sql(statements(done.out, "REVOKE"))
    shop.sql(statements(done.out, "DROP"))
    again.check_evidence()
