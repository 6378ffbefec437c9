"""The drill of the lost server: kit and one repository become a server that gives data back and plans, in a room."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.timestamps import read_time
from tests.engine.test_drills import states, verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.conftest import Server

GIVEN = {"asset": "share", "repository": "disk"}


def words(**given: str) -> list[str]:
    return [f"--with={name}={value}" for name, value in (GIVEN | given).items()]


def drill(server: Server, **given: str) -> dict[str, Any]:
    found: dict[str, Any] = server.client.run("drill", "run", "lost-server", *words(**given), "--json", code=1).json
    assert not list((server.client.state / "sandbox").glob("*")), "everything was taken down"
    return found


def kept(server: Server) -> set[str]:
    """What lies in both repositories, locks as well."""
    return {str(path) for name in ("disk", "second") for path in (server.client.root / name).rglob("*")}


def test_a_kit_and_one_repository_become_a_server(server: Server) -> None:
    before = kept(server)
    found = drill(server)
    assert set(states(found).values()) == {"done"}, found["reason"]
    assert verdicts(found) == {"rto": "unproven", "rpo": "met", "steady_state": "met"}, "nobody was there"
    assert set(found["detail"]["phases"]) == {"decided", "provisioned", "restored", "verified", "usable"}
    (point,) = [one for one in server.client.points() if one["asset"] == "share" and one["repository"] == "disk"]
    (rpo,) = [one["actual_s"] for one in found["measurements"] if one["objective"] == "rpo"]
    began = read_time(found["started_at"])
    assert rpo == pytest.approx((began - read_time(point["data_time"])).total_seconds(), abs=1)
    assert kept(server) == before, "no job of the rebuilt server reached what is in use"


@pytest.mark.parametrize(
    ("given", "stopped", "said"),
    [
        ({"kit": "split.tar"}, "drill-hand-bring-back", "on the new machine, kit restore ended with"),
        ({"repository": "second"}, "drill-hand-bring-back", "no repository holds the state of this server"),
    ],
    ids=["the kit of another passphrase", "a repository without the state"],
)
def test_what_leads_to_no_server_is_a_miss(server: Server, given: dict[str, str], stopped: str, said: str) -> None:
    given = {name: str(server.client.root / value) if name == "kit" else value for name, value in given.items()}
    found = drill(server, **given)
    assert states(found)[stopped] == "given_up"
    assert re.search(said, found["reason"]), found["reason"]
    assert (verdicts(found)["rto"], verdicts(found)["rpo"]) == ("missed", "unproven")


def test_another_kit_in_place_of_the_newest_is_a_miss(server: Server, tmp_path: Path) -> None:
    away = server.kit.rename(tmp_path / "kit.tar")
    try:
        server.kit.write_bytes(server.split.read_bytes())
        found = drill(server)
    finally:
        away.replace(server.kit)
    assert "is not the one that was made: its SHA-256 is another" in found["reason"]
    assert verdicts(found)["rto"] == "missed"


def test_a_repository_that_never_held_the_asset_proves_nothing(server: Server) -> None:
    found = drill(server, asset="self", repository="second")
    assert "has no copy in second" in found["reason"]
    assert verdicts(found)["rto"] == "unproven", "nothing ran that did not come out"


def test_what_lacks_is_seen_before_it_is_begun(server: Server, tmp_path: Path) -> None:
    dry = server.client.run("drill", "run", "lost-server", *words(), "--dry-run", code=None)
    assert "error" not in dry.all
    assert not list((server.client.state / "sandbox").glob("*"))
    given = words(asset="self", repository="second", kit=str(tmp_path / "none"))
    dry = server.client.run("drill", "run", "lost-server", *given, "--dry-run", code=1)
    assert "has no copy in second" in dry.err
    assert str(tmp_path / "none") in dry.err


def test_people_are_sent_to_the_runbook(server: Server) -> None:
    done = server.client.run("drill", "run", "lost-server", *words(), "--as", "ana", code=2)
    assert "with people, walk the runbook lost-server on another machine" in done.err
