"""Which canary an asset has: the one its document asks for, where its kind of source can have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.model.documents.fields import SourceSettings
from continuity.model.documents.schema import FreshnessCanary
from continuity.model.source import QUERYABLE_SOURCES

if TYPE_CHECKING:
    from continuity.model.documents.schema import AssetModel


#: The kinds of source into which a canary can be planted.
PLANTABLE_SOURCES = frozenset({"files", "sqlite", "postgresql", "mariadb", "mysql"})


def canary_of(model: AssetModel) -> str:
    """Return the mode: what is asked for if it can be had, else sidecar for files and the state, none for others."""
    return asked_for(model) if can_have(model) else _by_default(model)


def asked_for(model: AssetModel) -> str:
    """Return the mode that a document asks for."""
    if isinstance(model.canary, FreshnessCanary):
        return "freshness"
    return model.canary or _by_default(model)


def can_have(model: AssetModel) -> bool:
    """Tell whether the kind of source, in its mode, can have the canary that is asked for."""
    kind, foreign = model.source.kind, isinstance(model.source, SourceSettings)
    if asked_for(model) == "planted":
        planted_here = kind != "files" or not getattr(model.source, "on", None)
        return kind in PLANTABLE_SOURCES and getattr(model.source, "mode", "dump") == "dump" and planted_here
    if isinstance(model.canary, FreshnessCanary) and model.canary.freshness.path:
        return any(model.canary.freshness.path.is_relative_to(one) for one in getattr(model.source, "paths", ()))
    return asked_for(model) != "freshness" or foreign or kind in QUERYABLE_SOURCES


def _by_default(model: AssetModel) -> str:
    return "sidecar" if model.source.kind in ("files", "state") else "none"
