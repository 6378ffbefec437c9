"""What was seen beside the steps of a drill, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.faces.cli.session import Session


def tell_probes(session: Session, detail: Mapping[str, Any]) -> None:
    """Say what each probe asked and saw, its outages one by one, and what became of the rows."""
    for name, seen in detail.get("probes", {}).items():
        session.say(
            "  {probe}: {polls} polls, one each {every} s; {lost} lost, {late} not asked in time",
            probe=name,
            polls=seen["polls"],
            every=f"{seen['every_s']:g}",
            lost=seen["lost"],
            late=seen["late"],
        )
        for outage in seen["outages"]:
            _tell_outage(session, outage)
        if seen["more_outages"]:
            session.say("    and {count} outages more", count=seen["more_outages"])
    if rows := detail.get("canary_rows"):
        _tell_rows(session, rows)


def _tell_outage(session: Session, outage: Mapping[str, Any]) -> None:
    said = session.language.told(outage["said"])
    if outage["to"] is None:
        session.say(
            "    outage since {since}, not seen to end: {polls} polls; {said}",
            since=outage["from"],
            polls=outage["polls"],
            said=said,
        )
    else:
        session.say(
            "    outage of {seconds:.2f} s since {since}: {polls} polls; {said}",
            seconds=outage["seconds"],
            since=outage["from"],
            polls=outage["polls"],
            said=said,
        )


def _tell_rows(session: Session, rows: Mapping[str, Any]) -> None:
    if rows["found"] is None:
        session.say("  {written} rows written until the fault, and not looked for", written=rows["written"])
        return
    session.say(
        "  {written} rows written until the fault, {found} there afterwards; the newest of {newest}",
        written=rows["written"],
        found=rows["found"],
        newest=rows["newest_at"] or "-",
    )
