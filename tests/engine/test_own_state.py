"""The server protects itself: what is stored is consistent, never holds the vault, and brings a lost server back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground import sqlite
from continuity.ground.errors import NotProven, Unavailable
from continuity.recovery.attachments import Attachments
from tests.engine.kit import Client, finish, fresh

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Done


@pytest.fixture
def server(template: Client, place: Path) -> Client:
    """A client whose server backs itself up, too."""
    one = fresh(template, place, "disk", paths=[])
    one.more["assets"] = {
        "share": {"site": "here", "policy": "plain", "copies": ["disk"],
                  "source": {"kind": "files", "paths": [str(one.share)]}},
        "self": {"site": "here", "policy": "plain", "copies": ["disk"], "source": {"kind": "state"}},
    }  # fmt: skip
    one.write()
    return one


def backed_up(server: Client, asset: str, **more: Any) -> dict[str, Any]:
    run = server.run("backup", asset, "--json", code=None, **more).json
    assert run["outcome"] == "succeeded", run["reason"]
    return dict(run)


def restored(server: Client, target: Path) -> Path:
    """Where a restore put the state directory."""
    return target / str(server.state).lstrip("/")


def test_what_is_stored_is_the_state_and_never_the_vault(server: Client) -> None:
    backed_up(server, "share")
    (server.state / "cache" / "planted").parent.mkdir(exist_ok=True)
    (server.state / "cache" / "planted").write_text("a cache")
    kept = Attachments(server.state / "attachments" / "acme").keep(str(server.config))
    backed_up(server, "self")
    assert not (server.state / "staging" / "acme" / "self").exists()
    target = server.root / "back"
    server.run("restore", "self", "--to", str(target), code=None)
    state = restored(server, target)
    names = {str(path.relative_to(state)) for path in state.rglob("*") if path.is_file()}
    own = "staging/acme/self"
    assert {
        f"{own}/state.db",
        f"{own}/server",
        f"{own}/documents/continuity.yaml",
        f"{own}/log/acme/checkpoint",
        f"attachments/acme/{kept['sha256']}",
    } <= names
    assert {name.split("/")[0] for name in names} == {"staging", "manifests", "attachments"}
    assert not [name for name in names if "vault" in name or name.endswith((".lock", ".partial", "-wal"))]
    vault = (server.state / "vault.json").read_bytes()
    key = server.key.read_bytes()
    assert not [path for path in target.rglob("*") if path.is_file() and path.read_bytes() in (vault, key)]


@pytest.mark.parametrize("rotated", [False, True])
def test_a_test_reads_the_database_and_verifies_the_logs(server: Client, rotated: bool) -> None:
    if rotated:
        server.run("evidence", "rotate-key", "--reason", "yearly")
    backed_up(server, "share")
    backed_up(server, "self")
    run = server.run("test", "self", "--json", code=None).json
    found = {one["objective"]: one for one in run["measurements"]}
    assert run["outcome"] == "succeeded", run["reason"]
    assert found["checks"]["verdict"] == "met"
    assert found["content"]["verdict"] == "met"


def test_a_state_that_was_tampered_with_does_not_pass(server: Client) -> None:
    """Records that were changed in the live database are found in its copy, whose files all have the right hash."""
    backed_up(server, "share")
    with closing(sqlite3.connect(server.state / "state.db")) as live, live:
        live.execute("UPDATE record SET body = body || ' ' WHERE number = 1")
    server.run("backup", "self", code=None)
    run = server.run("test", "self", "--json", code=None).json
    assert run["outcome"] == "incomplete"
    assert "does not verify" in run["reason"]


def test_a_lost_server_comes_back(server: Client) -> None:
    """As docs/how-to/protect-the-server.md says: bare restic, the vault from its own safe place, then `restore`."""
    backed_up(server, "share")
    # a process of its own: what it left open in the copy of its own run belongs to a dead one when the server is back
    server.child("backup", "self", code=None)
    safe = server.root / "safe"
    safe.mkdir()
    shutil.move(server.state / "vault.json", safe)
    password = Client.vault(_with_vault(server, safe)).get("acme/disk/password")
    (server.state / "vault.json").unlink()
    points = 2
    shutil.rmtree(server.state)
    shutil.rmtree(server.share)
    server.config.unlink()

    target = server.root / "back"
    subprocess.run(
        ["restic", "-r", str(server.root / "disk"), "restore", "latest", "--tag", "continuity:asset=self", "--target",
         str(target)],
        env=os.environ | {"RESTIC_PASSWORD": password}, check=True, capture_output=True,
    )  # fmt: skip
    state = restored(server, target)
    own = state / "staging" / "acme" / "self"
    shutil.copytree(own / "log", server.state / "log")
    for name in ("state.db", "server"):
        shutil.copy2(own / name, server.state / name)
    shutil.copytree(state / "manifests", server.state / "manifests")
    shutil.copy2(own / "documents" / "continuity.yaml", server.config)
    shutil.copy2(safe / "vault.json", server.state / "vault.json")

    server.run("restore", "share", "--to", str(server.root / "share-back"), code=None)
    assert len(list((server.root / "share-back").rglob("*.txt"))) == 40
    shutil.move(server.restored(server.root / "share-back"), server.share)
    backed_up(server, "self")
    backed_up(server, "share")
    server.check_evidence()
    assert len(server.points()) >= points


def _with_vault(server: Client, safe: Path) -> Client:
    shutil.copy2(safe / "vault.json", server.state / "vault.json")
    return server


def test_a_killed_backup_leaves_no_copy_of_the_state(server: Client) -> None:
    staging = server.state / "staging" / "acme" / "self"
    child = server.spawn("backup", "self")
    while not (staging / "state.db").exists() and child.poll() is None:
        time.sleep(0.005)
    child.kill()
    _ended: Done = finish(child)
    backed_up(server, "self")
    assert not staging.exists()


def test_a_copy_is_consistent_while_others_write(tmp_path: Path) -> None:
    """Two rows that always change together are equal in every copy."""
    path, stop = tmp_path / "live.db", threading.Event()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE pair (name TEXT PRIMARY KEY, number INTEGER, filler BLOB)")
        for name in ("one", "two"):
            database.execute("INSERT INTO pair VALUES (?, 0, zeroblob(200000))", (name,))

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=30)) as mine:
            while not stop.is_set():
                with mine:
                    mine.execute("UPDATE pair SET number = number + 1 WHERE name = 'one'")
                    mine.execute("UPDATE pair SET number = number + 1 WHERE name = 'two'")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(20):
            copy = tmp_path / f"copy{number}.db"
            sqlite.copy(path, copy, hint="")
            sqlite.refuse_damaged(copy)
            with closing(sqlite3.connect(copy)) as database:
                (one,), (two,) = database.execute("SELECT number FROM pair")
            assert one == two
            assert not copy.with_name(copy.name + "-wal").exists()
    finally:
        stop.set()
        writer.join()


def test_damage_is_found(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE t (x)")
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 100)
    sqlite.refuse_damaged(path)
    whole = bytearray(path.read_bytes())
    whole[4096:4196] = b"\xff" * 100
    path.write_bytes(whole)
    with pytest.raises(NotProven):
        sqlite.refuse_damaged(path)
    with pytest.raises(Unavailable):
        sqlite.copy(tmp_path / "nowhere.db", tmp_path / "copy.db", hint="")
