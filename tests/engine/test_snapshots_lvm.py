"""Backups from LVM snapshots, thick and thin, under a kernel that has them (``lvm_guest`` is what runs there)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import ROOT
from tests.lab.uml import guest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("which", ["not slow", pytest.param("slow", marks=pytest.mark.slow)])
def test_in_a_guest(tmp_path: Path, which: str) -> None:
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", which, "tests/engine/lvm_guest.py"]
    status, said = guest(argv, tmp_path, ROOT, disk_mb=256, limit_s=400)
    assert status == 0, said
