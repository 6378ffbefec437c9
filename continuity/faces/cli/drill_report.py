"""``continuity drill report``: the minutes of a drill, to be read, signed and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.put_out import put_out, refuse_unfit

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.faces.minutes.facts import Facts
    from continuity.model.job import Run

_FORMS = ("md", "html", "pdf", "chaostoolkit")


@click.command(cls=Leaf)
@click.argument("drill", metavar="RUN|NAME")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="md",
    show_default=True,
    help="Markdown, one HTML file, PDF/A (the extra [reports]), or a journal of the Chaos Toolkit.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="A new file; else standard output."
)
@click.option("--client", metavar="NAME", help="Whose drill, where there are several clients.")
@click.pass_obj
def report(session: Session, /, drill: str, form: str, output: Path | None, client: str | None) -> int:
    """Write the minutes of a drill: what was measured, what proves it, what it does not show, lines to sign on.

    RUN is a run that drill run named; NAME is a drill, of which the newest run that ended is meant.
    """
    from continuity.faces.minutes.facts import facts_of

    refuse_unfit(session, form, output)
    facts = facts_of(session.app, drill, client)
    content = _written(session, facts, form)
    plain: dict[str, Any] = {"schema": "continuity.drill-report/1", "drill": facts.name, "run": facts.run.id}
    plain |= {"format": form, "records": [one.index for one in facts.records]}
    told = put_out(session, content, form, output)
    if output is not None:
        session.say("{path}: the minutes of {drill}, run {run}", path=output, drill=facts.name, run=facts.run.id)
    session.emit(plain | told)
    return 0


def _written(session: Session, facts: Facts, form: str) -> bytes:
    from continuity.faces.minutes.chaostoolkit import chaos_journal
    from continuity.faces.minutes.paper import minutes
    from continuity.faces.runbook_forms import written

    if form == "chaostoolkit":
        journal = json.dumps(chaos_journal(facts, session.language), ensure_ascii=False, indent=2)
        return journal.encode() + b"\n"
    now = session.app.clock.now()
    return written(minutes(facts, session.language, now), form, now)


def rta_of(run: Run | None) -> float | None:
    """Return after how many seconds the service was usable again in a drill; None where it was not."""
    return next((one.actual_s for one in run.measurements if one.objective == "rto"), None) if run else None


def took(session: Session, run: Run | None) -> tuple[str, str]:
    """Return the RTA of a drill and what was forecast for it, as a list shows them."""
    from continuity.faces.cli.results import duration

    actual, told = rta_of(run), (run.detail.get("forecast") if run else None) or {}
    bounds = told.get("interval_s") or ([told["typical_s"]] if told.get("typical_s") is not None else [])
    forecast = " - ".join(duration(session, one) for one in bounds) or "-"
    return "-" if actual is None else duration(session, actual), forecast
