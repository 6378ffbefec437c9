"""The register of article 30: declared, computed, and nothing invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.engine.kit import Client

PRIVACY: dict[str, Any] = {
    "controller": {"name": "Acme SA", "contact": "12 rue du Lac"},
    "processor": {"name": "Hosting SARL"},
    "dpo": {"name": "Ada", "contact": "dpo@example.org"},
    "activities": {
        "payroll": {
            "assets": ["share"],
            "purpose": "wages",
            "people": ["employees"],
            "data": ["identity", "wages"],
            "recipients": ["the tax office"],
        }
    },
    "transfers": [],
    "aipd": "AIPD-7",
}
CONTRACT: dict[str, Any] = {
    "reference": "A-1",
    "monthly_fee": "100 EUR",
    "availability": 99.9,
    "breach_notice": "2h",
    "sub_processors": [{"name": "Cloud GmbH", "purpose": "off-site copies", "country": "DE", "since": "2024-01-01"}],
}


def declare(client: Client, privacy: dict[str, Any], contract: dict[str, Any] | None = None) -> None:
    client.more["client"] = {"name": "acme", "title": "Acme", "privacy": privacy, "contract": contract or CONTRACT}
    client.write()


def test_what_nobody_declared_is_listed(client: Client) -> None:
    found = client.run("privacy", "register", "--json", code=1).json
    assert found["missing"] == [f"privacy.{one}" for one in ("controller", "processor", "dpo", "activities")] + [
        "privacy.transfers",
        "privacy.aipd",
    ]
    assert found["controller"] is found["transfers"] is found["aipd"] is None
    assert "not declared" in client.run("privacy", "register", code=1).out


def test_measures_are_unproven_until_a_run_shows_them(client: Client) -> None:
    declare(client, PRIVACY)
    before = client.run("privacy", "register", "--json").json
    assert {one["verdict"] for one in before["measures"]} == {"unproven"}
    client.run("backup")
    client.run("verify")
    client.run("test")
    found = client.run("privacy", "register", "--json").json
    assert not found["missing"]
    records = {one["index"]: one for one in client.records()}
    for one in found["measures"]:
        assert one["verdict"] == "met", one
        (index,) = one["records"]
        assert (records[index]["kind"], records[index]["run"]) == ("run.outcome", one["run"])
    assert found["sub_processors"][0]["since"] == "2024-01-01"
    assert found["retention"] == [
        {"asset": "share", "policy": "plain", "counts": {}, "days": None, "locked_days": None}
    ]
    paper = client.run("privacy", "register", "--lang", "fr").out
    assert "Registre des activités de traitement" in paper
    assert "Cloud GmbH" in paper


def test_an_asset_that_no_activity_names_is_missing(client: Client) -> None:
    declare(client, PRIVACY | {"activities": {"mail": {"assets": ["shar"], "purpose": "x"}}})
    assert "client.privacy.activities.mail.assets.0" in client.run("privacy", "register", code=2).err
