"""The kinds of source: what documents may name is what is built, and what is not built is said to be inactive."""

from __future__ import annotations

from continuity.engine.source_kinds import BUILDERS
from continuity.model.source import ACTIVE_SOURCES


def test_what_is_active_is_what_can_be_built() -> None:
    assert set(BUILDERS) | {"files"} == ACTIVE_SOURCES
