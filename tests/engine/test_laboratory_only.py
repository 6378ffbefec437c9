"""Files are encrypted in a laboratory alone: with ``lab: false`` both actions refuse, and nothing is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.drills.set_aside import MARKER
from tests.engine.kit import tree
from tests.engine.test_set_aside import documents

if TYPE_CHECKING:
    from tests.engine.kit import Client


@pytest.mark.parametrize("deed", ["encrypt_files", "ransomware"])
def test_outside_of_a_laboratory_nothing_is_encrypted(client: Client, deed: str) -> None:
    def real(document: dict[str, Any]) -> None:
        fault, undo = document["drills"]["strike"]["fault"], document["drills"]["strike"]["fault"]["undo"]
        others = {"repository": "disk"} if deed == "ransomware" else {}
        document["drills"]["strike"]["fault"] = {"do": deed, "with": fault["with"] | others, "undo": undo}
        document["lab"] = False

    (client.share / MARKER).write_text("acme/share\n")
    client.run("backup")
    before, points = tree(client.share), client.points()
    documents(client, real)
    done = client.run("drill", "run", "strike", "--with", "asset=share", code=5)
    assert "laboratory (lab: true) alone" in done.err
    assert tree(client.share) == before
    assert client.points() == points, "nor backed up: it was refused before anything began"
