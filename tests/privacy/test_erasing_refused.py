"""What must hold an erasure up, or keep it unproven: others' secrets, the server's state, mounts, old keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.privacy.refusing import MOUNTED, UNMOUNTED, refuse_busy, refuse_others
from continuity.engine.privacy.remaining import kept_entries
from continuity.engine.privacy.shredding import Shredded, old_versions
from continuity.faces.app import App
from continuity.ground.errors import Refused
from continuity.storage.ports import Capabilities, LockedObject
from storage_adapters.rclone import RcloneAdapter
from tests.daemon.test_fleet import SHARED, client_document
from tests.engine.kit import Client, local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.model.inventory import Inventory

S3 = {
    "adapter": "s3", "endpoint": "https://s3.example.org", "bucket": "copies", "site": "here", "medium": "object",
    "credential": "s3", "access_key": {"vault": "acme/object/access"}, "secret_key": {"vault": "acme/object/secret"},
}  # fmt: skip


def fleet(place: Path, bravo: dict[str, Any], shared: dict[str, Any] | None = None) -> Inventory:
    documents = place / "continuity.yaml"
    for name, more in (("acme", {}), ("bravo", bravo)):
        (documents / name).mkdir(parents=True)
        (documents / name / "c.yaml").write_text(json.dumps(client_document(place, name) | more))
    told = SHARED | {"state": str(place / "state")} | (shared or {})
    (documents / "shared.yaml").write_text(json.dumps(told))
    return App(documents, {}, place / "vault.key").inventory


@pytest.mark.parametrize(
    "bravo",
    [
        {"repositories": {"disk": local("/nowhere", password={"vault": "acme/disk/password"})}},
        {"notifications": {"ops": [{"url": {"vault": "acme/ops/url"}}]}},
        {},
    ],
)
def test_what_another_client_refers_to_is_not_destroyed(place: Path, bravo: dict[str, Any]) -> None:
    inventory = fleet(place, bravo)
    if not bravo:
        refuse_others(inventory, inventory.clients["acme"])
        return
    with pytest.raises(Refused, match="bravo uses acme/"):
        refuse_others(inventory, inventory.clients["acme"])
    refuse_others(inventory, inventory.clients["bravo"])


def test_the_only_copy_of_the_servers_state_is_not_destroyed(client: Client) -> None:
    state = {"title": "State", "site": "here", "policy": "plain", "source": {"kind": "state"}, "copies": ["disk"]}
    client.write(assets={"state": state})
    inventory = App(client.config, {}, client.key).inventory
    with pytest.raises(Refused, match="acme/state"):
        refuse_others(inventory, inventory.clients["acme"])


def test_mounted_points_hold_it_up(client: Client) -> None:
    app = App(client.config, {}, client.key)
    log = app.workshop.logs["acme"].journal
    with app.store.transaction() as tx:
        log.record(tx.records, MOUNTED, app.clock.now(), {"directory": "/proc"})  # something is mounted there
        with pytest.raises(Refused, match="/proc"):
            refuse_busy(tx, "acme", log.log)
        log.record(tx.records, UNMOUNTED, app.clock.now(), {"directory": "/proc"})
        refuse_busy(tx, "acme", log.log)


def test_a_stores_credentials_stay_until_it_is_closed_and_the_password_while_it_opens(client: Client) -> None:
    client.repositories = {"object": S3}
    client.write()
    owner = App(client.config, {}, client.key).inventory.clients["acme"]
    store, password = {"acme/object/access", "acme/object/secret"}, {"acme/object/password", "acme/object/password.old"}
    old = {"acme/second/password"}  # of a repository that the documents forgot

    def kept(opens: bool | None, *, closed: bool = False, anyway: bool = False) -> set[str]:
        told = Shredded(repository="object", opens=opens).as_json() | {"closed": closed}
        second = Shredded(repository="second", opens=None).as_json()
        return kept_entries(owner, [told, second], store | password | old, anyway=anyway)

    assert kept(opens=True) == store | password | old
    assert kept(opens=None) == store | password | old
    assert kept(opens=None, anyway=True) == store
    assert kept(opens=False) == store | old
    assert kept(opens=False, closed=True) == old


@dataclass
class Bucket:
    """A store that lists these versions."""

    found: list[LockedObject]
    capabilities = Capabilities(remote=True, versions=True)

    def entries(self) -> Iterator[LockedObject]:
        yield from self.found

    def with_lock(self, one: LockedObject) -> LockedObject:
        return one

    def extend(self, one: LockedObject, until: datetime, mode: str) -> LockedObject:
        raise NotImplementedError


def test_every_version_of_a_key_counts_but_of_the_drawn_one() -> None:
    def one(key: str, *, marker: bool = False) -> LockedObject:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        about: Any = {"latest": False, "size": 1, "modified": at, "mode": "", "locked_until": None}
        return LockedObject(key=key, version="v", delete_marker=marker, **about)

    drawn, rotated = f"keys/{'d' * 64}", f"keys/{'a' * 64}"
    held: Any = Bucket([one(drawn), one(rotated), one(rotated, marker=True), one("data/aa")])
    told = old_versions(held, "d" * 8)
    assert told is not None
    assert [version.key for version in told] == [rotated]
    assert len(old_versions(held, "") or ()) == 2
    remote: Any = RcloneAdapter
    assert old_versions(remote, "d" * 8) is None, "what lies behind a remote may keep versions"


def test_closed_is_only_what_has_no_other_key() -> None:
    assert Shredded(repository="disk", opens=False, left=(), versions=()).closed
    assert not Shredded(repository="disk", opens=False, left=("ab",), versions=()).closed
    assert not Shredded(repository="disk", opens=False, left=None, versions=()).closed
