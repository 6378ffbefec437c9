"""Secrets by reference: documents name where a secret is, never the secret itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class SecretRef:
    """Where a secret is: exactly one of the four, as written in a document.

    ``vault``: an entry of the vault; ``env``: an environment variable; ``file``: a file whose content it is;
    ``command``: a program whose stdout it is.
    """

    vault: str | None = None
    env: str | None = None
    file: Path | None = None
    command: tuple[str, ...] | None = None

    def __str__(self) -> str:
        kind, where = next((k, v) for k, v in vars(self).items() if v is not None)
        return f"{{{kind}: {where}}}"


class Reveal(Protocol):
    """How hands turn a reference into the secret; built by the composition root."""

    def __call__(self, reference: SecretRef) -> str:
        """Return the secret; raises ``Unavailable`` (with the reference, never the secret) where there is none."""
