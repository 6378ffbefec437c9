"""``evidence verify`` at the command line: what a person kept and what was anchored is held against the log."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from continuity.evidence.format.checkpoint import open_checkpoint
from continuity.faces.app import App
from continuity.model.anchor import Anchor, AnchorKind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client


def head(client: Client, name: str = "kept") -> Path:
    """What an auditor kept, with its three lines alone beside it."""
    kept = client.root / name
    text = (client.state / "log/acme/checkpoint").read_text()
    kept.write_text(text)
    kept.with_suffix(".lines").write_text(text.partition("\n\n")[0])
    return kept


def anchor(client: Client) -> None:
    """What an authority would have said of the newest head."""
    app = App(client.config, {}, client.key)
    now = open_checkpoint((client.state / "log/acme/checkpoint").read_text(), app.verifier("acme"))
    at = datetime(2026, 11, 23, tzinfo=UTC)
    with app.store.transaction() as tx:
        tx.anchors.add(Anchor(
            log=now.origin, tree_size=now.size, root=now.root, kind=AnchorKind.RFC3161, name="dfn", at=at, proof=b"-",
        ))  # fmt: skip


def test_what_was_kept_and_anchored_agrees(client: Client) -> None:
    client.run("backup", "share")
    kept = head(client)
    anchor(client)
    client.run("backup", "share")
    found = client.run("evidence", "verify", kept, kept.with_suffix(".lines"), "--json").json
    assert found["verdict"] == "valid"
    size = int(kept.read_text().split("\n")[1])
    assert [(one["kind"], one["tree_size"], one["agrees"]) for one in found["anchors"]] == [
        ("given", size, True), ("given", size, True), ("rfc3161", size, True),
    ]  # fmt: skip
    assert found["unanchored"] == {"from_index": size, "records": found["tree_size"] - size}
    told = client.run("evidence", "verify", kept).out
    assert f"its {size} records are the first of this log" in told
    assert "says dfn (proven offline)" in told
    assert "2 record(s) are not anchored yet" in told


def test_a_state_put_back_to_yesterday_is_found_by_what_was_kept(client: Client) -> None:
    client.run("backup", "share")
    shutil.copytree(client.state, client.root / "yesterday")
    client.run("backup", "share")
    kept = head(client)
    shutil.rmtree(client.state)
    (client.root / "yesterday").rename(client.state)
    client.run("evidence", "verify", code=0)
    for one in (kept, kept.with_suffix(".lines")):
        told = client.run("evidence", "verify", one, code=1)
        assert "it was cut or rolled back" in told.out
    client.run("backup", "share")  # the engine cannot know, and goes on: another history, signed with the same key
    told = client.run("evidence", "verify", kept, code=1)
    assert "is not what was signed then" in told.out
    assert "n'est pas celui qui fut signé alors" in client.run("evidence", "verify", kept, "--lang", "fr", code=1).out


def test_a_file_that_is_no_checkpoint_of_ours_is_said(client: Client) -> None:
    kept = head(client)
    kept.write_text(kept.read_text().replace("/acme", "/other"))
    assert "is no checkpoint of a log of this server" in client.run("evidence", "verify", kept, code=2).err
    client.run("evidence", "verify", client.root / "nothing", code=4)
    client.run("evidence", "verify", client.root, code=4)
