"""Tests that share what a module made once run on one worker: what keeps them together broke once, unnoticed."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_what_belongs_together_stays_together(request: pytest.FixtureRequest) -> None:
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@together")
