"""What the tests of documents share: adapters' settings as an adapter would write them, and a way to load text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from continuity.model.documents.loading import load
from tests.documents.settings import ADAPTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.model.inventory import Inventory

HERE = Path(__file__).parent


class Loads(Protocol):
    """Writes a document and loads it."""

    def __call__(self, text: str, environ: Mapping[str, str] = ...) -> Inventory: ...


@pytest.fixture
def loads(tmp_path: Path) -> Loads:
    def write_and_load(text: str, environ: Mapping[str, str] | None = None) -> Inventory:
        path = tmp_path / "continuity.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path, environ or {}, ADAPTERS)

    return write_and_load
