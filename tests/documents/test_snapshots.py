"""What a document may say of snapshots, and what is made of it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from continuity.model.documents.schema_source import FilesSource


def source(**more: Any) -> FilesSource:
    return FilesSource.model_validate({"kind": "files", "paths": ["/srv"], **more})


@pytest.mark.parametrize(
    ("written", "read"),
    [("10%", "10%"), ("5 %", "5%"), ("2 GiB", str(2 * 2**30)), ("100MB", "100000000")],
)
def test_a_size_is_what_lvcreate_takes(written: str, read: str) -> None:
    assert source(snapshot="lvm", snapshot_size=written).snapshot_size == read


@pytest.mark.parametrize(
    "wrong",
    [
        {"snapshot": "zfs"},
        {"snapshot_size": "0%"},
        {"snapshot_size": "110%"},
        {"snapshot_size": "much"},
        {"keep_snapshots": {"every": "1h", "keep": 24}},
        {"snapshot": "btrfs", "keep_snapshots": {"every": "1h", "keep": 0}},
        {"snapshot": "btrfs", "keep_snapshots": {"every": "0s", "keep": 1}},
        {"snapshot": "btrfs", "keep_snapshots": {"every": "1h"}},
    ],
)
def test_what_means_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source(**wrong)
