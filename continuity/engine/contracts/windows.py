"""Agreed maintenance and force majeure, as the log says them; pure. Nothing is ever edited: a later record changes.

A window counts from the client's agreement on, at once or later, before it begins; without, it is only announced: it
keeps people from being called, and takes no time out. Either is its record: no earlier than any record before it in the
log (``not_before`` in it is the newest time of all of them), so that a clock that was set back gains nothing. Force
majeure counts once the client agreed to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.contract.availability import Window
from continuity.contract.service_time import Stretch
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from continuity.engine.contracts.recorded import Recorded

DECLARED, ENDED = "maintenance.declared", "maintenance.ended"
CLAIMED, AGREED = "contract.force_majeure", "contract.force_majeure_agreed"
WITHDRAWN = "contract.force_majeure_withdrawn"
AGREED_TO = "maintenance.agreed"
#: The records that take time out of what is counted.
KINDS = (DECLARED, AGREED_TO, ENDED, CLAIMED, AGREED, WITHDRAWN)
#: Those that are worth something only before a moment: each says in ``not_before`` what is the newest before it.
IN_TIME = (DECLARED, AGREED_TO)


class Scope(StrEnum):
    """What is maintained."""

    SERVICE = "service"
    DEVICE = "device"
    #: all that the client has
    CLIENT = "client"


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """A stretch taken out, or asked to be: of a ``scope`` named ``name``; ``services`` are those whose time it is.

    ``declared`` is when the log got to know it, ``agreed`` when it got to know that ``agreed_by`` of the client agreed,
    ``ended`` when it was ended early or withdrawn. ``record`` is what a figure cites it by.
    """

    id: str
    scope: Scope
    name: str
    services: tuple[str, ...]
    stretch: Stretch
    declared: datetime
    why: str
    by: str
    agreed_by: str
    record: str
    agreed: datetime | None = None
    ended: datetime | None = None

    @property
    def left(self) -> Stretch | None:
        """What of it stands after it was ended; None where it was withdrawn before it began."""
        end = self.stretch.end if self.ended is None else min(self.ended, self.stretch.end)
        return Stretch(begin=self.stretch.begin, end=end) if self.stretch.begin < end else None

    @property
    def window(self) -> Window | None:
        """It as availability takes it; None where nothing of it stands."""
        left = self.left
        if left is None:
            return None
        agreed = self.agreed is not None
        return Window(stretch=left, declared=self.agreed or self.declared, evidence=self.record, agreed=agreed)

    def is_on(self, now: datetime) -> bool:
        """Tell whether it lasts now, and was declared before it began: what is announced silences, agreed to or not."""
        left = self.left
        return left is not None and self.declared < left.begin and left.begin <= now < left.end

    @property
    def is_agreed(self) -> bool:
        """Tell whether force majeure counts: somebody of the client agreed, and it was not withdrawn."""
        return bool(self.agreed_by) and self.ended is None

    def concerns(self, service: str) -> bool:
        """Tell whether it takes time of this service out."""
        return self.scope is Scope.CLIENT or service in self.services

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``windows``."""
        return {
            "id": self.id,
            "scope": str(self.scope),
            "name": self.name,
            "services": list(self.services),
            "from": write_time(self.stretch.begin),
            "until": write_time(self.stretch.end),
            "declared": write_time(self.declared),
            "ended": write_time(self.ended) if self.ended else None,
            "why": self.why,
            "by": self.by,
            "agreed_by": self.agreed_by or None,
            "agreed": write_time(self.agreed) if self.agreed else None,
            "record": self.record,
        }


def windows_of(records: Sequence[Recorded], service: str) -> list[Window]:
    """Return the maintenance windows of a service that stand, in the order of their declaration."""
    found = (one.window for one in maintenance(records) if one.concerns(service))
    return [one for one in found if one]


def majeure_of(records: Sequence[Recorded], service: str) -> list[tuple[Stretch, str]]:
    """Return the force majeure of a service that the client agreed to, each with the record of that."""
    return [(one.stretch, one.record) for one in force_majeure(records) if one.is_agreed and one.concerns(service)]


def maintenance(records: Sequence[Recorded]) -> list[Exclusion]:
    """Return all windows, those that were withdrawn, too; the first end of each holds."""
    return _exclusions(records, begun=DECLARED, agreed=AGREED_TO, ended=ENDED)


def force_majeure(records: Sequence[Recorded]) -> list[Exclusion]:
    """Return all force majeure, what was withdrawn, too; what is only claimed is agreed to by nobody."""
    return _exclusions(records, begun=CLAIMED, agreed=AGREED, ended=WITHDRAWN)


def _exclusions(records: Sequence[Recorded], *, begun: str, agreed: str, ended: str) -> list[Exclusion]:
    found: dict[str, Exclusion] = {}
    for one, at in _in_order(records):
        if one.kind == begun:
            found.setdefault(one.body["id"], _exclusion(one, at))
        elif one.kind == agreed and (known := found.get(one.body["id"])) and not known.agreed_by:
            found[known.id] = _agreed(known, one, at)
        elif one.kind == ended and (known := found.get(one.body["id"])) and known.ended is None:
            found[known.id] = replace(known, ended=at)
    return list(found.values())


def _in_order(records: Sequence[Recorded]) -> Iterator[tuple[Recorded, datetime]]:
    """Yield records as the log has them, each with its time: never before that of one before it."""
    at: datetime | None = None
    for one in sorted(records, key=lambda each: each.index):
        at = one.at if at is None else max(at, one.at)
        said = one.body.get("not_before") if one.kind in IN_TIME else None
        yield one, max(at, read_time(said)) if said else at


def _agreed(known: Exclusion, one: Recorded, at: datetime) -> Exclusion:
    return replace(known, agreed_by=one.body["agreed_by"], agreed=at, record=one.name)


def _exclusion(one: Recorded, at: datetime) -> Exclusion:
    body: Mapping[str, Any] = one.body
    return Exclusion(
        id=body["id"],
        scope=Scope(body["scope"]),
        name=body["name"],
        services=tuple(body["services"]),
        stretch=Stretch(begin=read_time(body["from"]), end=read_time(body["until"])),
        declared=at,
        why=body["why"],
        by=body["by"]["name"],
        agreed_by=body["agreed_by"],
        record=one.name,
        agreed=at if body["agreed_by"] else None,
    )
