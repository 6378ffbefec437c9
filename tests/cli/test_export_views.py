"""``evidence export``: what it holds for people, in whose language, and with whose controls."""

from __future__ import annotations

import csv
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
