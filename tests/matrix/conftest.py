"""The clients of the engine's tests, and one with enough data that restic is at work for a moment."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.engine.conftest import place, template
from tests.engine.kit import Client, fresh

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["client", "place", "template", "two"]
LARGE = 48_000_000


@pytest.fixture
def client(template: Client, place: Path) -> Client:
    """One repository, ``disk``."""
    return loaded(fresh(template, place, "disk"))


@pytest.fixture
def two(template: Client, place: Path) -> Client:
    """Two repositories, ``disk`` and ``second``."""
    return loaded(fresh(template, place, "disk", "second"))


def loaded(client: Client) -> Client:
    (client.share / "large").write_bytes(random.Random(20261123).randbytes(LARGE))
    return client
