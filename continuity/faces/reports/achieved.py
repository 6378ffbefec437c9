"""What was achieved, as the records say: how runs ended, which promises were kept, what was tested, what failed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from continuity.faces.reports.paper import counted, moment

if TYPE_CHECKING:
    from continuity.evidence.achieved import Achieved, Ended, Figure
    from continuity.faces.language import Language
    from continuity.faces.reports.paper import Paper

#: Rows of one table; the rest is counted, and stands in records.csv.
_ROWS = 40
_FIGURES = 120
_REASON = 400
_WORST = ("missed", "unproven", "met")


def ends(paper: Paper, found: Achieved) -> None:
    """Add how jobs and runs ended, by kind."""
    tr = paper.language.template
    paper.heading(tr("Jobs and runs in the period"))
    kinds: dict[str, dict[str, int]] = defaultdict(dict)
    for (kind, outcome), count in found.ends.items():
        kinds[kind][outcome] = count
    rows = [
        (kind_name(paper.language, kind), sum(counts.values()), counted(paper.language, counts))
        for kind, counts in sorted(kinds.items())
    ]
    paper.table(("kind", "count", "outcomes"), rows, (3, 1, 6))
    if not rows:
        paper.say("No job or run ended in this period.")


def figures(paper: Paper, found: Achieved) -> None:
    """Add every objective of every subject: newest figure and verdict, and how often which verdict was recorded."""
    language = paper.language
    paper.heading(language.template("Promises and what was measured"))
    known = sorted(found.figures.items(), key=lambda one: (_worst(one[1]), one[0]))
    rows = [
        (
            subject,
            objective_name(language, objective),
            _length(language, one.target_s),
            _length(language, one.actual_s),
            language.template(one.verdict) if one.verdict else "-",
            moment(one.at),
            counted(language, one.verdicts),
        )
        for (subject, objective), one in known[:_FIGURES]
    ]
    head = (
        "subject",
        "objective",
        "promised",
        "newest figure",
        "newest verdict",
        "time (UTC)",
        "verdicts in the period",
    )
    paper.table(head, rows, (3.2, 2.6, 1.7, 1.7, 1.8, 2.6, 2.6))
    _rest(paper, len(known) - len(rows))
    if not rows:
        paper.say("Nothing was measured in this period.")


def tests(paper: Paper, found: Achieved) -> None:
    """Add the restore tests, newest first."""
    paper.heading(paper.language.template("Restore tests"))
    paper.say("Restore tests in the period: {count}.", count=found.tests)
    _listed(paper, list(found.tested), found.tests)


def failures(paper: Paper, found: Achieved) -> None:
    """Add what did not succeed, newest first."""
    paper.heading(paper.language.template("What did not succeed"))
    paper.say("Jobs and runs that did not succeed: {count}.", count=found.failures)
    _listed(paper, list(found.failed), found.failures)


def kind_name(language: Language, kind: str) -> str:
    """Return a kind of job in words."""
    from continuity.faces.cli.policy_plan import NAMES

    return language.template({str(one): name for one, name in NAMES.items()}.get(kind, kind)) or "-"


def objective_name(language: Language, objective: str) -> str:
    """Return an objective in words."""
    from continuity.faces.cli.results import NAMES

    return language.template(NAMES.get(objective, objective))


def _listed(paper: Paper, ended: list[Ended], count: int) -> None:
    language = paper.language
    rows = [
        (
            one.index,
            moment(one.at),
            kind_name(language, one.kind),
            one.subject,
            language.template(one.outcome),
            _short(language.told(one.reason)),
        )
        for one in reversed(ended[-_ROWS:])
    ]
    paper.table(("index", "time (UTC)", "kind", "subject", "outcome", "reason"), rows, (1.2, 2.8, 2.2, 3, 1.8, 5))
    _rest(paper, count - len(rows))


def _short(text: str) -> str:
    """Return a reason on one line, and not longer than a table can bear: a program may have said a great deal."""
    line = " ".join(text.split())
    return line if len(line) <= _REASON else f"{line[:_REASON]}…"


def _rest(paper: Paper, count: int) -> None:
    if count > 0:
        paper.say("{count} more stand in records.csv.", count=count)


def _worst(figure: Figure) -> int:
    return _WORST.index(figure.verdict) if figure.verdict in _WORST else len(_WORST)


def _length(language: Language, seconds: float | None) -> str:
    from continuity.policy.lengths import said

    return "-" if seconds is None else language.length(said(seconds))
