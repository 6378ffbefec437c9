"""Which files a pattern excludes: restic itself is asked, version by version.

Starting restic is slow, so one backup asks everything: each set of patterns has a tree of its own, and each name in
the tree and in the patterns ends on the tree's number, so that no pattern can reach a neighbour's tree.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.manifest import shown_by_restic
from continuity.backup.restic import messages
from continuity.backup.sources.exclude import Excluder, faulty
from continuity.backup.sources.files import FilesSource
from tests.backup.repository import Repository, write

if TYPE_CHECKING:
    from pathlib import Path

TREE = (
    b"a", b"b.txt", b"c.TXT", b"d/a", b"d/b.txt", b"d/e/a", b"d/e/f/b.txt", b"d/e/f/g.log", b"e/d/a", b"e/f/deep/a",
    b"keep/a", b"keep/b.txt", b"cache/x", b"d/cache/x", b"cached", b".hidden", b".git/config", b"d/.git/config",
    b"a b", b"star*", b"starry", b"[x]", b"x", b"-", b"^", b"!bang", b"back\\slash", "é".encode(), "éa/é".encode(),
    b"\xff", b"\xffa", b"line\nbreak", b"line", b"trail ", b"]", b"d/]", b"#hash", b"~",
)  # fmt: skip

#: Sets of patterns; ``ROOT`` becomes the absolute path of the tree.
FIXED: tuple[tuple[str, ...], ...] = (
    ("*.txt",), ("*.log", "cache"), ("cache/",), ("./cache",), ("d/e",), ("/d",), ("ROOT/d",), ("ROOT/d/",),
    ("ROOT//d/./e",), ("ROOT/*/a",), ("ROOT/**/a",), ("ROOT/**",), ("d/**/a",), ("d/**",), ("**/a",), ("**/d/**/a",),
    ("d/*/a",), ("?",), ("??",), ("é",), ("é?",), ("[a-c]",), ("[a-c]*",), ("[^a-c]",), ("[!a]*",), ("[é]",),
    ("[\\]]",), ("\\[x\\]",), ("[[]x]",), ("star\\*",), ("star*",), ("back\\\\slash",), ("b?ck*",), ("[z-a]",),
    ("[a&&b]",), ("[a||b]",), ("[~~]",), ("[\\^]",), ("[\\d]",), ("[^z-a]",), ("[é-ü]",), (".*",), ("*",), ("*", "!d"),
    ("a*", "!a b"), ("*", "!keep"), ("*", "!d", "!a"), ("ROOT/d/*", "!ROOT/d/e"), ("*.txt", "!keep"), ("d/*", "!e"),
    ("*.txt", "!d/b.txt"), ("!a",), ("!a", "a"), ("a", "!a"), ("keep", "!keep/a"), ("*.txt", "!*.txt", "b.*"),
    ("ROOT",), ("tree",), ("a/../x",), ("d/e/..",), (".",), ("..",), ("../d",), ("a b",), ("line\nbreak",),
    ("line?break",), ("trail ",), (" a",), ("#hash",), ("-",), ("]",), ("D",), ("\udcff",), ("\udcff?",), ("?a",),
    ("!!bang",), ("\\!bang",), ("d", "e", "f"), ("/**/a",), ("***",), ("d**",), ("d/**/**/a",), ("x/**",),
    ("d/e/**/f",), ("ROOT/**/b.txt", "!ROOT/d/**")
)  # fmt: skip
WORDS = ("a", "b.txt", "d", "e", "f", "keep", "cache", "*", "**", "?", "*.txt", "[a-d]", "[^a]", "é", ".git", "x")
STARTS = ("", "", "/", "ROOT/", "ROOT/**/", "!", "!ROOT/")
BAD = ("[", "[]", "[]x]", "a[", "[a-]", "[-a]", "[--b]", "[^]", "[a", "[\\", "a\\", "[\\]", "[\udcff]", "!d/[a", "x/\\")


MOVING = ("", ".", "..", "**", "!")  # what moves about in a path, and names nothing


def generated(count: int) -> list[tuple[str, ...]]:
    """Return sets of patterns, the same ones in every run."""
    chance = random.Random(20261123)

    def pattern() -> str:
        names = [chance.choice(WORDS) for _ in range(chance.randint(1, 3))]
        return chance.choice(STARTS) + "/".join(names if set(names) - {"**"} else [*names, "a"])

    return [tuple(pattern() for _ in range(chance.randint(1, 4))) for _ in range(count)]


def numbered(path: str, mark: str) -> str:
    """End every name of a path or a pattern on ``mark``."""
    return "/".join(name if name in MOVING or name.endswith("ROOT") else name + mark for name in path.split("/"))


SETS = [*FIXED, *generated(80)]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> FilesSource:
    """Every tree, and every pattern."""
    top = tmp_path_factory.mktemp("exclude")
    patterns: list[str] = []
    for number, those in enumerate(SETS):
        mark, root = f"_{number:03}", top / f"tree_{number:03}"
        for name in TREE:
            write(os.fsencode(root / numbered(os.fsdecode(name), mark)))
        patterns += [numbered(one, mark).replace("ROOT", str(root)) for one in those]
    return FilesSource(paths=(top,), exclude=tuple(patterns))


@pytest.fixture(scope="module")
def ours(source: FilesSource) -> set[str]:
    return {shown_by_restic(path) for path, _info in source.files()}


@pytest.mark.xdist_group("exclude")
@pytest.mark.parametrize("which", ["restic_binary", pytest.param("newest_restic", marks=pytest.mark.slow)])
def test_we_keep_exactly_what_restic_keeps(
    which: str, source: FilesSource, ours: set[str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    repository = Repository(request.getfixturevalue(which), tmp_path)
    theirs = set(repository.files(repository.back_up(source.paths, source.exclude)))
    start = len(f"{source.paths[0]}/tree_")
    differing = {int(path[start : start + 3]) for path in ours ^ theirs}
    assert not {
        SETS[number]: sorted(path[start + 4 :] for path in ours ^ theirs if path.startswith(f"{number:03}", start))
        for number in differing
    }
    assert len(TREE) * len(SETS) / 4 < len(theirs) < len(TREE) * len(SETS)


def test_what_excludes_the_root_itself_leaves_nothing(restic_binary: str, tmp_path: Path) -> None:
    repository = Repository(restic_binary, tmp_path)
    write(os.fsencode(tmp_path / "source" / "a"))
    source = FilesSource(paths=(tmp_path / "source",), exclude=(tmp_path.name,))
    assert repository.files(repository.back_up(source.paths, source.exclude)) == []
    assert list(source.files()) == []


@pytest.mark.parametrize("which", ["restic_binary", pytest.param("newest_restic", marks=pytest.mark.slow)])
def test_what_restic_would_refuse_is_known_before(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    repository = Repository(request.getfixturevalue(which), tmp_path)
    with pytest.raises(AssertionError, match="invalid pattern") as caught:
        repository.back_up([tmp_path], BAD)
    said = str(messages.parse_line(str(caught.value)).get("message", caught.value))
    for pattern in BAD:
        assert f"\n{pattern.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')}\n" in f"{said}\n"
        assert faulty(("good", pattern)) == pattern
    assert faulty([pattern for those in FIXED for pattern in those]) is None


@given(st.lists(st.text(min_size=1)), st.binary(min_size=1))
def test_any_pattern_is_understood_or_known_as_faulty(patterns: list[str], path: bytes) -> None:
    if faulty(patterns) is None:
        Excluder(patterns).excludes(b"/" + path)


@given(st.lists(st.sampled_from(WORDS), min_size=1), st.lists(st.sampled_from("abdefx"), min_size=1, max_size=4))
def test_what_lies_below_the_excluded_is_excluded(patterns: list[str], names: list[str]) -> None:
    path = os.fsencode("/" + "/".join(names))
    if Excluder(patterns).excludes(path):
        assert Excluder(patterns).excludes(path + b"/below")
