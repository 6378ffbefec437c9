"""The days on which nobody is asked to work: weekends, and the public holidays of a client's country and region."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import holidays

from continuity.policy.working_days import is_weekend

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from continuity.model.inventory import Client


def days_off(client: Client) -> Callable[[date], bool]:
    """Return what tells whether a day is free at a client's; of a country that nobody knows, weekends alone are."""
    public = _public(client.country, client.region)
    return is_weekend if public is None else lambda day: is_weekend(day) or day in public


def public_days(client: Client) -> Callable[[date], bool]:
    """Return what tells whether a day is a public holiday at a client's; of a country that nobody knows, none is."""
    return public_days_of(client.country, client.region)


def public_days_of(country: str, region: str) -> Callable[[date], bool]:
    """Return what tells whether a day is a public holiday of a country and region; of one nobody knows, none is."""
    public = _public(country, region)
    return (lambda _day: False) if public is None else (lambda day: day in public)


def knows(client: Client) -> bool:
    """Tell whether the public holidays of the client's contract are known, or none were asked for."""
    return not client.country or _public(client.country, client.region) is not None


@cache
def _public(country: str, region: str) -> holidays.HolidayBase | None:
    """Return a country's holidays, reckoned a year at a time when a day of it is asked for."""
    if not country:
        return None
    try:
        return holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        return None
