"""What a package that provides a kind of source builds upon: this module, and the errors of ``ground/errors``.

A kind is a class with ``Settings`` (a model of its own keys, below :class:`SourceSettings`) and ``open``, which
returns a :class:`Staged`; see :class:`Kind`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from continuity.backup.sources.dumping import write_output
from continuity.backup.sources.staged import Staged, staged_files
from continuity.model.documents.fields import (
    Duration,
    Port,
    SecretReference,
    SourceSettings,
    UnreadSource,
)
from continuity.model.secrets import Reveal, SecretRef

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Context",
    "Duration",
    "Kind",
    "Port",
    "Reveal",
    "SecretRef",
    "SecretReference",
    "SourceSettings",
    "Staged",
    "UnreadSource",
    "staged_files",
    "write_output",
]


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a source may know beyond its settings.

    ``asset``: whose it is, ``client/asset``. ``memory``: a directory of its own, which may not exist yet, for what it
    remembers between backups. ``reveal`` gives the secret of a reference; ask as late as possible.
    """

    asset: str
    memory: Path
    reveal: Reveal


class Kind(Protocol):
    """A kind of source, as an entry point of the group ``continuity.sources`` names it."""

    Settings: ClassVar[type[SourceSettings]]

    @classmethod
    def open(cls, settings: Any, context: Context) -> Staged:
        """Return the source of one asset, without touching it; ``settings`` is a valid ``Settings``."""
