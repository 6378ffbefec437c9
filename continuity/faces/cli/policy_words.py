"""How values of policies, and the places that set them, are written for people."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


def written(value: object) -> str:
    """Return a value as documents write it."""
    from continuity.model.documents.values import write_duration

    if isinstance(value, dict):
        return ", ".join(f"{key}: {written(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(written, value))
    if isinstance(value, timedelta):
        return write_duration(value)
    return str(value).lower() if isinstance(value, bool) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def where(session: Session, place: str) -> str:
    """Return where a value or a finding stands, in the session's language where it is no file."""
    tr = session.language.template
    if place.startswith("shipped: "):
        return tr("shipped: ") + place.removeprefix("shipped: ")
    return tr("default") if place == "default" else place
