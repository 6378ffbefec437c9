"""The contract of a storage adapter as a suite that anybody can run: ours in tests, users on their own stores.

The promises are in ``contract``, ``contract_locks`` and ``contract_objects``, what they work on in ``subject``; this
module runs them and says how each ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import ContinuityError
from continuity.storage import contract, contract_locks, contract_objects
from continuity.storage.subject import NotApplicable, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["CHECKS", "CheckOutcome", "NotApplicable", "Result", "Subject", "run_check", "run_suite"]


CHECKS = (*contract.CHECKS, *contract_locks.CHECKS, *contract_objects.CHECKS)


_RAISED = "it raised {kind}: {error}"


class CheckOutcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One check on one place: ``detail`` says what broke or why it does not apply."""

    name: str
    promise: str
    outcome: CheckOutcome
    detail: str
    duration_s: float


def run_check(check: Callable[[Subject], None], subject: Subject) -> Result:
    """Run one check and say how it ended; nothing but an interruption comes out as an exception."""
    clock = SystemClock()
    begun = clock.mark()
    outcome, detail = CheckOutcome.PASSED, ""
    try:
        check(subject)
    except NotApplicable as reason:
        outcome, detail = CheckOutcome.NOT_APPLICABLE, str(reason)
    except ContinuityError as error:
        outcome, detail = CheckOutcome.FAILED, str(error)
    except Exception as error:  # noqa: BLE001 - a foreign adapter may raise anything, and that breaks its promise
        outcome, detail = CheckOutcome.FAILED, _RAISED.format(kind=type(error).__name__, error=error)
    return Result(
        name=check.__name__,
        promise=(check.__doc__ or "").strip().partition("\n")[0],
        outcome=outcome,
        detail=detail,
        duration_s=elapsed(begun, clock.mark()).seconds,
    )


def run_suite(subject: Subject, checks: Iterable[Callable[[Subject], None]] = CHECKS) -> Iterator[Result]:
    """Run the checks one after the other, yielding each result as it comes."""
    for check in checks:
        yield run_check(check, subject)
