"""What locks ask for, as people read it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.faces.cli.results import duration, size
from continuity.ground.timestamps import read_time
from continuity.policy.renewals import SHORTEST
from continuity.storage.rules import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.faces.cli.session import Session


_APART_S = 5  # less is the network


def tell_outlook(session: Session, found: Mapping[str, Any]) -> None:
    """Say what is to be locked anew by when, which points fall short, and what is paid for nothing."""
    tell_renewals(session, found)
    if found["older_objects"]:
        session.say(
            "  a point leans on up to {objects} older object(s), {size}, whose locks end before its own",
            objects=found["older_objects"],
            size=size(session, found["older_bytes"]),
        )
    if found["points_short"]:
        session.say(
            "  {count} recovery point(s) would lose their protection before what is promised, the first at {until}",
            count=found["points_short"],
            until=short_time(found["points_short_from"]) or "—",
        )


def tell_rules(session: Session, facts: Mapping[str, Any]) -> None:
    """Say how far the clocks are apart, what the store's own rules come to, and how much it holds."""
    if abs(skew := facts.get("clock_skew_s") or 0.0) >= _APART_S:
        session.say("  the store's clock and ours are {seconds:.0f} s apart; its own counts", seconds=skew)
    for fault in (facts.get("rules") or {}).get("faults", ()):
        session.say("  {fault}", fault=session.language.told(fault))
    if (facts.get("rules") or {}).get("lifecycle") == Standing.NONE:
        session.say("  no lifecycle rule gives space back when locks end: `continuity storage policy --lifecycle`")
    if space := facts.get("space"):
        session.say(
            "  {current} in use; {count} older version(s) hold {older}",
            current=size(session, space["current_bytes"]),
            count=space["older_versions"],
            older=size(session, space["older_bytes"]),
        )
    if space and (before := facts.get("space_before")):
        freed = before["older_bytes"] - space["older_bytes"]
        if freed > 0:
            session.say("  {freed} of older versions less than at the last look", freed=size(session, freed))


def tell_renewals(session: Session, found: Mapping[str, Any]) -> None:
    """Say what is to be locked anew by when, and what locks hold that nothing needs."""
    if found["renew_by"]:
        session.say(
            "  to be locked anew by {by}, or new points are immutable for less than promised: {objects} object(s), "
            "{size} within 30 days",
            by=short_time(found["renew_by"]),
            objects=found["renew_objects"],
            size=size(session, found["renew_bytes"]),
        )
    every = timedelta(seconds=found["renew_every_s"] or 0)
    if every >= SHORTEST:
        session.say(
            "  in the long run each of {objects} object(s) again every {every}: {requests} request(s) a month",
            objects=found["objects_needed"],
            every=duration(session, every.total_seconds()),
            requests=found["requests_a_month"],
        )
    if found["versions_held"]:
        session.say(
            "  {count} version(s) that nothing needs stay under lock: {size}, {cost:.2f} GB-months yet to pay",
            count=found["versions_held"],
            size=size(session, found["bytes_held"]),
            cost=found["gb_months_held"],
        )


def short_time(text: str | None) -> str:
    """Return a time to the minute; empty for none."""
    return read_time(text).strftime("%Y-%m-%d %H:%MZ") if text else ""
