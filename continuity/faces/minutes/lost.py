"""What was really lost, by rows that were written until the fault, and what clients saw of the outage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.minutes.measured import length

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.faces.language import Language
    from continuity.faces.minutes.facts import Facts
    from continuity.faces.reports.paper import Paper


def loss(paper: Paper, facts: Facts) -> None:
    """Add what was really lost, by rows that were written until the fault; and what clients saw of it."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("What was lost, and what clients saw"))
    rows: Mapping[str, Any] = facts.run.detail.get("canary_rows") or {}
    if rows and rows.get("found") is None:
        paper.say("{written} row(s) were written until the fault; how many came back was not seen.",
                  written=rows.get("written", 0))  # fmt: skip
    elif rows:
        paper.say(
            "Of {written} row(s) written until the fault, {found} were there again: {lost} lost, the last {length} of "
            "work.",
            written=rows.get("written"),
            found=rows.get("found"),
            lost=rows.get("lost"),
            length=length(language, rows.get("lost_s")),
        )
    else:
        paper.say("What was really lost was not counted: the drill writes no canary rows.")
    probes: Mapping[str, Any] = facts.run.detail.get("probes") or {}
    told = [
        (
            name,
            _rhythm(language, one.get("every_s")),
            one.get("polls", "-"),
            one.get("lost", "-"),
            length(language, sum(float(part.get("seconds") or 0) for part in one.get("outages", ()))),
            tr("no") if any(part.get("to") is None for part in one.get("outages", ())) else tr("yes"),
        )
        for name, one in probes.items()
    ]
    paper.table(
        ("probe", "asked every", "asked", "without answer", "outage in all", "back at the end"), told,
        (3, 2, 1.6, 2, 2.2, 2),
    )  # fmt: skip
    _listed(paper, probes)
    if not probes:
        paper.say("What clients saw was not measured: the drill asks no probes.")


def _listed(paper: Paper, probes: Mapping[str, Any]) -> None:
    """Add each outage that a probe saw, with the reason of its first lost poll."""
    language, tr = paper.language, paper.language.template
    rows = [
        (
            name,
            _clock(one.get("from")),
            _clock(one.get("to")) if one.get("to") else tr("never"),
            length(language, one.get("seconds")),
            one.get("polls", "-"),
            language.told(str(one.get("said") or "")) or "-",
        )
        for name, probe in probes.items()
        for one in probe.get("outages", ())
    ]
    paper.table(("probe", "since (UTC)", "back (UTC)", "took", "polls lost", "said"), rows, (2, 2, 2, 1.4, 1.4, 4))


def _rhythm(language: Language, seconds: float | None) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds is not None and seconds < 1 else length(language, seconds)


def _clock(at: Any) -> str:
    return str(at)[11:23] if isinstance(at, str) else str(at)
