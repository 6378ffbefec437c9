"""Provider differences are data with sources, found by the endpoint's host, and shown in the reference."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from continuity.model.secrets import SecretRef

data: Any = import_module("continuity.storage_adapters.s3_providers")
client: Any = import_module("continuity.storage_adapters.s3_client")
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "storage-adapters.md"


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [
        ("https://s3.eu-west-3.amazonaws.com", "AWS"),
        ("https://s3.amazonaws.com", "AWS"),
        ("https://s3.eu-central-1.wasabisys.com", "Wasabi"),
        ("https://s3.fr-par.scw.cloud", "Scaleway"),
        ("https://s3.gra.io.cloud.ovh.net/", "OVHcloud"),
        ("https://s3.eu-central-003.backblazeb2.com", "Backblaze B2"),
        ("http://127.0.0.1:7480", ""),
        ("https://s3.amazonaws.com.example.org", ""),
        ("https://evil-s3.amazonaws.com.", ""),
    ],
)
def test_a_provider_is_known_by_its_host(endpoint: str, name: str) -> None:
    assert data.provider(endpoint).name == name


@pytest.mark.parametrize(
    ("endpoint", "mode"),
    [("https://s3.eu-central-003.backblazeb2.com", "when_required"), ("http://127.0.0.1:1", "when_supported")],
)
def test_the_checksums_that_a_provider_wants_are_sent(endpoint: str, mode: str) -> None:
    settings = SimpleNamespace(
        endpoint=endpoint, region="r", style="path", access_key=SecretRef(env="A"), secret_key=SecretRef(env="A")
    )
    built = client.build_client(settings, lambda _: "x", attempts=1, read_s=1)
    assert built.meta.config.request_checksum_calculation == mode


def test_everything_said_has_a_source_and_stands_in_the_reference() -> None:
    text = REFERENCE.read_text()
    for one in data.PROVIDERS:
        assert one.sources or one.tried, one.name
        assert f"| {one.name} | {one.endpoint} |" in text
        assert all(note in text for note in one.notes)
