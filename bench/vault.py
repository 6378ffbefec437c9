"""How long a vault takes to open; with a passphrase, nearly all of it is scrypt, and meant to be."""

from __future__ import annotations

import hashlib
import os
import time
from statistics import median
from typing import TYPE_CHECKING

from bench.measure import report
from continuity.engine.vault import Unlock, Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENTRIES = 300  # thirty clients with ten secrets each


def vaults(directory: Path, runs: int) -> None:
    """Open one vault by its key file and by its passphrase, and read an entry; scrypt alone beside it."""

    def random() -> bytes:
        return os.urandom(32)

    path, key_file, passphrase = directory / "vault.json", Unlock("key-file", random()), Unlock("scrypt", b"bench")
    vault = Vault.create(path, key_file, random)
    vault.change({f"client{number % 30}/{number}/password": random().hex() for number in range(ENTRIES)})
    vault.rotate([key_file, passphrase])

    def opened(unlock: Unlock) -> float:
        return _median(lambda: Vault.open(path, unlock, random).get("client7/7/password"), runs)

    def scrypt() -> object:
        return hashlib.scrypt(b"bench", salt=random(), n=2**17, r=8, p=1, maxmem=2**29, dklen=32)

    file, words, alone = opened(key_file), opened(passphrase), _median(scrypt, runs)
    report("vault opened by key file", file * 1000, 25, "ms", f"{ENTRIES} entries, one read")
    report("vault opened by passphrase, over scrypt", words / alone, 1.2, "x", f"{words:.2f} s, scrypt {alone:.2f} s")


def _median(act: Callable[[], object], runs: int) -> float:
    """Return the median of some runs, in seconds."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return median(taken)
