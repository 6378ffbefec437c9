"""The vault's names for what continuity itself keeps there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from continuity.model.inventory import RepositorySpec


def password_entry(spec: RepositorySpec) -> str:
    """Return the vault's name for a repository's restic password."""
    return f"{spec.client}/{spec.name}/password"


def signing_entry(client: str) -> str:
    """Return the vault's name for the key that signs a client's log."""
    return f"{client}/log/signing-key"
