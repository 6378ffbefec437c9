"""The REST server of this session that refuses to delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.lab import limits
from tests.lab.rest import RestServer, htpasswd
from tests.storage.places import Rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def rest_server(lab_directory: Path) -> Iterator[RestServer]:
    """Append-only, private repositories, one user (that of ``places.Rest``)."""
    users = htpasswd(lab_directory / "htpasswd", Rest.user, Rest.password)
    words = ("--append-only", "--private-repos", "--htpasswd-file", str(users))
    with RestServer(lab_directory / "rest", *words) as server:
        yield server


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adapters that wait for a second where they wait for five to fifteen."""
    limits.shorten(monkeypatch)
