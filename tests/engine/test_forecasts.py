"""Times of runbooks, from real walks: the dry run, the guide's line, the forecast that is recorded and held against."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from continuity.faces.app import App
from continuity.faces.metrics import Figures
from tests.engine.kit import fill, local
from tests.engine.test_runbooks import walk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client, Done


def given(place: Path, name: str) -> list[str]:
    return ["restore-files", "--with", "asset=share", "--with", f"to={place / name}"]


def dry(client: Client, place: Path, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = client.run("runbook", "run", *given(place, "new"), "--dry-run", "--json", code=code).json
    return found


def walked(client: Client, place: Path, name: str) -> Done:
    return walk(client, "runbook", "run", *given(place, name), "--as", "ana", answers=["noon", "yes", "yes"])


def test_what_walks_took_is_forecast_recorded_and_held_against_what_comes(client: Client, place: Path) -> None:
    client.repositories["disk"] = local(place / "disk", site="there", credential="other")
    client.write()
    client.run("backup")
    first = dry(client, place)
    assert first["whole"]["typical_s"] is None
    assert first["whole"]["unknown"] == ["decide", "restore", "look", "use"], "no figure is made up"
    assert "last runs" not in walked(client, place, "one").out
    assert "forecast" in walked(client, place, "two").out
    runs = [
        one["body"] for one in client.records() if one["kind"] == "run.outcome" and one["body"]["kind"] == "runbook"
    ]
    took = [one["measurements"][0]["actual_s"] for one in runs]
    plan = dry(client, place)
    usable = plan["usable"]
    assert (usable["basis"], usable["counted"], usable["confidence"]) == ("runs", 2, 0.333)
    assert usable["interval_s"] == sorted(took)
    assert plan["rto_s"] == 8 * 3600
    restore = plan["steps"][1]
    assert (restore["forecast"]["basis"], restore["forecast"]["counted"]) == ("restores", 2)
    assert restore["forecast"]["interval_s"] is None, "two restores are an indication"
    assert len(restore["earlier_s"]) == 2

    third = walked(client, place, "three")
    assert "last runs: " in third.out
    intents, outcomes = (
        [one["body"]["detail"]["forecast"] for one in client.records() if _is_runbook(one, kind)]
        for kind in ("run.intent", "run.outcome")
    )
    assert intents[2]["interval_s"] == usable["interval_s"], "it was recorded before the run began"
    actual = outcomes[2]["actual_s"]
    assert outcomes[2]["within"] is (usable["interval_s"][0] <= actual <= usable["interval_s"][1])
    assert (intents[0]["typical_s"], outcomes[0]["within"]) == (None, None)

    (lost,) = client.run("policy", "explain", "--loss", "here", "--json", code=None).json["assets"]
    walked_back = lost["walked"]
    assert (walked_back["runbook"], walked_back["walks"]) == ("restore-files", 3)
    assert walked_back["typical_s"] == lost["restore"]["actual_s"], "people and machine, not the restore alone"
    assert lost["restore"]["verdict"] == "unproven", "three walks promise nothing"

    page = client.run("policy", "explain", "--loss", "here", "--lang", "fr", code=None).out
    assert "par la procédure restore-files, personnes (" in page

    before = dry(client, place)
    fill(client.share / "more", 80)
    client.run("backup")
    grown = dry(client, place)
    restores = [one["steps"][1]["forecast"]["typical_s"] for one in (before, grown)]
    assert restores[1] > 2 * restores[0], "there is three times as much to bring back"
    assert grown["usable"]["interval_s"][0] > before["usable"]["interval_s"][0]
    assert grown["steps"][1]["earlier_s"] == before["steps"][1]["earlier_s"], "what it took is told as it was"

    _is_no_figure_for_far_more(client, place)

    left = walk(client, "runbook", "run", *given(place, "four"), answers=["noon", "/leave"], code=130)
    assert dry(client, place, code=5)["standing"] in left.err, "one that stands is told"
    client.run("runbook", "run", *given(place, "one"), "--dry-run", code=5)


def _is_no_figure_for_far_more(client: Client, place: Path) -> None:
    fill(client.share / "much", 20, size=1_500_000)
    client.run("backup")
    much = dry(client, place)
    far = much["steps"][1]["forecast"]
    assert (far["basis"], far["typical_s"], far["interval_s"]) == ("smaller_restores", None, None)
    assert 0 < far["at_least_s"] < 5, "what a small one took, as it was"
    assert (much["usable"]["typical_s"], much["usable"]["unknown"]) == (None, ["restore"])
    assert much["usable"]["at_least_s"] < 60
    said = client.run("runbook", "run", *given(place, "new"), "--dry-run").out
    assert "no restore of as much data yet; " in said
    assert "no past run of restore with as much data; what is known takes " in said
    assert "nothing can be said yet" in said


def _is_runbook(record: dict[str, Any], kind: str) -> bool:
    return bool(record["kind"] == kind and record["body"]["kind"] == "runbook")


def test_a_runbook_that_nobody_walks_in_its_period_is_stale(client: Client) -> None:
    step = {"name": "look", "title": "Look", "ask": "Is it there?"}
    book = {"title": "Own", "purpose": "A test", "steps": [step]}
    client.write(runbooks={"daily": book | {"prove_every": "1s"}, "yearly": book | {"prove_every": "year"}})
    assert {one["state"] for one in standings(client).values()} == {"never"}, "nobody had anything to lose yet"
    client.run("backup")
    time.sleep(1.1)
    found = standings(client)
    assert (found["daily"]["state"], found["yearly"]["state"]) == ("stale", "never")
    assert found["restore-files"]["every_s"] == 92 * 86400, "as often as the policy asks for drills"
    assert not {"restore-postgresql", "failover-web", "ransomware"} & found.keys(), "there is nothing that they are for"
    assert "stale: daily, never walked to its end" in client.run("status", code=None).out
    warned = client.run("monitor", code=None).out
    assert "acme: stale runbooks: daily" in warned
    assert "stale" not in client.run("monitor", "--accept-unproven", "runbooks", code=None).out
    scraped = Figures(lambda: App(client.config, client.environ, client.key)).text().decode()
    assert 'continuity_runbook_stale{client="acme",runbook="daily"} 1.0' in scraped
    walk(client, "runbook", "run", "yearly", answers=[""])
    walk(client, "runbook", "run", "daily", answers=["/skip nobody is there"], code=3)
    found = standings(client)
    assert (found["yearly"]["state"], found["daily"]["state"]) == ("proven", "stale"), "skipping proves nothing"
    assert client.run("runbook", "run", "daily", "--dry-run", "--json").json["whole"]["unknown"] == ["look"]


def standings(client: Client) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in client.run("status", "--json", code=None).json["runbooks"]}
