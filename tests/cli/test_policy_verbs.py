"""`policy explain` and `policy gaps`, as people and programs read them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.model import source as sources
from tests.documents.test_examples import COPY
from tests.engine.kit import command

if TYPE_CHECKING:
    from tests.engine.kit import Client

FLEET = {"FLEET_ROOT": "/srv/fleet", "CONTINUITY_LANG": "en"}


def test_explain_shows_who_set_each_value() -> None:
    argv = ["policy", "explain", "cabinet/plans", "--config", str(COPY / "fleet")]
    shown = command(argv, FLEET).checked(0).out.splitlines()
    assert shown[0].startswith("cabinet/plans: policy pme → silver (digest ")
    lines = {line.split()[0]: line for line in shown[2:]}
    assert f"{COPY}/fleet/shared.yaml:15" in lines["policy.objectives.rpo"]
    assert lines["policy.copies"].endswith("pme → silver")
    assert "derived from source.kind" in lines["canary"]
    plain = command([*argv, "--json"], FLEET).checked(0).json
    assert (plain["schema"], plain["asset"], plain["chain"]) == (
        "continuity.policy-explain/1",
        "cabinet/plans",
        ["pme", "silver"],
    )
    values = {one["key"]: one for one in plain["values"]}
    assert (values["policy.objectives.rpo"]["value"], values["policy.objectives.rpo"]["step"]) == ("4h", 0)
    assert (values["policy.copies"]["policy"], values["policy.copies"]["step"]) == ("silver", 1)
    assert values["medium"]["set_by"] == "default"
    assert Path(values["site"]["document"].rpartition(":")[0]).exists()


def test_explain_names_the_assets_there_are() -> None:
    done = command(["policy", "explain", "plans", "--config", str(COPY / "fleet")], FLEET).checked(2)
    assert "say which: atelier/plans, cabinet/plans" in done.err


def test_gaps_end_with_1_and_say_what_is_left_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ACTIVE_SOURCES", sources.ACTIVE_SOURCES - {"mariadb"})
    client.exclude = ["*.tmp"]
    source = {"kind": "mariadb", "database": "a", "user": "u"}
    other = {"site": "here", "policy": "plain", "copies": ["disk"], "source": source}
    client.write()
    text = client.config.read_text().replace('"assets": {', f'"assets": {{"books": {other!r},'.replace("'", '"'))
    client.config.write_text(text)
    done = client.run("policy", "gaps", code=1)
    assert "unprotected: asset acme/books" in done.out
    assert "sources of kind mariadb are not read yet" in done.out
    assert "left out: *.tmp (acme/share, " in done.out
    plain = client.run("policy", "gaps", "--json", code=1).json
    assert plain["schema"] == "continuity.policy-gaps/1"
    (gap,) = [one for one in plain["gaps"] if one["kind"] == "asset"]
    assert gap["subject"] == "acme/books"
    assert gap["where"].startswith(str(client.config))
    assert [one["subject"] for one in plain["exclusions"]] == ["*.tmp"]


@pytest.mark.parametrize("verb", ["gaps", "explain"])
def test_both_speak_french(client: Client, verb: str) -> None:
    client.environ = {"CONTINUITY_LANG": "fr"}
    client.write()
    words = ["share"] if verb == "explain" else []
    shown = client.run("policy", verb, *words, code=None).out
    assert "manque(s)" in shown or "déduit de" in shown
    assert "unprotected:" not in shown
    assert "derived" not in shown
