"""One installation in good health, made once; each test gets a copy of its own to spoil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import Client, fill, fresh, local

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Client:
    root = tmp_path_factory.mktemp("healthy")
    client = Client(root=root, repositories={"disk": local(root / "disk")})
    client.share.mkdir()
    fill(client.share, 1)
    client.write()
    client.run("init")
    return client


@pytest.fixture
def client(healthy: Client, tmp_path: Path) -> Client:
    """One repository, ``disk``, under a policy that one disk is enough for."""
    found = fresh(healthy, tmp_path, "disk")
    found.more = {"policies": {"plain": {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}}}}
    found.write()
    return found
