"""A server with a share, a state that is backed up, and two kits; made once, and never changed by a test."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import Client, fill, local

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSPHRASE = "six words drawn by lot, more or less"
VARIABLE = "CONTINUITY_KIT_PASSPHRASE"


@dataclass(frozen=True, kw_only=True)
class Server:
    """``kit`` opens with :data:`PASSPHRASE`, ``split`` with any two of its three sheets."""

    client: Client
    kit: Path
    split: Path

    def sheet(self, number: int) -> Path:
        return self.split.with_name(f"{self.split.name}.share-{number}.md")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    root = Path(tempfile.mkdtemp(prefix="kit-"))  # a name without a space, below which bubblewrap can hide things
    client = Client(root=root, repositories={name: local(root / name) for name in ("disk", "second")})
    client.share.mkdir()
    fill(client.share)
    of_it = {"site": "here", "policy": "plain"}
    client.more["assets"] = {
        "share": of_it | {"copies": ["disk", "second"], "source": {"kind": "files", "paths": [str(client.share)]}},
        "self": of_it | {"copies": ["disk"], "source": {"kind": "state"}},
    }
    client.environ["SITE_TITLE"] = "Paris"
    client.more["sites"] = {"here": {"title": "${SITE_TITLE}"}, "there": {"title": "There"}}
    client.write()
    client.run("init")
    client.run("backup", "share", code=None)
    client.child("backup", "self", code=None)
    client.run("evidence", "rotate-key", "--reason", "a state from before it must come back all the same")
    kit, split = root / "kit.tar", root / "split.tar"
    client.run("kit", "create", "-o", split, "--split", "2/3")
    client.run("kit", "create", "-o", kit, "--markdown", environ={VARIABLE: PASSPHRASE})
    yield Server(client=client, kit=kit, split=split)
    shutil.rmtree(root, ignore_errors=True)
