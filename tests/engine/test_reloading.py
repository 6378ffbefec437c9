"""A dump put back for use: plainly in a directory, as a new database of a server, or some of its tables."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from continuity.ground import cancel
from tests.daemon.service import wait
from tests.engine.kit import ROOT, Client, fresh
from tests.engine.test_postgresql import nothing_left
from tests.engine.test_runbooks import ended, walk
from tests.lab import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.engine.kit import Done
    from tests.lab.postgresql import Postgresql

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def server(lab_directory: Path) -> Iterator[Postgresql]:
    lab_directory.chmod(0o755)
    with postgresql.running(lab_directory / "pg-reload") as one:
        one.sql("create role clerk")
        one.sql(f"create role maker login createdb password '{postgresql.PASSWORD}'")
        one.sql(f"create role nobody login password '{postgresql.PASSWORD}'")
        one.sql("create database compta")
        one.sql("create table invoice (id serial primary key, cents int)", "compta")
        one.sql("create schema old; create table old.invoice (id int); create table staff (name text)", "compta")
        one.sql("insert into invoice (cents) select generate_series(1, 1000)", "compta")
        one.sql("alter table invoice owner to clerk; grant select on staff to clerk", "compta")
        yield one


@pytest.fixture(scope="module")
def backed_up(template: Client, tmp_path_factory: pytest.TempPathFactory, server: Postgresql) -> Client:
    """A client with one point of a database."""
    root = tmp_path_factory.mktemp("books")
    client = fresh(template, root, "disk", paths=[])
    client.more["assets"] = {
        "compta": {
            "site": "here", "policy": "plain", "copies": ["disk"],
            "source": {"kind": "postgresql", "port": server.port, "database": "compta", "user": "postgres",
                       "password": {"env": "PG_PASSWORD"}},
            "checks": [{"sql": "select sum(cents) from invoice", "expect": "= 500500"}],
        }
    }  # fmt: skip
    client.environ["PG_PASSWORD"] = postgresql.PASSWORD
    client.environ["CONTINUITY_INTO_PASSWORD"] = postgresql.PASSWORD
    client.write()
    client.run("backup")
    return client


@pytest.fixture
def books(backed_up: Client, server: Postgresql) -> Iterator[Client]:
    backed_up.write()
    yield backed_up
    left = server.sql("select datname from pg_database where datname like 'continuity_%'")
    assert not left, "nothing half filled stays on a server"
    assert nothing_left(backed_up)
    server.sql("drop database if exists again")


def verdicts(run: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {one["objective"]: one["verdict"] for one in run["measurements"]}


def test_a_new_database_on_the_same_server(books: Client, server: Postgresql) -> None:
    run = books.run("restore", "compta", "--into", "again", "--json").json
    assert verdicts(run) == {"rpo": "met", "technical_recovery_time": "met", "content": "met", "checks": "met"}
    assert list(run["measurements"][1]["phases"])[-2:] == ["recovered", "usable"]
    assert run["detail"]["into"] == f"postgres@127.0.0.1:{server.port}/again"
    assert server.sql("select sum(cents) from invoice", "again") == "500500"
    assert (
        server.sql("select tableowner from pg_tables where schemaname || tablename = 'publicinvoice'", "again")
        == "clerk"
    )
    refused = books.run("restore", "compta", "--into", "again", code=5)
    assert "there is a database again" in refused.err
    assert server.sql("select sum(cents) from invoice", "again") == "500500"


def test_a_role_that_is_no_superuser_gets_the_data_without_owners(books: Client, server: Postgresql) -> None:
    url = f"postgresql://maker@127.0.0.1:{server.port}/again"
    done = books.run("restore", "compta", "--into", url, code=None)
    assert "owners and grants were left out: maker is no superuser there" in done.out
    assert server.sql("select count(*) from invoice", "again") == "1000"
    assert postgresql.PASSWORD not in done.all


@pytest.mark.parametrize(
    ("into", "said", "code"),
    [
        ("compta", "is the database that is backed up", 5),
        ("postgresql://nobody@127.0.0.1:{port}/again", "the role nobody may not make a database", 4),
        ("postgresql://maker:secret@127.0.0.1/again", "does not belong on a command line", 2),
        ("mysql://maker@127.0.0.1/again", "--into needs the name of a database", 2),
        ("postgresql://maker@127.0.0.1:1/again", "Connection refused", 4),
    ],
)
def test_what_is_not_filled(books: Client, server: Postgresql, into: str, said: str, code: int) -> None:
    done = books.run("restore", "compta", "--into", into.format(port=server.port), code=code)
    assert said in done.err
    assert "secret" not in done.all


def test_only_some_tables(books: Client, server: Postgresql) -> None:
    target = books.root / "two"
    books.run("restore", "compta", "--to", str(target), "--table", "staff", "--table", "old.invoice")
    assert sorted(path.name for path in target.iterdir()) == ["old.invoice.sql", "public.staff.sql"]
    assert "CREATE TABLE old.invoice" in (target / "old.invoice.sql").read_text()
    books.run("restore", "compta", "--into", "again", "--table", "public.invoice", "--table", "old.invoice")
    assert server.sql("select count(*) from invoice", "again") == "1000"
    assert server.sql("select count(*) from pg_tables where schemaname in ('old', 'public')", "again") == "2"


@pytest.mark.parametrize(("table", "said"), [("stuff", "holds no table stuff"), ("invoice", "holds several tables")])
def test_a_table_that_is_not_there_or_not_the_only_one(books: Client, table: str, said: str) -> None:
    done = books.run("restore", "compta", "--to", str(books.root / table), "--table", table, code=None)
    assert said in done.err
    assert "old.invoice, public.invoice" in done.err
    assert "DATA" not in done.err, "the rows of a table are no table"


def test_a_role_that_is_missing_there_is_named_before_anything_is_made(books: Client, server: Postgresql) -> None:
    server.sql("alter role clerk rename to other")
    try:
        done = books.run("restore", "compta", "--into", "again", code=None)
    finally:
        server.sql("alter role other rename to clerk")
    assert "has no role clerk" in done.err
    assert "again" not in server.sql("select datname from pg_database")


def test_what_cannot_be_filled_to_its_end_is_not_there(
    books: Client, server: Postgresql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the server had given up on the last of its tables."""
    wrapper = tmp_path / "pg_restore"
    real = shutil.which("pg_restore")
    wrapper.write_text(
        f'#!/bin/sh\n{real} "$@" || exit\ncase "$*" in *--exit-on-error*) echo no room >&2; exit 1; esac\n'
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    done = books.run("restore", "compta", "--into", "again", code=1)
    assert "the dump cannot be loaded into postgres@" in done.err
    assert "no room" in done.err
    assert "loaded into" not in done.out
    assert "again" not in server.sql("select datname from pg_database")


def test_a_damaged_dump_is_not_loaded(books: Client, server: Postgresql) -> None:
    """The copy is not what was backed up: nothing of it reaches a server."""
    manifest = next((books.state / "manifests" / "acme" / "compta").glob("*.gz"))
    kept = manifest.read_bytes()
    other = re.sub(rb'pgdump","[0-9a-f]{64}', b'pgdump","' + b"0" * 64, gzip.decompress(kept))
    manifest.write_bytes(gzip.compress(other))
    try:
        run = books.run("restore", "compta", "--into", "again", "--json", code=1).json
    finally:
        manifest.write_bytes(kept)
    assert verdicts(run)["content"] == "missed"
    assert "again" not in server.sql("select datname from pg_database")


def test_the_commands_of_the_how_to(books: Client, server: Postgresql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(books.root)
    page = (ROOT / "docs" / "how-to" / "restore-a-database.md").read_text()
    commands = [line.split()[1:] for line in page.splitlines() if line.startswith("    continuity restore compta")]
    dumps = [words for words in commands if "--at" not in words]
    assert len(dumps) == 5
    server.sql("alter role maker superuser; alter table old.invoice rename to bill", "compta")
    books.run("backup")
    made = []
    for words in dumps:
        told = [re.sub(r"://.*/compta", f"://maker@127.0.0.1:{server.port}/by_url", word) for word in words]
        books.run(*told)
        made += [told[told.index("--into") + 1].rpartition("/")[2]] if "--into" in told else []
    there = server.sql("select datname from pg_database").split()
    assert made == ["compta_restored", "by_url", "invoices_only"]
    assert set(made) <= set(there)
    assert [path.name for path in (books.root / "tables").iterdir()] == ["public.invoice.sql"]


def test_a_state_that_lay_elsewhere_when_it_was_backed_up(books: Client) -> None:
    """The paths in a repository are those of then: a server that was set up anew may keep its state elsewhere."""
    moved = books.root / "moved"
    books.state.rename(moved)
    try:
        books.write(state=str(moved))
        target = books.root / "from there"
        books.run("restore", "compta", "--to", str(target))
        assert sorted(path.name for path in target.iterdir()) == ["database.pgdump", "globals.sql"]
    finally:
        moved.rename(books.state)
        books.write()


def test_what_a_killed_loading_leaves_is_said(books: Client, server: Postgresql, tmp_path: Path) -> None:
    """The directory is removed; the half database is on a server that the next run has no password for."""
    wrapper, asleep = tmp_path / "pg_restore", tmp_path / "asleep"
    real = shutil.which("pg_restore")
    wrapper.write_text(
        f'#!/bin/sh\ncase "$*" in *--exit-on-error*) touch {asleep}; exec sleep 600; esac\n{real} "$@"\n'
    )
    wrapper.chmod(0o755)
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    child = books.spawn("restore", "compta", "--into", "again", environ=path)
    try:
        wait(asleep.exists, "pg_restore")
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
    books.run("restore", "compta", "--into", "again")
    left = server.sql("select datname from pg_database where datname like 'continuity_%'")
    server.sql(f'drop database "{left}"')
    ended = [one["body"] for one in books.records() if one["kind"] == "run.outcome"]
    (reason,) = (one["reason"] for one in ended if one["outcome"] == "aborted")
    assert f"a database named {left} may be left on again" in reason
    assert not list((books.state / "sandbox").iterdir())


def test_a_loading_that_is_told_to_end_leaves_nothing(
    books: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by the time limit of a runbook's step: what tidies up is not told to end with it."""
    wrapper, asleep = tmp_path / "pg_restore", tmp_path / "asleep"
    real = shutil.which("pg_restore")
    wrapper.write_text(
        f'#!/bin/sh\ncase "$*" in *--exit-on-error*) touch {asleep}; exec sleep 600; esac\n{real} "$@"\n'
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with cancel.under(cancel.Cancel()):
        told = cancel.current()

        def tell() -> None:
            wait(asleep.exists, "pg_restore")
            told.cancel()

        threading.Thread(target=tell, daemon=True).start()
        books.run("restore", "compta", "--into", "again", code=130)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("server=postgresql://nobody@127.0.0.1:{port}", "the role nobody may not make a database"),
        ("into=compta", "is the database that is backed up"),
        ("at=2020-01-01T00:00:00Z", "no recovery point of compta is as old as"),
    ],
)
def test_what_lacks_is_said_before_the_runbook_is_walked(
    books: Client, server: Postgresql, given: str, said: str
) -> None:
    inputs = ["asset=compta", "database=live", "into=again", given.format(port=server.port)]
    words = [word for one in inputs for word in ("--with", one)]
    done = books.run("runbook", "run", "restore-postgresql", "--dry-run", *words, code=None)
    assert said in " ".join(done.all.split())


def walk_back(books: Client, *, answers: Sequence[str], code: int = 0, database: str = "live") -> Done:
    given = [word for one in ("asset=compta", f"database={database}", "into=again") for word in ("--with", one)]
    return walk(books, "runbook", "run", "restore-postgresql", "--as", "ana", *given, answers=answers, code=code)


def typed(out: str, word: str) -> list[str]:
    """The commands that a person is told to type and that hold a word, in their order."""
    said = [line.strip().removeprefix("$ ") for line in out.splitlines() if line.strip().startswith("$ ")]
    return [line for line in said if word in line]


def done_by_hand(*commands: str) -> None:
    env = {"PATH": os.environ["PATH"], "PGPASSWORD": postgresql.PASSWORD}
    for command in commands:
        done = subprocess.run(["sh", "-c", command], env=env, check=False, capture_output=True, text=True)
        assert done.returncode == 0, command + done.stderr


def test_the_runbook_brings_it_back_beside_and_tells_the_swap(books: Client, server: Postgresql) -> None:
    server.sql('create database "o\'live"')
    done = walk_back(books, answers=["since noon", "", "yes", "", "yes"], database="o'live")
    assert "$ continuity restore compta --into again" in done.out
    assert "check: done. 3" in done.out
    (rto,) = ended(books)["measurements"]
    assert (rto["objective"], set(rto["phases"])) == ("rto", {"decided", "restored", "verified", "usable"})
    done_by_hand(*typed(done.out, "terminate"), *typed(done.out, "RENAME"))
    assert server.sql("select sum(cents) from invoice", "o'live") == "500500"
    server.sql('drop database "o\'live"')
    server.sql('drop database "o\'live_broken"')


@pytest.mark.slow
def test_the_runbook_undoes_what_it_did(books: Client, server: Postgresql) -> None:
    server.sql("create database live")
    answers = ["since noon", "", "yes", "", "no", "abort it is the wrong moment", *["done"] * 5]
    done = walk_back(books, answers=answers, code=1)
    swap, back = typed(done.out, "RENAME")[:2], typed(done.out, "RENAME")[2:]
    done_by_hand(*swap, *back, *typed(done.out, "dropdb"))
    assert set(server.sql("select datname from pg_database").split()) >= {"live", "compta"}
    assert "again" not in server.sql("select datname from pg_database")
    server.sql("drop database live")
    books.check_evidence()
