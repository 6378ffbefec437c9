"""Heads are brought to a real authority and a real locked bucket; a failure is recorded once and tried again."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.anchoring import Anchoring
from continuity.evidence.format.checkpoint import Checkpoint
from continuity.evidence.sealed import read_anchors
from continuity.faces.app import App
from continuity.model.anchor import Anchor, AnchorKind
from continuity.storage.ports import WriteOnce
from tests.engine.kit import ROOT

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from continuity.ground.clock import Mark
    from tests.engine.kit import Client
    from tests.lab.tsa import Tsa


class Late:
    """The machine's clock, ahead by ``by``."""

    def __init__(self, clock: Any) -> None:
        self._clock, self.by = clock, timedelta(0)

    def now(self) -> datetime:
        return self._clock.now() + self.by  # type: ignore[no-any-return]

    def mark(self) -> Mark:
        return self._clock.mark()  # type: ignore[no-any-return]

    def sleep(self, seconds: float) -> None:
        self._clock.sleep(seconds)


def app_of(client: Client) -> App:
    app = App(client.config, client.environ, client.key)
    app.clock = Late(app.clock)  # type: ignore[assignment]
    return app


def dated(client: Client, tsa: Tsa, *others: dict[str, Any]) -> App:
    """A client whose heads the authority dates, ready to be anchored."""
    client.write(evidence={"timestamps": [{"name": "tsa", "url": tsa.url, "ca": str(tsa.ca)}, *others]})
    return app_of(client)


def kinds(client: Client) -> list[str]:
    return [one["kind"] for one in client.records() if one["kind"].startswith("anchor")]


def anchored(client: Client) -> list[dict[str, Any]]:
    """What `evidence anchor` brought of the client's log; the server's own log is brought along."""
    told = client.run("evidence", "anchor", "--json").json
    assert told["failed"] == []
    return [one for one in told["anchors"] if one["log"].endswith("/acme")]


def text_of(anchor: Anchor) -> str:
    return Checkpoint(anchor.log, anchor.tree_size, anchor.root).text()


def test_openssl_accepts_what_is_kept(client: Client, tsa: Tsa) -> None:
    client.run("backup")
    app = dated(client, tsa)
    (said,) = anchored(client)
    assert (said["kind"], said["class"], said["name"]) == ("rfc3161", "proven offline", "tsa")
    with app.store.reading() as tx:
        (anchor,) = tx.anchors.between(said["log"])
    assert anchor.tree_size == said["tree_size"] > 0
    assert tsa.accepts(anchor.proof, text_of(anchor))
    assert "existed" in client.run("evidence", "anchor").out
    record = next(one for one in client.records() if one["kind"] == "anchor")
    assert record["index"] >= said["tree_size"], "an anchor is recorded behind the head that it holds"
    assert record["body"]["root"] == said["root"]
    assert client.check_evidence()["anchors"]


def test_an_anchor_asks_for_no_other_and_a_day_does(client: Client, tsa: Tsa) -> None:
    client.run("backup")
    app = dated(client, tsa)
    clock, anchoring = app.clock, Anchoring(app.workshop)
    assert isinstance(clock, Late)
    assert len(anchoring.client("acme")) == 1
    clock.by = timedelta(hours=2)
    assert anchoring.client("acme") == [], "nothing but the anchor's own record is new"
    clock.by = timedelta(hours=24)
    assert len(anchoring.client("acme")) == 1, "at least daily"
    client.run("backup")
    clock.by += timedelta(minutes=4)
    assert anchoring.client("acme") == [], "at most every five minutes"
    clock.by += timedelta(minutes=1)
    assert len(anchoring.client("acme")) == 1
    clock.by -= timedelta(days=3)
    client.run("backup")
    assert len(anchoring.client("acme")) == 1, "a clock that was set back delays nothing"


def test_a_failure_is_recorded_once_and_holds_up_nobody(client: Client, tsa: Tsa) -> None:
    client.run("backup")
    app = dated(client, tsa, {"name": "dead", "url": "http://127.0.0.1:9/"})
    clock, anchoring = app.clock, Anchoring(app.workshop)
    assert isinstance(clock, Late)
    first = {one.name: one for one in anchoring.client("acme")}
    assert first["tsa"].anchor
    assert first["dead"].error
    assert first["dead"].news
    waits = []
    for _ in range(6):
        with app.store.reading() as tx:
            standing = next(one for one in tx.anchors.standings("continuity/" + app.server + "/acme") if one.attempts)
        assert standing.next_at
        assert standing.failing_since
        waits.append(standing.next_at - clock.now())
        clock.by += waits[-1] - timedelta(seconds=5)
        assert "dead" not in [one.name for one in Anchoring(app.workshop).client("acme")], "not before its time"
        clock.by += timedelta(seconds=10)
        again = {one.name: one for one in Anchoring(app.workshop).client("acme")}
        assert again["dead"].error
        assert not again["dead"].news
    assert [round(one / timedelta(minutes=5)) for one in waits] == [1, 2, 4, 8, 12, 12]
    assert kinds(client).count("anchor.failed") == 1
    client.write(evidence={"timestamps": [{"name": "dead", "url": tsa.url, "ca": str(tsa.ca)}]})
    mended = app_of(client)
    mended.clock.by = clock.by + timedelta(hours=1)  # type: ignore[attr-defined]
    (one,) = Anchoring(mended.workshop).client("acme")
    assert one.anchor
    assert one.news
    (last,) = [record for record in client.records() if record["body"].get("failures")]
    assert last["body"]["failures"] == 7


def test_exit_codes_say_how_much_was_done(client: Client, tsa: Tsa) -> None:
    assert "nobody is named" in client.run("evidence", "anchor", code=2).err
    dated(client, tsa, {"name": "dead", "url": "http://127.0.0.1:9/"})
    client.run("backup")
    done = client.run("evidence", "anchor", "--json", code=3).json
    assert {one["name"] for one in done["failed"]} == {"dead"}
    tsa.answers = "broken"
    assert "HTTP 503" in client.run("evidence", "anchor", code=4).err


def with_bucket(client: Client, ceph: Ceph, user: S3User) -> None:
    """Give the client a locked bucket, and no copy there: anchors alone."""
    client.environ |= {"ACCESS": user.access_key, "SECRET": user.secret_key}
    client.copies = list(client.repositories)
    client.repositories["cloud"] = {
        "adapter": "s3", "endpoint": ceph.endpoint, "bucket": f"anchors-{client.root.name.lower().replace('_', 'x')}",
        "access_key": {"env": "ACCESS"}, "secret_key": {"env": "SECRET"}, "site": "cloud", "medium": "object",
        "credential": "cloud", "lock": {"mode": "compliance", "period": "2d"},
    }  # fmt: skip
    client.write()
    client.run("init")


def test_a_locked_bucket_keeps_the_signed_heads(client: Client, ceph_server: Ceph, s3_user: S3User) -> None:
    with_bucket(client, ceph_server, s3_user)
    client.run("backup")
    (said,) = anchored(client)
    assert (said["kind"], said["class"], said["name"]) == ("write-once", "claimed", "cloud")
    app = app_of(client)
    place = app.place(app.inventory.clients["acme"].repositories["cloud"]).port
    assert isinstance(place, WriteOnce)
    (head,) = read_anchors(place, said["log"])
    assert (head.key, head.version) == (said["key"], said["version"])
    assert head.note.startswith(f"{said['log']}\n{said['tree_size']}\n{said['root']}\n\n— ")
    assert list(read_anchors(place, said["log"], said["tree_size"])) == []
    with app.store.reading() as tx:
        (anchor,) = tx.anchors.newest(said["log"])
    assert (anchor.kind, anchor.proven_offline) == (AnchorKind.WRITE_ONCE, False)
    assert json.loads(anchor.proof)["locked_until"] == said["locked_until"]
    place.seal(head.key, b"forged")
    found = client.run("evidence", "verify", "--anchors", "--json").json
    assert found["verdict"] == "valid"
    assert [one for one in found["findings"] if "no head of this log" in one]
    own = client.run("evidence", "verify", "--anchors", "--client", "@server", "--json").json
    assert (own["findings"], [one["name"] for one in own["anchors"]]) == ([], ["cloud"]), (
        "its folder holds the clients'"
    )
    with sqlite3.connect(client.state / "state.db") as database:  # as if the store had let go of what it held
        database.execute("update anchor set proof = cast(replace(proof, ?, 'another') as blob)", (said["version"],))
    database.close()
    found = client.run("evidence", "verify", "--anchors", "--json", code=1).json
    (lacking,) = found["problems"]
    assert lacking.startswith(f"anchor at size {said['tree_size']}: cloud was to hold {head.key}, version another, ")
    client.run("verify", "--repository", "cloud", code=None)
    probe = app.place(app.inventory.clients["acme"].repositories["cloud"]).port.probe()
    assert probe.initialised, "what lies beside it is nothing to restic"


def test_a_state_put_back_is_found_by_what_the_bucket_holds(client: Client, ceph_server: Ceph, s3_user: S3User) -> None:
    with_bucket(client, ceph_server, s3_user)
    client.run("backup")
    shutil.copytree(client.state, client.root / "yesterday")
    client.run("backup")
    client.run("evidence", "anchor")
    shutil.rmtree(client.state)
    (client.root / "yesterday").rename(client.state)
    client.run("evidence", "verify", code=0)  # database, published files and key agree with each other
    assert "it was cut or rolled back" in client.run("evidence", "verify", "--anchors", code=1).out
    client.run("backup")
    client.run("backup")
    assert "is not what was signed then" in client.run("evidence", "verify", "--anchors", code=1).out
    client.repositories["cloud"]["endpoint"] = "http://127.0.0.1:9"
    client.write()
    assert "refused" in client.run("evidence", "verify", "--anchors", code=3).err


def test_a_false_time_stamp_in_the_database_is_found(client: Client, tsa: Tsa) -> None:
    client.run("backup")
    dated(client, tsa)
    client.run("evidence", "anchor")
    client.run("evidence", "verify", "--anchors")
    database = sqlite3.connect(client.state / "state.db")
    with database:
        database.execute("update anchor set at = '2020-01-01T00:00:00.000000Z'")
    assert "the database 2020-01-01" in client.run("evidence", "verify", "--anchors", code=1).out
    with database:
        database.execute("update anchor set proof = x'3000'")
    database.close()
    assert "no time-stamp token" in client.run("evidence", "verify", "--anchors", code=1).out


def test_the_page_shows_what_works(tsa: Tsa, tmp_path: Path, programs_path: str) -> None:
    shutil.copy(tsa.ca, tmp_path / "tsa-ca.pem")
    block = (ROOT / "docs/how-to/anchors.md").read_text().split("<!-- run -->\n\n")[1].split("\n\n")[0]
    script = "\n".join(line[4:] for line in block.splitlines()).replace("http://tsa.example.org", tsa.url)
    done = subprocess.run(
        ["sh", "-eu", "-c", script], cwd=tmp_path, env={"PATH": programs_path, "HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Verification: OK" in done.stdout
    assert "says tsa (proven offline)" in done.stdout
