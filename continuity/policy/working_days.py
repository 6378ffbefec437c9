"""Days on which people can be asked for a drill, pure: which days are free is given."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_DAY = timedelta(days=1)
_SATURDAY = 5
#: Longer than any country's holidays in a row: where more is free than that, everything is.
_MOST = 60


def is_weekend(day: date) -> bool:
    """Tell whether it is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


def working_day(due: date, after: date, free: Callable[[date], bool]) -> date:
    """Return the last working day up to ``due``, so that nothing is late for a holiday.

    One that is not ``after`` that day is too early: then it is the first working day that comes after both.
    """
    day = due
    while free(day) and day > after and due - day < _MOST * _DAY:
        day -= _DAY
    if day > after and not free(day):
        return day
    day = max(due, after + _DAY)
    last = day + _MOST * _DAY
    while free(day) and day < last:
        day += _DAY
    return day
