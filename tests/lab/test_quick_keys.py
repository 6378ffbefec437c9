"""The repositories of the tests open quickly, and are restic's all the same."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from continuity.ground.process import find_program

if TYPE_CHECKING:
    from pathlib import Path


def _restic(program: str, *argv: str, password: str = "a word", **more: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"RESTIC_PASSWORD": password} | more
    return subprocess.run([program, *argv], check=False, capture_output=True, text=True, env=environ)


DEAR = pytest.mark.skipif("CONTINUITY_TEST_DEAR_KEYS" in os.environ, reason="the keys are as restic makes them")


def _tree(root: Path) -> dict[str, int]:
    """What stands below a new repository, but for the name of its key, and each one's mode."""
    found = {path.relative_to(root): path.stat().st_mode for path in root.rglob("*")}
    return {"key" if path.parts[0] == "keys" and path.parts[1:] else str(path): mode for path, mode in found.items()}


@DEAR
def test_what_is_made_cheap_is_what_restic_makes(tmp_path: Path, untouched_restic: str) -> None:
    ours, theirs = str(tmp_path / "ours"), str(tmp_path / "theirs")
    assert untouched_restic != find_program("restic")
    assert _restic("restic", "-r", ours, "init").returncode == 0
    assert _restic(untouched_restic, "-r", theirs, "init").returncode == 0
    assert _tree(tmp_path / "ours") == _tree(tmp_path / "theirs")
    cheap, dear = (json.loads(next((tmp_path / name / "keys").iterdir()).read_text()) for name in ("ours", "theirs"))
    assert cheap.keys() == dear.keys()
    assert cheap["N"] == 2
    assert dear["N"] > 1000
    assert _restic(untouched_restic, "-r", ours, "--no-cache", "check").returncode == 0
    assert _restic(untouched_restic, "-r", ours, "snapshots", password="another").returncode != 0


@DEAR
def test_errors_are_restics_own(tmp_path: Path, untouched_restic: str) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "made", tmp_path / "file" / "below"):
        argv = ("-r", str(place), "init", "-q")
        first = _restic("restic", *argv)
        assert first.returncode == (place.name == "below")
        again, own = _restic("restic", *argv), _restic(untouched_restic, *argv)
        assert (again.returncode, again.stderr) == (own.returncode, own.stderr) == (1, own.stderr)


@DEAR
def test_another_is_made_that_cuts_files_the_same_way(tmp_path: Path) -> None:
    first, second, alone = (str(tmp_path / name) for name in ("first", "second", "alone"))
    environ = {"RESTIC_FROM_PASSWORD": "a word"}
    like = ("--from-repo", first, "--copy-chunker-params")
    for argv in (("-r", first, "init"), ("-r", second, "init", *like), ("-r", alone, "init")):
        assert _restic("restic", *argv, **environ).returncode == 0
    cuts = [json.loads(_restic("restic", "-r", one, "cat", "config").stdout) for one in (first, second, alone)]
    assert len({one["id"] for one in cuts}) == 3
    assert cuts[0]["chunker_polynomial"] == cuts[1]["chunker_polynomial"] != cuts[2]["chunker_polynomial"]


@DEAR
def test_a_key_is_added_as_restic_adds_one(tmp_path: Path, untouched_restic: str) -> None:
    place, word = str(tmp_path / "place"), tmp_path / "word"
    word.write_text("another word\n")
    add = ("-r", place, "key", "add", "--new-password-file", str(word))
    assert _restic("restic", "-r", place, "init").returncode == 0
    assert _restic("restic", *add).returncode == 0
    assert len(list((tmp_path / "place" / "keys").iterdir())) == 2
    for password in ("a word", "another word"):
        assert _restic(untouched_restic, "-r", place, "--no-cache", "snapshots", password=password).returncode == 0
    assert _restic("restic", *add, password="none of them").returncode != 0
