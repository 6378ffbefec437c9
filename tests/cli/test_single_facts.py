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


def test_a_run_is_shown_with_all_that_it_left(client: Client) -> None:
    """As the runbooks print it: what a run is called, without knowing where in the log it is."""
    client.run("backup")
    run = next(one["run"] for one in client.records() if one["kind"] == "run.intent")
    of_it = [one for one in client.records() if one["run"] == run]
    shown = client.run("evidence", "show", run, "--json").json["records"]
    assert [(one["index"], one["record"]["body"]) for one in shown] == [(one["index"], one["body"]) for one in of_it]
    assert {"run.intent", "run.outcome"} <= {one["kind"] for one in of_it}
    said = client.run("evidence", "show", run).out
    assert said.index("run.intent") < said.index("run.outcome")
    assert "no log has a record of the run none-such" in client.run("evidence", "show", "none-such", code=2).err
