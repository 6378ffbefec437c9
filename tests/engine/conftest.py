"""Clients ready to work, on directories and on the session's servers."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import Client, fill, fresh, local

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Three directories as repositories, made once."""
    root = tmp_path_factory.mktemp("template")
    client = Client(root=root, repositories={name: local(root / name) for name in ("disk", "second", "third")})
    client.share.mkdir()
    fill(client.share, 1)
    client.write()
    client.run("init")
    return client


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that other users may pass through, unlike pytest's."""
    work = Path(tempfile.mkdtemp(prefix="client-"))
    work.chmod(0o755)
    yield work
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture
def client(template: Client, place: Path) -> Client:
    """One repository, ``disk``: what most tests need."""
    return fresh(template, place, "disk")


@pytest.fixture
def three(template: Client, place: Path) -> Client:
    """Three repositories in directories."""
    return fresh(template, place, "disk", "second", "third")
