"""What is run before and after the backup of an asset."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import Field, field_validator

from continuity.model.documents.fields import PositiveDuration, Strict, Text
from continuity.model.documents.values import shown, wrong
from continuity.model.hooks import Hook, Hooks, OnFailure

_LIMIT = timedelta(minutes=5)


class HookModel(Strict):
    """A program that is run for a backup: words of its own, never a line for a shell."""

    argv: Annotated[list[Text], Field(min_length=1)]
    """The program, by its absolute path or its name on PATH, and its arguments."""
    time_limit: PositiveDuration = _LIMIT
    """It is ended, and has failed, where it runs longer."""
    on_failure: Literal["fail", "warn"] = "fail"
    """`fail`: nothing is backed up (before), or the run is incomplete (after). `warn`: recorded and told, no more."""

    @field_validator("argv")
    @classmethod
    def _findable(cls, value: list[str]) -> list[str]:
        if "/" in value[0] and not PurePath(value[0]).is_absolute():
            raise wrong("hook_program", value=shown(value[0]))
        if any("\0" in word for word in value):
            raise wrong("path", value=shown(value[0]))
        return value


class HooksModel(Strict):
    """Programs around a backup; see the how-to on hooks."""

    before: list[HookModel] = Field(default_factory=list)
    """In this order; the first that fails (and may not) ends it."""
    after: list[HookModel] = Field(default_factory=list)
    """Always, also where a hook before or the backup failed."""
    after_failure: list[HookModel] = Field(default_factory=list)
    """After those, where the backup did not succeed."""


def hooks_of(model: HooksModel | None) -> Hooks:
    """Return the hooks that a document asks for."""
    if model is None:
        return Hooks()
    return Hooks(before=_made(model.before), after=_made(model.after), after_failure=_made(model.after_failure))


def _made(hooks: list[HookModel]) -> tuple[Hook, ...]:
    return tuple(
        Hook(argv=tuple(one.argv), time_limit=one.time_limit, on_failure=OnFailure(one.on_failure)) for one in hooks
    )
