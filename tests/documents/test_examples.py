"""The examples load as they stand, and what is not acted upon yet is said."""

from __future__ import annotations

import filecmp
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.loading import load
from continuity.policy.checking import check
from tests.documents.settings import ADAPTERS

if TYPE_CHECKING:
    from continuity.model.inventory import Inventory

COPY = Path(__file__).parent / "examples"
SHARED = Path(__file__).parents[2].parent / "shared" / "examples"
ENVIRON = {
    "ACME_ROOT": "/srv/acme",
    "ACME_SFTP_KEY": "/srv/key",
    "ACME_SFTP_KNOWN_HOSTS": "/srv/known_hosts",
    "ACME_SFTP_PATH": "/repo",
    "ACME_S3_ENDPOINT": "https://s3.example.org",
    "FLEET_ROOT": "/srv/fleet",
}
UNSET_IN_ACME = {"ACME_ROOT", "ACME_SFTP_KEY", "ACME_SFTP_KNOWN_HOSTS", "ACME_SFTP_PATH", "ACME_S3_ENDPOINT"}


@pytest.fixture
def acme() -> Inventory:
    return load(COPY / "acme" / "continuity.yaml", ENVIRON, ADAPTERS)


@pytest.fixture
def fleet() -> Inventory:
    return load(COPY / "fleet", ENVIRON, ADAPTERS)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared examples are not beside this checkout")
def test_kept_copies_are_the_shared_ones() -> None:
    for path in COPY.rglob("*.yaml"):
        assert filecmp.cmp(path, SHARED / path.relative_to(COPY), shallow=False), path


def test_acme_says_what_it_is(acme: Inventory) -> None:
    assert (acme.language, acme.timezone, acme.lab) == ("fr", "Europe/Paris", True)
    assert acme.state == Path("/srv/acme/state")
    client = acme.clients["acme"]
    assert list(client.assets) == ["partage", "compta", "boutique"]
    assert client.assets["partage"].source.settings["paths"] == (Path("/srv/acme/share"),)
    lock = client.repositories["object"].lock
    assert lock is not None
    assert lock.period == timedelta(days=30)
    assert client.repositories["remote"].settings.port == 22


def test_acme_lists_what_is_inactive(acme: Inventory) -> None:
    paths = {one.path for one in acme.inactive}
    watched = ("client", "devices.", "services.", "supervision")
    assert not [path for path in paths if path.startswith(watched)], "they are watched, and reckoned"
    assert [asset.name for asset in acme.assets() if asset.active] == ["partage", "compta", "boutique"]
    assert all(Path(one.where.rpartition(":")[0]).exists() for one in acme.inactive if "shipped" not in one.where)


def test_all_that_the_policies_in_use_ask_for_is_acted_upon(acme: Inventory) -> None:
    assert [str(one) for one in acme.inactive if one.path.startswith("policies.")] == []


def test_acme_keeps_its_promises_on_paper(acme: Inventory) -> None:
    assert check(acme, lockable={"s3"}) == ()


def test_declared_settings_hold_no_secret(acme: Inventory) -> None:
    assert acme.clients["acme"].repositories["object"].declared["secret_key"] == "{env: ACME_S3_SECRET_KEY}"


def test_without_environment_each_name_is_told() -> None:
    with pytest.raises(DocumentErrors) as raised:
        load(COPY / "acme" / "continuity.yaml", {}, ADAPTERS)
    assert {fault.values["name"] for fault in raised.value.faults} == UNSET_IN_ACME
    assert all(fault.line and fault.column for fault in raised.value.faults)


def test_fleet_is_two_clients(fleet: Inventory) -> None:
    assert list(fleet.clients) == ["atelier", "cabinet"]
    assert fleet.asset("atelier/plans").title == "Plans"
    assert fleet.asset("cabinet/plans").title == "Dossiers"
    assert set(fleet.clients["cabinet"].sites) == {"siege", "prestataire"}
    assert check(fleet, lockable=set()) == ()


def test_bare_name_must_be_clear(fleet: Inventory, acme: Inventory) -> None:
    assert acme.asset("partage").reference == "acme/partage"
    with pytest.raises(Exception, match="several assets are named plans"):
        fleet.asset("plans")
    with pytest.raises(Exception, match="no asset named cabinet/plan") as raised:
        fleet.asset("cabinet/plan")
    assert "cabinet/plans" in raised.value.hint  # type: ignore[attr-defined]


def test_installed_adapters_read_the_examples() -> None:
    from continuity.storage.registry import adapters

    installed = {name: adapter.Settings for name, adapter in adapters().items()}
    assert load(COPY / "acme" / "continuity.yaml", ENVIRON, installed).clients
    assert load(COPY / "fleet", ENVIRON, installed).clients
