"""The files of an export that are made from what was gathered of its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.evidence.gathered import controls_view
from continuity.model.documents.frameworks import frameworks_in_force

if TYPE_CHECKING:
    from continuity.evidence.gathered import View
    from continuity.model.inventory import Client


def views_of(_client: Client) -> dict[str, View]:
    """Return what a client's export holds beside its proofs, by file name."""
    return {"controls.csv": controls_view(frameworks_in_force({}))}
