"""Points are listed, compared and searched, with the oldest restic and the newest; nothing is left locked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.engine.kit import Client

MARKED = '},{"path":"é'  # a name that looks like JSON, and is not ASCII


@pytest.fixture(params=["installed", pytest.param("newest", marks=pytest.mark.slow)])
def two(request: pytest.FixtureRequest, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Two points of one repository: a file changed, one gone, one new."""
    if request.param == "newest":
        binary = request.getfixturevalue("newest_restic")
        monkeypatch.setenv("PATH", f"{Path(binary).parent}:{os.environ['PATH']}")
    client.run("backup")
    (client.share / "folder 0" / "file 0.txt").write_text("changed")
    (client.share / "folder 1" / "file 1.txt").unlink()
    (client.share / MARKED).write_bytes(os.urandom(1_000_000))
    client.run("backup")
    return client


def names(client: Client) -> tuple[str, str]:
    """The older snapshot and the newer."""
    newer, older = (str(one["snapshot"]) for one in client.points())
    return older, newer


def locks(client: Client) -> list[Path]:
    return list((client.root / "disk" / "locks").iterdir())


def test_two_points_are_compared(two: Client) -> None:
    older, newer = names(two)
    *changes, summary = two.run("points", "diff", "share", older[:8], newer, "--json").lines
    found = {one["path"].removeprefix(str(two.share)): one["change"] for one in changes}
    assert found == {"/folder 0/file 0.txt": "changed", "/folder 1/file 1.txt": "removed", f"/{MARKED}": "added"}
    assert (summary["added"], summary["removed"], summary["changed"]) == (1, 1, 1)
    assert summary["added_bytes"] > 1_000_000 > summary["removed_bytes"] > 1000
    assert (summary["from"]["snapshot"], summary["to"]["snapshot"]) == (older, newer)
    assert {one["schema"] for one in (*changes, summary)} == {"continuity.points-diff/1"}
    assert locks(two) == []


def test_a_changed_permission_is_shown_where_asked(two: Client) -> None:
    (two.share / MARKED).chmod(0o600)
    two.run("backup")
    newest, before, _first = (str(one["snapshot"]) for one in two.points())
    assert "nothing differs" in two.run("points", "diff", "share", before, newest).out
    shown = two.run("points", "diff", "share", before, newest, "--metadata").out
    assert f"U {two.share / MARKED}" in shown


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("file 1.txt", {"older": ["folder 1/file 1.txt"]}),
        (MARKED, {"newer": [MARKED]}),
        ("file 1?.txt", {both: [f"folder {n % 4}/file {n}.txt" for n in range(10, 20)] for both in ("older", "newer")}),
        ("no such thing", {}),
    ],
)
def test_a_path_is_found_in_the_points_that_hold_it(two: Client, pattern: str, found: dict[str, list[str]]) -> None:
    *matches, summary = two.run("points", "find", "share", pattern, "--json").lines
    labels = dict(zip(names(two), ("older", "newer"), strict=True))
    seen: dict[str, list[str]] = {}
    for one in matches:
        which = labels[one["snapshot"]]
        seen.setdefault(which, []).append(one["path"].removeprefix(f"{two.share}/"))
    assert {label: sorted(paths) for label, paths in seen.items()} == {
        label: sorted(paths) for label, paths in found.items()
    }
    assert (summary["points"], summary["matches"]) == (len(found), sum(map(len, found.values())))
    known = {one["snapshot"]: one["data_time"] for one in two.points()}
    assert all(one["data_time"] == known[one["snapshot"]] for one in matches)
    assert locks(two) == []


def test_an_absolute_path_and_everything_are_patterns_too(two: Client) -> None:
    path = two.share / "folder 2" / "file 2.txt"
    told = two.run("points", "find", "share", path, "--repository", "acme/disk").out
    assert told.count(str(path)) == 2
    everything = two.run("points", "find", "share", "*").out
    assert "canary" not in everything, "our own file is not what people look for"


def test_a_name_cannot_move_the_cursor(client: Client) -> None:
    (client.share / "bell\x07 and\x1b[2J\nnewline").write_text("x")
    client.run("backup")
    told = client.run("points", "find", "share", "bell*").out
    assert r"bell\x07 and\x1b[2J\nnewline" in told
    assert "\x1b" not in told


@pytest.mark.parametrize("pattern", ["[", ""])
def test_a_pattern_that_is_none_is_a_mistake(client: Client, pattern: str) -> None:
    client.run("backup")
    told = client.run("points", "find", "share", pattern, code=2)
    assert "pattern" in told.err


def test_a_search_that_could_not_read_everything_says_so(two: Client) -> None:
    """restic ends with 0 there: only its words tell."""
    packs = sorted((two.root / "disk" / "data").rglob("*"), key=lambda path: path.stat().st_size)
    for pack in (path for path in packs if path.is_file() and path.stat().st_size < 100_000):
        pack.chmod(0o600)
        pack.write_bytes(bytes(pack.stat().st_size))
    for cached in (two.state / "cache").rglob("data/*/*"):
        cached.unlink()
    told = two.run("points", "find", "share", "file*", code=None)
    assert told.code in (3, 4), told.all
    assert "could not be searched in full" in told.err or "restic failed on disk" in told.err


def test_a_repository_that_is_away_hides_no_match_of_another(three: Client) -> None:
    three.run("backup")
    (three.root / "second").rename(three.root / "away")
    told = three.run("points", "find", "share", "file 1.txt", "--json", code=3)
    *matches, summary = told.lines
    assert [one["repository"] for one in matches] == ["disk", "third"]
    assert len(summary["faults"]) == 1
    assert "second" in told.err
    three.run("points", "find", "share", "file 1.txt", "--repository", "second", code=4)


def _wrong(older: str, newer: str) -> dict[str, tuple[list[str], str]]:
    return {
        "unknown": (["share", older, "zzzz"], "share has no recovery point zzzz"),
        "near": (["share", older, newer[:7] + "z"], f"did you mean {newer[:8]}"),
        "empty": (["share", "", newer], "share has no recovery point"),
        "asset": (["shaer", older, newer], "known: share"),
        "repository": (["share", older, newer, "--repository", "dsk"], "write one of: disk"),
    }


@pytest.mark.parametrize("mistake", _wrong("", ""))
def test_a_point_that_is_not_there_is_a_mistake(client: Client, mistake: str) -> None:
    client.run("backup")
    client.run("backup")
    words, said = _wrong(*names(client))[mistake]
    assert said in client.run("points", "diff", *words, code=2).err


def test_points_of_two_repositories_are_not_compared(three: Client) -> None:
    three.run("backup")
    snapshots = {one["repository"]: str(one["snapshot"]) for one in three.points()}
    told = three.run("points", "diff", "share", snapshots["disk"], snapshots["second"], code=2)
    assert f"the point of the same run in disk is {snapshots['disk'][:8]}" in told.err


def test_several_points_of_one_beginning_are_told_apart(three: Client) -> None:
    firsts = ""
    while len(set(firsts)) == len(firsts):  # soon: names begin with 16 different digits at most
        three.run("backup")
        firsts = "".join(str(one["snapshot"])[0] for one in three.points())
    twice = next(one for one in firsts if firsts.count(one) > 1)
    told = three.run("points", "diff", "share", twice, twice, code=2)
    assert f"several recovery points begin with {twice}" in told.err
    assert "hint: write more of one: " + twice in told.err


def shown(client: Client, *words: Any, code: int = 0) -> list[str]:
    done = client.run("points", *words, "--json", code=code)
    return [one["snapshot"] for one in done.json["points"]] if code == 0 else [done.err]


def test_points_are_listed_with_a_verb_or_without(three: Client) -> None:
    three.run("backup")
    every = shown(three)
    assert len(every) == 3
    for words in (["list"], ["share"], ["list", "share"], ["acme/share"], ["--until", "2100-01-01T00:00:00Z", "share"]):
        assert shown(three, *words) == every
    only = shown(three, "share", "--repository", "second")
    assert shown(three, "--repository", "acme/second") == only
    assert len(only) == 1
    assert "diff" in three.run("points", "--help").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--since", "2100-01-01T00:00:00Z"],
            "has data of 2100-01-01T00:00:00Z or newer (--since); the newest is of 2",
        ),
        (
            ["--until", "2000-01-01T00:00:00Z"],
            "has data of 2000-01-01T00:00:00Z or older (--until); the oldest is of 2",
        ),
        (["share", "--repository", "third"], "None of 2 recovery point(s) lies in third (--repository)"),
        (["--repository", "third", "--since", "2100-01-01T00:00:00Z"], "lies in third"),
    ],
)
def test_a_filter_that_matches_nothing_says_so(three: Client, words: list[str], said: str) -> None:
    three.copies = ["disk", "second"]
    three.write()
    three.run("backup")
    told = three.run("points", *words).out
    assert said in told
    assert told.count("None of") == 1, "the first that matched nothing, and no other"


def test_an_asset_without_points_is_told_by_name(client: Client) -> None:
    client.run("backup")
    asset = {"title": "x", "site": "here", "policy": "plain", "copies": ["disk"]}
    source = {"kind": "files", "paths": [str(client.share)]}
    client.write(assets={name: {**asset, "source": source} for name in ("share", "other")})
    assert "is of other. Make one: continuity backup other" in client.run("points", "other").out


def test_an_unknown_repository_is_a_mistake_with_the_nearest_names(three: Client) -> None:
    for words in (["points", "--repository", "secnd"], ["points", "share", "--repository", "acme/secnd"]):
        told = three.run(*words, code=2)
        assert "there is no repository named" in told.err
        assert "second" in told.err.partition("hint: ")[2]
