"""Controls and the evidence relevant to them, on paper: counts and dates, and never a word on compliance."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from continuity.evidence.controls import relevant
from continuity.faces.reports.paper import counted, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.evidence.controls import Relevant
    from continuity.evidence.gathered import Gathered
    from continuity.faces.language import Language
    from continuity.faces.reports.paper import Paper
    from continuity.model.control import Framework


def controls(paper: Paper, gathered: Gathered, frameworks: Iterable[Framework]) -> None:
    """Add one table a framework; a control without evidence in the period says so."""
    tr = paper.language.template
    paper.heading(tr("Evidence relevant to controls"))
    paper.say(
        "This maps records to what auditors ask for. It says that evidence is there and where, not that anybody "
        "complies with anything; controls.csv names each kind of evidence and its records."
    )
    for framework, found in groupby(
        relevant(frameworks, gathered.tally, gathered.to_mend), key=lambda one: one.framework
    ):
        paper.heading(framework.title[paper.language.name], below=True)
        rows = [_row(paper.language, one) for one in found]
        paper.table(
            ("reference", "about", "count", "newest (UTC)", "outcomes and verdicts"), rows, (1.8, 5, 1.1, 2.8, 5)
        )


def _row(language: Language, one: Relevant) -> tuple[object, ...]:
    title, whole = one.control.title[language.name], one.whole
    names = ", ".join(doubt.id for doubt in one.to_mend)
    doubt = language.fill("unproven, corrective actions: {names}", names=names) if names else ""
    if not whole.count:
        nothing = language.template("no evidence in this period")
        return one.control.reference, title, 0, "-", "; ".join(filter(None, (nothing, doubt)))
    said = "; ".join(filter(None, (counted(language, whole.outcomes), counted(language, whole.verdicts), doubt)))
    return one.control.reference, title, whole.count, moment(whole.last_at), said or "-"
