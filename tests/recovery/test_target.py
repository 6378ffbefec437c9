"""A restore lands where nothing was, all of it at once, or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.ground.errors import Refused, Unavailable
from continuity.ground.process import run
from continuity.recovery.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINUTE = timedelta(minutes=1)
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(path=tmp_path / "new", run="01r")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    options = f"size=1m,uid={os.geteuid()}"
    mounted = run([*AS_ROOT, "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], timeout=MINUTE)
    assert mounted.returncode == 0, f"cannot mount a tmpfs: {mounted.stderr}"
    yield disk
    run([*AS_ROOT, "umount", "-l", str(disk)], timeout=MINUTE)


def test_what_is_staged_appears_at_once(target: Target) -> None:
    target.refuse_unless_free()
    target.make_room(100)
    (target.staging / "file").write_text("content")
    assert not target.path.exists()
    assert target.settle() is None
    assert (target.path / "file").read_text() == "content"
    assert not target.staging.exists()


def test_the_staging_is_beside_the_target_and_for_its_owner_alone(target: Target) -> None:
    target.make_room(0)
    assert target.staging.parent == target.path.parent
    assert target.staging.name.startswith(".")
    assert target.run in target.staging.name
    assert stat.S_IMODE(target.staging.stat().st_mode) == 0o700


def test_an_empty_directory_may_be_the_target(target: Target) -> None:
    target.path.mkdir()
    target.refuse_unless_free()
    target.make_room(0)
    (target.staging / "file").write_text("content")
    assert target.settle() is None
    assert (target.path / "file").exists()


@pytest.mark.parametrize("kind", ["file", "full directory", "link", "link to an empty directory", "dangling", "fifo"])
def test_an_existing_target_is_refused_and_left_alone(target: Target, kind: str) -> None:
    path, elsewhere = target.path, target.path.with_name("elsewhere")
    elsewhere.mkdir()
    if kind == "file":
        path.write_text("mine")
    elif kind == "full directory":
        path.mkdir()
        (path / ".hidden").write_text("mine")
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(path.with_name("nowhere") if kind == "dangling" else elsewhere)
        if kind == "link":
            (elsewhere / "file").write_text("mine")
    before = subprocess.run(["ls", "-lR", path.parent], check=True, stdout=subprocess.PIPE).stdout
    with pytest.raises(Refused) as caught:
        target.refuse_unless_free()
    assert "does not exist" in caught.value.hint
    assert subprocess.run(["ls", "-lR", path.parent], check=True, stdout=subprocess.PIPE).stdout == before


def test_a_target_on_nothing_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not exist") as caught:
        Target(path=tmp_path / "no" / "where", run="01r").refuse_unless_free()
    assert caught.value.hint.startswith("create it first: mkdir -p ")


def test_a_name_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be used"):
        Target(path=tmp_path / ("x" * 300), run="01r").refuse_unless_free()


@pytest.mark.parametrize("filled_by", ["a file", "a full directory", "a link"])
def test_what_appeared_meanwhile_is_not_touched_and_nothing_is_lost(target: Target, filled_by: str) -> None:
    target.make_room(0)
    (target.staging / "file").write_text("restored")
    if filled_by == "a file":
        target.path.write_text("theirs")
    elif filled_by == "a link":
        target.path.symlink_to("/etc/hostname")
    else:
        target.path.mkdir()
        (target.path / "theirs").write_text("theirs")
    fault = target.settle()
    assert isinstance(fault, Refused)
    assert str(target.staging) in fault.hint
    assert (target.staging / "file").read_text() == "restored"
    assert not (target.path / "file").exists()


def test_clearing_removes_the_staging_alone(target: Target) -> None:
    target.make_room(0)
    (target.staging / "link").symlink_to(target.path.parent)
    (target.staging / "deep" / "er").mkdir(parents=True)
    other = target.path.with_name(".new.continuity-01s")
    other.mkdir()
    target.clear()
    target.clear()
    assert [path.name for path in target.path.parent.iterdir()] == [other.name]


def test_a_run_never_stages_twice_at_one_place(target: Target) -> None:
    target.make_room(0)
    with pytest.raises(Unavailable):
        target.make_room(0)


def test_too_little_space_is_told_before_anything_is_written(small_disk: Path) -> None:
    target = Target(path=small_disk / "new", run="01r")
    with pytest.raises(Unavailable, match=r"has \d+ bytes free, and the restore needs 2000000") as caught:
        target.make_room(2_000_000)
    assert "another file system" in caught.value.hint
    assert list(small_disk.iterdir()) == []
    target.make_room(500_000)


def test_a_mount_point_is_refused(small_disk: Path) -> None:
    with pytest.raises(Refused, match="mount point"):
        Target(path=small_disk, run="01r").refuse_unless_free()


def test_what_is_about_to_be_changed_is_nobody_s_to_go_on_with(tmp_path: Path) -> None:
    """A recovery in the staging that dies half way must not be taken for files that came back."""
    kept = Target(path=tmp_path / "new", run="01r", kept="name")
    kept.make_room(0)
    (kept.staging / "file").touch()
    anew = kept.begin_anew()
    assert not kept.begun
    assert (anew.staging / "file").exists()
    Target(path=tmp_path / "new", run="01r").clear()
    assert not list(tmp_path.iterdir())
