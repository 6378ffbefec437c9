"""What a month is reckoned from, gathered from the log and the tables: plain data, each figure with its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.contract.month import quarter_of
from continuity.engine.contracts import inputs as given
from continuity.engine.contracts.answered import incidents_of
from continuity.engine.contracts.recorded import Recorded, recorded
from continuity.engine.contracts.seen_by import known_of, seen_by
from continuity.engine.contracts.terms import KIND as TERMS
from continuity.engine.contracts.terms import days_between, terms_of, versions
from continuity.engine.contracts.windows import KINDS as EXCLUDING
from continuity.engine.contracts.windows import majeure_of, windows_of
from continuity.engine.holidays import public_days_of
from continuity.engine.incidents.steps import CLOCKED
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from continuity.contract.service_time import Stretch
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

MONTH = "contract.month"
#: What of the inputs of a month is left out of it.
LEFT_OUT = ("windows", "force_majeure")
SUMS = ("supervision.month",)
_BILLED = ("fee", "amount", "owed", "currency")


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month of a client's contract, as known at ``known``."""

    client: str
    month: str
    known: datetime


def gathered(workshop: Workshop, tx: Transaction, wanted: Month) -> dict[str, Any]:
    """Return the inputs of a month; raises ``ValueError`` for what is no month. Run the sequencer before."""
    client, log = workshop.inventory.clients[wanted.client], workshop.logs[wanted.client].journal.log
    first, until = given.days_of(wanted.month)
    terms = _terms(tx, log, client, wanted.known)
    held = list(versions(terms, first, until))
    services = [(name, each["check"]) for _, _, one in held for name, each in one.body["services"].items()]
    timezone = held[0][2].body["timezone"] if held else client.timezone
    whole = given.stretch(first, until, timezone)
    excluding = recorded(tx, log, EXCLUDING)
    excluded = {name: left_out(excluding, name, whole) for name, _ in services}
    incidents = incidents_of(recorded(tx, log, CLOCKED), whole, terms)
    known = known_of(tx, wanted, recorded(tx, log, SUMS))
    return {
        "month": wanted.month,
        "timezone": timezone,
        "known": write_time(wanted.known),
        "versions": [
            {"from": begin.isoformat(), "until": end.isoformat(), "record": one.name, "terms": dict(one.body)}
            for begin, end, one in held
        ],
        "free_days": _free_days(held, _clocked_days(incidents, whole, wanted.known, timezone)),
        "checks": {
            check: seen_by(workshop, tx, wanted, (check, whole), known)
            for check in dict.fromkeys(check for _, check in services)
            if check
        },
        "quarter": others_in_quarter(recorded(tx, log, (MONTH,)), wanted.month),
        "incidents": incidents,
    } | {key: {name: one[key] for name, one in excluded.items() if one[key]} for key in LEFT_OUT}


def _terms(tx: Transaction, log: str, client: Client, now: datetime) -> list[Recorded]:
    """Return the terms that were recorded, and those of the documents if they are others: they are written soon."""
    known, said = recorded(tx, log, (TERMS,)), terms_of(client)
    if said is None or (known and dict(known[-1].body) == said):
        return known
    return [*known, Recorded(index=-1, at=now, kind=TERMS, body=said)]


def others_in_quarter(records: Sequence[Recorded], month: str) -> list[dict[str, Any]]:
    """Return what the other months of a month's quarter came to, by their newest statements; later ones, too."""
    newest = {one.body["inputs"]["month"]: one for one in records}
    return [
        {"month": name, "record": one.name} | {key: one.body["result"][key] for key in _BILLED}
        for name in quarter_of(month)
        if name != month and (one := newest.get(name)) is not None
    ]


def left_out(records: Sequence[Recorded], service: str, whole: Stretch) -> dict[str, list[dict[str, Any]]]:
    """Return the windows and the force majeure of a service that touch a stretch, as plain data."""
    windows = [one for one in windows_of(records, service) if one.stretch.within(whole)]
    majeure = [(one, name) for one, name in majeure_of(records, service) if one.within(whole)]
    return {
        "windows": [given.plain_window(one) for one in windows],
        "force_majeure": [given.plain_stretch(one) | {"record": name} for one, name in majeure],
    }


def _free_days(held: Sequence[tuple[date, date, Recorded]], days: Sequence[date]) -> list[str]:
    """Return the public holidays among days, of the country of the terms that held last."""
    terms = held[-1][2].body if held else {"country": "", "region": ""}
    is_free = public_days_of(terms["country"], terms["region"])
    return [day.isoformat() for day in days if is_free(day)]


def _clocked_days(incidents: Sequence[Mapping[str, Any]], whole: Stretch, known: datetime, zone: str) -> list[date]:
    """Return the days of a month, those from its earliest incident on, and those by which its clocks may end."""
    begin = min((read_time(one["opened"]) for one in incidents), default=whole.begin)
    end = max(whole.end, known) if incidents else whole.end
    first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (min(begin, whole.begin), end))
    return days_between(first, last + timedelta(days=1) if incidents else last)
