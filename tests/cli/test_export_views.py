"""``evidence export``: what it holds for people, in whose language, and with whose controls."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from lxml import etree

from continuity.evidence import stranger

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

OURS: dict[str, Any] = {
    "ours": {
        "title": {"en": "Our list", "fr": "Notre liste"},
        "controls": [{"reference": "1", "title": {"en": "a", "fr": "b"}, "jobs": ["backup"], "measurements": ["rpo"]}],
    },
    "dora": {"title": {"en": "DORA", "fr": "DORA"}, "controls": []},
}


@pytest.fixture
def exports(client: Client, tmp_path: Path) -> Any:
    def export(*more: str) -> dict[str, bytes]:
        target = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
        assert "report.pdf (PDF/A)" in client.run("evidence", "export", "-o", target, "--lang", "en").out
        target.unlink()
        client.run("evidence", "export", "-o", target, *more)
        assert stranger.main([str(target)]) == 0
        with zipfile.ZipFile(target) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return export


def language(files: dict[str, bytes]) -> str:
    with pikepdf.open(io.BytesIO(files["report.pdf"])) as opened:
        return str(opened.Root.Lang)


def test_an_auditor_gets_views_that_agree(client: Client, exports: Any) -> None:
    client.write(controls=OURS)
    client.run("backup")
    files = exports()
    rows = list(csv.DictReader(io.StringIO(files["controls.csv"].decode())))
    names = {row["framework"] for row in rows}
    assert "ours" in names
    assert "dora" not in names
    [backup, rpo] = [row for row in rows if row["framework"] == "ours"]
    records = {one["index"]: one for one in map(json.loads, files["records.jsonl"].splitlines())}
    told = json.loads(records[int(backup["last_record"])]["record"])
    assert (told["kind"], told["body"]["kind"], told["body"]["outcome"]) == ("run.outcome", "backup", "succeeded")
    assert backup["outcomes"] == "succeeded=1"
    assert rpo["records"] == backup["records"]
    assert etree.XMLSchema(etree.fromstring(files["records.xsd"])).validate(etree.fromstring(files["records.xml"]))
    [end] = json.loads(files["summary.json"])["in_period"]["ends"]
    assert end == {"kind": "backup", "outcome": "succeeded", "count": 1}


def test_the_report_is_in_the_clients_language_or_the_asked_one(client: Client, exports: Any) -> None:
    client.environ = {}
    client.write(language="fr")
    client.run("backup")
    assert [language(exports(*more)) for more in ((), ("--lang", "en"))] == ["fr", "en"]


def test_days_begin_and_end_where_the_client_is(client: Client, tmp_path: Path) -> None:
    client.write(timezone="Pacific/Auckland")  # a day ahead of UTC for most of the day
    target = tmp_path / "a.zip"
    client.run("evidence", "export", "-o", target, "--from", "2026-11-01", "--until", "2026-11-30")
    with zipfile.ZipFile(target) as archive:
        said = json.loads(archive.read("summary.json"))
    assert (said["since"], said["until"]) == ("2026-10-31T11:00:00.000000Z", "2026-11-30T11:00:00.000000Z")
    given = client.records()[-1]
    assert given["kind"] == "evidence.exported"
    (attached,) = given["body"]["attachments"]
    assert attached == {
        "name": "a.zip",
        "bytes": target.stat().st_size,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
    }
    for odd in ("0001-01-01", "2026-02-30"):
        client.run("evidence", "export", "-o", tmp_path / "b.zip", "--from", odd, code=2)
    client.run("evidence", "export", "-o", tmp_path / "b.zip", "--until", "9999-12-31", code=2)
