"""Who looked at data or at what opens it, restored it, or took evidence of it away: read from the log, nothing beside.

It is the log that is signed and that nobody can shorten; this only reads it, and holds the database's own runs against
it: a restore that the log does not tell of is a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.record import parse
from continuity.evidence.journal import INTENT, OUTCOME
from continuity.ground.timestamps import read_time, write_time
from continuity.model.job import JobKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.evidence.store import StoredRecord
    from continuity.state.store import Transaction

#: Runs in which somebody gets to see data.
RUNS = (JobKind.RESTORE, JobKind.RUNBOOK, JobKind.DRILL, JobKind.KIT_TEST, JobKind.RESTORE_TEST)
#: The word for each access: for a run by its kind, for anything else by the kind of its record.
NAMES = {
    "restore": "restored",
    "runbook": "runbook",
    "drill": "drill",
    "kit_test": "kit tested",
    "restore_test": "restore test",
    "points.mounted": "looked into",
    "vault.read": "secret shown",
    "vault.set": "secret set",
    "vault.exported": "secrets exported",
    "vault.rotated": "secrets changed",
    "kit.created": "kit made",
    "evidence.exported": "evidence exported",
    "privacy.erasure.begun": "keys destroyed",
    "case.looked": "incidents seen",
    "case.acknowledged": "incident acknowledged",
    "case.commented": "incident commented",
    "case.assigned": "incident assigned",
    "case.reported": "incident report attached",
    "case.closed": "incident closed",
}
KINDS = tuple(kind for kind in NAMES if "." in kind)


@dataclass(frozen=True, kw_only=True)
class Access:
    """One access: the record ``index`` of the log of a client tells of it.

    ``who`` is the user of the system, ``by`` all that is known of him; ``why`` empty where nobody said it; ``ended``
    how a run came out, empty while it lasts or where nothing ends.
    """

    index: int | None
    at: datetime
    client: str
    what: str
    subject: str
    who: str
    by: Mapping[str, Any]
    why: str
    run: str
    ended: str

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``accesses``."""
        return vars(self) | {"at": write_time(self.at), "by": dict(self.by)}


@dataclass(frozen=True, kw_only=True)
class Read:
    """What the log tells; ``erased`` records say nothing any more, ``missing`` runs are not in it at all."""

    accesses: tuple[Access, ...]
    erased: int
    missing: tuple[str, ...]


def accesses(tx: Transaction, client: str, log: str) -> Read:
    """Return all accesses to a client's data, the oldest first, and what is missing of them."""
    found: dict[str, Access] = {}
    erased, told = 0, set[str]()
    for one in tx.records.of_kinds(log, (INTENT, OUTCOME, *KINDS)):
        if not one.salt:
            erased += 1
            told.add(one.run or "")
            continue
        told.add(one.run or "")
        _take(found, client, one)
    runs = {run for kind in RUNS for run in tx.runs.names(client, kind)}
    return Read(accesses=tuple(found.values()), erased=erased, missing=tuple(sorted(runs - told)))


def _take(found: dict[str, Access], client: str, one: StoredRecord) -> None:
    record = parse(one.body)
    if record.kind == OUTCOME:
        if known := found.get(one.run or ""):
            found[known.run] = Access(**vars(known) | {"ended": record.body.get("outcome") or ""})
        return
    kind = record.body["kind"] if record.kind == INTENT else record.kind
    what = NAMES.get(kind)
    if what is not None:
        found[one.run if record.kind == INTENT and one.run else f"#{one.number}"] = _access(client, one, what)


def _access(client: str, one: StoredRecord, what: str) -> Access:
    record = parse(one.body)
    body, by = record.body, record.body.get("by") or {}
    return Access(
        index=one.index,
        at=read_time(record.at),
        client=client,
        what=what,
        subject=_subject(body),
        who=str(by.get("sudo_user") or by.get("user") or ""),
        by=by,
        why=str(by.get("why") or ""),
        run=one.run or "",
        ended="",
    )


def _subject(body: Mapping[str, Any]) -> str:
    if "asset" in body:
        return f"{body['asset']} ({body.get('repository', '')})"
    if "entries" in body:
        return ", ".join(body["entries"])
    return str(body.get("subject") or body.get("path") or "")
