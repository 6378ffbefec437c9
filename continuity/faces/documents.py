"""The documents of this process, found and read with the adapters and the kinds of source that are installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.backup.sources.installed import settings_by_kind
from continuity.model.documents.finding import find
from continuity.model.documents.loading import Loaded, load, load_valid
from continuity.storage.registry import settings_by_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read_documents(config: Path | None, environ: Mapping[str, str], *, tolerant: bool = False) -> Loaded:
    """Return what the documents say; raises ``UsageError`` with every mistake in them.

    ``tolerant``: a client's own mistakes stop no other, and are returned beside what is valid.
    """
    path = find(config, environ)
    world = environ, settings_by_name(), settings_by_kind()
    return load_valid(path, *world) if tolerant else Loaded(inventory=load(path, *world))
