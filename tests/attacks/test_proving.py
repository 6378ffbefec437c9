"""The proof at the end of a rewind, on a repository of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.rewinding.proving import prove
from continuity.faces.app import App
from tests.engine.kit import Client, fill, local

if TYPE_CHECKING:
    from pathlib import Path


def test_an_asset_may_be_named_as_the_proofs_own_cache(tmp_path: Path) -> None:
    client = Client(root=tmp_path, repositories={"disk": local(tmp_path / "disk")})
    client.share.mkdir()
    fill(client.share, count=3)
    source = {"kind": "files", "paths": client.paths, "exclude": []}
    asset = {"title": "Files", "site": "here", "policy": "plain", "source": source, "copies": ["disk"]}
    client.write(assets={"cache": asset})
    client.run("init")
    client.run("backup", code=None)
    workshop = App(client.config, client.environ, client.key).workshop
    with workshop.store.reading() as tx:
        points = tx.points.all("acme", repository="disk")
        run = tx.runs.get(points[0].run)
    assert run
    proof = prove(workshop, workshop.place(workshop.inventory.clients["acme"].repositories["disk"]), points, run)
    assert (proof.problems, proof.restored) == ((), tuple(points))
