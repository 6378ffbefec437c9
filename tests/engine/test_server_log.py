"""The server's own log holds the heads of the clients' logs, and what concerns the server alone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

from continuity.engine.anchoring import Anchoring
from continuity.faces.app import App
from tests.daemon.test_fleet import SHARED, client_document
from tests.engine.kit import Client, command

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.tsa import Tsa

SERVER = ("--client", "@server")


def told(client: Client, kind: str) -> list[dict[str, Any]]:
    """What the server's log says of one kind."""
    found = client.run("evidence", "list", *SERVER, "--json").json["records"]
    return [one["body"] for one in found if one["kind"] == kind]


def take(client: Client) -> None:
    """What the daemon does every minute."""
    Anchoring(App(client.config, client.environ, client.key).workshop).server()


def test_heads_enter_it_as_they_move(client: Client) -> None:
    take(client)
    assert [one["size"] for one in told(client, "log.head")] == [client.check_evidence()["tree_size"]]
    take(client)
    assert len(told(client, "log.head")) == 1, "nothing moved"
    client.run("backup")
    take(client)
    found = client.check_evidence()
    newest = told(client, "log.head")[-1]
    assert newest == {"log": found["log"], "size": found["tree_size"], "root": found["root_hash"]}
    (held,) = found["anchors"]
    assert (held["kind"], held["tree_size"], held["agrees"]) == ("server-log", found["tree_size"], True)
    assert found["unanchored"]["from_index"] == 0, "our own word bounds nothing"
    assert "the log of the server" in client.run("evidence", "verify").out
    own = client.run("evidence", "verify", *SERVER, "--json").json
    assert (own["verdict"], own["log"], own["findings"]) == ("valid", found["log"].rpartition("/")[0], [])
    client.run("evidence", "export", *SERVER, "-o", client.root / "x.zip", code=2)


def test_a_log_put_back_contradicts_it(client: Client) -> None:
    """Rows and published files of one client go back; the server's log stays as it is."""
    size = client.check_evidence()["tree_size"]
    published = client.state / "log" / "acme"
    shutil.copytree(published, client.root / "before")
    client.run("backup")
    take(client)
    shutil.rmtree(published)
    (client.root / "before").rename(published)
    with sqlite3.connect(client.state / "state.db") as database:
        database.execute("delete from record where log like '%/acme' and position >= ?", (size,))
        database.execute("delete from checkpoint where log like '%/acme' and size > ?", (size,))
        database.execute("delete from job")
        database.execute("delete from run")
    database.close()
    client.run("evidence", "verify", *SERVER)
    found = client.run("evidence", "verify", "--json", code=1).json
    assert any(one.startswith("server's log, record") and "cut or rolled back" in one for one in found["problems"])
    take(client)  # it cannot be made good by telling the old head anew
    for _ in range(2):
        client.run("backup")
    take(client)
    found = client.run("evidence", "verify", "--json", code=1).json
    assert any("is not what was signed then" in one for one in found["problems"]), found["problems"]
    assert any("holds a head of" in one and "rolled back or made anew" in one for one in found["problems"])
    assert "antérieur ou refait" in client.run("evidence", "verify", "--lang", "fr", code=1).out


def test_it_is_anchored_and_its_key_changes_like_the_others(client: Client, tsa: Tsa) -> None:
    client.write(evidence={"timestamps": [{"name": "tsa", "url": tsa.url, "ca": str(tsa.ca)}]})
    done = client.run("evidence", "anchor", "--json").json
    logs = sorted(one["log"] for one in done["anchors"])
    assert logs[1] == f"{logs[0]}/acme"
    rotated = client.run("evidence", "rotate-key", *SERVER, "--reason", "yearly", "--json").json
    assert (rotated["log"], rotated["vouched"]) == (logs[0], True)
    client.run("evidence", "rotate-key", "--reason", "yearly")
    made, changed = told(client, "log.key")
    assert (made["previous"], changed["previous"], changed["vouched"]) == (None, made["fingerprint"], True)
    found = client.run("evidence", "verify", "--anchors", *SERVER, "--json").json
    assert (found["verdict"], [one["name"] for one in found["anchors"]]) == ("valid", ["tsa"])
    assert len(client.run("evidence", "keys", *SERVER, "--json").json["keys"]) == 2
    index = len(told(client, "log.head"))
    client.run("evidence", "show", "0", *SERVER)
    client.run("evidence", "prove", "0", *SERVER, "-o", client.root / "fact.json")
    assert index


def test_it_tells_with_what_the_server_works(client: Client) -> None:
    (software,) = told(client, "software")
    assert software["restic"].count(".") == 2
    client.run("init")
    before = told(client, "documents")
    client.write(timezone="Europe/Paris")
    for _ in range(2):
        client.run("init")
    after = told(client, "documents")
    assert len(after) == len(before) + 1
    assert after[-1]["before"]["digest"] == before[-1]["digest"] != after[-1]["digest"]
    assert len(told(client, "software")) == 1


def test_it_tells_who_touched_the_entries_of_the_server(client: Client) -> None:
    for name in ("rest/far", "acme/mail"):
        client.vault().set(name, "hidden away")
        client.run("vault", "get", name)
    (read,) = told(client, "vault.read")
    assert read["entries"] == ["rest/far"]
    assert "hidden" not in client.run("evidence", "list", *SERVER, "--json").out


def test_what_comes_back_older_comes_back_with_it(client: Client) -> None:
    shutil.copy(client.state / "state.db", client.root / "old.db")
    client.run("backup")
    take(client)
    for left in client.state.glob("state.db*"):
        left.unlink()
    shutil.copy(client.root / "old.db", client.state / "state.db")
    assert "the server's own log goes on, too" in client.run("evidence", "recover").out
    client.run("evidence", "verify")
    client.run("evidence", "verify", *SERVER)
    file = client.root / "evidence.zip"
    client.run("evidence", "export", "-o", file)
    assert "the state came back from a backup, older than the log" in client.run("evidence", "verify", file).out
    assert [one["log"].rpartition("/")[2] for one in told(client, "log.recovered")] == ["acme"]


def test_a_client_of_many_tells_nothing_but_its_heads(place: Path, tsa: Tsa) -> None:
    fleet = Client(root=place, repositories={}, paths=["-"])
    for name in ("one", "two"):
        (fleet.config / name).mkdir(parents=True)
        (fleet.config / name / "c.yaml").write_text(json.dumps(client_document(place, name)))
    dated = {"timestamps": [{"name": "tsa", "url": tsa.url, "ca": str(tsa.ca)}]}
    (fleet.config / "shared.yaml").write_text(json.dumps(SHARED | {"state": str(fleet.state), "evidence": dated}))
    fleet.run("init")
    # a state from before there was such a log
    before = fleet.run("evidence", "verify", "--json")
    assert [one["log"].rpartition("/")[2] for one in before.lines] == ["one", "two"]
    fleet.run("backup", code=None)
    anchored = fleet.run("evidence", "anchor", "--json").json["anchors"]
    assert len(anchored) == 3
    records = fleet.run("evidence", "list", *SERVER, "--json").json["records"]
    assert {one["kind"] for one in records} == {"log.created", "log.key", "log.head", "software", "documents", "anchor"}
    assert "share" not in json.dumps(records)
    assert [one["verdict"] for one in fleet.run("evidence", "verify", "--json").lines] == ["valid", "valid"]


def test_a_state_without_one_gets_it(client: Client) -> None:
    """As an earlier version left it."""
    shutil.rmtree(client.state / "log" / "@server")
    vault = client.vault()
    vault.change({"@server/log/signing-key": None})
    with sqlite3.connect(client.state / "state.db") as database:
        for table in ("record", "checkpoint"):
            database.execute(f"delete from {table} where log not like '%/acme'")
        database.execute("delete from observation where client = '@server' or kind like 'server-log/%'")
    database.close()
    client.check_evidence()
    take(client)
    assert "continuity init" in client.run("evidence", "verify", *SERVER, code=4).err
    client.run("init")
    take(client)
    assert len(told(client, "log.head")) == 1
    assert command(client.argv("evidence", "verify", *SERVER), client.environ).code == 0


def test_it_is_found_like_the_others(client: Client) -> None:
    (found,) = [one for one in client.run("doctor", "--json", code=None).json["checks"] if one["subject"] == "@server"]
    assert (found["name"], found["state"]) == ("log", "ok")
    refused = client.run("evidence", "verify", "--client", "@serveur", code=2)
    assert "known: acme, @server" in refused.err
    never = client.run("evidence", "export", *SERVER, "-o", client.root / "server.zip", code=2)
    assert "never exported" in never.err
