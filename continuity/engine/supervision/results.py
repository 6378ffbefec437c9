"""What a period of a client's checks came to, as one record: how long each stood how, the roots of its changes; pure.

The roots, of each check that changed and of all, are those of RFC 6962 over the canonical lines of the changes that
came to be known within the period, in the order in which they were. Lengths hold by what was known at ``known``: a
problem counts from when it was first seen, and that may be before midnight, and known after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.merkle import Frontier, leaf_hash
from continuity.ground.canonical import canonical_json
from continuity.ground.timestamps import read_time, write_time
from continuity.model.standing import Change, Status
from continuity.supervision.timeline import Span, lengths, timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from continuity.engine.supervision.periods import Period

SCHEMA = "continuity.supervision-period/1"
MONTH = "month"
#: So many checks in a record at most: it is a fact, not a file.
PART = 4000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A check of the period; ``left`` is when it was last asked, where no document names it any more."""

    check: str
    left: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was known of a client's checks, by ``device/check``, at one moment."""

    changes: Mapping[str, Sequence[Change]]
    at: datetime

    def within(self, check: str, begin: datetime, end: datetime) -> list[Change]:
        """Return the changes of a check that came to be known in a period."""
        return [one for one in self.changes.get(check, ()) if begin <= one.at < end]


def bodies(period: Period, asked: Iterable[Asked], known: Known, *, made_up: bool) -> Iterator[dict[str, Any]]:
    """Yield the records of a period, one for each :data:`PART` of its checks; at least one.

    ``made_up``: they are written long after its end, since the service was away.
    """
    every = sorted(asked, key=lambda one: one.check)
    parts = [every[at : at + PART] for at in range(0, len(every), PART)] or [[]]
    for number, part in enumerate(parts, 1):
        yield {
            "schema": SCHEMA,
            "period": str(period.length),
            "name": period.name,
            "timezone": period.zone,
            "begin": write_time(period.begin),
            "end": write_time(period.end),
            "known": write_time(known.at),
            "made_up": made_up,
            "part": number,
            "parts": len(parts),
        } | found(part, known, period.begin, period.end, whole=period.length == MONTH)


def found(
    part: Sequence[Asked], known: Known, begin: datetime, end: datetime, *, whole: bool = False
) -> dict[str, Any]:
    """Return what these checks came to: by check, in all, and the roots.

    ``whole``: of each check also the root of all changes that its lengths rest on, those from before the period and
    those that were known after it: who tells a timeline by this record tells all of it.
    """
    tree, checks = Frontier(), []
    for one in part:
        changes = known.within(one.check, begin, end)
        leaves = [leaf_hash(line(one.check, change)) for change in changes]
        for leaf in leaves:
            tree.add(leaf)
        spans = _spans(known.changes.get(one.check, ()), begin, end, one.left)
        entry: dict[str, Any] = {"check": one.check, "changes": len(changes)}
        entry["seconds"] = {str(status): length.total_seconds() for status, length in lengths(spans).items()}
        entry |= {"root": root_of(leaves)} if leaves else {}
        if whole:
            every = known.changes.get(one.check, ())
            entry["known_root"] = root_of([leaf_hash(line(one.check, change)) for change in every])
        checks.append(entry | ({"left": write_time(one.left)} if one.left else {}))
    return {"checks": checks, "changes": tree.size, "root": tree.root().hex()}


def root_of(leaves: Sequence[bytes]) -> str:
    """Return the root over the hashes of a check's changes alone: a figure that rests on one check names it."""
    tree = Frontier()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root().hex()


def line(check: str, change: Change) -> bytes:
    """Return a change as it enters the tree."""
    times = {"since": write_time(change.since), "at": write_time(change.at)}
    return canonical_json({"check": check, "was": str(change.was), "now": str(change.now), "said": change.said} | times)


def asked_of(body: Mapping[str, Any]) -> list[Asked]:
    """Return the checks that a record tells of."""
    return [Asked(check=one["check"], left=read_time(one["left"]) if "left" in one else None) for one in body["checks"]]


def _spans(changes: Sequence[Change], begin: datetime, end: datetime, left: datetime | None) -> list[Span]:
    """Return where a check stood; nobody saw it once it was left."""
    until = end if left is None else min(max(left, begin), end)
    spans = list(timeline(changes, begin, until)) if begin < until else []
    return spans + ([Span(begin=until, end=end, status=Status.UNDETERMINED)] if until < end else [])
