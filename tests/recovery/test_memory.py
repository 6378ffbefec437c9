"""Our own memory does not grow with the source: each step at two sizes, and what one more file costs at the most."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from bench import memory
from continuity.recovery import census, expectation, hashes

if TYPE_CHECKING:
    from pathlib import Path

SMALL, LARGE = 400, 4_400
BYTES = 48  # folders that are wider cost some; an entry that is held costs hundreds
STEPS = [name for name in memory.STEPS if name not in ("tree", "restic")]


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("trees")
    for size in (SMALL, LARGE):
        memory.STEPS["tree"](root / str(size), size)
        for step in STEPS:  # what each leaves behind the next needs; modules are loaded, caches filled
            memory.STEPS[step](root / str(size), size)
    return root


def peak(step: str, trees: Path, size: int) -> int:
    tracemalloc.start()
    try:
        memory.STEPS[step](trees / str(size), size)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("step", STEPS)
def test_one_more_file_costs_hardly_anything(step: str, trees: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expectation, "_AHEAD", 100)
    monkeypatch.setattr(hashes, "HELD", 100)
    monkeypatch.setattr(census, "BUCKETS", 16)  # of 4096, most are still empty with so few files
    peaks = [peak(step, trees, size) for size in (SMALL, LARGE)]
    assert (peaks[1] - peaks[0]) / (LARGE - SMALL) < BYTES, peaks
