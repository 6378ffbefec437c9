"""Whether the newest recovery kit still holds what it must: documents, secrets and the files they name.

What a kit was made of is remembered as hashes; of secrets, of their sealed form, which changes whenever one is sealed
again. So `vault rotate` makes a kit old as well: its copy of the vault opened with what opens it no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.engine.kit.named import named_files
from continuity.engine.own_state import document_files
from continuity.engine.vault import file
from continuity.evidence.format.checkpoint import SERVER
from continuity.ground.canonical import canonical_json, sha256_hex
from continuity.ground.timestamps import read_time, write_time
from continuity.state.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from continuity.model.inventory import Inventory
    from continuity.state.store import Transaction

#: The vault's entry for the newest kit's passphrase: whoever opens the vault has all that the kit holds anyway.
PASSPHRASE_ENTRY = "kit-passphrase"  # noqa: S105 - the entry's name
#: What is said of a part that changed after the kit was made.
WHY = {
    "documents": "the recovery kit is older than the documents",
    "secrets": "the recovery kit is older than a secret in the vault",
    "files": "the recovery kit is older than a key, a list of hosts or a certificate that the documents name",
}
_KEY = (SERVER, "", "kit")


@dataclass(frozen=True, kw_only=True)
class KnownKit:
    """The newest kit: where it was written, what it is, and what it was made of (part -> hash)."""

    path: str
    sha256: str
    created: datetime
    shares: str
    made_of: Mapping[str, str]

    def older_than(self, now: Mapping[str, str]) -> tuple[str, ...]:
        """Return the parts that changed since it was made, by name."""
        return tuple(part for part, found in now.items() if self.made_of.get(part) != found)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"path": self.path, "sha256": self.sha256, "created_at": write_time(self.created), "shares": self.shares}


def parts_now(inventory: Inventory, vault: Path) -> dict[str, str]:
    """Return what a kit would be made of now, as hashes by part; no secret is opened. Raises ``Unavailable``."""
    entries = file.read(vault)["entries"]
    sealed = {name: text for name, text in entries.items() if name != PASSPHRASE_ENTRY}
    return {
        "documents": _hash((name, path) for name, path in document_files(inventory.source)),
        "secrets": sha256_hex(canonical_json(sealed)),
        "files": _hash((str(path), path) for path in named_files(inventory)),
    }


def remember(tx: Transaction, kit: KnownKit) -> None:
    """Remember a kit as the newest."""
    facts = kit.as_json() | {"made_of": dict(kit.made_of)}
    tx.observations.note(_KEY, Observation(at=kit.created, run="", facts=facts))


def newest(tx: Transaction) -> KnownKit | None:
    """Return the newest kit that this server made; None where it made none."""
    seen = tx.observations.latest(*_KEY)
    if seen is None:
        return None
    facts = seen.facts
    return KnownKit(
        path=facts["path"],
        sha256=facts["sha256"],
        created=read_time(facts["created_at"]),
        shares=facts["shares"],
        made_of=facts["made_of"],
    )


def _hash(files: Iterable[tuple[str, Path]]) -> str:
    return sha256_hex(canonical_json([[name, sha256_hex(_content(path))] for name, path in files]))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # told when a kit is made; here it only counts as changed once it can be read
        return b""
