"""Exports without the names of people: what names somebody is withheld, the rest verifies and proves as ever."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

from continuity.engine.privacy.withholding import names_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

WHO = "Qwzxname Lovelace"


def test_no_name_is_in_an_export_and_it_verifies(client: Client, tmp_path: Path) -> None:
    client.more |= {"services": {"shop": {"title": "Shop", "assets": ["share"]}}}
    client.write()
    client.run("backup")
    window = ["--from", "2099-01-01 02:00", "--until", "2099-01-01 04:00"]
    client.run("maintenance", "add", "shop", *window, "--why", f"asked for by {WHO}", "--agreed-by", "Ann Roux")
    client.run("maintenance", "add", "shop", *window, "--why", f"once more: {WHO}", "--agreed-by", WHO)
    client.run("backup")
    plain, other = tmp_path / "plain.zip", tmp_path / "other.zip"
    client.run("evidence", "export", "-o", plain)
    client.run("evidence", "export", "-o", other, "--pseudonyms")
    assert WHO in text(plain)
    assert not [name for name in (WHO, "Ann Roux") if name in text(other)]
    with zipfile.ZipFile(other) as archive:
        rows = list(csv.DictReader(io.TextIOWrapper(archive.open("people.csv"), encoding="utf-8")))
    assert [one["kind"] for one in rows] == ["maintenance.declared", "maintenance.declared"]
    first, second = (set(one["people"].split()) for one in rows)
    assert len(first) == 2, "who agreed, and who is written of"
    assert second < first, "the same person, the same pseudonym"
    found = client.run("evidence", "verify", other, "--json", code=None).json
    assert found["verdict"] == "valid"
    assert any("erased" in line for line in found["unproven"])
    assert text(other).count('"kind":"run.outcome"') == text(plain).count('"kind":"run.outcome"'), "figures stay"


def text(export: Path) -> str:
    """Return all that an export says, but for what is compressed within."""
    with zipfile.ZipFile(export) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".pdf"))
    return whole.decode().replace('\\"', '"')


def test_names_are_known_by_their_keys_and_accounts_of_the_system_are_nobody() -> None:
    assert list(names_in({"by": {"uid": 0, "user": "root"}, "name": "share"})) == []
    assert list(names_in({"by": {"uid": 1000, "user": "ann"}})) == ["ann"]
    assert list(names_in({"by": {"uid": 1000, "user": "ann", "unit": "continuity.service"}})) == []
    assert list(names_in({"by": {"uid": 0, "user": "root", "sudo_user": "bob"}})) == ["bob"]
    assert list(names_in({"name": "Ann", "by": {"uid": 0, "user": "root"}}, done=True)) == ["Ann"]
    assert sorted(names_in({"told": [{"by": "Zoe"}], "signed_by": ["Ann", "Bob"]})) == ["Ann", "Bob", "Zoe"]
