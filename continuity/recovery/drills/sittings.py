"""What probes saw in each sitting of a drill, as its journal keeps it: put together where it was taken up again. Pure.

Between two sittings nobody asked. An outage that was open then counts until the first poll of the next sitting that
was answered: it was no longer than that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import Mark
from continuity.ground.timestamps import read_time, write_time
from continuity.model.journal import Kind
from continuity.recovery.drills.outage import Outage, Watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from continuity.model.journal import Event
    from continuity.recovery.drills.usable import Seen

#: Where a :attr:`Kind.SEEN` event keeps it.
PROBES = "probes"


def told(seen: Iterable[Seen]) -> dict[str, Any]:
    """Return what a journal keeps of one sitting."""
    return {PROBES: {one.name: _plain(one) for one in seen if one.watched.began}}


def earlier(events: Iterable[Event]) -> list[Mapping[str, Any]]:
    """Return what each sitting in these events saw last, oldest first; nothing of one that saw nothing."""
    found: list[Mapping[str, Any]] = []
    fresh = True
    for event in events:
        if event.kind is Kind.TAKEN_UP:
            fresh = True
        elif event.kind is Kind.SEEN:
            found = [*(found if fresh else found[:-1]), event.detail.get(PROBES, {})]
            fresh = False
    return found


def joined(before: Sequence[Mapping[str, Any]], now: Seen) -> Seen:
    """Return what a probe saw in all sittings; it began when the last of them did."""
    parts = [_read(one[now.name], now.watched.green) for one in before if now.name in one]
    if not parts:
        return now
    whole, late = parts[0]
    for one, missed in (*parts[1:], (now.watched, now.late)):
        whole, late = _behind(whole, one), late + missed
    return replace(now, watched=whole, late=late, sittings=len(parts) + 1)


def _behind(first: Watched, then: Watched) -> Watched:
    outages, rest = list(first.outages), list(then.outages)
    if first.open and then.began:
        outages.pop()
        lasted = rest.pop(0) if rest and rest[0].since == then.began else None
        outages.append(_through(first.open, then.began, lasted))
    return Watched(
        green=then.green,
        polls=first.polls + then.polls,
        lost=first.lost + then.lost,
        outages=[*outages, *rest],
        began=then.began or first.began,
    )


def _through(outage: Outage, began: Mark, lasted: Outage | None) -> Outage:
    """Return an outage that was open when a sitting ended: over at the next one's first poll, or going on in it."""
    if lasted is None:
        return replace(outage, back=began)
    return replace(lasted, since=outage.since, said=outage.said, lost=outage.lost + lasted.lost)


def _plain(one: Seen) -> dict[str, Any]:
    watched = one.watched
    return {
        "polls": watched.polls,
        "lost": watched.lost,
        "late": one.late,
        "began": _mark(watched.began),
        "outages": [
            {"since": _mark(out.since), "last": _mark(out.last), "back": _mark(out.back)}
            | {"said": out.said, "lost": out.lost}
            for out in watched.outages
        ],
    }


def _read(kept: Mapping[str, Any], green: int) -> tuple[Watched, int]:
    outages = [
        Outage(since=_at(out["since"]), last=_at(out["last"]), said=out["said"], lost=out["lost"],
               back=_at(out["back"]) if out["back"] else None)
        for out in kept["outages"]
    ]  # fmt: skip
    seen = Watched(green=green, polls=kept["polls"], lost=kept["lost"], outages=outages, began=_at(kept["began"]))
    return seen, int(kept["late"])


def _mark(at: Mark | None) -> dict[str, Any] | None:
    return {"wall": write_time(at.wall), "boot_s": at.boot_s, "boot_id": at.boot_id} if at else None


def _at(kept: Mapping[str, Any]) -> Mark:
    return Mark(wall=read_time(kept["wall"]), boot_s=kept["boot_s"], boot_id=kept["boot_id"])
