"""The doctor asks the authorities of the documents: well, silent, unknown, not the one that is trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab.tsa import Tsa

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client


def test_each_authority_is_asked(client: Client, tsa: Tsa, tmp_path: Path) -> None:
    with Tsa(tmp_path / "other") as other:
        named = {
            "well": {"url": tsa.url, "ca": str(tsa.ca)},
            "unknown": {"url": tsa.url},
            "dead": {"url": "http://127.0.0.1:9/"},
            "stranger": {"url": other.url, "ca": str(tsa.ca)},
            "lost": {"url": tsa.url, "ca": str(tmp_path / "nothing.pem")},
        }
        client.write(evidence={"timestamps": [{"name": name, **keys} for name, keys in named.items()]})
        found = client.run("doctor", "--json", code=4).json["checks"]
    states = {one["subject"]: one["state"] for one in found if one["name"] == "authority"}
    assert states == {"well": "ok", "unknown": "warning", "dead": "warning", "stranger": "fault", "lost": "fault"}
