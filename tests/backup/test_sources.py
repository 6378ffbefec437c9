"""The walk over a source, and the manifest made of it."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.backup import manifest
from continuity.backup.sources.files import FilesSource, open_manifest, write_manifest
from continuity.backup.sources.reading import hash_file
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import Unavailable, UsageError
from tests.backup.repository import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.backup.sources.files import Written

#: Names that sort differently once a slash follows them.
NAMES = st.sampled_from((b"a", b"a!", b"a-", b"a.", b"a0", b"aa", b"b", b"\xff", b"\n", b"Z"))
TREES = st.sets(st.lists(NAMES, min_size=1, max_size=4).map(tuple), max_size=12)
LATER = 1 << 62  # a wall clock by which nothing was touched just now


def source(*paths: Path) -> FilesSource:
    return FilesSource(paths=paths, exclude=())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (b"a", b"b/c", b"b!", b"b/d/e", b"z"):
        write(os.fsencode(tmp_path / "tree") + b"/" + name, name)
    return tmp_path / "tree"


@settings(max_examples=60, deadline=None)
@given(TREES, st.lists(st.lists(NAMES, max_size=2), min_size=1, max_size=4))
def test_the_walk_is_in_the_byte_order_of_the_paths(trees: set[tuple[bytes, ...]], roots: list[list[bytes]]) -> None:
    with tempfile.TemporaryDirectory() as work:
        base = os.fsencode(work)
        for names in sorted(trees, key=len):
            if not any(names[:cut] in trees for cut in range(1, len(names))):
                write(b"/".join((base, *names)), b"")
        wanted = source(*(Path(os.fsdecode(b"/".join((base, *names)))) for names in roots))
        found = [path for path, _info in wanted.files()]
        asked = [os.fsencode(path) for path in wanted.paths]
        everything = [os.path.join(at, name) for at, _dirs, names in os.walk(base) for name in names]  # noqa: PTH118
        below = {path for path in everything for root in asked if path == root or path.startswith(root + b"/")}
        assert found == sorted(below)


def test_a_tree_deeper_than_the_stack_is_walked(tmp_path: Path) -> None:
    here = os.getcwd()  # noqa: PTH109 - deeper than a path may be long
    deep = tmp_path / "deep"
    deep.mkdir()
    try:
        os.chdir(deep)
        for _ in range(1500):
            os.mkdir("d")  # noqa: PTH102 - the same
            os.chdir("d")
        Path("file").write_text("found")
    finally:
        os.chdir(here)
    assert [path[-5:] for path, _info in source(deep).files()] == [b"/file"]
    subprocess.run(["rm", "-rf", str(deep)], check=True)


def test_only_regular_files_are_yielded(tree: Path) -> None:
    (tree / "loop").symlink_to(tree)
    (tree / "b" / "link").symlink_to(tree / "a")
    (tree / "dangling").symlink_to(tree / "nowhere")
    os.mkfifo(tree / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.getcwd()  # noqa: PTH109 - a socket's name is short
        os.chdir(tree)
        listening.bind("socket")
        os.chdir(here)
        names = [os.path.relpath(path, os.fsencode(tree)) for path, _info in source(tree).files()]
    assert names == [b"a", b"b!", b"b/c", b"b/d/e", b"z"]


def test_a_single_file_may_be_the_source(tree: Path) -> None:
    assert [path for path, _info in source(tree / "z", tree / "a").files()] == [
        os.fsencode(tree / "a"),
        os.fsencode(tree / "z"),
    ]


def test_what_lies_below_another_path_is_walked_once(tree: Path) -> None:
    assert source(tree / "b", tree, tree / "b" / "d", tree).present() == (tree,)


def test_what_lies_behind_a_link_is_not_left_out(tree: Path) -> None:
    (tree.parent / "link").symlink_to(tree)
    inside = tree.parent / "link" / "b"
    assert inside in source(tree.parent / "link", inside).present()


def test_a_source_that_is_gone_is_told(tree: Path) -> None:
    gone = tree / "gone"
    assert source(tree, gone).missing() == (gone,)
    with pytest.raises(Unavailable, match="nothing of the source is there") as caught:
        source(gone).missing()
    assert "nothing was changed" in caught.value.hint


def test_an_empty_source_is_seen(tree: Path) -> None:
    (tree / "empty" / "inside").mkdir(parents=True)
    assert source(tree / "empty").is_empty()
    assert not source(tree).is_empty()


def test_a_pattern_that_restic_refuses_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"refuses: cache\[") as caught:
        FilesSource.from_settings({"paths": ["/srv"], "exclude": ["good", "cache["]})
    assert caught.value.hint


def write_one(tree: Path, number: int, *, now_ns: int = LATER) -> Written:
    target = tree.parent / "manifests" / f"{number}.jsonl.gz"
    previous = target.with_name(f"{number - 1}.jsonl.gz")
    return write_manifest(source(tree), run=str(number), now_ns=now_ns, target=target, previous=previous)


def entries(written: Written) -> list[manifest.Entry]:
    return list(open_manifest(written.path)[1])


def test_the_manifest_holds_what_is_there(tree: Path) -> None:
    written = write_one(tree, 1)
    assert [(os.path.relpath(one.path, os.fsencode(tree)), one.sha256) for one in entries(written)] == [
        (name, sha256_hex(name)) for name in (b"a", b"b!", b"b/c", b"b/d/e", b"z")
    ]
    assert (written.files, written.hashed, written.bytes) == (5, 5, 12)
    assert written.sha256 == sha256_hex(written.path.read_bytes())
    for one in entries(written):
        info = os.lstat(one.path)
        assert one.stamp == (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def test_unchanged_files_are_not_read_again(tree: Path) -> None:
    first = write_one(tree, 1)
    again = write_one(tree, 2)
    assert (again.files, again.hashed) == (5, 0)
    assert entries(again) == entries(first)


@pytest.mark.parametrize("how", ["content", "same size", "touched", "replaced", "mode"])
def test_a_changed_file_is_read_again(tree: Path, how: str) -> None:
    write_one(tree, 1)
    path = tree / "b" / "c"
    if how == "content":
        path.write_text("longer content")
    elif how == "same size":
        info = path.stat()
        path.write_bytes(b"XYZ")
        os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))  # as a rewriting virus would
    elif how == "touched":
        os.utime(path)
    elif how == "replaced":
        shutil.copy2(path, tree / "copy")
        (tree / "copy").replace(path)
    else:
        path.chmod(0o600)
    again = write_one(tree, 2)
    assert again.hashed == 1
    found = {one.path: one.sha256 for one in entries(again)}
    assert found[os.fsencode(path)] == sha256_hex(path.read_bytes())


def test_files_touched_just_now_are_read_again(tree: Path) -> None:
    newest = max(info.st_ctime_ns for _path, info in source(tree).files())
    write_one(tree, 1, now_ns=newest + manifest.RACY_NS // 2)
    assert write_one(tree, 2).hashed == 5


def test_new_and_vanished_files_are_followed(tree: Path) -> None:
    write_one(tree, 1)
    (tree / "b" / "c").unlink()
    write(os.fsencode(tree / "aa"))
    again = write_one(tree, 2)
    assert (again.files, again.hashed) == (5, 1)


def damages(whole: bytes) -> Iterator[bytes]:
    yield from (b"", b"not a manifest", gzip.compress(b"not a manifest"), gzip.compress(b'{"schema": 1}\n'))
    yield from (whole[:cut] for cut in range(1, len(whole), 11))
    yield from (whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :] for at in range(10, len(whole), 7))


def test_a_damaged_manifest_is_told_as_such(tree: Path) -> None:
    written = write_one(tree, 1)
    whole, good = written.path.read_bytes(), entries(written)
    told = 0
    for damaged in damages(whole):
        written.path.write_bytes(damaged)
        try:
            assert entries(written) == good  # a bit that means nothing, in gzip's own header
        except ValueError:
            told += 1
    assert told > len(whole) // 11


def test_a_manifest_interrupted_leaves_no_half_file(tree: Path) -> None:
    answers = iter((True, True, False))
    target = tree.parent / "manifests" / "1.jsonl.gz"
    with pytest.raises(InterruptedError):
        write_manifest(source(tree), run="1", now_ns=0, target=target, previous=None, go_on=lambda: next(answers))
    assert not target.exists()


def test_a_killed_writer_leaves_no_half_file(tree: Path) -> None:
    script = """
import os, sys, signal
from pathlib import Path
from continuity.backup.sources.files import FilesSource, write_manifest
left = [True] * 3
def go_on():
    if not left: os.kill(os.getpid(), signal.SIGKILL)
    return left.pop()
write_manifest(FilesSource(paths=(Path(sys.argv[1]),), exclude=()), run="1", now_ns=0, target=Path(sys.argv[2]),
               previous=None, go_on=go_on)
"""
    target = tree.parent / "manifests" / "1.jsonl.gz"
    done = subprocess.run([sys.executable, "-c", script, tree, target], check=False, timeout=60)
    assert done.returncode == -9
    assert not target.exists()


def test_a_file_that_grows_while_it_is_read_has_no_hash(tmp_path: Path) -> None:
    path = tmp_path / "growing"
    path.write_bytes(b"x" * (5 << 20))

    def read_and_grow(script: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", script, path], check=True, timeout=60, stdout=subprocess.PIPE, text=True
        ).stdout.strip()

    script = """
import sys, os, hashlib
from continuity.backup.sources import reading
class Growing:
    def __init__(self): self.inner = hashlib.new("sha256")
    def update(self, chunk):
        self.inner.update(chunk)
        with open(sys.argv[1], "ab") as file: file.write(b"y")
    def hexdigest(self): return self.inner.hexdigest()
class Module: sha256 = Growing
reading.hashlib = Module
print(repr(reading.hash_file(os.fsencode(sys.argv[1]))[0]))
"""
    script = script.replace(
        'file.write(b"y")', 'file.write(b"y") if os.path.getsize(sys.argv[1]) < (5 << 20) + 9 else None'
    )
    assert read_and_grow(script) == "''"


def test_what_cannot_be_opened_has_no_entry(tmp_path: Path) -> None:
    assert hash_file(os.fsencode(tmp_path / "gone")) is None
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert hash_file(os.fsencode(tmp_path / "link")) is None


def test_a_file_of_somebody_else_is_read_too(tmp_path: Path) -> None:
    """O_NOATIME is for the owner and root; others may read all the same."""
    script = """
import os, sys
from continuity.backup.sources.reading import hash_file
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    os.open(sys.argv[1], os.O_RDONLY | os.O_NOATIME)
    print("no test")
except PermissionError:
    print(hash_file(os.fsencode(sys.argv[1]))[0])
"""
    done = subprocess.run(
        [sys.executable, "-c", script, "/etc/hostname"], check=True, timeout=60, stdout=subprocess.PIPE, text=True
    )
    assert done.stdout.strip() == sha256_hex(Path("/etc/hostname").read_bytes())


def test_reading_leaves_the_access_time_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("content")
    os.utime(path, ns=(10**18, 10**18 + 5))
    hash_file(os.fsencode(path))
    assert path.stat().st_atime_ns == 10**18
