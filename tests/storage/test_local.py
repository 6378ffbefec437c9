"""The local adapter's own promises and faults."""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from continuity.ground.errors import Refused, Unavailable
from continuity.ground.process import run
from tests.storage.places import place

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTE = timedelta(minutes=1)
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]


def local(path: Path, **other: object) -> Any:
    return place({"adapter": "local", "path": str(path), **other})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte of our own; an ordinary user needs sudo for it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = run([*AS_ROOT, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], timeout=MINUTE)
    assert mounted.returncode == 0, f"cannot mount a tmpfs: {mounted.stderr}"
    yield disk
    run([*AS_ROOT, "umount", "-l", str(disk)], timeout=MINUTE)


def test_the_directory_is_made_for_its_owner_only(tmp_path: Path) -> None:
    local(tmp_path / "new").prepare()
    assert mode(tmp_path / "new") == 0o700


@pytest.mark.parametrize("given", [0o700, 0o750, 0o500])
def test_an_existing_mode_is_left_as_it_is(tmp_path: Path, given: int) -> None:
    (tmp_path / "old").mkdir(mode=given)
    assert local(tmp_path / "old").prepare() is False
    assert mode(tmp_path / "old") == given


def test_foreign_content_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("mine")
    with pytest.raises(Refused, match=r"already holds something else \(photo.jpg\)"):
        local(tmp_path).prepare()
    assert [entry.name for entry in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_file_system_just_made_is_no_foreign_content(tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    assert local(tmp_path).prepare() is False


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="not a directory"):
        local(tmp_path / "file").prepare()


def test_a_dangling_link_is_refused_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "unmounted" / "repository")
    with pytest.raises(Refused, match="not a directory"):
        local(tmp_path / "link").prepare()


def test_a_vanished_mount_is_unavailable_and_never_made_again(tmp_path: Path) -> None:
    lost = local(tmp_path / "usb" / "repository")
    for look in (lost.prepare, lost.probe, lost.snapshot_names):
        with pytest.raises(Unavailable) as caught:
            look()
        assert "mount" in caught.value.hint
    assert not (tmp_path / "usb").exists()


def test_a_read_only_file_system_is_named_with_its_remedy(tmp_path: Path, small_disk: Path) -> None:
    assert run([*AS_ROOT, "mount", "-o", "remount,ro", str(small_disk)], timeout=MINUTE).returncode == 0
    with pytest.raises(Unavailable, match="Read-only file system") as caught:
        local(small_disk / "repository").prepare()
    assert "mount it writable" in caught.value.hint


def test_a_full_file_system_is_named_with_its_remedy(small_disk: Path) -> None:
    assert run([*AS_ROOT, "mount", "-o", "remount,nr_inodes=2", str(small_disk)], timeout=MINUTE).returncode == 0
    (small_disk / "last").write_text("")
    with pytest.raises(Unavailable, match="No space left on device") as caught:
        local(small_disk / "repository").prepare()
    assert "free some space" in caught.value.hint


def test_free_space_is_that_of_the_place_itself(small_disk: Path) -> None:
    place_there = local(small_disk / "repository")
    before = place_there.probe()
    assert 0 < before.free_bytes <= 2**20
    (small_disk / "big").write_bytes(bytes(512 * 1024))
    assert place_there.probe().free_bytes <= before.free_bytes - 512 * 1024


def test_two_disks_are_two_devices_of_one_machine(small_disk: Path, tmp_path: Path) -> None:
    one, other = local(small_disk / "a").probe().domain, local(tmp_path / "b").probe().domain
    assert one.device != other.device
    assert one.host == other.host != ""


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Root is refused nothing, so somebody else looks: the kernel judges the effective user."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    yield
    os.seteuid(mine)


def test_a_directory_of_somebody_else_is_named_with_its_remedy(ordinary_user: None) -> None:
    theirs = Path("/usr/share")
    with pytest.raises(Unavailable, match="Permission denied") as caught:
        local(theirs / "repository").prepare()
    assert "write access" in caught.value.hint


def test_a_promised_lock_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="cannot lock what it holds"):
        local(tmp_path / "x", lock={"mode": "compliance", "period": "30d"})


def test_an_unknown_key_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="pth"):
        local(tmp_path / "x", pth="typo")


def test_a_half_written_snapshot_file_is_no_snapshot(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    for name in ("a" * 64, f"{'b' * 64}-tmp-123", "note.txt"):
        (tmp_path / "snapshots" / name).write_text("")
    assert local(tmp_path).snapshot_names() == {"a" * 64}
