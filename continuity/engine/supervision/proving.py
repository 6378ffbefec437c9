"""The records of days and months held against the tables that they were made of: what differs is named."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.engine.supervision.periods import Length, continued
from continuity.engine.supervision.results import Known, asked_of, found
from continuity.engine.supervision.summing import KINDS
from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.state.store import Transaction

#: What may differ; faces translate by template.
WHY = {
    "seconds": "{check} of {name}: the record tells other lengths than the tables",
    "changes": "{check} of {name}: the record tells of {recorded} change(s), the tables of {kept}",
    "root": "{name}: the root of the record is not that of the changes in the tables",
    "unlisted": "{check} of {name}: it changed, and no record of that period tells of it",
    "gap": "{name}: there is no record of it",
    "overlap": "{name}: it begins before the one before it ended",
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that a record and the tables tell differently; ``why`` is a template."""

    why: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How many periods of a client have records, and what differs."""

    client: str
    periods: int
    made_up: int
    differences: tuple[Difference, ...]


def proof(tx: Transaction, client: str, log: str) -> Proof:
    """Compute every record of a client's days and months anew from the tables."""
    periods, made_up, differences = 0, 0, list[Difference]()
    for length in Length:
        before: list[dict[str, Any]] = []
        for parts in _periods(tx, log, length):
            periods, made_up = periods + 1, made_up + bool(parts[0]["made_up"])
            differences += _gaps(length, before, parts)
            differences += _of_period(tx, client, parts)
            before = parts
    return Proof(client=client, periods=periods, made_up=made_up, differences=tuple(differences))


def _periods(tx: Transaction, log: str, length: Length) -> Iterator[list[dict[str, Any]]]:
    """Yield the parts of each period, one period after the other; of a record that was erased there is nothing."""
    parts: list[dict[str, Any]] = []
    for data in tx.records.each_body(log, KINDS[length]):
        if not data.startswith(b"{"):
            continue
        body = json.loads(data)["body"]
        if parts and parts[0]["name"] != body["name"]:
            yield parts
            parts = []
        parts.append(body)
    if parts:
        yield parts


def _gaps(length: Length, before: list[dict[str, Any]], parts: list[dict[str, Any]]) -> Iterator[Difference]:
    if not before:
        return
    end, begin = read_time(before[0]["end"]), read_time(parts[0]["begin"])
    if begin < end:
        yield Difference(why=WHY["overlap"], values={"name": parts[0]["name"]})
    period = continued(length, before[0]["name"], end, parts[0]["timezone"])
    while period.begin < begin:
        yield Difference(why=WHY["gap"], values={"name": period.name})
        period = period.following


def _of_period(tx: Transaction, client: str, parts: list[dict[str, Any]]) -> Iterator[Difference]:
    name, until = parts[0]["name"], read_time(parts[0]["known"])
    begin, end = read_time(parts[0]["begin"]), read_time(parts[0]["end"])
    changes = tx.watched.known(client, begin, until)
    known = Known(changes={f"{device}/{check}": found for (_, device, check), found in changes.items()}, at=until)
    for body in parts:
        again = found(asked_of(body), known, begin, end)
        for entry, kept in zip(body["checks"], again["checks"], strict=True):
            values = {"check": entry["check"], "name": name}
            if entry["changes"] != kept["changes"]:
                counts = {"recorded": entry["changes"], "kept": kept["changes"]}
                yield Difference(why=WHY["changes"], values=values | counts)
            elif entry["seconds"] != kept["seconds"]:
                yield Difference(why=WHY["seconds"], values=values)
        if body["root"] != again["root"]:
            yield Difference(why=WHY["root"], values={"name": name})
    listed = {entry["check"] for body in parts for entry in body["checks"]}
    for check in sorted(known.changes.keys() - listed):
        if known.within(check, begin, end):
            yield Difference(why=WHY["unlisted"], values={"check": check, "name": name})
