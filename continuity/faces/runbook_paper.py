"""A runbook on paper: what is done by hand, in which order, with room for times, values and signatures.

One paper, written as Markdown, HTML or PDF: what is not known when it is printed is a line to write on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from continuity.faces.reports.paper import Paper, moment
from continuity.ground.errors import ContinuityError
from continuity.ground.timestamps import write_time
from continuity.model.procedure import SignOff, Work
from continuity.policy.lengths import said
from continuity.recovery.procedure.filling import TYPED, filled, lines, names_in, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from continuity.faces.language import Language
    from continuity.model.expectation import Expectation
    from continuity.model.procedure import Procedure, Step, Told
    from continuity.recovery.doing import Doing

_BLANK = "____{}____"
_UNKNOWN = re.compile(r"<([a-z0-9_.-]+)>")


def runbook_paper(
    procedure: Procedure, inputs: Mapping[str, Any], doing: Doing, language: Language, at: datetime
) -> Paper:
    """Return the runbook in one language, as of ``at``; inputs that are not given stay lines to write on."""
    as_of = moment(write_time(at))
    header = language.fill(
        "Runbook {name}, version {digest}, as of {time} (UTC)",
        name=procedure.name,
        digest=procedure.digest[:12],
        time=as_of,
    )
    paper = Paper(language, language.spaced(procedure.title[language.name]), str(inputs.get("client", "")), header)
    paper.text(language.spaced(procedure.purpose[language.name]))
    tr = language.template
    paper.fields([(tr("Run"), ""), (tr("Technician"), ""), (tr("Declared at"), ""), (tr("Ended at"), "")])
    paper.fields(
        (language.spaced(one.title[language.name]), str(inputs.get(key) or "")) for key, one in procedure.inputs.items()
    )
    writer = _Writer(paper, inputs, doing)
    for number, step in enumerate(procedure.steps.values(), start=1):
        writer.step(number, step)
    return paper


class _Writer:
    """Writes the steps of one runbook on one paper."""

    def __init__(self, paper: Paper, inputs: Mapping[str, Any], doing: Doing) -> None:
        self._paper, self._inputs, self._doing = paper, inputs, doing

    def step(self, number: int, step: Step) -> None:
        """Write one step: why, what is done, what to expect, how it is undone, and room for what came of it."""
        paper, fill = self._paper, self._paper.language.fill
        paper.heading(f"{number}. {self._told(step.title)}")
        if step.why:
            paper.aside(self._told(step.why))
        if step.ask:
            self._ask(step.ask)
        if step.work:
            paper.command(by_hand(step.work, self._inputs, self._doing))
        if step.expect:
            wanted = replace(step.expect, value=_blank(shown(step.expect.value, self._inputs)))
            paper.text(fill("Expected: {expected}", expected=expected(wanted, paper.language)))
        if step.time_limit:
            paper.text(fill("At most {length}", length=paper.language.length(said(step.time_limit))))
        if step.undo:
            by_people = not isinstance(step.undo, Work)
            how = self._told(step.undo) if by_people else by_hand(step.undo, self._inputs, self._doing)  # type: ignore[arg-type]
            paper.text(fill("To undo it: {how}", how=how))
        paper.fields((label, "") for label in self._blanks(step))

    def _ask(self, told: Told) -> None:
        """Write what a person does, and each command of it as one to type."""
        told_here = lines(self._here(told), self._inputs)
        for typed, some in groupby(map(_blank, told_here), lambda line: line.startswith(TYPED)):
            if typed:
                for line in some:
                    self._paper.command(line.removeprefix(TYPED))
            else:
                self._paper.task(" ".join(some))

    def _blanks(self, step: Step) -> Iterable[str]:
        tr = self._paper.language.template
        if step.observe:
            yield self._told(step.observe.title)
        yield tr("Done at")
        if step.sign_off is not SignOff.NONE:
            yield tr("Signature")
        if step.sign_off is SignOff.TWO_PEOPLE:
            yield tr("Signature of another person")

    def _told(self, told: Told) -> str:
        return _blank(shown(self._here(told), self._inputs))

    def _here(self, told: Told) -> str:
        return self._paper.language.spaced(told[self._paper.language.name])


def _blank(text: str) -> str:
    """Return a text in which what is not known yet is a line to write on."""
    return _UNKNOWN.sub(lambda found: _BLANK.format(found[1]), text)


def expected(expectation: Expectation, language: Language) -> str:
    """Return what is expected as people say it: an equality as its value alone, ``yes`` in their language."""
    value = {"yes": "oui", "no": "non"}.get(expectation.value, expectation.value)
    value = value if language.name == "fr" else expectation.value
    return value if expectation.test in ("=", "==") else f"{expectation.test} {value}"


def by_hand(work: Work, inputs: Mapping[str, Any], doing: Doing) -> str:
    """Return the command of an action; what is not known yet is a blank with its name."""
    missing = {name: _BLANK.format(name) for name in names_in(dict(work.parameters)) if not inputs.get(name)}
    known = {**inputs, **missing}
    try:
        return doing.by_hand(work, known)
    except (ContinuityError, KeyError):  # it cannot say it with blanks
        return " ".join(
            [work.action, *(f"{name}={value}" for name, value in filled(dict(work.parameters), known).items())]
        )
