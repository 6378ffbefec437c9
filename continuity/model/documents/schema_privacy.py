"""What a client's document says of personal data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from continuity.model.documents.fields import Name, PositiveDuration, Strict, Text, write_duration
from continuity.model.documents.values import wrong

_YEAR = timedelta(days=365)


def _for_years(value: timedelta) -> timedelta:
    if value < _YEAR:  # who did what must be known when the statements of a year are disputed
        raise wrong("at_least", value=write_duration(value), limit=write_duration(_YEAR))
    return value


Years = Annotated[PositiveDuration, AfterValidator(_for_years)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class PartyModel(Strict):
    """Somebody who answers for data, and how he is reached."""

    name: Text
    contact: Text | None = None


class ActivityModel(Strict):
    """One processing of personal data: a line of the register of article 30."""

    assets: list[Name] = Field(min_length=1)
    purpose: Text
    people: list[Text] = Field(default_factory=list)
    """Whose data it is: employees, patients, customers."""
    data: list[Text] = Field(default_factory=list)
    """Which data: identity, wages, health."""
    recipients: list[Text] = Field(default_factory=list)


class TransferModel(Strict):
    """Data that leaves the European Union."""

    country: Country
    to: Text
    safeguards: Text | None = None


class SubProcessorModel(Strict):
    """Who else works on the data for the provider."""

    name: Text
    purpose: Text
    country: Country
    since: date | None = None


class HoldModel(Strict):
    """Why this client's data must not be erased; without `until`, until the entry is removed."""

    reason: Text
    until: date | None = None


class PrivacyModel(Strict):
    """What the register of article 30 says that this server cannot know."""

    role: Literal["processor", "controller"] = "processor"
    """What whoever runs this server is for the data: it works for the client, or the data is its own."""
    controller: PartyModel | None = None
    processor: PartyModel | None = None
    dpo: PartyModel | None = None
    activities: dict[Name, ActivityModel] = Field(default_factory=dict)
    transfers: list[TransferModel] | None = None
    """Data that leaves the European Union; an empty list says that none does."""
    aipd: Text | None = None
    """The reference of the data protection impact assessment."""
    keep_names: Years | None = None
    """How long the names of people stay in the log: a year or more; five years by default."""
    holds: list[HoldModel] = Field(default_factory=list)
    """Why the data must not be erased now."""
