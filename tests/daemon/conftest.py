"""A client whose policy lets a daemon work at once, and often."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, fill, fresh, local

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORIES = ("disk", "second")


def policy(**other: Any) -> dict[str, Any]:
    """Every hour, tried again after a second: within a test the first backup runs, and its retries."""
    plain: dict[str, Any] = {
        "objectives": {"rpo": "24h", "rto": "8h"},
        "copies": {"copies": 2},
        "schedule": {"every": "1h"},
        "retries": {"count": 3, "wait": "1s"},
        "restore_test": {"every": "year"},
    }
    return {"policies": {"plain": plain | other}}


@pytest.fixture(scope="session")
def scheduled(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Two directories as repositories, made once."""
    root = tmp_path_factory.mktemp("scheduled")
    client = Client(root=root, repositories={name: local(root / name) for name in REPOSITORIES}, more=policy())
    client.share.mkdir()
    fill(client.share, 8)
    client.write()
    client.run("init")
    return client


@pytest.fixture
def place() -> Iterator[Path]:
    work = Path(tempfile.mkdtemp(prefix="daemon-"))
    work.chmod(0o755)
    yield work
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture
def client(scheduled: Client, place: Path) -> Client:
    made = fresh(scheduled, place, *REPOSITORIES)
    made.more = policy()
    made.write()
    return made
