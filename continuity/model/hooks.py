"""Hooks: programs that a document has run before and after a backup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


class OnFailure(StrEnum):
    """What a hook that fails means for its run."""

    #: before: nothing is backed up; after: the run is incomplete
    FAIL = "fail"
    #: it is recorded and told, and changes nothing
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Hook:
    """One program, never a shell: its words, how long it may run, and what its failure means."""

    argv: tuple[str, ...]
    time_limit: timedelta
    on_failure: OnFailure


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """An asset's hooks. ``after`` always run; ``after_failure`` then too, where the backup did not succeed."""

    before: tuple[Hook, ...] = ()
    after: tuple[Hook, ...] = ()
    after_failure: tuple[Hook, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.before or self.after or self.after_failure)

    def all(self) -> tuple[Hook, ...]:
        """Return every one of them."""
        return (*self.before, *self.after, *self.after_failure)
