"""All that a report says, gathered once: plain data by month, each figure with the record that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.contracts.ending import life_of
from continuity.engine.contracts.recorded import readable, recorded
from continuity.engine.contracts.statements import statements_of
from continuity.engine.drills.calendar import Span as Ahead
from continuity.engine.drills.calendar import planned_drills
from continuity.engine.service_reports.mended import KINDS as ACTIONS
from continuity.engine.service_reports.mended import mended
from continuity.engine.service_reports.watched import errors_of, watched
from continuity.engine.service_reports.work import BACKUPS, KINDS, MonthOfWork, Reader
from continuity.evidence.format.record import record_time
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from continuity.engine.contracts.recorded import Recorded
    from continuity.engine.contracts.statements import Statement
    from continuity.engine.service_reports.span import Span
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Client
    from continuity.policy.drill_calendar import Planned
    from continuity.state.store import Transaction

SCHEMA = "continuity.service-report/1"
#: So long before it falls due a job is announced at most.
_BEFORE = timedelta(days=40)
_CHANGES = ("incident.opened", "incident.resolved")
_SUMS = ("supervision.month",)
_CASES = ("case.opened", "case.changed", "case.reopened", "case.restored", "case.closed", "case.acknowledged")
_AT = len(b'{"at":"')
_TIME = len("2026-10-01T00:00:00.000000Z")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a report of a client says of a span, as known at ``at``; ``months`` are those that have begun."""

    client: str
    title: str
    log: str
    span: Span
    at: datetime
    months: tuple[dict[str, Any], ...]
    drills_planned: tuple[dict[str, Any], ...]
    life: dict[str, Any] | None  # until when the contract runs; None where its documents do not say
    fingerprint: str = ""  # of the log's key

    def as_json(self) -> dict[str, Any]:
        """Return the ``continuity.service-report/1`` shape."""
        return {
            "schema": SCHEMA,
            "client": self.client,
            "log": self.log,
            "key_fingerprint": self.fingerprint,
            "span": str(self.span.kind),
            "name": self.span.name,
            "timezone": self.span.zone,
            "at": write_time(self.at),
            "not_begun": [one for one in self.span.months if one not in {each["month"] for each in self.months}],
            "months": list(self.months),
            "drills_planned": list(self.drills_planned),
            "life": self.life,
        }


def facts_of(workshop: Workshop, client: str, span: Span) -> Facts:
    """Return all that is known of a client's months by now; records no fact, and gives pending ones their index."""
    now, known = workshop.clock.now(), workshop.inventory.clients[client]
    log, begun = workshop.logs[client].journal.log, span.begun(now)
    statements = statements_of(workshop, client, begun)
    with workshop.store.reading() as tx:
        found = _read(tx, log, span, now)
        ahead = Ahead(now=now, until=now + timedelta(days=366))
        planned = [_planned(one) for one in planned_drills(tx, [known], workshop.policy, ahead)]
        life = _life(tx, log, known, now)
    return Facts(
        client=client,
        title=known.title,
        log=log,
        span=span,
        at=now,
        months=tuple(
            _month(found, span, statements[month], now) | {"no_backup": _no_backup(found.work.get(month), known)}
            for month in begun
        ),
        drills_planned=tuple(planned),
        life=life,
    )


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What was read of a log, for all months."""

    work: Mapping[str, MonthOfWork]
    sums: Sequence[Recorded]
    changes: Sequence[Recorded]
    cases: Mapping[str, Recorded]
    actions: Sequence[Recorded]


def _read(tx: Transaction, log: str, span: Span, now: datetime) -> _Read:
    return _Read(
        work=_work(tx, log, span, now),
        sums=list(_each(tx, log, _SUMS, span)),
        changes=list(_each(tx, log, _CHANGES, span)),
        cases={one.body["id"]: one for one in _each(tx, log, _CASES, span)},
        actions=recorded(tx, log, ACTIONS),
    )


def _month(found: _Read, span: Span, statement: Statement, now: datetime) -> dict[str, Any]:
    month = statement.month
    whole, inputs = span.stretch(month), statement.body["inputs"]
    return found.work.get(month, MonthOfWork()).as_json() | {
        "month": month,
        "begin": write_time(whole.begin),
        "end": write_time(whole.end),
        "over": span.over(month, now),
        "statement": _plain(statement),
        "errors": errors_of(statement.body),
        "watched": watched(found.sums, month),
        "actions": mended(found.actions, whole.begin, min(whole.end, now)),
        "findings": [_finding(one) for one in found.changes if whole.begin <= one.at < whole.end],
        "incidents": [one | _about(found.cases.get(one["id"])) for one in inputs["incidents"]],
    }


def _no_backup(found: MonthOfWork | None, client: Client) -> list[str]:
    """Return the assets of today's documents of which no backup fell due or ended in a month."""
    known = found.work if found else {}
    assets = [one.reference for one in client.assets.values() if one.active]
    return [one for one in assets if not any((kind, one) in known for kind in BACKUPS)]


def _work(tx: Transaction, log: str, span: Span, now: datetime) -> dict[str, MonthOfWork]:
    bounds = [(month, span.stretch(month)) for month in span.months]

    def month_of(at: datetime) -> str:
        return next((month for month, one in bounds if one.begin <= at < one.end), "")

    reader = Reader(month_of, now)
    for one in _each(tx, log, KINDS, span):
        reader.see(one)
    return reader.months


def _each(tx: Transaction, log: str, kinds: Sequence[str], span: Span) -> Iterator[Recorded]:
    """Yield the records from some weeks before a span on, a page at a time; no older one is even parsed.

    Those behind it, too: a job of its last hour ends later, and what nobody could write then was made up for.
    """
    since = record_time(span.stretch(span.months[0]).begin - _BEFORE).encode()
    above = 0
    while page := tx.records.telling(log, kinds, above):
        yield from readable(one for one in page if since <= one.body[_AT : _AT + _TIME])
        above = page[-1].number


def _plain(one: Statement) -> dict[str, Any]:
    kept = {name: one.body[name] for name in ("revision", "replaces", "why", "inputs", "result")}
    return {"record": one.record, "at": write_time(one.at)} | kept


def _finding(one: Recorded) -> dict[str, Any]:
    kept = {name: one.body.get(name) for name in ("cause", "subject", "severity", "reason")}
    return {"record": one.name, "at": write_time(one.at), "over": one.kind == _CHANGES[1]} | kept


def _about(one: Recorded | None) -> dict[str, Any]:
    return {name: one.body.get(name) if one else None for name in ("device", "state", "closed_at")}


def _life(tx: Transaction, log: str, client: Client, now: datetime) -> dict[str, Any] | None:
    if client.contract is None or client.contract.agreement.term is None:
        return None
    runs, days = life_of(tx, log, client, now)
    return {
        "until": runs.until.isoformat(),
        "last_notice": runs.last_notice.isoformat(),
        "certain": runs.certain,
        "noticed": runs.noticed.isoformat() if runs.noticed else None,
        "days": [
            {"step": one.name, "title": one.title, "day": one.day.isoformat(), "state": str(one.state)}
            | {"done": one.done.isoformat() if one.done else None}
            for one in days
        ],
    }


def _planned(one: Planned) -> dict[str, Any]:
    held, proven = one.track.held, one.track.proven
    return {
        "name": one.name,
        "mode": one.mode,
        "state": str(one.dates.state),
        "worth": str(one.track.worth),
        "due": write_time(one.dates.due) if one.dates.due else None,
        "day": one.dates.days[0].isoformat() if one.dates.days else None,
        "held": write_time(held.at) if held else None,
        "proven": write_time(proven.at) if proven else None,
    }
