"""A month's result from its inputs: availability by service, penalty by part, what is owed. Pure.

``result_of`` is the one way to a figure: the service, the faces and whoever holds an export alone all call it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from continuity.contract.availability import Was, availability
from continuity.contract.month import Billed, Cost, Part, costs, due, quarter_of
from continuity.contract.penalties import cents
from continuity.engine.contracts import inputs as given
from continuity.engine.contracts.answered import answered
from continuity.engine.contracts.terms import penalty_terms
from continuity.ground.timestamps import read_time
from continuity.model.contract import Unseen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.contract.availability import Availability
    from continuity.contract.month import Due

_DIGITS = Decimal("0.0001")


def result_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a month came to. Percentages are cut, never rounded up; money is exact, to the cent."""
    first, after = given.days_of(inputs["month"])
    parts = [_part(inputs, version) for version in inputs["versions"]]
    found = costs(parts, (after - first).days)
    others = [_billed(one) for one in inputs["quarter"] if one["currency"] == _currency(inputs)]
    money = due(found, others, len(_assumed(inputs)))
    services = _services(inputs, parts)
    return {
        "services": services,
        "penalties": [_plain_cost(cost) for cost in found],
        "unproven": [one["service"] for one in services if one["verdict"] == "unproven"] or _nothing(inputs, services),
        "response": answered(inputs),
    } | _money(money, inputs, known=not found or any(_amount(one) is not None for one in found))


def shown(percent: Fraction | None) -> str | None:
    """Return a percentage with four digits, cut: 99.89999 is never shown as 99.9."""
    if percent is None:
        return None
    exact = Decimal(percent.numerator) / Decimal(percent.denominator)
    return str(exact.quantize(_DIGITS, ROUND_FLOOR))


def _nothing(inputs: Mapping[str, Any], services: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is unproven where no service is described: all of the promise, if the contract runs at all."""
    return ["availability"] if inputs["versions"] and not services else []


def _part(inputs: Mapping[str, Any], version: Mapping[str, Any]) -> Part:
    terms = version["terms"]
    return Part(
        first=date.fromisoformat(version["from"]),
        until=date.fromisoformat(version["until"]),
        fee=Decimal(terms["fee"]),
        terms=penalty_terms(terms),
        reached={name: _reached(inputs, version, name) for name in terms["services"]},
        evidence=(version["record"],),
    )


def _reached(inputs: Mapping[str, Any], version: Mapping[str, Any], name: str) -> Availability:
    """Return what a service came to in the days of a version; of what is not known yet, nobody can say anything."""
    terms, service = version["terms"], version["terms"]["services"][name]
    first, until = date.fromisoformat(version["from"]), date.fromisoformat(version["until"])
    whole = given.known_part(given.stretch(first, until, terms["timezone"]), read_time(inputs["known"]))
    check = inputs["checks"].get(service["check"], {"changes": [], "record": ""})
    windows = given.windows(inputs["windows"].get(name, ()))
    majeure = inputs["force_majeure"].get(name, ())
    found = availability(
        whole,
        given.seen(check, Was(service["unreachable"]), whole),
        given.hours_of(service["hours"], terms["timezone"], inputs["free_days"]),
        (windows, given.majeure(majeure)),
        Unseen(terms["undetermined"]),
    )
    # what is left out holds no figure alone: a month that is not summed up yet has none to cite
    left_out = [*(one.evidence for one in windows), *(one["record"] for one in majeure)]
    evidence = tuple(dict.fromkeys([check["record"], *left_out])) if check["record"] else ()
    return type(found)(**(vars(found) | {"evidence": evidence}))


def _services(inputs: Mapping[str, Any], parts: Sequence[Part]) -> list[dict[str, Any]]:
    names = dict.fromkeys(name for part in parts for name in part.reached)
    versions = [version["terms"] for version in inputs["versions"]]
    return [_service(name, list(zip(parts, versions, strict=True))) for name in names]


def _service(name: str, held: Sequence[tuple[Part, Mapping[str, Any]]]) -> dict[str, Any]:
    held = [(part, terms) for part, terms in held if name in part.reached]
    reached, terms = [part.reached[name] for part, _ in held], held[-1][1]
    counted = sum((one.counted for one in reached), timedelta())
    up = sum((one.up for one in reached), timedelta())
    proven = all(one.percent is not None for one in reached if one.hours) and bool(counted)
    percent = Fraction(up // timedelta.resolution, counted // timedelta.resolution) * 100 if proven else None
    outages = [outage for one in reached for outage in one.outages]
    down = sum((one.down for one in reached), timedelta())
    service = terms["services"][name]
    return {
        "service": name,
        "title": service["title"],
        "check": service["check"],
        "promised": terms["availability"],
        "percent": shown(percent),
        "verdict": _worst([_verdict(part.reached[name], each["availability"]) for part, each in held]),
        "parts": [_of_part(part, name, each) for part, each in held] if len(held) > 1 else [],
        "seconds": {
            field: sum((getattr(one, field) for one in reached), timedelta()).total_seconds()
            for field in ("hours", "maintenance", "force_majeure", "up", "down", "undetermined", "counted")
        },
        "outages": [given.plain_stretch(one) for one in outages],
        "mttr_s": (down / len(outages)).total_seconds() if outages else None,
        "mtbf_s": (up / len(outages)).total_seconds() if outages else None,
        "late_windows": [
            given.plain_window(one) for one in dict.fromkeys(late for each in reached for late in each.late_windows)
        ],
        "evidence": list(dict.fromkeys(name for one in reached for name in one.evidence)),
    }


def _of_part(part: Part, name: str, terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a service came to under one version of the terms."""
    reached = part.reached[name]
    figures = {"promised": terms["availability"], "percent": shown(reached.percent)}
    days = {"from": part.first.isoformat(), "until": part.until.isoformat()}
    return days | figures | {"verdict": _verdict(reached, terms["availability"])}


def _verdict(reached: Availability, promised: str | None) -> str:
    """Return how a promise stands; what was seen of less than half of the time is nobody's word."""
    if reached.hours and (reached.percent is None or promised is None or not reached.mostly_seen):
        return "unproven"
    return "missed" if reached.percent is not None and reached.percent < Fraction(promised or 0) else "met"


def _worst(verdicts: Sequence[str]) -> str:
    """Return the verdict of a month: missed where one part was, else unproven where one is."""
    return next((one for one in ("missed", "unproven") if one in verdicts), "met")


def _plain_cost(cost: Cost) -> dict[str, Any]:
    penalty, terms = cost.penalty, cost.part.terms
    proven = penalty if penalty and penalty.reached is not None else None
    return {
        "from": cost.part.first.isoformat(),
        "until": cost.part.until.isoformat(),
        "fee": str(cents(Fraction(cost.fee))),
        "service": cost.service,
        "promised": str(terms.promised) if terms else None,
        "reached": shown(penalty.reached) if penalty else None,
        "missing": shown(proven.missing) if proven else None,
        "rounding": str(terms.rounding) if terms else None,
        "steps": shown(proven.steps) if proven else None,
        "rate": str(penalty.rate) if penalty else None,
        "amount": _amount(cost),
        "capped": penalty.capped if penalty else False,
        "evidence": list(dict.fromkeys(penalty.evidence)) if penalty else list(cost.part.evidence),
    }


def _amount(cost: Cost) -> str | None:
    """Return what a part costs; None where nobody can say it."""
    if cost.part.terms is None:
        return "0.00"
    return str(cost.penalty.amount) if cost.penalty and cost.penalty.reached is not None else None


def _money(money: Due, inputs: Mapping[str, Any], *, known: bool) -> dict[str, Any]:
    """Return what a month owes; ``known``: of at least one part, somebody can say it."""
    return {
        "fee": str(cents(Fraction(money.fee))),
        "amount": str(cents(Fraction(money.amount))) if known else None,
        "owed": str(cents(Fraction(money.owed))) if known else None,
        "cap": None if money.most is None else str(cents(Fraction(money.most))),
        "quarter": [dict(one) for one in inputs["quarter"]],
        "assumed": _assumed(inputs),
        "other_currency": [one["month"] for one in inputs["quarter"] if one["currency"] != _currency(inputs)],
        "currency": _currency(inputs),
    }


def _currency(inputs: Mapping[str, Any]) -> str:
    """Return the currency of a month: it never changes within one."""
    return str(inputs["versions"][-1]["terms"]["currency"]) if inputs["versions"] else ""


def _billed(plain: Mapping[str, Any]) -> Billed:
    fee, owed = Decimal(plain["fee"]), Decimal(plain["owed"] or 0)
    return Billed(month=plain["month"], fee=fee, owed=owed, evidence=plain["record"])


def _assumed(inputs: Mapping[str, Any]) -> list[str]:
    """Return the months of the quarter without a statement: their fees are assumed to be this one's."""
    known = {inputs["month"], *(one["month"] for one in inputs["quarter"])}
    return [one for one in quarter_of(inputs["month"]) if one not in known]
