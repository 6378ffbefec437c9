"""What the documents say of anchors: five minutes by default, a client's own in place of the server's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.model.anchor import Authority, EvidenceSpec, Witness
from continuity.model.documents.loading import load
from tests.documents.settings import ADAPTERS

if TYPE_CHECKING:
    from pathlib import Path

VKEY = "auditor.example.org/w1+0123abcd+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def test_a_client_has_its_own_or_the_servers(tmp_path: Path) -> None:
    authority = "{name: tsa, url: 'http://tsa.example.org', ca: ca.pem}"
    (tmp_path / "server.yaml").write_text(f"state: s\nevidence: {{anchor_every: 1h, timestamps: [{authority}]}}")
    for name, more in (("acme", ""), ("bravo", f"evidence: {{witnesses: [{{name: auditor, vkey: {VKEY}}}]}}")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "client.yaml").write_text(f"client: {{name: {name}}}\n{more}")
    clients = load(tmp_path, {}, ADAPTERS).clients
    tsa = Authority(name="tsa", url="http://tsa.example.org", ca=tmp_path / "ca.pem")
    assert clients["acme"].evidence == EvidenceSpec(anchor_every=timedelta(hours=1), timestamps=(tsa,))
    assert clients["bravo"].evidence == EvidenceSpec(witnesses=(Witness(name="auditor", vkey=VKEY),))


def test_without_a_word_it_is_five_minutes(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("state: state\nclient: {name: acme}")
    assert load(tmp_path, {}, ADAPTERS).clients["acme"].evidence.anchor_every == timedelta(minutes=5)
