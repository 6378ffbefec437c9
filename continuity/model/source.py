"""What is read of an asset, as its document says; and which kinds of source this version knows how to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The kinds of source that this version really reads; the others are validated, listed and said to be inactive.
ACTIVE_SOURCES = frozenset({"files", "state", "sqlite", "postgresql", "mariadb", "mysql", "command", "ssh-command"})
#: Those of them that answer queries on restored data.
QUERYABLE_SOURCES = frozenset({"sqlite", "postgresql", "mariadb", "mysql"})


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is read: ``kind`` names the source, ``settings`` are its own.

    ``foreign``: the settings model of a kind that another package provides (``settings`` is empty then).
    """

    kind: str
    settings: Mapping[str, Any]
    foreign: Any = None

    @property
    def active(self) -> bool:
        """Whether this version reads it: its kind, and its mode where it has several."""
        return self.foreign is not None or self.kind in ACTIVE_SOURCES

    @property
    def continuous(self) -> bool:
        """Whether what it writes is received all the time, into a place that stays from one backup to the next."""
        return self.settings.get("mode") == "continuous"

    @property
    def on(self) -> str | None:
        """The device that holds it, where it is another machine that is reached over SSH; None: as its kind has it."""
        return self.settings.get("on")

    def __str__(self) -> str:
        mode = self.settings.get("mode", "dump")
        return self.kind if mode == "dump" else f"{self.kind} ({mode})"
