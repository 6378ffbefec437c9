"""Incidents: one cause that somebody has to see to, from when it was found until it is over, and closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time, write_time
from continuity.model.ticket import Ticket

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_TIMES = ("began", "opened_at", "acked_at", "restored_at", "closed_at")


class Severity(StrEnum):
    """How much of it a contract promises."""

    SECURITY = "security"
    CRITICAL = "critical"
    BLOCKING = "blocking"
    MINOR = "minor"


class IncidentState(StrEnum):
    """Where one stands."""

    OPEN = "open"
    #: its cause is gone, and people still have to say why it was, and what is done about it
    RESTORED = "restored"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Time that counts for nobody: waiting for the customer, or well in between; ``end`` None while it lasts."""

    begin: datetime
    end: datetime | None = None
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``pauses``."""
        return {"begin": write_time(self.begin), "end": write_time(self.end) if self.end else None, "why": self.why}

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Pause:
        """Return the pause that :meth:`as_json` described."""
        end = read_time(plain["end"]) if plain["end"] else None
        return cls(begin=read_time(plain["begin"]), end=end, why=plain["why"])


@dataclass(frozen=True, kw_only=True)
class Told:
    """A level of the escalation that was called in, and why; ``posted`` once its messages are in the outbox."""

    level: str
    at: datetime
    why: str
    to: tuple[str, ...]
    posted: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``told``."""
        return vars(self) | {"at": write_time(self.at), "to": list(self.to)}

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Told:
        """Return what :meth:`as_json` described."""
        return cls(**{**plain, "at": read_time(plain["at"]), "to": tuple(plain["to"])})


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What is wrong now: ``key`` is the same for the same thing; ``members`` are all that it concerns.

    ``down``: devices of the client that do not work for it.
    """

    client: str
    key: str
    subject: str
    severity: Severity
    since: datetime
    reason: str
    members: tuple[str, ...] = ()
    down: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One incident. ``cause`` names what is wrong, the same for whoever looks; ``members`` is all that it concerns.

    It ``began`` when the cause did, and was ``opened_at`` when it was found: that is when the contract's clocks start.
    ``crisis``: it reached the level that closes only with a report; ``report`` names the one that was attached.
    """

    id: str
    client: str
    cause: str
    subject: str
    severity: Severity
    reason: str
    began: datetime
    opened_at: datetime
    state: IncidentState = IncidentState.OPEN
    members: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    crisis: bool = False
    acked_at: datetime | None = None
    acked_by: str = ""
    owner: str = ""
    pauses: tuple[Pause, ...] = ()
    restored_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    why: str = ""
    comments: tuple[Mapping[str, Any], ...] = field(default=())
    report: Mapping[str, Any] | None = None
    ticket: Ticket | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody else is waited for."""
        return bool(self.pauses) and self.pauses[-1].end is None

    def as_json(self) -> dict[str, Any]:
        """Return the ``continuity.incident/1`` shape, without its clocks."""
        plain = vars(self) | {"severity": str(self.severity), "state": str(self.state)}
        plain |= {name: write_time(at) if (at := plain[name]) else None for name in _TIMES}
        return plain | {
            "schema": "continuity.incident/1",
            "members": list(self.members),
            "told": [one.as_json() for one in self.told],
            "pauses": [one.as_json() for one in self.pauses],
            "comments": [dict(one) for one in self.comments],
            "ticket": self.ticket.as_json() if self.ticket else None,
        }

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Incident:
        """Return the incident that :meth:`as_json` described."""
        found = {name: value for name, value in plain.items() if name != "schema"}
        found |= {name: read_time(found[name]) if found[name] else None for name in _TIMES}
        found |= {"severity": Severity(found["severity"]), "state": IncidentState(found["state"])}
        found |= {"members": tuple(found["members"]), "comments": tuple(found["comments"])}
        found["told"] = tuple(map(Told.of_json, found["told"]))
        found["ticket"] = Ticket.of_json(plain["ticket"]) if plain.get("ticket") else None
        return cls(**found | {"pauses": tuple(map(Pause.of_json, found["pauses"]))})
