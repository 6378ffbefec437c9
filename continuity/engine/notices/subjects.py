"""What an alarm may be about: while the documents name it, it is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.notices.anchors import is_anchored
from continuity.engine.privacy.breaches import MARK

if TYPE_CHECKING:
    from continuity.model.inventory import Inventory


def is_known(inventory: Inventory, subject: str) -> bool:
    """Tell whether the documents still have what an alarm is about.

    A corrective action is told of under its drill's name, with its own behind a blank; a breach is never forgotten.
    """
    client, slash, name = subject.partition("/")
    if not slash:
        return True
    found = inventory.clients.get(client)
    if found is None:
        return is_anchored(inventory, client, name)
    if name.startswith(MARK):
        return True
    own = name in found.assets or name in found.repositories or name.partition(" ")[0] in set(found.drills)
    return own or is_anchored(inventory, client, name)
