"""Trying until something answers as it should, so many times in a row, for as long as a step says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground import cancel
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.ground.web import FAULTS, cause
from continuity.recovery.actions.asked import duration, whole
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BETWEEN_S = 0.5
#: What every action that tries has among its optional parameters.
TRYING = ("within", "times")


class OtherAnswer(Exception):
    """It answered, and not as it should: the message says how."""


def wrong(parameters: Mapping[str, Any], *names: str) -> ContinuityError | None:
    """Return what is wrong with parameters that are whole numbers, and with ``within``."""
    try:
        for name in names:
            whole(parameters, name, 1)
        duration(parameters, "within", timedelta(0))
    except ContinuityError as error:
        return error
    return None


def until(once: Callable[[], str], parameters: Mapping[str, Any], context: Context) -> Performed:
    """Try until it comes out so many ``times`` in a row, for as long as ``within`` says (one try, where it does not).

    Raises ``NotProven`` with the last fault; an ``Unavailable`` of the last try as it is, for that tried nothing.
    """
    within, times = duration(parameters, "within", timedelta(0)).total_seconds(), whole(parameters, "times", 1)
    start, row, tries = context.clock.mark(), 0, 0
    while True:
        tries += 1
        fault: Unavailable | None = None
        why = ""
        try:
            answer = once()
        except Unavailable as error:
            fault, why = error, str(error)
        except OtherAnswer as error:
            why = str(error)
        except FAULTS as error:
            why = cause(error)
        row = 0 if why else row + 1
        if not why and row >= times:
            return Performed(answer=answer, values={"tries": tries})
        if why and elapsed(start, context.clock.mark()).seconds >= within:
            raise fault or NotProven("no good answer in {tries} tries: {why}", tries=tries, why=why)
        cancel.current().check()
        context.clock.sleep(_BETWEEN_S)
