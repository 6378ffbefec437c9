"""The minutes of a drill on paper: one paper, written as Markdown, HTML or PDF/A, in French or English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.minutes import came_back, lost, measured, opening, proof, told
from continuity.faces.reports.paper import Paper, moment
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.language import Language
    from continuity.faces.minutes.facts import Facts

_SECTIONS = (
    opening.rehearsed,
    opening.people,
    opening.times,
    measured.phases,
    measured.objectives,
    measured.forecast,
    measured.life,
    came_back.came_back,
    lost.loss,
    told.deviations,
    told.actions,
    told.steps,
    told.attachments,
    told.limits,
    proof.evidence,
    proof.signatures,
)


def minutes(facts: Facts, language: Language, at: datetime) -> Paper:
    """Return the minutes as of ``at``. Nothing is judged anew: figures and verdicts are those that were recorded."""
    named = language.spaced(facts.drill.title[language.name]) if facts.drill else facts.name
    header = language.fill(
        "Drill {name}, run {run}, minutes made at {time} (UTC)",
        name=facts.name,
        run=facts.run.id,
        time=moment(write_time(at)),
    )
    paper = Paper(language, language.fill("Minutes of the drill: {title}", title=named), facts.title, header)
    paper.banner(filter(None, (opening.verdict(facts, language), opening.figures(facts, language))))
    for section in _SECTIONS:
        section(paper, facts)
    return paper
