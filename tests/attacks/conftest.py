"""One stronghold for all attacks: each is undone by the rewind that the test is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.stronghold import Stronghold, build

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph


@pytest.fixture(scope="session")
def stronghold(ceph_server: Ceph, tmp_path_factory: pytest.TempPathFactory) -> Stronghold:
    return build(tmp_path_factory.mktemp("stronghold"), ceph_server)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "back"
