"""How a contract ends: notice that was given and steps of the way back that were done, each a record of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.contract.life import END, NOTICE, days_of, runs
from continuity.engine.contracts.recorded import recorded
from continuity.ground.errors import Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from continuity.contract.life import Entry, Runs
    from continuity.engine.contracts.recorded import Recorded
    from continuity.engine.incidents.handling import Person
    from continuity.engine.workshop import Workshop
    from continuity.model.agreement import Agreement, Term
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

STEP = "contract.step_done"
SCHEMA = "continuity.contract-step/1"


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was done on a day, and what is said of it."""

    step: str
    on: date | None = None
    note: str = ""


def life_of(tx: Transaction, log: str, client: Client, now: datetime) -> tuple[Runs, list[Entry]]:
    """Return up to when a client's contract runs, and the days of its calendar.

    Raises ``UsageError`` where its documents name no term.
    """
    agreement, term = terms_of(client)
    today = now.astimezone(ZoneInfo(client.timezone)).date()
    return _life(agreement, term, recorded(tx, log, (STEP,)), today)


def terms_of(client: Client) -> tuple[Agreement, Term]:
    """Return what the documents say of the life of a contract. Raises ``UsageError`` where they name no term."""
    agreement = client.contract.agreement if client.contract else None
    if agreement is None or agreement.term is None:
        raise UsageError(
            "the documents of {client} do not say until when its contract runs",
            hint="add it: client: {{contract: {{term: {{begin: 2026-01-01, until: 2028-12-31}}}}}}",
            client=client.name,
        )
    return agreement, agreement.term


def record_done(workshop: Workshop, client: str, done: Done, who: Person) -> Entry:
    """Record that a step was done, or that notice was given.

    Raises ``UsageError`` for a step that there is not and a day to come, ``Refused`` for one that was done already.
    """
    log, documented = workshop.logs[client], workshop.inventory.clients[client]
    agreement, term = terms_of(documented)
    log.sequencer.run()
    with workshop.store.transaction() as tx:
        now = workshop.clock.now()
        today = now.astimezone(ZoneInfo(documented.timezone)).date()
        records = recorded(tx, log.journal.log, (STEP,))
        found, entries = _life(agreement, term, records, today)
        _checked(entries, done, today)
        body: dict[str, Any] = {
            "schema": SCHEMA,
            "step": done.step,
            "until": found.until.isoformat(),
            "note": done.note,
        }
        body |= {"on": (done.on or today).isoformat(), "by": {"name": who.name, "actor": dict(who.actor)}}
        log.journal.record(tx.records, STEP, now, body)
    log.sequencer.run()
    with workshop.store.reading() as tx:
        _, entries = _life(agreement, term, recorded(tx, log.journal.log, (STEP,)), today)
    return next(one for one in entries if one.name == done.step)


def _life(agreement: Agreement, term: Term, records: Sequence[Recorded], today: date) -> tuple[Runs, list[Entry]]:
    steps: list[Any] = [one.body for one in records]
    notices = [date.fromisoformat(one["on"]) for one in steps if one["step"] == NOTICE]
    found = runs(term, notices, today)
    done = {one["step"]: date.fromisoformat(one["on"]) for one in steps if one["until"] == found.until.isoformat()}
    return found, days_of(agreement, found, done, today)


def _checked(entries: Sequence[Entry], done: Done, today: date) -> None:
    named = {one.name: one for one in entries if one.name != END}
    if done.step not in named:
        raise UsageError(
            "there is no step {name} in this contract", hint="known: {names}", name=done.step, names=", ".join(named)
        )
    if done.on is not None and done.on > today:
        raise UsageError("{day} is to come", hint="say it once it was done", day=done.on)
    if at := named[done.step].done:
        raise Refused("{name} was done on {day}", hint="what is on record is not changed", name=done.step, day=at)
