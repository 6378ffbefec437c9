"""Statements found again from an export alone: inputs held against its other records, results reckoned anew.

Nothing of ours is asked but the records of the export: whoever holds one finds the same cent, or the place where it
differs. What a statement rests on and the export does not hold is named: of that, nothing is proven here.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.engine.contracts.gathering import MONTH, SUMS
from continuity.engine.contracts.reckoning import result_of
from continuity.engine.contracts.recorded import Recorded
from continuity.engine.contracts.terms import KIND as TERMS
from continuity.engine.contracts.vouching import DISPUTED, Remark, differences
from continuity.engine.contracts.windows import KINDS as EXCLUDING
from continuity.engine.incidents.steps import CLOCKED
from continuity.evidence.format.record import parse
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

#: The records that a statement is held against.
KINDS = (MONTH, TERMS, *SUMS, *EXCLUDING, *CLOCKED, DISPUTED)
#: What may differ, or be unproven; faces translate by template.
WHY = {
    "result": "its figures are not what its inputs come to: {figure} is {recorded}, and comes to {found}",
    "form": "it is not of the form of a statement",
    "outside": "record {record}, which it rests on, is not in this export",
    "begins": "this export begins at record {start}: what was said before may say otherwise",
    "unvouched": "{check}: no record of the month vouches for its changes",
    "passed_over": "records that were there when it was reckoned are not in what it was reckoned by",
    "unstated": "the month was summed up, and there is no statement of it",
}


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """A statement found again: ``differs`` says what is wrong with it, ``unproven`` what this export cannot say."""

    month: str
    record: str
    revision: int
    owed: str
    currency: str
    differs: tuple[Remark, ...]
    unproven: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class Export:
    """Those records of an export that contracts read, and the index of the first of all of its records."""

    records: Sequence[Recorded]
    start: int = 0


def read_export(path: Path) -> Export:
    """Return what contracts read of an export; verify the export itself first.

    Raises ``NotProven`` for a file that is none.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open("records.jsonl") as lines:
            rows = (json.loads(text) for text in lines)
            first = next(rows, {"index": 0})
            found = [_record(first), *map(_record, rows)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise NotProven("{path} is no export that can be read", path=path) from error
    return Export(records=[one for one in found if one is not None], start=first["index"])


def recomputed(export: Export) -> list[Recomputed]:
    """Return every statement of an export, found again, and the months that have none."""
    stated = [one for one in export.records if one.kind == MONTH]
    return [*(_judged(one, export) for one in stated), *_unstated(export, stated)]


def _unstated(export: Export, stated: Sequence[Recorded]) -> Iterator[Recomputed]:
    """Yield the months that were summed up under a contract, and of which the export holds no statement."""
    known = {_month(one) for one in stated}
    terms = min((one.index for one in export.records if one.kind == TERMS), default=None)
    for one in export.records:
        if one.kind in SUMS and terms is not None and terms < one.index and one.body["name"] not in known:
            known.add(one.body["name"])
            why = (Remark(why=WHY["unstated"]),)
            yield Recomputed(
                month=one.body["name"], record="", revision=0, owed="", currency="", differs=(), unproven=why
            )


def _month(one: Recorded) -> str:
    inputs = one.body.get("inputs")
    return str(inputs.get("month", "")) if isinstance(inputs, dict) else ""


def _judged(one: Recorded, export: Export) -> Recomputed:
    """Return a statement found again; one that is not of the form of a statement differs from any."""
    try:
        return _again(one, export)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
        form = (Remark(why=WHY["form"]),)
        return Recomputed(month="", record=one.name, revision=0, owed="", currency="", differs=form, unproven=())


def _again(one: Recorded, export: Export) -> Recomputed:
    inputs, result = one.body["inputs"], one.body["result"]
    upto = int(inputs.get("upto", one.index - 1))
    before = [other for other in export.records if other.index <= min(upto, one.index - 1)]
    there = {other.name for other in before}
    unproven = [Remark(why=WHY["outside"], values={"record": name}) for name in _cited(inputs) if name not in there]
    unproven += [
        Remark(why=WHY["unvouched"], values={"check": name})
        for name, check in inputs["checks"].items()
        if not check["record"]
    ]
    if any(upto < other.index < one.index and other.at < read_time(inputs["known"]) for other in export.records):
        unproven.append(Remark(why=WHY["passed_over"]))
    differs, otherwise = [*_figures(result, result_of(inputs))], [*differences(one, before)]
    if export.start:  # what an earlier record said, this export cannot say
        unproven += [Remark(why=WHY["begins"], values={"start": export.start}), *otherwise]
    elif otherwise:
        differs += otherwise
    return Recomputed(
        month=inputs["month"],
        record=one.name,
        revision=one.body["revision"],
        owed=result["owed"] or "",
        currency=result["currency"],
        differs=tuple(differs),
        unproven=tuple(unproven),
    )


def _figures(recorded: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Remark]:
    for figure in dict.fromkeys([*recorded, *found]):
        was, now = recorded.get(figure), found.get(figure)
        if was != now:
            yield Remark(why=WHY["result"], values={"figure": figure, "recorded": _short(was), "found": _short(now)})


def _cited(inputs: Mapping[str, Any]) -> list[str]:
    resting: list[Mapping[str, Any]] = [*inputs["versions"], *inputs["checks"].values()]
    resting += [*inputs["quarter"], *inputs["incidents"]]
    resting += [one["terms"] for one in inputs["incidents"] if one.get("terms")]
    names: list[str] = [one["record"] for one in resting]
    for left in ("windows", "force_majeure"):
        names += [one["record"] for each in inputs[left].values() for one in each]
    return list(dict.fromkeys(name for name in names if name))


def _record(row: Mapping[str, Any]) -> Recorded | None:
    if "record" not in row:
        return None  # it was erased
    found = parse(row["record"].encode())
    if found.kind not in KINDS:
        return None
    return Recorded(index=row["index"], at=read_time(found.at), kind=found.kind, body=found.body)


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 - a line
