"""``evidence show`` and ``prove``, and the check of what they wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client


def test_a_fact_is_shown_proven_and_checked(client: Client, tmp_path: Path) -> None:
    client.run("backup")
    client.run("evidence", "rotate-key", "--reason", "yearly")
    records = client.records()
    outcome = next(one["index"] for one in records if one["kind"] == "run.outcome")
    assert '"succeeded"' in client.run("evidence", "show", outcome).out
    shown = client.run("evidence", "show", outcome, "--json").json
    assert shown["record"]["body"] == records[outcome]["body"]
    file = tmp_path / "fact.json"
    client.run("evidence", "prove", outcome, "-o", file)
    client.run("evidence", "prove", outcome, "-o", file, code=5)
    said = client.run("evidence", "verify", file).out
    assert f"record {outcome} of continuity/" in said
    assert "signed by a key of this server's log" in said
    fact = json.loads(file.read_text())
    assert client.run("evidence", "prove", outcome).out.strip() == json.dumps(fact, ensure_ascii=False)
    file.write_text(json.dumps(fact | {"index": outcome + 1}))
    assert "is not under the head" in client.run("evidence", "verify", file, code=1).err
    client.run("evidence", "show", 999, code=2)
    client.run("evidence", "prove", 999, code=2)
