"""The journal of accesses is the log, read: what the database knows and the log does not is told."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sqlalchemy import text

from continuity.faces.app import App

if TYPE_CHECKING:
    from tests.engine.kit import Client


def test_who_saw_what_and_why(client: Client) -> None:
    client.run("backup")
    client.run("restore", "share", "--to", client.root / "back", "--why", "=a lost file")
    client.run("vault", "get", "acme/disk/password")
    found = client.run("privacy", "journal", "--json").json
    restored, shown = found["accesses"][-2:]
    assert (restored["what"], restored["subject"], restored["ended"]) == ("restored", "acme/share", "succeeded")
    assert (restored["why"], restored["who"]) == ("=a lost file", shown["who"])
    assert (shown["what"], shown["subject"]) == ("secret shown", "acme/disk/password")
    records = {one["index"]: one["kind"] for one in client.records()}
    assert [records[one["index"]] for one in (restored, shown)] == ["run.intent", "vault.read"]
    assert client.run("privacy", "journal", "--person", "nobody-else", "--json").json["accesses"] == []
    rows = list(csv.DictReader(io.StringIO(client.run("privacy", "journal", "--csv").out)))
    assert rows[-2]["why"] == "'=a lost file"  # no formula


def test_pseudonyms_are_the_same_each_time_and_hide_the_name(client: Client) -> None:
    client.run("backup")
    client.run("restore", "share", "--to", client.root / "back", "--why", "asked for by Qwzx Lovelace")
    client.run("vault", "get", "acme/disk/password")
    (name,) = {one["who"] for one in client.run("privacy", "journal", "--json").json["accesses"]}
    first, second = (client.run("privacy", "journal", "--pseudonyms", "--json") for _ in range(2))
    assert first.json["accesses"] == second.json["accesses"]
    assert {one["who"][:7] for one in first.json["accesses"]} == {"person-"}
    assert f'"{name}"' not in first.out
    assert "Qwzx" not in first.out


def test_a_run_that_the_log_does_not_tell_of_is_told(client: Client) -> None:
    client.run("backup")
    client.run("restore", "share", "--to", client.root / "back")
    app = App(client.config, {}, client.key)
    with app.store.transaction() as tx:
        session = tx.records._session
        session.connection().execute(text("DELETE FROM record WHERE run IN (SELECT id FROM run WHERE kind='restore')"))
    found = client.run("privacy", "journal", "--json", code=1).json
    assert len(found["missing"]) == 1
