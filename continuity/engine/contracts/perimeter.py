"""What a contract is about, as a record: written when it is not what was recorded last, with all that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.contracts.recorded import recorded
from continuity.evidence.format.record import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.contracts.recorded import Recorded
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

KIND = "contract.perimeter"
SCHEMA = "continuity.contract-perimeter/1"


def perimeter_of(client: Client) -> dict[str, Any] | None:
    """Return what the documents of a client say now: each section by name, or a list; None without a contract."""
    contract = client.contract
    if contract is None:
        return None
    agreement = contract.agreement
    term = agreement.term
    return {
        "reference": {"reference": contract.reference},
        "assets": {name: _facts(one.title, one.criticality) for name, one in client.assets.items()},
        "services": {name: _facts(one.title, one.criticality) for name, one in client.services.items()},
        "devices": {name: _facts(one.title, one.criticality) for name, one in client.devices.items()},
        "repositories": {name: {"site": one.site} for name, one in client.repositories.items()},
        "unprotected": {one.name: {"reason": one.reason} for one in client.unprotected},
        "sub_processors": {
            one.name: {"purpose": one.purpose, "country": one.country} for one in contract.sub_processors
        },
        "exclusions": list(agreement.exclusions),
        "obligations": list(agreement.obligations),
        "term": {}
        if term is None
        else {
            "begin": term.begin.isoformat(),
            "until": term.until.isoformat(),
            "notice": str(term.notice),
            "renews": str(term.renews) if term.renews else None,
        },
        "reversibility": {one.name: {"title": one.title} for one in agreement.reversibility},
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Return, by section, what was added, removed and changed; sections without a difference are not there. Pure."""
    found = {}
    for section, now in after.items():
        was = before.get(section, type(now)())
        if now != was:
            changed = [name for name in now if isinstance(now, dict) and name in was and now[name] != was[name]]
            found[section] = {
                "added": [name for name in now if name not in was],
                "removed": [name for name in was if name not in now],
                "changed": changed,
            }
    return found


def keep_perimeter(workshop: Workshop, client: str) -> bool:
    """Record what a client's contract is about, if that is not what was recorded last; return whether it did.

    Raises ``Refused`` where the log cannot be signed on.
    """
    now = perimeter_of(workshop.inventory.clients[client])
    if now is None:
        return False
    log = workshop.logs[client]
    with workshop.store.transaction() as tx:
        before = [one for one in tx.records.of_kinds(log.journal.log, (KIND,)) if one.salt]
        changed = differences(parse(before[-1].body).body["perimeter"] if before else {}, now)
        if not changed:
            return False
        body = {"schema": SCHEMA, "first": not before, "changed": changed, "perimeter": now}
        log.journal.record(tx.records, KIND, workshop.clock.now(), body)
    log.sequencer.run()
    return True


def last_perimeter(tx: Transaction, log: str) -> Recorded | None:
    """Return the record of what the contract was about last; None where there is none yet."""
    every = recorded(tx, log, (KIND,))
    return every[-1] if every else None


def _facts(title: str, criticality: str) -> dict[str, str]:
    return {"title": title, "criticality": criticality}
