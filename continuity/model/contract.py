"""The contract of a client, as its documents say it: what is promised once something is wrong, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from continuity.model.agreement import Agreement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, timedelta

    from continuity.model.inventory import WeekSpan
    from continuity.model.privacy import SubProcessor


@dataclass(frozen=True, kw_only=True)
class Response:
    """GTI and GTR: the time until somebody intervenes, and the time until it is restored."""

    intervene: timedelta
    resolve: timedelta


@dataclass(frozen=True, kw_only=True)
class EscalationStep:
    """One level: ``notify`` are told ``after`` so much time without an end, or when a trigger holds."""

    level: str
    after: timedelta
    notify: tuple[str, ...]
    or_when: tuple[str, ...] = ()


class Rounding(StrEnum):
    """What becomes of a step that is not whole."""

    #: a step that was begun counts in full
    BEGUN = "begun"
    #: only complete steps count
    COMPLETE = "complete"
    PRORATA = "prorata"


class Unseen(StrEnum):
    """What a contract makes of time that nobody saw."""

    LEFT_OUT = "left_out"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class Tier:
    """Below ``below`` percent of availability, this rate holds instead."""

    below: Decimal
    rate: Decimal


@dataclass(frozen=True, kw_only=True)
class Penalties:
    """``rate`` in percent of the monthly fee for each ``per`` points of availability missing, after ``exempt`` points.

    ``cap`` is the most, in percent of a quarter's fees; ``clause_cap`` the most of one month, in percent of its fee.
    A statement may be disputed for ``dispute`` from when it was recorded.
    """

    per: Decimal
    rounding: Rounding
    rate: Decimal
    cap: Decimal | None = None
    clause_cap: Decimal | None = None
    exempt: Decimal = Decimal(0)
    tiers: tuple[Tier, ...] = ()
    dispute: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What a contract promises; ``response`` by severity, ``hours`` None for around the clock.

    ``availability`` is in percent, over a calendar month; these terms hold from ``since`` on, where it is said.
    """

    reference: str
    fee: Decimal = Decimal(0)
    currency: str = ""
    availability: Decimal | None = None
    undetermined: Unseen = Unseen.LEFT_OUT
    penalties: Penalties | None = None
    since: date | None = None
    hours: WeekSpan | None = None
    response: Mapping[str, Response] = field(default_factory=dict)
    escalation: tuple[EscalationStep, ...] = ()
    breach_notice: timedelta | None = None  # how soon the client is told of a personal data breach
    sub_processors: tuple[SubProcessor, ...] = ()
    agreement: Agreement = field(default_factory=Agreement)
