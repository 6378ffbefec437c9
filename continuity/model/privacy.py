"""What the documents say of personal data: who decides about it, what for, whose it is, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

#: How long a name is kept where nobody says otherwise.
FIVE_YEARS = timedelta(days=1827)


class Role(StrEnum):
    """What whoever runs this server is for the client's data."""

    #: on behalf of the client, who decides (GDPR, article 28)
    PROCESSOR = "processor"
    #: the data is its own
    CONTROLLER = "controller"


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody who answers for data; ``contact`` empty where none was declared."""

    name: str
    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One processing of article 30: of these ``assets``, for this ``purpose``."""

    name: str
    assets: tuple[str, ...]
    purpose: str
    people: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Where data leaves the European Union, and under which safeguards."""

    country: str
    to: str
    safeguards: str = ""


@dataclass(frozen=True, kw_only=True)
class SubProcessor:
    """Who else works on the data for us, what for, from which country, and since when."""

    name: str
    purpose: str
    country: str
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Why this client's data must not be erased, for now."""

    reason: str
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """The ``privacy:`` of a client; what is None or empty was not declared. ``keep_names``: how long names stay."""

    role: Role = Role.PROCESSOR
    controller: Party | None = None
    processor: Party | None = None
    dpo: Party | None = None
    activities: Mapping[str, Activity] = field(default_factory=dict)
    transfers: tuple[Transfer, ...] | None = None
    aipd: str = ""
    keep_names: timedelta = FIVE_YEARS
    holds: tuple[Hold, ...] = ()
