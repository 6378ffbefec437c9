"""Removable media by their labels: the wrong one, a missing one and an unlabelled one are never filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from continuity.ground.errors import Unavailable
from continuity.ground.process import run
from tests.storage.places import place
from tests.storage.test_local import AS_ROOT, MINUTE, small_disk

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["small_disk"]


def medium(disk: Path, label: str = "BLUE-1") -> Any:
    return place({"adapter": "local", "medium": "removable", "path": str(disk / "copies"), "label": label})


def looks(where: Any) -> list[Unavailable]:
    raised = []
    for look in (where.prepare, where.probe, where.snapshot_names):
        with pytest.raises(Unavailable) as caught:
            look()
        assert caught.value.hint
        raised.append(caught.value)
    return raised


def test_a_fresh_medium_is_labelled_once(small_disk: Path) -> None:
    assert medium(small_disk).prepare() is True
    assert (small_disk / ".continuity-label").read_text() == "BLUE-1\n"
    assert medium(small_disk).prepare() is False
    assert medium(small_disk).probe().initialised is False


def test_the_wrong_medium_is_named_with_the_right_one_and_not_touched(small_disk: Path) -> None:
    (small_disk / ".continuity-label").write_text("RED-2\n")
    for error in looks(medium(small_disk)):
        assert "is RED-2, and BLUE-1 is expected" in str(error)
    assert [entry.name for entry in small_disk.iterdir()] == [".continuity-label"]


def test_a_medium_that_is_gone_leaves_a_directory_that_is_never_filled(small_disk: Path) -> None:
    there = medium(small_disk)
    there.prepare()
    assert run([*AS_ROOT, "umount", "-l", str(small_disk)], timeout=MINUTE).returncode == 0
    for error in looks(there):
        assert "no medium is mounted" in str(error)
        assert "BLUE-1" in str(error)
    assert list(small_disk.iterdir()) == []


def test_a_medium_with_somebody_elses_files_is_never_labelled(small_disk: Path) -> None:
    (small_disk / "photo.jpg").write_text("mine")
    for error in looks(medium(small_disk)):
        assert "has no label, and BLUE-1 is expected" in str(error)
        assert ".continuity-label" in error.hint
    assert [entry.name for entry in small_disk.iterdir()] == ["photo.jpg"]
    (small_disk / ".continuity-label").write_text("BLUE-1")
    assert medium(small_disk).prepare() is True, "labelled by hand, it is the right one"


def test_a_trial_beside_a_repository_asks_for_the_same_medium(small_disk: Path) -> None:
    there = medium(small_disk)
    there.prepare()
    assert there.aside("trial").prepare() is True
    (small_disk / ".continuity-label").write_text("RED-2")
    assert len(looks(there.aside("other"))) == 3


@pytest.mark.parametrize("label", ["", "a/b", "a\nb", "x" * 64])
def test_a_label_is_a_plain_word(tmp_path: Path, label: str) -> None:
    with pytest.raises(ValidationError):
        medium(tmp_path, label)
