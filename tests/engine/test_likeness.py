"""What copies of one run say of each other, on real repositories: equal, changed in between, quietly different."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, fresh

if TYPE_CHECKING:
    from pathlib import Path

SLICED = {
    "objectives": {"rpo": "24h", "rto": "8h"},
    "copies": {"copies": 2},
    "verify": {"every": "week", "share": "10 %"},
}


@pytest.fixture(params=["here", pytest.param("newest", marks=pytest.mark.slow)])
def two(template: Client, place: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Two repositories, one restic or the other; reading everything back takes ten verifications."""
    if request.param == "newest":
        newest = os.path.dirname(request.getfixturevalue("newest_restic"))  # noqa: PTH120 - for PATH
        monkeypatch.setenv("PATH", f"{newest}:{os.environ['PATH']}")
    client = fresh(template, place, "disk", "second", policy="sliced", more={"policies": {"sliced": SLICED}})
    (client.share / "deep" / "é\t").mkdir(parents=True)
    (client.share / "deep" / "é\t" / "quiet.txt").write_text("all is well")
    return client


def meddle(client: Client, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Let something happen when restic comes to back up to the second repository: a line of shell."""
    folder, real = client.root / "bin", shutil.which("restic")
    folder.mkdir()
    (folder / "restic").write_text(
        f'#!/bin/sh\ncase "$*" in *{client.root}/second*" backup "*) {how};; esac\nexec {real} "$@"\n'
    )
    (folder / "restic").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def verify(client: Client, repository: str, code: int = 0) -> tuple[dict[str, Any], dict[str, str]]:
    """Verify one repository; return the run, and its verdict on each objective."""
    run = client.run("verify", "--repository", repository, "--json", code=code).json
    return run, {one["objective"]: one["verdict"] for one in run["measurements"]}


def test_a_proof_of_content_holds_for_a_copy_with_equal_trees(two: Client) -> None:
    two.run("backup")
    verify(two, "disk")
    run, verdicts = verify(two, "second")
    assert (run["detail"]["alike"]["share"]["equal"], verdicts) == (["disk"], {"readable": "met"}), "no proof yet"
    test = two.run("test", "--from", "disk", "--json").json
    run, verdicts = verify(two, "second")
    assert verdicts == {"readable": "met", "content": "met"}
    (content,) = [one for one in run["measurements"] if one["objective"] == "content"]
    assert (content["subject"], content["proven_by"]) == ("acme/share", [test["id"]])
    disk, second = sorted(two.points(), key=lambda point: str(point["repository"]))
    assert disk["tree"] == second["tree"]
    assert len(disk["tree"]) == 64
    assert second["verified_at"] is None, "that the bytes are there too, nobody read"
    two.check_evidence()


def test_a_source_that_changed_between_two_copies_is_no_fault(two: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = f'[ -n "$(ls {two.root}/disk/snapshots)" ]'
    waits = f"for i in $(seq 400); do {first} && break; sleep 0.05; done"
    meddle(two, monkeypatch, f"{waits}; echo more >> '{two.share}/deep/é\t/quiet.txt'; touch '{two.share}/new'")
    two.run("backup")
    verify(two, "disk")
    run, verdicts = verify(two, "second")
    assert verdicts == {"readable": "met"}
    assert run["detail"]["alike"]["share"]["equal"] == []
    assert run["detail"]["alike"]["share"]["changed"] >= 2


def test_a_copy_that_quietly_lacks_a_file_is_told(two: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot made by somebody else's hands: nothing in the source changed, and yet a file is not in it."""
    meddle(two, monkeypatch, f'exec {shutil.which("restic")} --exclude quiet.txt "$@"')
    two.run("backup")
    verify(two, "disk")
    two.run("test", "--from", "disk")
    done = two.run("verify", "--repository", "second", "--json", code=1)
    assert "though its time stamps are equal: " in done.err
    assert "quiet.txt" in done.err
    assert {one["objective"]: one["verdict"] for one in done.json["measurements"]} == {
        "readable": "met",
        "content": "missed",
    }
    assert done.json["detail"]["errors"] == 1
