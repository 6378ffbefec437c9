"""Copies of one run, compared between real repositories: by trees, by content ids, by a sample of files."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, fresh
from tests.engine.test_likeness import meddle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def two(template: Client, place: Path) -> Client:
    client = fresh(template, place, "disk", "second")
    (client.share / "quiet.txt").write_text("all is well")
    return client


def compare(client: Client, *words: object, code: int = 0) -> tuple[dict[str, Any], dict[str, Any]]:
    """Compare, and return the document and what it says of the second repository."""
    told = client.run("points", "compare", "share", *words, "--json", code=code).json
    return told, next(one for one in told["copies"] if one["repository"] == "second")


def test_equal_trees_prove_equal_copies_and_a_repository_that_is_away_proves_nothing(two: Client) -> None:
    two.run("backup")
    told, second = compare(two)
    assert (told["schema"], told["verdict"]) == ("continuity.points-compare/1", "equal")
    assert (second["verdict"], second["method"], second["names"]) == ("equal", "trees", [])
    (two.root / "second").rename(two.root / "away")
    told, second = compare(two, code=3)
    assert (told["verdict"], second["verdict"], second["method"]) == ("unproven", "unproven", "none")
    two.run("backup", code=3)
    told = two.run("points", "compare", "share", "--json", code=1).json
    assert (told["verdict"], told["absent"], told["copies"]) == ("unproven", ["second"], []), "the newest run is in one"
    assert list((two.state / "sandbox").iterdir()) == []
    two.run("points", "compare", "share", "--at", "2020-01-01T00:00:00Z", code=2)


@pytest.mark.parametrize(
    ("how", "names", "quiet"),
    [
        ('exec {restic} --exclude quiet.txt "$@"', ["quiet.txt"], True),
        ("echo more >> {share}/quiet.txt; echo new > {share}/new", ["new", "quiet.txt"], False),
        ("chmod 600 {share}/quiet.txt", [], False),
    ],
    ids=["left out", "changed in between", "permissions only"],
)
def test_what_differs_is_named(
    two: Client, monkeypatch: pytest.MonkeyPatch, how: str, names: list[str], quiet: bool
) -> None:
    waits = f'for i in $(seq 400); do [ -n "$(ls {two.root}/disk/snapshots)" ] && break; sleep 0.05; done; '
    meddle(two, monkeypatch, waits + how.format(restic=shutil.which("restic"), share=two.share))
    two.run("backup")
    told, second = compare(two, code=1 if names else 0)
    assert (told["verdict"], second["method"]) == ("different" if names else "equal", "content-ids")
    assert [path.removeprefix(f"{two.share}/") for path in second["names"]] == names
    assert (second["quiet"], second["differing"]) == (quiet, len(names))


@pytest.fixture
def apart(two: Client) -> Client:
    """Two repositories that cut files in ways of their own, and two files large enough to be cut."""
    two.run("backup")
    password = two.vault().get("acme/second/password")
    shutil.rmtree(two.root / "second")
    environment = {**os.environ, "RESTIC_PASSWORD": password}
    subprocess.run(["restic", "init", "-q", "-r", two.root / "second"], env=environment, check=True)
    for name in ("large", "larger"):
        (two.share / name).write_bytes(os.urandom(4_000_000))
    two.run("backup")
    return two


def test_other_cuts_are_compared_by_names_sizes_and_a_sample(apart: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told, second = compare(apart, "--sample", 5, code=1)
    files = sum(len(names) for _, _, names in os.walk(apart.share))
    assert (told["verdict"], second["method"], second["files"], second["of"]) == ("unproven", "sample", 5, files)
    assert second["may_differ"] == pytest.approx(1 - 0.05 ** (1 / 5), abs=1e-4)
    told, second = compare(apart, "--sample", files)
    assert (told["verdict"], second["files"], second["may_differ"]) == ("equal", files, 0)
    assert list((apart.state / "sandbox").iterdir()) == []
    waits = f"for i in $(seq 400); do [ $(ls {apart.root}/disk/snapshots | wc -l) = 3 ] && break; sleep 0.05; done; "
    larger = apart.share / "larger"
    meddle(apart, monkeypatch, f"{waits} printf x | dd of={larger} bs=1 seek=99 conv=notrunc 2>/dev/null")
    apart.run("backup")
    told, second = compare(apart, "--sample", files, code=1)
    assert (told["verdict"], second["method"], second["names"]) == ("different", "sample", [str(larger)])
