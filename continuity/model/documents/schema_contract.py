"""The client and its contract: availability, response times, penalties, escalation (validated; not acted upon yet)."""

from __future__ import annotations

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

Severity = Literal["critical", "blocking", "minor", "security"]


class Response(Strict):
    """GTI and GTR: the time to intervene, and the time to restore."""

    intervene: PositiveDuration
    resolve: PositiveDuration


class Penalties(Strict):
    """What missing availability costs the provider."""

    per: Annotated[Share, Field(gt=0)]
    """The step, in percentage points of missing availability."""
    rounding: Literal["begun", "complete", "prorata"]
    rate: Percent
    """The share of the monthly fee for each step."""
    cap: Percent | None = None
    """The most, as a share of the quarter's fees."""
    dispute: Duration | None = None
    """How long the client may dispute a report."""


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
    availability: Share
    """Percent, over a calendar month."""
    response: dict[Severity, Response] = Field(default_factory=dict)
    penalties: Penalties | None = None
    escalation: list[EscalationStep] = Field(default_factory=list)


class ClientModel(Strict):
    """Whose data this is."""

    name: Name
    title: Text | None = None
    contract: Contract | None = None
