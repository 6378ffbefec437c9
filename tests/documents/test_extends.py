"""A policy that extends another says only what differs; in the end somebody must have said it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from continuity.model.documents.faults import DocumentErrors
from continuity.model.inventory import Calendar
from continuity.policy.policy import resolve

if TYPE_CHECKING:
    from tests.documents.conftest import Loads

BASE = "version: 1\nstate: state\nclient: {name: acme}\n"


def values(loads: Loads, policies: str, name: str = "p") -> Any:
    return resolve(name, loads(f"{BASE}policies:\n{policies}").policies).values


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("verify: {share: 5 %}", {"every": Calendar.WEEK, "share": Decimal(5)}),
        ("restore_test: {select: newest}", {"every": Calendar.MONTH, "select": "newest", "sandbox": "directory"}),
        ("drill: {mode: live}", {"every": Calendar.QUARTER, "mode": "live"}),
        ("retries: {wait: 1m}", {"count": 3, "wait": timedelta(minutes=1)}),
        ("retries: {count: 9}", {"count": 9, "wait": timedelta(minutes=5)}),
    ],
)
def test_a_section_repeats_nothing(loads: Loads, section: str, expected: dict[str, Any]) -> None:
    name = section.partition(":")[0]
    assert values(loads, f"  p: {{extends: gold, {section}}}\n")[name] == expected


def test_defaults_serve_where_nothing_is_extended(loads: Loads) -> None:
    found = values(loads, "  p: {restore_test: {select: oldest}, retries: {count: 1}, drill: {mode: live}}\n")
    assert (found["restore_test"]["every"], found["drill"]["every"]) == (Calendar.MONTH, Calendar.QUARTER)
    assert found["retries"] == {"count": 1, "wait": timedelta(minutes=5)}


def test_a_shipped_policy_is_overridden_by_name_and_extended_from_there(loads: Loads) -> None:
    found = values(loads, "  gold: {verify: {every: day}}\n  p: {extends: gold, verify: {share: 1 %}}\n")
    assert found["verify"] == {"every": Calendar.DAY, "share": Decimal(1)}
    assert "schedule" not in found


@pytest.mark.parametrize(
    ("policies", "places"),
    [
        ("  p: {verify: {share: 5 %}}\n", ["5:7: policies.p.verify"]),
        ("  p:\n    extends: q\n    verify: {share: 5 %}\n  q: {title: Q}\n", ["7:5: policies.p.verify"]),
        ("  p: {extends: q}\n  q: {verify: {share: 5 %}}\n", ["6:7: policies.q.verify"]),
        (
            "  gold: {verify: {}}\n  p: {extends: gold, verify: {share: 1 %}}\n",
            ["5:10: policies.gold.verify", "6:22: policies.p.verify"],
        ),
    ],
)
def test_what_nobody_says_is_missing_where_it_is_asked_for(loads: Loads, policies: str, places: list[str]) -> None:
    with pytest.raises(DocumentErrors) as raised:
        values(loads, policies)
    told = str(raised.value).splitlines()
    assert len(told) == len(places)
    for line, place in zip(told, places, strict=True):
        assert place in line
        assert line.endswith("every is missing; add it")


def test_a_circle_and_an_unknown_name_are_told_as_such_alone(loads: Loads) -> None:
    with pytest.raises(DocumentErrors) as raised:
        values(
            loads,
            "  p: {extends: q, verify: {share: 5 %}}\n  q: {extends: p}\n  r: {extends: gol, verify: {share: 5 %}}\n",
        )
    told = str(raised.value)
    assert "goes in a circle: p → q → p" in told
    assert "did you mean gold?" in told
    assert len(told.splitlines()) == 2
