"""One installation in good health, made once; each test gets a copy of its own to spoil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import Client, fresh, sole

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return sole(tmp_path_factory.mktemp("healthy"))


@pytest.fixture
def client(healthy: Client, tmp_path: Path) -> Client:
    """One repository, ``disk``, under a policy that one disk is enough for."""
    found = fresh(healthy, tmp_path, "disk")
    found.more = {"policies": {"plain": {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}}}}
    found.write()
    return found
