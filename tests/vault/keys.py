"""What opens the vaults of these tests, and how to look into their files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from continuity.engine.vault import Unlock, Vault

ROOT = Path(__file__).parents[2]
KEY = Unlock("key-file", b"k" * 32)
OTHER_KEY = Unlock("key-file", b"o" * 32)
PASSPHRASE = Unlock("scrypt", "pâsse-partout".encode())
SECRETS = {
    "acme/local/password": "correct horse",
    "acme/s3/secret": "battery staple",
    "bolt/nas/password": "x1",
    "own": "y2",
}


def nonce() -> bytes:
    return os.urandom(32)


def opened(path: Path, unlock: Unlock = KEY) -> Vault:
    return Vault.open(path, unlock, nonce)


def made(path: Path, unlock: Unlock = KEY) -> Vault:
    vault = Vault.create(path, unlock, nonce)
    vault.change(SECRETS)
    return vault


def everything(vault: Vault) -> dict[str, str]:
    return {name: vault.get(name) for name in vault.names()}


def plain(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(plain(path) | changes))
