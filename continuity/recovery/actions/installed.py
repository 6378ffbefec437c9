"""Actions by the entry-point group ``continuity.actions``: those of the product and of other packages, by one door."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import Unavailable
from continuity.ground.plugins import Plugins

if TYPE_CHECKING:
    from continuity.recovery.actions.ports import Action

GROUP = "continuity.actions"


class InstalledActions(Plugins):
    """Actions by name. Raises ``Unavailable`` for one that two packages claim, or that does not load."""

    def __getitem__(self, name: str) -> Action:
        made: Any = super().__getitem__(name)
        try:
            action: Action = made()
            _ = action.required, action.optional, action.changes, action.by_hand, action.look, action.perform
        except Exception as error:
            raise self.broken(name, self.origin(name), error) from error
        return action

    def claimed_twice(self, name: str, first: str, second: str) -> Unavailable:
        """Return the error that says which two packages claim one name."""
        return Unavailable(
            "two packages provide the action {name}: {first} and {second}",
            hint="uninstall one of them",
            name=name,
            first=first,
            second=second,
        )

    def broken(self, name: str, origin: str, cause: BaseException) -> Unavailable:
        """Return the error that says which package does not load."""
        return Unavailable(
            "the action {name} of {origin} does not load: {cause}",
            hint="reinstall or update that package; other actions are not affected",
            name=name,
            origin=origin,
            cause=f"{type(cause).__name__}: {cause}",
        )


@cache
def installed_actions() -> InstalledActions:
    """Return what is installed."""
    return InstalledActions(entry_points(group=GROUP))
