"""The vault: secrets at rest in one file, and what is done with them. ``vault`` holds the type and the format."""

from continuity.engine.vault.slots import Unlock, make_key_file, read_key_file
from continuity.engine.vault.vault import Vault, owner_of

__all__ = ["Unlock", "Vault", "make_key_file", "owner_of", "read_key_file"]
