"""Sources that are not what they were, and the odd things that lie in them."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import Client, fill, finish, tree

if TYPE_CHECKING:
    from pathlib import Path

#: Run without the right to read whatever one likes, which root has (capabilities(7)); users simply lack it.
UNPRIVILEGED = (
    *("setpriv", "--bounding-set", "-dac_override,-dac_read_search"),
    *("--inh-caps", "-dac_override,-dac_read_search"),
)


def prefix() -> tuple[str, ...]:
    return UNPRIVILEGED if os.geteuid() == 0 else ()


@pytest.fixture
def pair(client: Client) -> Client:
    """An asset of two paths, backed up once."""
    (client.root / "other").mkdir()
    fill(client.root / "other", 3)
    client.paths = [str(client.share), str(client.root / "other")]
    client.write()
    client.run("backup")
    return client


def test_one_of_two_paths_missing_is_incomplete(pair: Client) -> None:
    """restic says "skipping" and ends with 0."""
    (pair.root / "other").rename(pair.root / "away")
    done = pair.run("backup", "--json", code=3)
    assert done.json["outcome"] == "incomplete"
    assert str(pair.root / "other") in done.json["reason"]
    assert done.json["detail"]["missing"] == [str(pair.root / "other")]
    assert "hint: " in done.err
    status = pair.run("status", "--json", code=1)
    last = status.json["assets"][0]["last_backup"]
    assert (last["outcome"], last["reason"]) == ("incomplete", done.json["reason"])
    assert "last backup: incomplete" in status.err
    (pair.root / "away").rename(pair.root / "other")
    pair.run("backup")
    assert "last backup: succeeded" in pair.run("status").all


def test_one_of_two_paths_suddenly_empty_is_incomplete_until_it_is_meant(pair: Client) -> None:
    """What an unmounted disk leaves behind; restic ends with 0."""
    for path in (pair.root / "other").rglob("*.txt"):
        path.unlink()
    for _again in range(2):
        done = pair.run("backup", "--json", code=3)
        assert done.json["detail"]["emptied"] == [str(pair.root / "other")]
        assert str(pair.root / "other") in done.json["reason"]
    pair.run("backup", "--allow-empty")
    pair.run("backup")


def test_a_missing_path_that_comes_back_empty_is_told(pair: Client) -> None:
    shutil.rmtree(pair.root / "other")
    pair.run("backup", code=3)
    (pair.root / "other").mkdir()
    assert pair.run("backup", "--json", code=3).json["detail"]["emptied"] == [str(pair.root / "other")]
    fill(pair.root / "other", 1)
    pair.run("backup")


def test_a_file_system_mounted_below_a_path_is_left_out_where_it_is_asked_for(client: Client) -> None:
    """Neither restic nor the manifest goes there: without it, both do."""
    below = client.share / "mounted"
    below.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "continuity-test", str(below)], check=True)
    try:
        (below / "elsewhere.txt").write_text("on another file system")
        counts = []
        for stays in (True, False):
            source = {"kind": "files", "paths": [str(client.share)], "one_file_system": stays}
            client.more = {
                "assets": {"share": {"site": "here", "policy": "plain", "copies": ["disk"], "source": source}}
            }
            client.write()
            done = client.run("backup", "--json").json
            counts.append(done["detail"]["manifest"]["files"])
            client.run("restore", "share", "--to", client.root / f"back-{stays}")
            back = client.root / f"back-{stays}" / str(below).lstrip("/")
            assert [path.name for path in back.iterdir()] == ([] if stays else ["elsewhere.txt"])
        assert counts[1] == counts[0] + 1
    finally:
        subprocess.run(["umount", str(below)], check=True)


def test_a_source_that_is_gone_stores_nothing(client: Client) -> None:
    client.run("backup")
    client.share.rename(client.root / "away")
    before = len(client.points())
    done = client.run("backup", "--json", code=4)
    assert done.json["code"] == "unavailable"
    assert str(client.share) in done.err
    assert len(client.points()) == before
    assert client.records()[-1]["body"]["outcome"] == "failed_to_start"


def test_a_source_suddenly_empty_is_refused(client: Client) -> None:
    client.run("backup")
    shutil.rmtree(client.share)
    client.share.mkdir()
    (client.share / "folder").mkdir()
    done = client.run("backup", "--json", code=5)
    assert done.json["code"] == "refused"
    assert "--allow-empty" in done.json["hint"]
    assert len(client.points()) == 1
    assert client.records()[-1]["body"]["outcome"] == "not_run"
    client.run("backup", "--allow-empty")
    assert len(client.points()) == 2
    client.run("backup")


def test_a_source_that_never_had_files_may_be_empty(client: Client) -> None:
    shutil.rmtree(client.share)
    client.share.mkdir()
    client.run("backup")


def test_a_source_that_is_a_link_is_refused(client: Client) -> None:
    """restic stores the link, ends with 0, and not one file is safe."""
    client.share.rename(client.root / "real")
    client.share.symlink_to("real")
    done = client.run("backup", code=5)
    assert str(client.root / "real") in done.err
    assert client.points() == []


@pytest.mark.parametrize("written", ["{root}/share/../share", "{root}//share/", "{root}/./share", "{root}/link/share"])
def test_a_path_written_another_way_is_proven_too(client: Client, written: str) -> None:
    (client.root / "link").symlink_to(".")
    client.paths = [written.format(root=client.root)]
    client.write()
    client.run("backup")
    client.run("restore", "share", "--to", client.root / "target")


def test_an_unreadable_file_makes_the_run_incomplete(client: Client) -> None:
    secret = client.share / "folder 1" / "file 1.txt"
    secret.chmod(0)
    done = client.child("backup", "--json", code=3, prefix=prefix())
    assert done.json["outcome"] == "incomplete"
    assert str(secret) in done.json["reason"]
    assert [copy["outcome"] for copy in done.json["copies"]] == ["incomplete"]
    assert "hint: give the user" in done.err
    (point,) = client.points()
    target = client.root / "target"
    restored = client.run("restore", "share", "--to", target, "--json").json
    assert restored["detail"]["comparison"]["matched"] == 39
    assert not (client.restored(target) / "folder 1" / "file 1.txt").exists()
    assert point["repository"] == "disk"


def test_an_unreadable_folder_makes_the_run_incomplete(client: Client) -> None:
    (client.share / "folder 2").chmod(0)
    try:
        done = client.child("backup", "--json", code=3, prefix=prefix())
    finally:
        (client.share / "folder 2").chmod(0o700)
    assert str(client.share / "folder 2") in done.json["reason"]


NAMES = [
    b"new\nline", b"quo'te\"s", b"x" * 255, b"lat\xe9n", b"lat\xe8n", "é".encode(), "e\u0301".encode(), b"back\\slash",
    b"[glob]*?", b" lead and trail ", b"-dash", b"tab\t", b'a"b\\c\n\xff', "\ufffd".encode(), b"~tilde", b"$HOME",
    b"\x01", "\U0001f4be".encode(), b"lat\xe9n\xff\xfe", b"#", b"%00", b"CON",
]  # fmt: skip


def odd(client: Client) -> None:
    """Everything a directory can hold but devices."""
    base = os.fsencode(client.share)
    for name in NAMES:
        with open(os.path.join(base, name), "wb") as file:  # noqa: PTH118, PTH123 - names as bytes
            file.write(name * 10)
        folder = os.path.join(base, b"in " + name[:200])  # noqa: PTH118
        os.mkdir(folder)  # noqa: PTH102
        with open(os.path.join(folder, b"file"), "wb") as file:  # noqa: PTH118, PTH123
            file.write(name)
    for link, target in {"loop": "loop", "up": "..", "dangling": "nowhere", "absolute": "/etc"}.items():
        (client.share / link).symlink_to(target)
    os.symlink(b"plain", os.path.join(base, b"to \xff"))  # noqa: PTH118, PTH211
    os.mkfifo(client.share / "fifo")
    os.link(client.share / "folder 1" / "file 1.txt", client.share / "hard link")
    (client.share / "empty").touch()
    (client.share / "deep").joinpath(*["d" * 200] * 12).mkdir(parents=True)
    (client.share / "deep").joinpath(*["d" * 200] * 12, "end").write_text("end")
    with (client.share / "sparse").open("wb") as file:
        file.truncate(30_000_000)
        file.seek(20_000_000)
        file.write(b"in the middle")


@pytest.mark.parametrize("release", ["restic_binary", "newest_restic"])
def test_odd_things_come_back_byte_for_byte(
    client: Client, release: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{os.path.dirname(request.getfixturevalue(release))}:{os.environ['PATH']}")  # noqa: PTH120
    odd(client)
    backup = client.run("backup", "--json").json
    files = sum(os.path.isfile(path) and not path.is_symlink() for path in client.share.rglob("*"))  # noqa: PTH113
    assert backup["detail"]["manifest"]["files"] == files
    target = client.root / "target"
    found = client.run("restore", "share", "--to", target, "--json").json["detail"]["comparison"]
    assert (found["matched"], found["unknown"], found["absent"]) == (files, 0, 0)
    assert tree(client.restored(target)) == tree(client.share)
    hard = (client.restored(target) / "hard link").stat()
    assert hard.st_ino == (client.restored(target) / "folder 1" / "file 1.txt").stat().st_ino


def test_a_link_to_a_foreign_name_needs_a_newer_restic(
    client: Client, newest_restic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """restic before 0.16.1 stores such a target with U+FFFD in place of its bytes; ours is told by no manifest."""
    monkeypatch.setenv("PATH", f"{os.path.dirname(newest_restic)}:{os.environ['PATH']}")  # noqa: PTH120
    os.symlink(b"lat\xe9n", os.fsencode(client.share / "link"))  # noqa: PTH211
    client.run("backup")
    client.run("restore", "share", "--to", client.root / "target")
    assert os.readlink(os.fsencode(client.restored(client.root / "target") / "link")) == b"lat\xe9n"  # noqa: PTH115


def test_a_socket_and_a_fifo_hold_nothing_up(client: Client) -> None:
    """Both are in the way, neither is read; a socket is nothing that could be restored."""
    os.mkfifo(client.share / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(client.share / "socket"))
        client.run("backup")
    client.run("restore", "share", "--to", client.root / "target")
    assert (client.restored(client.root / "target") / "fifo").is_fifo()


def test_one_odd_path_alone_comes_back(client: Client) -> None:
    odd(client)
    client.run("backup")
    for number, name in enumerate([b"new\nline", b"[glob]*?", b"back\\slash", b"lat\xe9n", b'a"b\\c\n\xff']):
        path = os.path.join(os.fsencode(client.share), name)  # noqa: PTH118
        target = client.root / f"target {number}"
        client.run("restore", "share", "--to", target, "--path", os.fsdecode(path))
        with open(os.fsencode(target) + path, "rb") as file:  # noqa: PTH123
            assert file.read() == name * 10


@pytest.mark.slow
def test_five_sparse_gigabytes(client: Client) -> None:
    with (client.share / "disk.img").open("wb") as file:
        file.truncate(5 * 2**30)
        for place in (0, 2**31 - 3, 2**32 - 3, 5 * 2**30 - 9):
            file.seek(place)
            file.write(b"content")
    client.run("backup")
    target = client.root / "target"
    run = client.run("restore", "share", "--to", target, "--json").json
    assert run["detail"]["comparison"]["matched"] == 41
    assert (client.restored(target) / "disk.img").stat().st_size == 5 * 2**30


def test_zeros_are_restored_as_holes_where_restic_can(
    client: Client, newest_restic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{os.path.dirname(newest_restic)}:{os.environ['PATH']}")  # noqa: PTH120
    with (client.share / "disk.img").open("wb") as file:
        file.truncate(200_000_000)
    client.run("backup")
    client.run("restore", "share", "--to", client.root / "target")
    restored = (client.restored(client.root / "target") / "disk.img").stat()
    assert restored.st_size == 200_000_000
    assert restored.st_blocks * 512 < 50_000_000


def test_a_file_that_changes_meanwhile_is_counted_not_missed(client: Client) -> None:
    """Written to the whole time by somebody who does not wait for us."""
    over = threading.Event()
    diary = client.share / "diary"
    diary.write_bytes(random.Random(1).randbytes(5_000_000))

    def write() -> None:
        with diary.open("ab", buffering=0) as file:
            while not over.is_set():
                file.write(b"and then\n")
                over.wait(0.001)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        client.run("backup")
    finally:
        over.set()
        writer.join()
    run = client.run("restore", "share", "--to", client.root / "target", "--json").json
    found = run["detail"]["comparison"]
    assert (found["matched"], found["changed_during_backup"], found["missing"], found["differing"]) == (40, 1, [], [])
    diary.touch()
    client.run("backup")
    again = client.run("restore", "share", "--to", client.root / "again", "--json").json
    assert again["detail"]["comparison"]["matched"] == 41


def test_exclusions_leave_manifest_and_snapshot_equal(client: Client) -> None:
    client.exclude = ["*.tmp", "folder 1", "/nowhere/x", f"{client.share}/only.txt"]
    client.write()
    for name in ("a.tmp", "only.txt", "kept.txt"):
        (client.share / name).write_text(name)
    (client.share / "folder 2" / "b.tmp").mkdir()
    (client.share / "folder 2" / "b.tmp" / "below").write_text("below")
    client.run("backup")
    run = client.run("restore", "share", "--to", client.root / "target", "--json").json
    found = run["detail"]["comparison"]
    assert (found["matched"], found["unknown"], found["absent"]) == (31, 0, 0)


def test_a_source_that_vanishes_while_it_is_read_is_told(pair: Client, place: Path) -> None:
    """A wrapper of restic takes the second path away just before restic looks."""
    real = shutil.which("restic")
    (place / "bin").mkdir()
    wrapper = place / "bin" / "restic"
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in *" backup "*) rm -rf "{pair.root}/other";; esac\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    child = pair.spawn("backup", "--json", environ={"PATH": f"{place}/bin:{os.environ['PATH']}"})
    done = finish(child).checked(3)
    assert done.json["detail"]["missing"] == [str(pair.root / "other")]
