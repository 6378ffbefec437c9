"""Archives on disks that take turns on a shelf: real file systems on loop devices, one in the drive at a time."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import Client, fresh, local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DISKS = ("blue", "red")


@contextmanager
def in_drive(client: Client, disk: str) -> Iterator[None]:
    """Put a disk into the one drive there is."""
    subprocess.run(["mount", "-o", "loop", client.root / f"{disk}.img", client.root / "drive"], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", client.root / "drive"], check=True)


@pytest.fixture(scope="module")
def shelf(template: Client, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """One asset, copied to a directory, archived on two disks in turn; the state of a client that is well."""
    root = tmp_path_factory.mktemp("shelf")
    client = fresh(template, root, "disk")
    (root / "drive").mkdir()
    for disk in DISKS:
        with (root / f"{disk}.img").open("wb") as file:
            file.truncate(32 << 20)
        subprocess.run(["mkfs.ext4", "-q", root / f"{disk}.img"], check=True, timeout=60)
        medium = {"medium": "removable", "label": disk.upper(), "site": "there"}
        client.repositories[disk] = local(root / "drive" / "archive", **medium)
    client.copies = ["disk"]
    client.archives = list(DISKS)
    client.write()
    client.run("init", code=None)
    for disk in DISKS:
        with in_drive(client, disk):
            client.run("init", code=None)
    return client


def newest(client: Client, repository: str) -> str:
    return max(str(one["data_time"]) for one in client.points() if one["repository"] == repository)


def test_an_archive_waits_for_its_disk_and_each_takes_its_turn(shelf: Client) -> None:
    """The whole flow: copies go on without any disk; due, waiting, done on the first, then on the other."""
    shelf.run("backup")
    told = shelf.run("archive", "share", "--json", code=4).json
    assert (told["kind"], told["outcome"], told["copies"]) == ("archive", "not_run", [])
    assert told["detail"]["waits_for"] == "blue"
    assert "no medium is mounted" in told["reason"]
    assert not list((shelf.root / "drive").iterdir()), "an empty mount point is never filled"
    with in_drive(shelf, "blue"):
        told = shelf.run("archive", "--json").json
        assert [(one["repository"], one["outcome"]) for one in told["copies"]] == [("blue", "succeeded")]
        assert told["detail"]["kinds"]["blue"]["kind"] == "archive"
        assert told["detail"]["archive"]["turns"] == {"blue": None, "red": None}
    with in_drive(shelf, "red"):
        told = shelf.run("archive", "--json").json
        assert [one["repository"] for one in told["copies"]] == ["red"]
        assert "the medium at" in told["detail"]["archive"]["not_connected"]["blue"], "the wrong one is named"
    told = shelf.run("archive", "--json", code=4).json
    assert told["detail"]["waits_for"] == "blue", "its archive is the oldest"
    (shelf.share / "later").write_text("made after both")
    shelf.run("backup")
    assert newest(shelf, "disk") > newest(shelf, "red") > newest(shelf, "blue"), "no backup goes to the shelf"
    shelf.check_evidence()


def test_what_lies_on_the_shelf_is_asked_where_it_is_named(shelf: Client, tmp_path: Path) -> None:
    shelf.run("backup")
    with in_drive(shelf, "red"):
        shelf.run("archive")
        (shelf.share / "gone tomorrow").write_text("kept for years")
        shelf.run("archive")
        (shelf.share / "gone tomorrow").unlink()
        shelf.run("verify", "--repository", "red")
        shelf.run("test", "share", "--from", "red")
        shelf.run("restore", "share", "--to", tmp_path / "back", "--from", "red")
    assert (shelf.restored(tmp_path / "back") / "gone tomorrow").read_text() == "kept for years"
    shelf.run("restore", "share", "--to", tmp_path / "again", "--from", "red", code=4)
    shelf.run("restore", "share", "--to", tmp_path / "newest")
    assert len([one for one in shelf.points() if one["repository"] == "red"]) >= 2, "nothing is ever removed there"


def test_a_disk_on_the_shelf_is_no_fault_of_the_machine(shelf: Client) -> None:
    checks = shelf.run("doctor", "--json", code=None).json["checks"]
    found = {one["subject"]: one for one in checks if one["name"] == "repository"}
    assert {found[name]["state"] for name in ("acme/disk", "acme/blue", "acme/red")} == {"ok"}
    assert "its medium is not connected" in found["acme/blue"]["message"]


def test_a_repository_lies_on_a_shelf_or_is_always_there(shelf: Client) -> None:
    shelf.archives = ["blue", "disk"]
    shelf.write()
    assert "disk is named in copies, too" in shelf.run("policy", "check", code=2).err
    shelf.archives = list(DISKS)
    shelf.write()
    plain = shelf.run("policy", "plan", "--hours", 24 * 40, "--json").json
    planned = [one for one in plain["jobs"] if one["kind"] == "archive"]
    assert {one["subject"] for one in planned} == {"acme/share"}
    assert not [one for one in plain["jobs"] if one["subject"] in ("acme/red", "acme/blue")], "nobody looks at a shelf"
