"""The life of the contract in the report of a year: its term and days, and who else works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.contract.life import Due
from continuity.faces.service_reports.figures import day

if TYPE_CHECKING:
    from continuity.engine.service_reports.facts import Facts
    from continuity.faces.reports.paper import Paper
    from continuity.model.inventory import Client


def life(paper: Paper, facts: Facts) -> None:
    """Add until when the contract runs, and the days of its calendar."""
    from continuity.faces.cli.contract_calendar import SAID

    language, tr = paper.language, paper.language.template
    paper.heading(tr("Life of the contract"))
    if facts.life is None:
        paper.say("The documents do not say until when the contract runs.")
        return
    runs = {name: day(language, facts.life[name]) for name in ("until", "last_notice", "noticed")}
    if facts.life["noticed"]:
        paper.say("It ends on {until}: notice was given on {noticed}.", **runs)
    elif facts.life["certain"]:
        paper.say("It runs until {until}.", **runs)
    else:
        paper.say("It runs until {until}, and goes on where nobody says by {last_notice} that it ends.", **runs)
    rows = []
    for one in facts.life["days"]:
        state = tr(SAID[Due(one["state"])])
        rows.append((one["step"], tr(one["title"]), day(language, one["day"]), state, day(language, one["done"])))
    paper.table(("step", "what is done", "day", "state", "done on"), rows, (2, 5, 1.8, 1.8, 1.8))


def sub_processors(paper: Paper, client: Client) -> None:
    """Add who else works on the client's data, as the documents say now."""
    paper.heading(paper.language.template("Sub-processors"))
    known = client.contract.sub_processors if client.contract else ()
    rows = [(one.name, one.purpose, one.country or "-") for one in known]
    paper.table(("name", "purpose", "country"), rows, (3, 6, 1.5))
    if not rows:
        paper.say("The documents name none.")
