"""A personal data breach, as the log of its client tells it (GDPR, articles 33 and 34)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Whom(StrEnum):
    """Who is to be told of it."""

    #: by its processor, without undue delay (33(2)), and by what the contract says
    CONTROLLER = "controller"
    #: within 72 hours, unless it is unlikely to result in a risk (33(1))
    AUTHORITY = "authority"
    #: those whose data it is, where the risk is high (34(1))
    PEOPLE = "people"


class Risk(StrEnum):
    """What it is likely to mean for people's rights and freedoms, as somebody judged it."""

    UNLIKELY = "unlikely"
    RISK = "risk"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Who was told, by whom and how; ``at`` is when, as it was said, ``recorded_at`` when the log got to know it."""

    whom: Whom
    at: datetime
    recorded_at: datetime
    by: str
    how: str
    reference: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``told``."""
        return vars(self) | {"at": write_time(self.at), "recorded_at": write_time(self.recorded_at)}


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One breach. ``aware_at``: when whoever runs this server became aware of it; its clocks run from there.

    ``facts`` are those that a notification must hold (33(3)), by name, as far as they are known; ``risk`` None until
    somebody judged it, and ``risk_why`` the reasons. ``records`` are the numbers of its records in the log.
    """

    id: str
    client: str
    what: str
    aware_at: datetime
    opened_at: datetime
    opened_by: str
    facts: Mapping[str, str] = field(default_factory=dict)
    risk: Risk | None = None
    risk_why: str = ""
    told: tuple[Telling, ...] = ()
    closed_at: datetime | None = None
    closed_by: str = ""
    closing: str = ""
    records: tuple[int, ...] = ()

    def first(self, whom: Whom) -> Telling | None:
        """Return when these were told first; None where they were not."""
        return min((one for one in self.told if one.whom is whom), key=lambda one: one.at, default=None)

    def as_json(self) -> dict[str, Any]:
        """Return what JSON tells of it, without its clocks."""
        times = {name: getattr(self, name) for name in ("aware_at", "opened_at", "closed_at")}
        plain = vars(self) | {name: write_time(at) if at else None for name, at in times.items()}
        told, records = [one.as_json() for one in self.told], list(self.records)
        return plain | {"facts": dict(self.facts), "told": told, "records": records}
