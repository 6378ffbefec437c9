"""The client and its contract: availability, response times, penalties, escalation."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from continuity.model.documents.fields import (
    Duration,
    Hours,
    MoneyAmount,
    Name,
    Percent,
    PositiveDuration,
    Share,
    Strict,
    Text,
    Trigger,
)
from continuity.model.documents.schema_privacy import PrivacyModel, SubProcessorModel  # noqa: TC001 - pydantic reads them
from continuity.model.documents.schema_term import Reversibility, Term

Severity = Literal["critical", "blocking", "minor", "security"]


class Response(Strict):
    """GTI and GTR: the time to intervene, and the time to restore."""

    intervene: PositiveDuration
    resolve: PositiveDuration


class Tier(Strict):
    """Another rate, below another availability."""

    below: Share
    rate: Percent


class Penalties(Strict):
    """What missing availability costs the provider."""

    per: Annotated[Share, Field(gt=0)]
    """The step, in percentage points of missing availability."""
    rounding: Literal["begun", "complete", "prorata"]
    rate: Percent
    """The share of the monthly fee for each step."""
    cap: Percent | None = None
    """The most, as a share of the quarter's fees."""
    clause_cap: Percent | None = None
    """The most of one month, as a share of its fee."""
    exempt: Share = Decimal(0)
    """Percentage points of missing availability that cost nothing."""
    tiers: list[Tier] = Field(default_factory=list)
    """Other rates below other availabilities; the lowest that was undercut holds."""
    dispute: Duration | None = None
    """How long the client may dispute a statement, from when it was recorded."""


class EscalationStep(Strict):
    """Who is told, after how long without an end of the incident, or when something is the case."""

    level: Text
    after: Duration
    notify: list[Name]
    or_when: list[Trigger] = Field(default_factory=list)


class Contract(Strict):
    """The service contract of a client."""

    reference: Text
    monthly_fee: MoneyAmount
    service_hours: Hours | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """ISO 3166 code of the country whose public holidays count."""
    region: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")] | None = None
    """ISO 3166-2 code of its part with holidays of its own, without the country: `57` and `6AE` for Alsace-Moselle."""
    availability: Share
    """Percent, over a calendar month."""
    response: dict[Severity, Response] = Field(default_factory=dict)
    undetermined: Literal["left_out", "down"] = "left_out"
    """What becomes of time that nobody saw: it counts neither way, or as down."""
    since: date | None = None
    """The day from which these terms hold; the day on which they were first seen, where it is not said."""
    penalties: Penalties | None = None
    escalation: list[EscalationStep] = Field(default_factory=list)
    breach_notice: PositiveDuration | None = None
    """How soon the client is told of a personal data breach, by the clock."""
    sub_processors: list[SubProcessorModel] = Field(default_factory=list)
    """Who else works on the client's data."""
    term: Term | None = None
    exclusions: list[Text] = Field(default_factory=list)
    """What the contract leaves out, a sentence each."""
    obligations: list[Text] = Field(default_factory=list)
    """What the client has to do, a sentence each."""
    reversibility: Reversibility = Field(default_factory=Reversibility)
    """How everything is handed back at its end."""


class ClientModel(Strict):
    """Whose data this is."""

    name: Name
    title: Text | None = None
    contract: Contract | None = None
    privacy: PrivacyModel | None = None
