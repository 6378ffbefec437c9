"""Procedures: what a technician does on the worst day, what a drill rehearses, and what a restore test is the least of.

A procedure is a graph of steps. A step is done by the engine (``work``) or by a person (``ask``); it may have to be
signed off, it may end a phase of the recovery, and it says what undoes it. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import timedelta

    from continuity.model.expectation import Expectation
    from continuity.model.inventory import Calendar

#: What a text is in each language, by ``en`` and ``fr``.
Told = Mapping[str, str]


class Phase(StrEnum):
    """What a step ends, on the way from the declaration of an incident to normal life."""

    DECIDED = "decided"
    PROVISIONED = "provisioned"
    RESTORED = "restored"
    VERIFIED = "verified"
    USABLE = "usable"
    FAILED_BACK = "failed_back"


class SignOff(StrEnum):
    """Whose word a step needs before what follows it may begin."""

    NONE = "none"
    #: the person who did it, or watched it
    TECHNICIAN = "technician"
    #: and another one: nobody verifies his own step
    TWO_PEOPLE = "two_people"


class InputKind(StrEnum):
    """What a procedure can be told at its beginning."""

    ASSET = "asset"
    REPOSITORY = "repository"
    TIME = "time"
    PATH = "path"
    TEXT = "text"


class Seen(StrEnum):
    """What a person is to give back from a step."""

    TEXT = "text"
    NUMBER = "number"
    FILE = "file"


@dataclass(frozen=True, kw_only=True)
class Input:
    """Something that is known only when the procedure is used; without a ``default`` it must be given."""

    name: str
    kind: InputKind
    title: Told
    default: str | None = None
    #: which assets or repositories are meant, by their kind; empty: any
    of: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Work:
    """An action of the catalogue and its parameters, in which ``{{ name }}`` stands for inputs and earlier results."""

    action: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Observe:
    """What is to be noted down, or attached: by a person, or by the engine, which takes the ``value`` of that name.

    The value of an action of the kind ``FILE`` is the path of a file on this machine.
    """

    title: Told
    kind: Seen
    value: str = "answer"


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often a failed action is tried again, and after how long."""

    count: int
    wait: timedelta


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: ``work`` by the engine, or ``ask`` of a person; exactly one of the two.

    ``repeatable``: doing it twice is doing it once. ``done_when`` finds out whether it was done. A step that has
    neither is never repeated unasked. ``undo`` is work, or what a person must do.
    """

    name: str
    title: Told
    why: Told = field(default_factory=dict)
    work: Work | None = None
    ask: Told = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    expect: Expectation | None = None
    observe: Observe | None = None
    sign_off: SignOff = SignOff.NONE
    phase: Phase | None = None
    time_limit: timedelta | None = None
    retries: Retries | None = None
    repeatable: bool = False
    #: False where it only looks, asks or decides: aborting then has nothing to undo of it
    changes: bool = True
    done_when: Work | None = None
    undo: Work | Told | None = None


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A named procedure; ``where`` says which document it comes from, ``digest`` is of what it says.

    ``prove_every``: how often it must have been walked to its end; None where it leaves that to the policies.
    """

    name: str
    title: Told
    purpose: Told
    inputs: Mapping[str, Input]
    steps: Mapping[str, Step]
    where: str
    digest: str
    prove_every: timedelta | Calendar | None = None
    shipped: bool = False
