"""The terms of a contract as a record carries them: all that a month is reckoned by, and nothing else.

What documents say can be edited; what was recorded cannot. A month is therefore reckoned by records of the terms, and
terms that changed hold from the day on which the log first said so, or from a later day that they name: never from
one before.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.contract.availability import Was
from continuity.contract.penalties import Terms
from continuity.model.contract import Rounding, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from continuity.engine.contracts.recorded import Recorded
    from continuity.model.agreement import Term
    from continuity.model.contract import Contract, Penalties
    from continuity.model.inventory import Client

KIND = "contract.terms"
SCHEMA = "continuity.contract-terms/1"


def terms_of(client: Client) -> dict[str, Any] | None:
    """Return the terms that a client's documents say now; None without a contract."""
    contract = client.contract
    if contract is None:
        return None
    return {
        "schema": SCHEMA,
        "reference": contract.reference,
        "since": contract.since.isoformat() if contract.since else None,
        "term": _term(contract.agreement.term),
        "fee": str(contract.fee),
        "currency": contract.currency,
        "availability": None if contract.availability is None else str(contract.availability),
        "undetermined": str(contract.undetermined),
        "hours": _hours(contract.hours),
        "timezone": client.timezone,
        "country": client.country,
        "region": client.region,
        "response": {
            name: {"intervene_s": one.intervene.total_seconds(), "resolve_s": one.resolve.total_seconds()}
            for name, one in contract.response.items()
        },
        "penalties": _penalties(contract.penalties),
        "services": _services(client, contract),
    }


def penalty_terms(terms: Mapping[str, Any]) -> Terms | None:
    """Return what missing availability costs by recorded terms; None where it costs nothing."""
    plain = terms["penalties"]
    if plain is None or terms["availability"] is None:
        return None
    return Terms(
        promised=Decimal(terms["availability"]),
        per=Decimal(plain["per"]),
        rounding=Rounding(plain["rounding"]),
        rate=Decimal(plain["rate"]),
        cap=_decimal(plain["cap"]),
        clause_cap=_decimal(plain["clause_cap"]),
        exempt=Decimal(plain["exempt"]),
        tiers=tuple(Tier(below=Decimal(one["below"]), rate=Decimal(one["rate"])) for one in plain["tiers"]),
    )


def versions(records: Sequence[Recorded], first: date, until: date) -> Iterator[tuple[date, date, Recorded]]:
    """Yield what held from a day up to another, in order, each with its record; nothing for days before the first.

    The first terms of all hold from any day before they were recorded, too, but for those before the contract begins:
    nothing else was ever said. Another currency and another time zone begin with a month.
    """
    begins: list[tuple[date, Recorded]] = []
    for one in records:
        day = one.at.astimezone(ZoneInfo(one.body["timezone"])).date()
        since = date.fromisoformat(one.body["since"]) if one.body["since"] else None
        begin = (since or date.min) if not begins else max(day, since or day)
        before = [entry for entry in begins if entry[0] < begin]  # what was said later counts from then on
        if before and _begins_with_a_month(before[-1][1].body, one.body) and begin.day > 1:
            begin = (begin.replace(day=28) + timedelta(days=4)).replace(day=1)
            before = [entry for entry in begins if entry[0] < begin]
        begins = before
        begins.append((begin, one))
    for (begin, one), later in zip_longest(begins, begins[1:]):
        runs_from, runs_to = _runs(one.body)
        start, end = max(begin, first, runs_from), min(later[0] if later else until, until, runs_to)
        if start < end:
            yield start, end, one


def _runs(terms: Mapping[str, Any]) -> tuple[date, date]:
    """Return the days between which a contract runs by its terms, the last one not included."""
    begin, until = (date.fromisoformat(day) if (day := terms["term"][end]) else None for end in ("begin", "until"))
    return begin or date.min, until + timedelta(days=1) if until else date.max


def _begins_with_a_month(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tell whether terms cannot follow others within a month: two currencies do not add up, nor do two walls."""
    return any(old[key] != new[key] for key in ("currency", "timezone"))


def days_between(first: date, until: date) -> list[date]:
    """Return each day from one up to another."""
    return [first + timedelta(days=count) for count in range((until - first).days)]


def _penalties(penalties: Penalties | None) -> dict[str, Any] | None:
    if penalties is None:
        return None
    plain = {name: None if value is None else str(value) for name, value in asdict(penalties).items()}
    return plain | {
        "dispute": None if penalties.dispute is None else penalties.dispute.total_seconds(),
        "tiers": [{"below": str(one.below), "rate": str(one.rate)} for one in penalties.tiers],
    }


def _term(term: Term | None) -> dict[str, str | None]:
    """Return from which day to which a contract runs; one that renews itself has no last day until it is given up."""
    if term is None:
        return {"begin": None, "until": None}
    return {"begin": term.begin.isoformat(), "until": None if term.renews else term.until.isoformat()}


def _services(client: Client, contract: Contract) -> dict[str, Any]:
    found = {}
    for name, service in client.services.items():
        device = service.up_when.partition("/")[0]
        parents = set(client.devices[device].parents) if device in client.devices else set()
        ours = parents & set(service.devices)  # what lies before it is of the service: not to reach it is an outage
        found[name] = {
            "title": service.title,
            "check": service.up_when,
            "hours": _hours(service.hours or contract.hours),
            "unreachable": str(Was.DOWN if ours else Was.UNDETERMINED),
        }
    return found


def _hours(span: object) -> str:
    return "24x7" if span is None else str(span)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
