"""Drills: a procedure that is rehearsed, what is broken first, how life looks before and after. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from continuity.model.inventory import Calendar
    from continuity.model.probe import CanaryRows, Probe
    from continuity.model.procedure import Input, Procedure, Step, Told, Work


class Mode(StrEnum):
    """Where a drill takes place."""

    #: in a sandbox of its own; nothing that is in use is touched
    ISOLATED = "isolated"
    #: on the machines that are in use: they are broken, and brought back
    LIVE = "live"


@dataclass(frozen=True, kw_only=True)
class Window:
    """A span of time within which a live drill may begin; ``agreed_by``: who let it be broken then."""

    begins: datetime
    ends: datetime
    agreed_by: str


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One of several faults that a blind drill draws from, and how the drill itself mends it."""

    work: Work
    undo: Work


@dataclass(frozen=True, kw_only=True)
class Drill:
    """A named drill.

    It rehearses ``runbook``, whose inputs are ``given``, or ``steps`` of its own. ``steady``: what is seen of normal
    life, before the fault and again at the end; ``checks``: what must hold once all is back; ``answers``: what stands
    in for people where none are there, by step. ``time_limit``: when all of it is taken down; ``service``: whose
    promises count, where no input names an asset.
    """

    name: str
    title: Told
    purpose: Told
    mode: Mode = Mode.ISOLATED
    time_limit: timedelta | None = None
    windows: tuple[Window, ...] = ()
    service: str = ""
    inputs: Mapping[str, Input] = field(default_factory=dict)
    runbook: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    own: Procedure | None = None
    steady: tuple[Step, ...] = ()
    fault: Work | None = None
    undo_fault: Work | None = None
    #: those that a blind drill draws from, by name; and how soon after it normal life must be seen to fail
    faults: Mapping[str, Fault] = field(default_factory=dict)
    seen_within: timedelta | None = None
    checks: tuple[Step, ...] = ()
    probes: tuple[Probe, ...] = ()
    canary_rows: CanaryRows | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    #: what a script does in people's place before it answers, by step
    hands: Mapping[str, Work] = field(default_factory=dict)
    every: Calendar | timedelta | None = None
    #: who sees to what it shows, and how long there is for that
    owner: str = ""
    remedy: timedelta | None = None
    where: str = ""
    digest: str = ""

    @property
    def shipped(self) -> bool:
        """Whether it comes with the product."""
        return self.where.startswith("shipped: ")
