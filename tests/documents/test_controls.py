"""Control catalogues in documents: a framework of one's own, one that replaces a shipped one, one that is left out."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

from continuity.model.control import EvidenceKind, EvidenceName
from continuity.model.documents.frameworks import frameworks_in_force, shipped_frameworks
from continuity.model.documents.loading import load
from tests.documents.settings import ADAPTERS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "documents.md"


def test_what_the_reference_shows_is_in_force(tmp_path: Path) -> None:
    [example] = re.findall(r"\n((?:    .*\n)*    controls:\n(?:    .*\n)+)", PAGE.read_text(encoding="utf-8"))
    document = tmp_path / "continuity.yaml"
    document.write_text(f"version: 1\nstate: state\nclient: {{name: acme}}\n{dedent(example)}")
    client = load(document, {}, ADAPTERS).clients["acme"]
    found = {one.name: one for one in frameworks_in_force(client.frameworks)}
    assert set(found) == {one.name for one in shipped_frameworks()} - {"soc-2"} | {"customer-x"}
    [control] = found["customer-x"].controls
    assert control.evidence == (EvidenceName(EvidenceKind.JOB, "restore_test"),)
    assert control.title["fr"] == "restaurations trimestrielles"


def test_a_client_replaces_what_is_shipped(tmp_path: Path) -> None:
    (tmp_path / "continuity.yaml").write_text(
        "version: 1\nstate: state\nclient: {name: acme}\ncontrols:\n  dora:\n    title: {en: a, fr: b}\n"
        "    controls:\n      - {reference: '1', title: {en: a, fr: b}, records: [plan, plan, vault.*]}\n"
    )
    client = load(tmp_path / "continuity.yaml", {}, ADAPTERS).clients["acme"]
    [dora] = [one for one in frameworks_in_force(client.frameworks) if one.name == "dora"]
    assert [str(one) for one in dora.controls[0].evidence] == ["record plan", "record vault.*"]
