"""An adapter around an adapter: a fault that may pass is waited out within a budget; what is permanent never.

The adapter says which is which (``Unavailable.passing``): nobody answered, the connection broke. Refusals, wrong
credentials, changed host keys and places that are not there come back at once: asking again mends none of them,
and may lock an account out. Only looks are repeated; they change nothing, and ``prepare`` is repeatable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from continuity.ground.clock import elapsed
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from tenacity import RetryCallState

    from continuity.ground.clock import Clock
    from continuity.storage.ports import Address, Probe, Repository

T = TypeVar("T")

_FIRST_S, _LONGEST_S = 0.5, 30.0  # waits double from the one to the other


def retrying(place: Repository, *, budget: timedelta, clock: Clock) -> Repository:
    """Return the place with patience; whatever other ports it offers, it offers still, untouched.

    A look ends within the budget and one look more.
    """
    others = {name: _handed_on(name) for name in dir(type(place)) if not name.startswith("_") and name not in _OWN}
    patient = type(f"Retrying{type(place).__name__}", (_Retrying,), others)
    return cast("Repository", patient(place, budget, clock))


class _Retrying:
    """The looks of a repository, each tried again while its fault may pass."""

    def __init__(self, place: Repository, budget: timedelta, clock: Clock) -> None:
        self._place, self._budget, self._clock = place, budget, clock
        self.name, self.capabilities = place.name, place.capabilities

    def __repr__(self) -> str:
        return f"Retrying({self._place!r})"

    def address(self) -> Address:
        return self._place.address()

    def prepare(self) -> bool:
        return self._patiently(self._place.prepare)

    def probe(self) -> Probe:
        return self._patiently(self._place.probe)

    def snapshot_names(self) -> frozenset[str]:
        return self._patiently(self._place.snapshot_names)

    def _patiently(self, look: Callable[[], T]) -> T:
        import tenacity

        begun, budget = self._clock.mark(), self._budget.total_seconds()

        def spent(state: RetryCallState) -> bool:
            return elapsed(begun, self._clock.mark()).seconds + state.upcoming_sleep > budget

        attempts = tenacity.Retrying(
            sleep=self._clock.sleep,
            retry=tenacity.retry_if_exception(_may_pass),
            wait=tenacity.wait_exponential(multiplier=_FIRST_S, max=_LONGEST_S),
            stop=spent,
            reraise=True,
        )
        return attempts(look)


_OWN = frozenset({"address", "capabilities", "name", "prepare", "probe", "snapshot_names"})


def _handed_on(name: str) -> property:
    def read(self: _Retrying) -> Any:
        return getattr(self._place, name)

    return property(read)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, Unavailable) and error.passing is not None
