"""What the doctor looks at: the composition root offers it, and each part may fail by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.backup.place import Place
    from continuity.engine.vault import Vault
    from continuity.evidence.format.note import Verifier
    from continuity.ground.clock import Clock
    from continuity.ground.ids import Ids
    from continuity.model.inventory import Inventory, RepositorySpec
    from continuity.model.secrets import SecretRef


class Patient(Protocol):
    """One installation. Every part raises a ``ContinuityError`` where it cannot be had."""

    key_file: Path | None

    @property
    def clock(self) -> Clock:
        """This machine's clock."""

    @property
    def ids(self) -> Ids:
        """Where names that nothing else has come from."""

    @property
    def inventory(self) -> Inventory:
        """The documents."""

    @property
    def vault_path(self) -> Path:
        """Where the vault is."""

    @property
    def vault(self) -> Vault:
        """The vault, opened; asks a person only where one is there to ask."""

    def reveal(self, reference: SecretRef) -> str:
        """Return a secret."""

    def verifier(self, client: str) -> Verifier:
        """Return the public key of a client's log."""

    def place(self, spec: RepositorySpec) -> Place:
        """Return the way to a repository, its password included."""
