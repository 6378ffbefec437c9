"""Actions by the entry-point group ``continuity.actions``: those of the product and of other packages, by one door."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from continuity.ground.plugins import Plugins

if TYPE_CHECKING:
    from continuity.recovery.actions.ports import Action

GROUP = "continuity.actions"


@cache
def installed_actions() -> Plugins[Action]:
    """Return the actions that are installed; asking for one that is not whole raises ``Unavailable``."""
    return Plugins.of(GROUP, what="the action", fit=_whole)


def _whole(made: Any) -> Action:
    action: Action = made()
    _ = action.required, action.optional, action.changes, action.by_hand, action.look, action.perform
    return action
