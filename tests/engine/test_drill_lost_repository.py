"""A repository is really emptied: data comes back from the other, it is made again, and the copies are as before."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from continuity.engine.drills.set_aside import MARKER
from tests.engine.kit import fresh
from tests.engine.test_drills import states, verdicts
from tests.engine.test_rehearsals import damage
from tests.engine.test_runbooks import walk

if TYPE_CHECKING:
    from tests.engine.kit import Client

INPUTS = ("--with", "asset=share", "--with", "repository=disk", "--with", "other=second")


@pytest.fixture
def unread(template: Client, place: Path) -> Client:
    """An asset that was set aside, backed up, and never verified."""
    client = fresh(template, place, "disk", "second")
    for one in client.repositories.values():
        one["rehearsal"] = True
    (client.share / MARKER).write_text("acme/share\n")
    (client.share / "large").write_bytes(os.urandom(200_000))
    client.write()
    document = json.loads(client.config.read_text())
    document["assets"]["share"]["rehearsal"] = True
    client.config.write_text(json.dumps(document))
    client.run("backup", code=None)
    return client


def drill(client: Client, name: str = "lost-repository") -> dict[str, Any]:
    found: dict[str, Any] = client.run("drill", "run", name, *INPUTS, "--json", code=1).json
    assert not list((client.state / "sandbox").glob("*")), "everything was taken down"
    return found


def with_drill(client: Client, change: dict[str, Any]) -> None:
    """Write a drill ``own`` beside the shipped one, which it is but for the changes."""
    shipped = YAML(typ="safe").load(Path(__file__).parents[2] / "drills/lost-repository.yaml")
    document = json.loads(client.config.read_text())
    document["drills"] = {"own": shipped | change}
    client.config.write_text(json.dumps(document))


def test_an_asset_that_was_never_verified_is_emptied_made_again_and_filled(unread: Client) -> None:
    found = drill(unread)
    assert set(states(found).values()) == {"done"}, found["reason"]
    assert verdicts(found) == {"rto": "unproven", "rpo": "met", "steady_state": "met"}, "nobody was there"
    assert set(found["detail"]["phases"]) == {"decided", "restored", "verified", "provisioned", "usable"}
    assert found["detail"]["fault"]["destroyed"] > 5
    held = [one["repository"] for one in unread.points()]
    assert sorted(held) == ["disk", "second", "second"], "what it held is gone, and told as gone"
    unread.check_evidence()


def test_copies_that_nobody_ever_read_are_no_normal_life_and_nothing_is_destroyed(unread: Client) -> None:
    with_drill(unread, {"steady_state": {"copies": {"title": "All", "do": "copies", "with": {"asset": "share"}}}})
    found = drill(unread, "own")
    assert verdicts(found) == {"rto": "unproven", "rpo": "unproven", "steady_state": "unproven"}
    assert "was ever read" in found["reason"]
    assert (unread.root / "disk/config").exists(), "nothing was destroyed"


def test_a_last_copy_that_is_damaged_beforehand_is_seen_and_nothing_is_destroyed(unread: Client) -> None:
    damage(unread.root / "second")
    found = drill(unread)
    assert verdicts(found)["steady_state"] == "missed", found["reason"]
    assert states(found)["drill-fault"] == "waiting"
    assert (unread.root / "disk/config").exists(), "the last whole copy is still there"


def test_a_damaged_last_copy_is_a_miss_and_nothing_is_made_over(unread: Client) -> None:
    damage(unread.root / "second")
    with_drill(unread, {"steady_state": {}})
    found = drill(unread, "own")
    assert verdicts(found)["rto"] == "missed", found["reason"]
    assert (states(found)["restore"], states(found)["renew"]) == ("given_up", "waiting")
    assert not list((unread.root / "disk").glob("config"))


def test_a_lost_repository_is_filled_with_every_asset_that_has_a_copy_there(client: Client, place: Path) -> None:
    (place / "more").mkdir()
    (place / "more/file").write_text("more")
    fill = {"name": "fill", "title": "Fill", "do": "backup", "with": {"repository": "disk"}}
    client.more["runbooks"] = {"own": {"title": "Own", "purpose": "A test", "steps": [fill]}}
    client.write()
    document = json.loads(client.config.read_text())
    files = {"kind": "files", "paths": [str(place / "more")]}
    document["assets"]["more"] = document["assets"]["share"] | {"source": files}
    client.config.write_text(json.dumps(document))
    walk(client, "runbook", "run", "own", "--as", "ana", answers=["y"] * 5, code=None)
    assert sorted(one["asset"] for one in client.points()) == ["more", "share"]
