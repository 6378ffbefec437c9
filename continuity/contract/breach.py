"""The clocks of a personal data breach, and what is still owed before it may be closed; pure.

They count the hours of the clock, nights and holidays as well: article 33 knows no hours of service.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.contract.response import Clock, Held
from continuity.model.breach import Risk, Whom
from continuity.model.privacy import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.model.breach import Breach, Telling

#: Article 33(1).
AUTHORITY = timedelta(hours=72)
#: What a notification must hold, article 33(3), by name; ``reasons`` only where it comes late (33(1)).
FACTS = ("nature", "people", "contact", "consequences", "measures")
REASONS = "reasons"


def clocks(breach: Breach, role: Role, notice: timedelta | None, now: datetime) -> dict[Whom, Clock]:
    """Return how each promise stands, by who is to be told.

    ``notice`` is what the contract allows for telling the controller; without one there is no such clock, though the
    law wants it done without undue delay. The 72 hours run from when the controller was aware, which is when its
    processor told it (EDPB, guidelines 9/2022, paragraph 44); until it was told they are counted from our own
    awareness, which is never later. None run where a risk is unlikely.
    """
    found = {}
    told = breach.first(Whom.CONTROLLER)
    if role is Role.PROCESSOR and notice is not None:
        found[Whom.CONTROLLER] = _clock(notice, breach.aware_at, told, now)
    if breach.risk is not Risk.UNLIKELY:
        begin = told.at if role is Role.PROCESSOR and told else breach.aware_at
        found[Whom.AUTHORITY] = _clock(AUTHORITY, begin, breach.first(Whom.AUTHORITY), now)
    return found


def owed(breach: Breach, role: Role, notice: timedelta | None, now: datetime) -> Iterator[str]:
    """Yield what is still owed: who was not told, what is not judged, which facts nobody wrote down."""
    if role is Role.PROCESSOR and not breach.first(Whom.CONTROLLER):
        yield "controller"
    if breach.risk is None:
        yield "risk"
    if breach.risk is not Risk.UNLIKELY and not breach.first(Whom.AUTHORITY):
        yield "authority"
    if breach.risk is Risk.HIGH and not breach.first(Whom.PEOPLE):
        yield "people_told"
    yield from (name for name in FACTS if not breach.facts.get(name))
    late = clocks(breach, role, notice, now).get(Whom.AUTHORITY)
    if late and late.held is Held.MISSED and not breach.facts.get(REASONS):
        yield REASONS


def _clock(allowed: timedelta, begin: datetime, told: Telling | None, now: datetime) -> Clock:
    used = max((told.at if told else now) - begin, timedelta())
    held = Held.MISSED if used > allowed else Held.HELD if told else Held.RUNNING
    return Clock(allowed=allowed, used=used, due=begin + allowed, held=held)
