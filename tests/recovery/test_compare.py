"""Only equal bytes are equal: what a comparison may and may not say."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.backup.matching import Expectation
from continuity.ground.canonical import sha256_hex
from continuity.model.measurement import Verdict
from continuity.recovery.compare import Comparison, compare

FILES = st.dictionaries(
    st.sampled_from((b"/srv/a", b"/srv/b/c", b"/srv/b/\xff", b"/srv/line\nbreak", "/srv/é".encode(), b"/etc/x")),
    st.binary(max_size=40),
    min_size=1,
)
DAMAGES = st.sampled_from(("none", "flip", "cut", "grow", "delete", "link", "directory", "fifo"))
COUNTS = st.integers(0, 3)


def laid_out(root: Path, files: dict[bytes, bytes]) -> Expectation:
    for name, content in files.items():
        path = os.fsencode(root) + name
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - names that are not text
        Path(os.fsdecode(path)).write_bytes(content)
    return Expectation(hashes={name: sha256_hex(content) for name, content in files.items()})


def damage(path: Path, how: str, at: int) -> bool:
    """Damage a file; False where that changed nothing."""
    content = path.read_bytes()
    if how == "none" or (how in ("flip", "cut") and not content):
        return False
    if how == "flip":
        place = at % len(content)
        path.write_bytes(content[:place] + bytes([content[place] ^ (1 << at % 8)]) + content[place + 1 :])
    elif how in ("cut", "grow"):
        path.write_bytes(content[:-1] if how == "cut" else content + b"\0")
    else:
        path.unlink()
        if how == "link":
            path.with_name("kept").write_bytes(content)
            path.symlink_to(path.with_name("kept"))
        elif how == "directory":
            path.mkdir()
        elif how == "fifo":
            os.mkfifo(path)
    return True


@settings(deadline=None, max_examples=150)
@given(FILES, DAMAGES, st.integers(0, 1000))
def test_any_damage_to_any_file_is_seen(files: dict[bytes, bytes], how: str, at: int) -> None:
    with tempfile.TemporaryDirectory() as work:
        root = Path(work)
        expected = laid_out(root, files)
        victim = sorted(files)[at % len(files)]
        harmed = damage(Path(os.fsdecode(os.fsencode(root) + victim)), how, at)
        found = compare(expected, root)
        name = victim.decode("utf-8", "replace")
        if not harmed:
            assert found.verdict is Verdict.MET
            assert (found.matched, found.differing, found.missing) == (len(files), (), ())
        else:
            assert found.verdict is Verdict.MISSED
            assert found.matched == len(files) - 1
            assert (*found.differing, *found.missing) == (name,)
            assert bool(found.differing) == (how in ("flip", "cut", "grow"))


def test_nothing_to_compare_proves_nothing(tmp_path: Path) -> None:
    found = compare(Expectation(hashes={}, changed=1, unknown=2, absent=1), tmp_path)
    assert found.verdict is Verdict.UNPROVEN
    assert (found.changed_during_backup, found.unknown, found.absent) == (1, 2, 1)


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_verdict_is_met_only_where_something_matched_and_nothing_failed(
    matched: int, differing: int, missing: int, changed: int, unknown: int, absent: int
) -> None:
    found = Comparison(
        matched=matched,
        differing=tuple(f"/d{number}" for number in range(differing)),
        missing=tuple(f"/m{number}" for number in range(missing)),
        changed_during_backup=changed,
        unknown=unknown,
        absent=absent,
    )
    assert (found.verdict is Verdict.MET) == (matched > 0 and differing == missing == 0)
    assert (found.verdict is Verdict.MISSED) == (differing + missing > 0)
    assert str(matched) in found.reason
    plain = json.loads(json.dumps(found.as_json()))
    assert (plain["differing_count"], plain["missing_count"]) == (differing, missing)


def test_long_lists_are_cut_and_counted() -> None:
    names = tuple(f"/{number}" for number in range(1000))
    found = Comparison(matched=0, differing=names, missing=(), changed_during_backup=0, unknown=0, absent=0).as_json()
    assert len(found["differing"]) < 100
    assert found["differing_count"] == 1000
