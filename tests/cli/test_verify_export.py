"""``evidence verify FILE.zip``: the verdict of verify.py, with the keys that this server knows."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.kit import Client


def test_our_own_export_is_verified_with_our_own_key(client: Client) -> None:
    client.run("backup")
    file = client.root / "export.zip"
    client.run("evidence", "export", "-o", file)
    done = client.run("evidence", "verify", file)
    assert "export.zip: VALID" in done.all
    assert "signed by the key whose fingerprint you gave" in done.all
    found = client.run("evidence", "verify", file, "--json").json
    assert (found["verdict"], found["trusted"]) == ("valid", True)
    assert found["proven"]
    french = client.run("evidence", "verify", file, "--lang", "fr").all
    assert "VALIDE" in french
    assert "Prouvé" in french


def test_an_unpacked_export_that_was_changed_is_invalid(client: Client) -> None:
    client.run("backup")
    file, folder = client.root / "export.zip", client.root / "export"
    client.run("evidence", "export", "-o", file)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    assert client.run("evidence", "verify", folder, "--json").json["verdict"] == "valid"
    records = folder / "records.jsonl"
    records.write_text(records.read_text().replace("run.intent", "run.Intent", 1))
    found = client.run("evidence", "verify", folder, "--json", code=1).json
    assert found["verdict"] == "invalid"
    assert found["place"].startswith("records.jsonl, record")


def test_a_zip_that_is_no_export_is_invalid(client: Client) -> None:
    file = client.root / "nothing.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme", "no export")
    done = client.run("evidence", "verify", file, code=1)
    assert "INVALID" in done.all
    assert "it is missing" in done.all
