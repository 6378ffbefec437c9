"""What a statement was reckoned from, held against the other records of its log: whatever differs is named.

Each input has a record that vouches for it; one that has none, or that its record does not tell, is no input.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.engine.contracts import inputs as given
from continuity.engine.contracts.answered import incidents_of
from continuity.engine.contracts.gathering import MONTH, left_out, others_in_quarter
from continuity.engine.contracts.seen_by import MOST
from continuity.engine.contracts.terms import KIND as TERMS
from continuity.engine.contracts.terms import days_between, versions
from continuity.engine.contracts.windows import KINDS as EXCLUDING
from continuity.engine.holidays import public_days_of
from continuity.engine.incidents.steps import CLOCKED
from continuity.engine.supervision.results import line, root_of
from continuity.evidence.format.merkle import leaf_hash
from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from continuity.contract.service_time import Stretch
    from continuity.engine.contracts.recorded import Recorded

DISPUTED = "contract.disputed"
#: What may differ; faces translate by template.
WHY = {
    "terms": "the terms that it was reckoned by are not those of the records",
    "known": "it was reckoned by what was known before its month was summed up, or after it was written",
    "checks": "the checks that it was reckoned by are not those that decide by its terms",
    "changes": "{check}: its changes are not those that the month's record of supervision vouches for",
    "free_days": "its public holidays are not those of the country of its terms",
    "excluded": "{service}: what was left out is not what the records say",
    "incidents": "its incidents are not those of the records",
    "quarter": "the other months of its quarter are not those of the records",
    "revision": "it replaces a statement that nobody disputed, or another one than it says",
}


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing to say of a statement; ``why`` is a template."""

    why: str
    values: dict[str, Any] = field(default_factory=dict)


def differences(one: Recorded, before: Sequence[Recorded]) -> Iterator[Remark]:
    """Yield what a statement tells otherwise than the records that were there before it."""
    inputs = one.body["inputs"]
    first, until = given.days_of(inputs["month"])
    held = _versions(before, inputs["month"])
    if held != inputs["versions"] or any(each["terms"]["timezone"] != inputs["timezone"] for each in held):
        yield Remark(why=WHY["terms"])
    whole = given.stretch(first, until, inputs["timezone"])
    yield from _of_checks(one, before, (held, whole))
    named = {day for day in inputs["free_days"] if first.isoformat() <= day < until.isoformat()}
    is_free = public_days_of(*((held[-1]["terms"][key] for key in ("country", "region")) if held else ("", "")))
    if named != {day.isoformat() for day in days_between(first, until) if is_free(day)}:
        yield Remark(why=WHY["free_days"])
    for service in dict.fromkeys(name for version in held for name in version["terms"]["services"]):
        found: dict[str, Any] = left_out([each for each in before if each.kind in EXCLUDING], service, whole)
        if found != {key: inputs[key].get(service, []) for key in found}:
            yield Remark(why=WHY["excluded"], values={"service": service})
    terms = [each for each in before if each.kind == TERMS]
    if incidents_of([each for each in before if each.kind in CLOCKED], whole, terms) != inputs["incidents"]:
        yield Remark(why=WHY["incidents"])
    months = [each for each in before if each.kind == MONTH]
    if others_in_quarter(months, inputs["month"]) != inputs["quarter"]:
        yield Remark(why=WHY["quarter"])
    if not _follows(one, [each for each in months if each.body["inputs"]["month"] == inputs["month"]], before):
        yield Remark(why=WHY["revision"])


def _versions(before: Sequence[Recorded], month: str) -> list[dict[str, Any]]:
    terms = [one for one in before if one.kind == TERMS]
    return [
        {"from": begin.isoformat(), "until": end.isoformat(), "record": one.name, "terms": dict(one.body)}
        for begin, end, one in versions(terms, *given.days_of(month))
    ]


def _of_checks(
    one: Recorded, before: Sequence[Recorded], which: tuple[Sequence[Mapping[str, Any]], Stretch]
) -> Iterator[Remark]:
    """Yield what differs of the checks that decide; each needs the record that sums its month up."""
    (held, whole), inputs = which, one.body["inputs"]
    deciding = {each["check"] for version in held for each in version["terms"]["services"].values() if each["check"]}
    if deciding != set(inputs["checks"]):
        yield Remark(why=WHY["checks"])
    known = read_time(inputs["known"])
    if not whole.end <= known <= one.at:
        yield Remark(why=WHY["known"])
    for name, check in inputs["checks"].items():
        record = next((each for each in before if each.name == check["record"]), None)
        if record is not None and read_time(record.body["known"]) > known:
            yield Remark(why=WHY["known"])
        if record is not None and not _vouched(name, check, record):
            yield Remark(why=WHY["changes"], values={"check": name})


def _vouched(name: str, check: Mapping[str, Any], record: Recorded) -> bool:
    """Tell whether the changes of a check are those of the month's record, by their root; of very many, by lengths."""
    entry = next((one for one in record.body["checks"] if one["check"] == name), None)
    if entry is None or entry.get("left") != check.get("left"):
        return False
    changes = [given.change_of(one) for one in check["changes"]]
    if check["worded"]:
        return bool(entry["known_root"] == root_of([leaf_hash(line(name, one)) for one in changes]))
    whole = given.stretch_of(record.body)
    stood: dict[str, float] = {}
    for span in given.spans_of(check, whole):
        stood[str(span.status)] = stood.get(str(span.status), 0.0) + span.length.total_seconds()
    return len(changes) > MOST and stood == dict(entry["seconds"])


def _follows(one: Recorded, same: Sequence[Recorded], before: Sequence[Recorded]) -> bool:
    """Tell whether a statement is the first of its month, or replaces the one before it that somebody disputed."""
    if not same:
        return one.body["revision"] == 1 and not one.body["replaces"]
    last = same[-1]
    disputed = any(each.kind == DISPUTED and each.body["statement"] == last.name for each in before)
    return bool(disputed and one.body["replaces"] == last.name and one.body["revision"] == last.body["revision"] + 1)
