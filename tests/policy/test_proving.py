"""When a runbook is stale: laws of time, and for whom it is at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from continuity.model.inventory import Calendar
from continuity.model.procedure import Input, InputKind, Procedure
from continuity.policy.proving import ProofState, period, proof

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUARTER = timedelta(days=92)
AGES = st.one_of(st.none(), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1000)))


def state(last: timedelta | None, since: timedelta | None, now: datetime = NOW) -> ProofState:
    last_at, since_at = (None if age is None else NOW - age for age in (last, since))
    return proof(("acme", "book"), QUARTER, last_at, since_at, now).state


@given(AGES, AGES)
@example(QUARTER, None)
def test_a_period_without_a_proof_and_nothing_else_makes_it_stale(
    last: timedelta | None, since: timedelta | None
) -> None:
    begun = last if last is not None else since
    found = state(last, since)
    assert (found is ProofState.STALE) is (begun is not None and begun > QUARTER)
    assert (found is ProofState.PROVEN) is (last is not None and last <= QUARTER)


@given(AGES, AGES, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1000)))
def test_what_is_stale_stays_so_until_it_is_walked(
    last: timedelta | None, since: timedelta | None, later: timedelta
) -> None:
    if state(last, since) is ProofState.STALE:
        assert state(last, since, NOW + later) is ProofState.STALE
        assert state(-later, since, NOW + later) is ProofState.PROVEN


def book(every: Any = None) -> Procedure:
    told = {"en": "t", "fr": "t"}
    inputs = {"asset": Input(name="asset", kind=InputKind.ASSET, title=told)}
    return Procedure(
        name="b", title=told, purpose=told, inputs=inputs, steps={}, where="", digest="", prove_every=every
    )


@pytest.mark.parametrize(
    ("every", "asked", "days"),
    [
        (None, [], 92),
        (None, [{"every": Calendar.YEAR}, {"every": Calendar.QUARTER}], 92),
        (None, [{"every": Calendar.YEAR}, None, {}], 366),
        (Calendar.MONTH, [{"every": Calendar.YEAR}], 31),
        (timedelta(days=400), [{"every": Calendar.QUARTER}], 400),
    ],
)
def test_it_is_proven_as_often_as_it_says_or_as_drills_are_asked_for(every: Any, asked: list[Any], days: int) -> None:
    assert period(book(every), asked) == timedelta(days=days)
