"""Sources that are staged: consistent while they are written to, nothing half, nothing left behind, really examined."""

from __future__ import annotations

import resource
import sqlite3
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, fresh

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Done

CHECKS = [
    {"sql": "select count(*) from sale", "expect": "> 0"},
    {"sql": "select case when sum(a) = sum(b) then 'same' else 'torn' end from sale", "expect": "same"},
]


def asset(source: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"site": "here", "policy": "plain", "copies": ["disk"], "source": source} | more


@pytest.fixture
def shop(template: Client, place: Path) -> Client:
    """A client whose asset is a database in WAL mode."""
    client = fresh(template, place, "disk", paths=[])
    path = client.root / "shop" / "shop.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("pragma journal_mode=wal")
        database.execute("create table sale (a, b)")
        database.execute("insert into sale values (1, 1)")
    client.more["assets"] = {"shop": asset({"kind": "sqlite", "path": str(path)}, checks=CHECKS)}
    client.write()
    return client


def database_of(client: Client) -> Path:
    return client.root / "shop" / "shop.db"


def listed(client: Client) -> int:
    return len(list((client.root / "disk" / "snapshots").iterdir()))


def back(client: Client, name: str) -> Path:
    """Restore the asset and return where it lies."""
    target = client.root / "back"
    client.run("restore", name, "--to", str(target))
    return target


def rehearsed(client: Client, code: int) -> dict[str, Any]:
    run: Done = client.run("test", "--json", code=code)
    return dict(run.json)


def test_a_database_that_is_written_to_comes_back_as_at_one_instant(shop: Client) -> None:
    stop = threading.Event()

    def sell() -> None:
        with closing(sqlite3.connect(database_of(shop), timeout=30)) as mine:
            while not stop.is_set():
                with mine:  # one transaction: whoever sees half of it sees a torn sale
                    mine.execute("insert into sale values (1, 0)")
                    mine.execute("update sale set b = 1 where b = 0")

    seller = threading.Thread(target=sell)
    seller.start()
    try:
        shop.run("backup")
    finally:
        stop.set()
        seller.join()
    assert not (shop.state / "staging" / "acme" / "shop").exists()
    folder = back(shop, "shop")
    assert [path.name for path in folder.iterdir()] == ["shop.db"], "one file, no journal beside it"
    with closing(sqlite3.connect(folder / "shop.db")) as database:
        assert database.execute("select count(*) > 0, sum(a) = sum(b) from sale").fetchone() == (1, 1)
    assert rehearsed(shop, 0)["outcome"] == "succeeded"


def test_its_own_queries_are_asked_of_the_restored_data(shop: Client) -> None:
    with closing(sqlite3.connect(database_of(shop))) as database, database:
        database.execute("delete from sale")
    shop.run("backup")
    run = rehearsed(shop, 1)
    measured = {one["objective"]: one for one in run["measurements"]}
    assert measured["content"]["verdict"] == "met", "it is what was backed up"
    assert measured["checks"]["verdict"] == "missed"
    assert "select count(*) from sale on the restored data gave 0, and > 0 was expected" in measured["checks"]["reason"]


def test_a_query_that_cannot_be_asked_is_a_miss(shop: Client) -> None:
    shop.more["assets"]["shop"]["checks"] = [{"sql": "select x from nowhere", "expect": "1"}]
    shop.write()
    shop.run("backup")
    assert "no such table: nowhere" in rehearsed(shop, 1)["reason"]


def test_a_query_cannot_change_what_was_restored(shop: Client) -> None:
    shop.more["assets"]["shop"]["checks"] = [{"sql": "delete from sale", "expect": "1"}]
    shop.write()
    shop.run("backup")
    assert "readonly database" in rehearsed(shop, 1)["reason"]


def test_a_damaged_database_leaves_no_point(shop: Client) -> None:
    shop.run("backup")
    with closing(sqlite3.connect(database_of(shop))) as database, database:
        database.executemany("insert into sale values (?, ?)", [("x" * 900, "x" * 900)] * 100)
    with closing(sqlite3.connect(database_of(shop))) as database:
        database.execute("pragma wal_checkpoint(truncate)")
    whole = bytearray(database_of(shop).read_bytes())
    whole[8192:12288] = b"\xff" * 4096
    database_of(shop).write_bytes(whole)
    done = shop.run("backup", code=1)
    assert "the database shop.db is damaged" in done.err
    assert listed(shop) == 1
    assert not (shop.state / "staging" / "acme" / "shop").exists()


def test_a_database_that_is_not_there(shop: Client) -> None:
    database_of(shop).unlink()
    assert "nothing of the source is there" in shop.run("backup", code=4).err
    assert listed(shop) == 0
    assert not database_of(shop).exists(), "looking for it does not make one"


@pytest.fixture
def command(template: Client, place: Path) -> Client:
    """A client whose asset is what a program writes."""
    client = fresh(template, place, "disk", paths=[])
    client.more["assets"] = {"export": asset({"kind": "command", "command": ["printf", "one line\\n"]})}
    client.write()
    return client


def say(client: Client, *argv: str) -> None:
    client.more["assets"]["export"]["source"]["command"] = list(argv)
    client.write()


def test_what_a_command_writes_comes_back(command: Client) -> None:
    say(command, sys.executable, "-c", "import os; os.write(1, bytes(range(256)) * 4096)")
    command.run("backup")
    assert (back(command, "export") / "output").read_bytes() == bytes(range(256)) * 4096
    assert rehearsed(command, 0)["outcome"] == "succeeded"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("sh", "-c", "echo half; echo 'the disk is on fire' >&2; exit 3"), "sh failed (exit 3): the disk is on fire"),
        (("sh", "-c", "echo half; kill -9 $$"), "sh failed (exit -9)"),
        (("true",), "ended well and wrote nothing"),
        (("no-such-program",), "the program no-such-program is not installed"),
    ],
)
def test_a_command_that_fails_leaves_no_point(command: Client, argv: tuple[str, ...], said: str) -> None:
    say(command, *argv)
    assert said in command.run("backup", code=4).err
    assert listed(command) == 0
    assert not (command.state / "staging" / "acme" / "export").exists()


@pytest.mark.slow
def test_much_output_costs_no_memory(command: Client) -> None:
    """Two gigabytes through a process that has an address space of less."""
    say(command, "sh", "-c", "yes 0123456789 | head -c 2000000000")
    before = resource.getrlimit(resource.RLIMIT_DATA)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (1_200_000_000, before[1]))
        command.run("backup")
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)
    assert command.points()[0]["bytes"] >= 2_000_000_000
