"""The port of a place whose store has written rules of its own: who may do what, and what it removes by itself.

Asked for with ``isinstance``, as in ``ports``. Rules are read and judged; whoever owns the store writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How long what was removed is kept all the same, where no promise says it: time to notice an attack.
RESERVE = timedelta(days=30)


class Standing(StrEnum):
    """What was found of one kind of rules."""

    #: what we would print, or stricter
    SOUND = "sound"
    WEAKER = "weaker"
    #: there are none, or none that we would print
    NONE = "none"
    #: the store does not show them to us
    UNTOLD = "untold"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules of one place: who may do what (``policy``), what goes by itself (``lifecycle``), and every fault."""

    policy: Standing
    lifecycle: Standing
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"policy": str(self.policy), "lifecycle": str(self.lifecycle)}


@runtime_checkable
class Ruled(Protocol):
    """A place whose rules can be read."""

    def rules(self, reserve: timedelta) -> Rules:
        """Read the rules; what was removed must be kept for ``reserve`` all the same. Raises ``Unavailable``."""

    def space_rules(self, reserve: timedelta) -> Mapping[str, Any]:
        """Return the store's own document by which it gives back space once locks have ended; no I/O."""
