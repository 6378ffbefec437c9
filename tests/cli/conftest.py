"""The clients of the engine's tests."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.conftest import client, place, template
from tests.engine.kit import fresh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client

__all__ = ["client", "place", "template"]


@pytest.fixture(scope="module")
def backed_up(template: Client) -> Iterator[Client]:
    """One backup, for tests that change nothing."""
    root = Path(tempfile.mkdtemp(prefix="client-"))
    made = fresh(template, root, "disk")
    made.run("backup")
    yield made
    shutil.rmtree(root, ignore_errors=True)
