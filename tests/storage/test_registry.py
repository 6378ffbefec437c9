"""Adapters come in by entry point; what is broken is named when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.errors import UsageError
from continuity.model.inventory import RepositorySpec
from continuity.storage.ports import Repository
from continuity.storage.registry import adapters, open_repository

if TYPE_CHECKING:
    from pathlib import Path


def spec(adapter: str, settings: Any) -> RepositorySpec:
    return RepositorySpec(
        name="disk",
        client="acme",
        adapter=adapter,
        site="paris",
        medium="disk",
        credential="here",
        lock=None,
        settings=settings,
        declared={},
    )


def test_the_shipped_adapters_are_installed() -> None:
    assert set(adapters()) >= {"local", "sftp", "s3"}


def test_listing_and_loading_adapters_imports_no_client_library() -> None:
    code = (
        "import sys; from continuity.storage.registry import adapters\n"
        "found = adapters(); list(found)\n"
        "assert not [m for m in sys.modules if m.startswith('continuity.storage_adapters')]\n"
        "[found[name] for name in found]\n"
        "assert not {'boto3', 'botocore', 'paramiko'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_adapter_is_a_usage_error_with_a_near_name() -> None:
    with pytest.raises(UsageError, match="no storage adapter lokal") as caught:
        open_repository(spec("lokal", None), lambda _: "")
    assert "local" in caught.value.hint


def test_a_declared_repository_is_opened_without_touching_it(tmp_path: Path) -> None:
    settings = adapters()["local"].Settings.model_validate(
        {"adapter": "local", "site": "p", "medium": "disk", "credential": "c", "path": str(tmp_path / "x")}
    )
    place = open_repository(spec("local", settings), lambda _: "")
    assert isinstance(place, Repository)
    assert place.name == "disk"
    assert not (tmp_path / "x").exists()
