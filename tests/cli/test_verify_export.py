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


def test_an_export_made_before_a_rotation_stays_valid(client: Client) -> None:
    file = client.root / "export.zip"
    client.run("evidence", "export", "-o", file)
    client.run("evidence", "rotate-key", "--reason", "yearly")
    assert "signed by the key whose fingerprint you gave" in client.run("evidence", "verify", file).all


def test_what_a_person_gets_wrong_is_said_before_anything_is_done(client: Client) -> None:
    file = client.root / "export.zip"
    client.run("evidence", "export", "-o", file)
    (client.root / "cut.zip").write_bytes(file.read_bytes()[:99])
    (client.root / "other.json").write_text('{"schema": "x"}')
    before = len(client.records())
    cut = client.run("evidence", "verify", client.root / "cut.zip", code=2).all
    assert "cut.zip: CANNOT VERIFY" in cut
    said = client.run("evidence", "verify", client.root / "other.json", code=1).all
    assert f"{client.root}/other.json: this is not the proof of a record" in said
    period = ("--from", "2030-01-02T00:00:00Z", "--until", "2030-01-01T00:00:00Z")
    assert "ends before it begins" in client.run("evidence", "export", "-o", "x.zip", *period, code=2).all
    assert "needs a reason" in client.run("evidence", "rotate-key", "--reason", " ", code=2).all
    assert "is not a directory" in client.run("evidence", "recover", "--from", "absent", code=2).all
    nowhere = ("--at", "2026-01-01T00:00:00Z", "--nonce", "x", "-o", client.root / "absent/x")
    assert "absent/x cannot be written" in client.run("evidence", "challenge", "share", *nowhere, code=4).all
    assert len(client.records()) == before


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
