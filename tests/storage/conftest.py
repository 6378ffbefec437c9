"""REST servers of this session: one that refuses to delete, one that does as it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.lab.rest import RcloneDav, RestServer, htpasswd
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


@pytest.fixture(scope="session")
def deleting_rest_server(lab_directory: Path) -> Iterator[RestServer]:
    with RestServer(lab_directory / "rest-deleting") as server:
        yield server


@pytest.fixture(scope="session")
def dav_server(lab_directory: Path) -> Iterator[RcloneDav]:
    with RcloneDav(lab_directory / "dav") as server:
        (server.root / "sealed").mkdir()
        yield server
