"""The database came back from a backup: commands say so, work goes on, and one command makes the log whole again."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.kit import Client


def put_back_yesterday(client: Client, *, backed_up: bool = True) -> None:
    """Copy the database, with a backup in it or without, back up, and put the copy in its place."""
    if backed_up:
        client.run("backup", "share")
    with closing(sqlite3.connect(client.state / "state.db")) as now:
        now.execute("VACUUM INTO ?", [str(client.root / "yesterday.db")])
    client.run("backup", "share")
    for left in client.state.glob("state.db*"):
        left.unlink()
    shutil.copy(client.root / "yesterday.db", client.state / "state.db")


def test_a_restored_database_goes_on_without_a_fork(client: Client) -> None:
    put_back_yesterday(client)
    kept = shutil.copy(client.state / "log/acme/checkpoint", client.root / "kept")
    done = client.run("backup", "share", code=5)
    assert "cut or rolled back" in done.err
    assert "continuity evidence recover" in done.err
    assert len(client.points()) == 2, "the point is there all the same, and known"

    told = client.run("evidence", "recover")
    assert "goes on from" in told.out
    found = client.run("evidence", "verify", kept, "--json").json
    assert (found["verdict"], found["erased"]) == ("valid", 2), "what was kept before is its past"
    [restored] = [one for one in client.records() if one["kind"] == "state.restored"]
    assert restored["body"]["by"]["command"] == "continuity evidence recover"
    assert restored["body"]["lost"] == 2
    client.run("backup", "share")
    client.run("evidence", "verify", kept)
    exported = client.root / "export.zip"
    client.run("evidence", "export", "-o", exported)


def test_a_head_that_is_lost_is_admitted_and_stays_a_contradiction(client: Client) -> None:
    """Machine and published log are gone, their copy is of yesterday, and an auditor holds a head of today."""
    shutil.copytree(client.state, client.root / "yesterday")
    client.run("backup", "share")
    kept = shutil.copy(client.state / "log/acme/checkpoint", client.root / "kept")
    shutil.rmtree(client.state)
    (client.root / "yesterday").rename(client.state)
    assert "cut or rolled back" in client.run("evidence", "verify", kept, code=1).out
    client.run("evidence", "recover", "--lost", kept)
    found = client.run("evidence", "verify", kept, "--json", code=1).json
    assert any("came back from a backup" in one for one in found["findings"])
    assert found["problems"], "it excuses nothing"
    client.run("evidence", "verify")
    client.run("backup", "share")
    now = client.state / "log/acme/checkpoint"
    assert "is no later one" in client.run("evidence", "recover", "--lost", now, code=5).err


def test_nothing_to_recover_is_said(client: Client) -> None:
    client.run("backup", "share")
    assert "nothing is to be recovered" in client.run("evidence", "recover", code=5).err


def test_a_database_that_is_gone_is_no_new_log(client: Client) -> None:
    """`init` makes a database, and does not begin a second history in it."""
    client.run("backup", "share")
    for left in client.state.glob("state.db*"):
        left.unlink()
    client.run("init", code=None)
    client.run("evidence", "recover")
    client.run("init")
    found = client.run("evidence", "verify", "--json").json
    assert found["verdict"] == "valid"
    kinds = [one["kind"] for one in client.records()]
    assert "log.created" not in kinds, json.dumps(kinds)
    client.run("backup", "share")
