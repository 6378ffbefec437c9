"""Where an asset stood at a moment of the past: what `status` said then, from what was recorded."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import SystemClock
from continuity.ground.timestamps import write_time
from tests.engine.kit import fill

if TYPE_CHECKING:
    from tests.engine.kit import Client

JUDGED = ("rpo", "proven_rpo", "rto", "copies", "last_backup", "last_test", "restore_tests")


def said(client: Client, *words: str) -> tuple[str, dict[str, Any]]:
    """When it was asked, and what is said of the one asset."""
    plain = client.run("status", *words, "--json", code=None).json
    return plain["at"], {name: plain["assets"][0][name] for name in JUDGED}


def ages_apart(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What differs but for the microseconds between two questions."""
    return [name for name in JUDGED if one[name] != other[name]]


def test_the_past_says_what_the_present_said(three: Client) -> None:
    """Backups, a test, a verification, a lost repository: each answer of the day is given again afterwards."""
    told: list[tuple[str, dict[str, Any]]] = []

    def then(*words: object, code: int | None = 0) -> None:
        three.run(*words, code=code)
        told.append(said(three))

    rule = {"copies": 3, "media": 1, "offsite": 0, "immutable": 0, "errors": 0}
    three.write(policies={"plain": {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": rule}})
    then("backup", code=None)
    then("test", "--from", "second")
    for pack in (three.root / "second" / "data").glob("*/*"):
        pack.chmod(0o600)
        pack.write_bytes(bytes(byte ^ 1 for byte in pack.read_bytes()))
    then("verify", "--repository", "second", "--all", code=None)
    then("test", "--from", "disk")
    then("verify", "--repository", "disk", "--all")
    fill(three.share, 3)
    then("backup", code=None)
    shutil.rmtree(three.root / "third" / "snapshots")
    (three.root / "third" / "snapshots").mkdir()
    then("storage", "check", "third", code=None)
    turns = [
        (one["proven_rpo"]["verdict"], *one["copies"]["reasons"], one["restore_tests"]["points"]) for _, one in told
    ]
    assert len(set(turns)) > 4, "the story has no turns"
    for at, now in told:
        _, again = said(three, "--at", at)
        assert ages_apart(now, again) == [], (at, now, again)


def test_before_the_first_record_everything_is_unproven(client: Client) -> None:
    before = write_time(SystemClock().now())
    client.run("backup")
    done = client.run("status", "--at", before, code=0)
    assert done.out.count("unproven") >= 4
    assert "nothing was recorded of acme/share before" in done.out
    plain = client.run("status", "--at", before, "--json").json
    assert plain["past"]
    (asset,) = plain["assets"]
    assert {asset[name]["verdict"] for name in ("rpo", "proven_rpo", "rto", "copies")} == {"unproven"}
    assert asset["last_backup"] is None


def test_another_policy_is_said(client: Client) -> None:
    client.run("backup")
    at, now = said(client)
    client.write(policies={"plain": {"objectives": {"rpo": "1h", "rto": "8h"}, "copies": {"copies": 2}}})
    (asset,) = client.run("status", "--at", at, "--json").json["assets"]
    assert asset["notes"] == ["the policy plain was another then: what was achieved is held against today's"]
    assert asset["rpo"]["objective_s"] == 3600 < now["rpo"]["objective_s"]


def test_the_future_and_what_is_no_time_are_mistakes(client: Client) -> None:
    client.run("backup")
    for wrong, why in (("2999-01-01T00:00:00Z", "has not come yet"), ("yesterday", "not a time with a zone")):
        assert why in client.run("status", "--at", wrong, code=2).err


def test_trends_say_what_runs_came_to(client: Client) -> None:
    client.run("backup")
    client.run("test")
    client.run("backup")
    plain = client.run("status", "--trend", "--json").json
    assert plain["schema"] == "continuity.trend/1"
    (asset,) = plain["assets"]
    backups, tests = (one for one in asset["over"] if one["span_days"] == 7)
    assert (backups["runs"], backups["failed"], tests["runs"]) == (2, 0, 1)
    assert backups["rpa_s"] > backups["longest_s"] >= backups["typical_s"] > 0
    assert tests["bytes_a_second"] > 0
    said = client.run("status", "--trend").out
    assert said.count("7 days") == 2
    assert "365 jours" in client.run("status", "--trend", "--lang", "fr").out
