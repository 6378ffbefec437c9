"""Drills: a procedure that is rehearsed, what is broken first, how life looks before and after. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from continuity.model.inventory import Calendar
    from continuity.model.procedure import Input, Procedure, Step, Told, Work


class Mode(StrEnum):
    """Where a drill takes place."""

    #: in a sandbox of its own; nothing that is in use is touched
    ISOLATED = "isolated"


@dataclass(frozen=True, kw_only=True)
class Drill:
    """A named drill.

    It rehearses ``runbook``, whose inputs are ``given``, or ``steps`` of its own. ``steady``: what is seen of normal
    life, before the fault and again at the end; ``checks``: what must hold once all is back; ``answers``: what stands
    in for people where none are there, by step.
    """

    name: str
    title: Told
    purpose: Told
    mode: Mode = Mode.ISOLATED
    inputs: Mapping[str, Input] = field(default_factory=dict)
    runbook: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    own: Procedure | None = None
    steady: tuple[Step, ...] = ()
    fault: Work | None = None
    undo_fault: Work | None = None
    checks: tuple[Step, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    every: Calendar | timedelta | None = None
    where: str = ""
    digest: str = ""
