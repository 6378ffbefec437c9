"""A service that people are told by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.notices.hook import Hook

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as made:
        yield made
