"""Months reckoned whole, from plain inputs: examples worked by hand, and laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.contracts.answered import incidents_of
from continuity.engine.contracts.gathering import others_in_quarter
from continuity.engine.contracts.inputs import days_of, stretch
from continuity.engine.contracts.reckoning import result_of
from continuity.engine.contracts.recorded import Recorded
from continuity.engine.contracts.terms import versions
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterable

PARIS = ZoneInfo("Europe/Paris")
PENALTIES: dict[str, Any] = {
    "per": "1", "rounding": "begun", "rate": "1", "cap": "25", "clause_cap": None, "exempt": "0", "tiers": [],
    "dispute": None,
}  # fmt: skip

ALWAYS = {"begin": None, "until": None}


def terms(**other: Any) -> dict[str, Any]:
    return {
        "reference": "INF-1", "since": None, "term": ALWAYS, "fee": "2400", "currency": "EUR", "availability": "99.9",
        "undetermined": "left_out", "hours": "24x7", "timezone": "Europe/Paris", "country": "FR", "region": "",
        "response": {"critical": {"intervene_s": 1800.0, "resolve_s": 14400.0}}, "penalties": PENALTIES,
        "services": {"shop": {"title": "Shop", "check": "web/http", "hours": "24x7", "unreachable": "undetermined"}},
    } | other  # fmt: skip


def paying(**other: Any) -> dict[str, Any]:
    return terms(penalties=PENALTIES | other)


def change(now: str, since: datetime) -> dict[str, str]:
    return {"was": "ok", "now": now, "said": "", "since": write_time(since), "at": write_time(since)}


def inputs(month: str, spans: Iterable[tuple[str, datetime]], **other: Any) -> dict[str, Any]:
    first, until = days_of(month)
    held = other.pop("versions", [(first, until, terms())])
    return {
        "month": month, "timezone": "Europe/Paris", "known": write_time(stretch(first, until, "Europe/Paris").end),
        "versions": [
            {"from": begin.isoformat(), "until": end.isoformat(), "record": str(number), "terms": plain}
            for number, (begin, end, plain) in enumerate(held)
        ],
        "free_days": [], "windows": {}, "force_majeure": {}, "quarter": [], "incidents": [],
        "checks": {"web/http": {"changes": [change(*one) for one in spans], "record": "90", "worded": True}},
    } | other  # fmt: skip


def down_for(month: str, length: timedelta, at: timedelta = timedelta(days=3)) -> list[tuple[str, datetime]]:
    begin = stretch(*days_of(month), "Europe/Paris").begin
    return [("ok", begin), ("critical", begin + at), ("ok", begin + at + length)]


#: November has 720 hours in Paris; 2.6 % of them are 18.72 hours: 97.4 reached.
MISSING = timedelta(hours=18.72)


@pytest.mark.parametrize(
    ("rounding", "steps", "amount"),
    [
        ("begun", "3.0000", "72.00"),  # 99.9 - 97.4 = 2.5 points: three begun, 3 % of 2400
        ("prorata", "2.5000", "60.00"),  # 2.5 % of 2400
        ("complete", "2.0000", "48.00"),  # two complete, 2 % of 2400
    ],
)
def test_the_three_roundings(rounding: str, steps: str, amount: str) -> None:
    held = [(date(2026, 11, 1), date(2026, 12, 1), paying(rounding=rounding))]
    found = result_of(inputs("2026-11", down_for("2026-11", MISSING), versions=held))
    (cost,) = found["penalties"]
    assert (cost["reached"], cost["missing"], cost["steps"], cost["amount"]) == ("97.4000", "2.5000", steps, amount)
    assert found["services"][0]["verdict"] == "missed"
    assert cost["evidence"] == ["0", "90"]


def test_a_window_declared_in_time_turns_a_penalty_into_none_and_a_late_one_does_not() -> None:
    spans = down_for("2026-11", MISSING)
    begin, end = spans[1][1], spans[2][1]
    window = {"begin": write_time(begin), "end": write_time(end), "record": "7"}
    for declared, owed in ((begin - timedelta(seconds=1), "0.00"), (begin, "72.00"), (end, "72.00")):
        windows = {"shop": [window | {"declared": write_time(declared)}]}
        found = result_of(inputs("2026-11", spans, windows=windows))
        assert found["owed"] == owed
        assert bool(found["services"][0]["late_windows"]) is (owed != "0.00")
    announced = window | {"declared": write_time(begin - timedelta(days=1)), "agreed": False}
    found = result_of(inputs("2026-11", spans, windows={"shop": [announced]}))
    assert (found["owed"], found["services"][0]["late_windows"]) == ("72.00", [announced]), "nobody agreed"
    majeure = {"shop": [window]}
    assert result_of(inputs("2026-11", spans, force_majeure=majeure))["owed"] == "0.00"


def test_the_cap_of_a_quarter() -> None:
    # Rate 10 % a begun point: November alone is 3 x 240 = 720. October owes 1500 of a quarter's cap of 25 % of 7200;
    # its penalty was more, but nobody pays that.
    held = [(date(2026, 11, 1), date(2026, 12, 1), paying(rate="10"))]
    before = [{"month": "2026-10", "record": "40", "fee": "2400.00", "amount": "2000.00", "owed": "1500.00",
               "currency": "EUR"}]  # fmt: skip
    found = result_of(inputs("2026-11", down_for("2026-11", MISSING), versions=held, quarter=before))
    assert (found["amount"], found["cap"], found["owed"]) == ("720.00", "1800.00", "300.00")
    assert (found["assumed"], found["other_currency"]) == (["2026-12"], [])
    other = [before[0] | {"currency": "CHF"}]
    found = result_of(inputs("2026-11", down_for("2026-11", MISSING), versions=held, quarter=other))
    assert (found["cap"], found["owed"]) == ("1200.00", "720.00"), "francs are not euros: two months of fees are known"
    assert found["other_currency"] == ["2026-10"]


def test_months_of_a_quarter_without_a_statement_have_their_part_in_its_cap_and_later_ones_count() -> None:
    # 99.9 - 97.4 = 2.5 points: 3 begun of 50 % of 2400 are 3600. The cap is 25 % of three fees, in December, too.
    held = [(date(2026, 12, 1), date(2027, 1, 1), paying(rate="50"))]
    down = down_for("2026-12", MISSING * 744 / 720)
    found = result_of(inputs("2026-12", down, versions=held))
    assert (found["cap"], found["owed"], found["assumed"]) == ("1800.00", "1800.00", ["2026-10", "2026-11"])
    body = {"inputs": {"month": "2026-11"}, "result": {"fee": "2400.00", "amount": "1300.00", "owed": "1300.00",
                                                       "currency": "EUR"}}  # fmt: skip
    november = Recorded(index=7, at=datetime(2026, 12, 1, tzinfo=UTC), kind="contract.month", body=body)
    quarter = others_in_quarter([november], "2026-10")
    assert [one["month"] for one in quarter] == ["2026-11"], "October is reckoned anew: November owes its part already"
    held = [(date(2026, 10, 1), date(2026, 11, 1), paying(rate="50"))]
    down = down_for("2026-10", MISSING * 745 / 720)
    assert result_of(inputs("2026-10", down, versions=held, quarter=quarter))["owed"] == "500.00"


def test_a_month_whose_clock_is_put_back_has_an_hour_more() -> None:
    # October 2026 in Paris: 31 x 24 + 1 = 745 hours. 1 % of them is 7 h 27: 99.0 reached, 0.9 points: one begun.
    found = result_of(inputs("2026-10", down_for("2026-10", timedelta(hours=7.45))))
    assert found["services"][0]["seconds"]["hours"] == 745 * 3600
    assert (found["services"][0]["percent"], found["owed"]) == ("99.0000", "24.00")
    march = result_of(inputs("2026-03", down_for("2026-03", timedelta(hours=7.43))))
    assert march["services"][0]["seconds"]["hours"] == 743 * 3600
    assert march["services"][0]["percent"] == "99.0000"


def test_unseen_time_by_both_rules() -> None:
    # 72 of 720 hours nobody saw. Left out: 648 of 648 up. As down: 648 of 720 are 90 %: 9.9 points, ten begun.
    begin = stretch(*days_of("2026-11"), "Europe/Paris").begin
    spans = [("ok", begin), ("undetermined", begin + timedelta(days=4)), ("ok", begin + timedelta(days=7))]
    left_out = result_of(inputs("2026-11", spans))
    assert (left_out["services"][0]["percent"], left_out["owed"]) == ("100.0000", "0.00")
    assert left_out["services"][0]["seconds"]["undetermined"] == 72 * 3600
    held = [(date(2026, 11, 1), date(2026, 12, 1), terms(undetermined="down"))]
    as_down = result_of(inputs("2026-11", spans, versions=held))
    assert (as_down["services"][0]["percent"], as_down["owed"]) == ("90.0000", "240.00")


def test_terms_that_change_in_the_middle_of_a_month() -> None:
    # Ten days of 2400 and twenty of 3000: 800.00 and 2000.00. Down 3 h of 240: 98.75, 1.15 points, two begun of 800.
    held = [
        (date(2026, 11, 1), date(2026, 11, 11), terms()),
        (date(2026, 11, 11), date(2026, 12, 1), terms(fee="3000", availability="99")),
    ]
    found = result_of(inputs("2026-11", down_for("2026-11", timedelta(hours=3)), versions=held))
    assert [(one["fee"], one["amount"]) for one in found["penalties"]] == [("800.00", "16.00"), ("2000.00", "0.00")]
    assert (found["fee"], found["owed"]) == ("2800.00", "16.00")


def test_nothing_seen_is_unproven_and_little_is_met_by_nobodys_word() -> None:
    nothing = result_of(inputs("2026-11", []))
    assert (nothing["services"][0]["percent"], nothing["unproven"], nothing["owed"]) == (None, ["shop"], None)
    begin = stretch(*days_of("2026-11"), "Europe/Paris").begin
    little = result_of(inputs("2026-11", [("ok", begin), ("undetermined", begin + timedelta(hours=1))]))
    assert (little["services"][0]["percent"], little["services"][0]["verdict"]) == ("100.0000", "unproven")


def test_office_hours_without_the_day_that_is_free() -> None:
    # November 2026: 21 working days, the 11th is free: 20 x 10 h. Down over the night of the 9th: nothing is promised.
    services = terms()["services"]["shop"] | {"hours": "Mon-Fri 08:00-18:00"}
    held = [(date(2026, 11, 1), date(2026, 12, 1), terms(services={"shop": services}))]
    night = down_for("2026-11", timedelta(hours=10), timedelta(days=8, hours=20))
    found = result_of(inputs("2026-11", night, versions=held, free_days=["2026-11-11"]))
    assert found["services"][0]["seconds"]["hours"] == 200 * 3600
    assert (found["services"][0]["percent"], found["owed"]) == ("100.0000", "0.00")


def test_the_least_available_service_decides_once() -> None:
    services = {name: terms()["services"]["shop"] | {"check": check} for name, check in
                (("mail", "mx/smtp"), ("shop", "web/http"))}  # fmt: skip
    held = [(date(2026, 11, 1), date(2026, 12, 1), terms(services=services))]
    plain = inputs("2026-11", down_for("2026-11", MISSING), versions=held)
    plain["checks"]["mx/smtp"] = plain["checks"]["web/http"] | {
        "changes": [change(*one) for one in down_for("2026-11", timedelta(hours=1))]
    }
    found = result_of(plain)
    assert (found["penalties"][0]["service"], found["owed"]) == ("shop", "72.00")


def test_promises_of_incidents() -> None:
    # Opened at 09:00, answered after 20 of 30 minutes, restored after 5 h of which 2 h the customer was waited for.
    nine = datetime(2026, 11, 4, 8, tzinfo=UTC)
    pause = {"begin": write_time(nine + timedelta(hours=1)), "end": write_time(nine + timedelta(hours=3)), "why": ""}
    one = {"id": "i", "subject": "web", "severity": "critical", "opened": write_time(nine), "record": "5",
           "answered": write_time(nine + timedelta(minutes=20)), "restored": write_time(nine + timedelta(hours=5)),
           "pauses": [pause]}  # fmt: skip
    late = one | {"answered": write_time(nine + timedelta(minutes=31)), "pauses": []}
    found = result_of(inputs("2026-11", down_for("2026-11", MISSING), incidents=[one, late]))["response"]
    assert (found["intervene"]["held"], found["intervene"]["missed"]) == (1, 1)
    assert (found["resolve"]["held"], found["resolve"]["missed"], found["resolve"]["mean_s"]) == (1, 1, 4 * 3600)


def test_a_promise_counts_in_the_month_in_which_its_clock_ended_and_in_no_other() -> None:
    # Opened an hour before December, never restored: four are allowed, they run out at three o'clock in December.
    eve = stretch(*days_of("2026-12"), "Europe/Paris").begin - timedelta(hours=1)
    waits = {"begin": write_time(eve + timedelta(hours=5)), "end": None, "why": ""}  # when it was too late already
    body: dict[str, Any] = {
        "id": "i", "subject": "web", "severity": "critical", "pauses": [waits], "opened_at": write_time(eve),
        "acked_at": write_time(eve + timedelta(minutes=10)), "closed_at": None, "restored_at": None,
    }  # fmt: skip
    case = Recorded(index=5, at=eve, kind="case.restored", body=body)
    fixed = Recorded(index=1, at=eve - timedelta(days=90), kind="contract.terms", body=terms())
    said: dict[str, list[tuple[int, ...]]] = {}
    for month in ("2026-11", "2026-12", "2027-01"):
        first, until = days_of(month)
        held = [(first, until, terms(response={"critical": {"intervene_s": 1.0, "resolve_s": 1.0}}))]
        held = [(first, until, terms())] if month == "2026-11" else held  # other terms since: not for that incident
        found = incidents_of([case], stretch(first, until, "Europe/Paris"), [fixed])
        assert [one["terms"]["record"] for one in found if "terms" in one] == (["1"] if month > "2026-11" else [])
        plain = inputs(month, [], versions=held, incidents=found, known="2027-02-02T00:00:00Z")
        told = result_of(plain)["response"]
        said[month] = [tuple(told[name][key] for key in ("promised", "held", "missed", "running"))
                       for name in ("intervene", "resolve")]  # fmt: skip
    assert said["2026-11"] == [(1, 1, 0, 0), (1, 0, 0, 1)], "still running at its end"
    assert said["2026-12"] == [(0, 0, 0, 0), (1, 0, 1, 0)], "it ran out in December"
    assert said["2027-01"] == [(0, 0, 0, 0), (0, 0, 0, 0)]


def record(index: int, day: date, **other: Any) -> Recorded:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Recorded(index=index, at=at, kind="contract.terms", body=terms(**other))


def test_terms_hold_from_the_day_they_were_recorded_never_before() -> None:
    first, until = days_of("2026-11")
    backdated = record(2, date(2026, 11, 20), since="2026-11-01", availability="50")
    held = list(versions([record(1, date(2026, 9, 1)), backdated], first, until))
    assert [(begin.day, one.index) for begin, _, one in held] == [(1, 1), (20, 2)]
    ahead = record(2, date(2026, 11, 20), since="2026-11-25")
    assert [begin.day for begin, _, _ in versions([record(1, date(2026, 9, 1)), ahead], first, until)] == [1, 25]
    francs = record(2, date(2026, 11, 20), currency="CHF")
    assert [begin.day for begin, _, _ in versions([record(1, date(2026, 9, 1)), francs], first, until)] == [1]
    assert [begin.day for begin, _, _ in versions([record(1, date(2026, 11, 20))], first, until)] == [1]


def test_a_contract_promises_nothing_outside_of_its_term() -> None:
    term = {"begin": "2026-11-16", "until": "2026-12-31"}
    plain = [record(1, date(2026, 11, 20), term=term)]
    held = list(versions(plain, *days_of("2026-11")))
    assert [(begin.day, end) for begin, end, _ in held] == [(16, date(2026, 12, 1))]
    assert list(versions(plain, *days_of("2026-10"))) == []
    assert list(versions(plain, *days_of("2027-01"))) == []
    nothing = result_of(inputs("2026-10", down_for("2026-10", MISSING), versions=[]))
    assert (nothing["services"], nothing["unproven"], nothing["fee"]) == ([], [], "0.00")


DAYS = st.dates(date(2026, 10, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=6))
def test_each_day_is_held_by_one_version_at_most(days: list[tuple[date, date | None]]) -> None:
    first, until = days_of("2026-11")
    plain = [
        record(index, day, since=since and since.isoformat())
        for index, (day, since) in enumerate(sorted(days, key=lambda one: one[0]))
    ]
    held = list(versions(plain, first, until))
    for (_, end, _), (begin, _, _) in pairwise(held):
        assert end == begin, "no hole"
    assert all(first <= begin < end <= until for begin, end, _ in held)
    assert not held or held[-1][1] == until


@given(st.integers(0, 700), st.integers(0, 20), st.booleans())
def test_more_outage_never_costs_less(hours: int, more: int, begun: bool) -> None:
    held = [(date(2026, 11, 1), date(2026, 12, 1), paying(rounding="begun" if begun else "prorata"))]
    one, other = (
        result_of(inputs("2026-11", down_for("2026-11", timedelta(hours=length), timedelta()), versions=held))
        for length in (hours, min(hours + more, 719))
    )
    assert Decimal(one["owed"]) <= Decimal(other["owed"]) <= Decimal("1800.00")
