"""``continuity report``: what a month, a quarter or a year came to, for the client."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Group, Leaf
from continuity.faces.cli.report_written import FORMS, Wanted, reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.faces.cli.session import Session

_OPTIONS = (
    click.option("--client", metavar="NAME", help="Whose report it is; needed where there are several."),
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="A new file; else standard output."
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(FORMS),
        help="Markdown, one HTML file, or PDF/A (the extra [reports]); without it, by the ending of the file.",
    ),
)


def written(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a report."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group(cls=Group)
def report() -> None:
    """Write what a month, a quarter or a year came to: availability, penalties, backups, drills, what is unproven."""


@report.command(cls=Leaf)
@click.argument("month", required=False)
@written
@click.pass_obj
def monthly(session: Session, /, month: str | None, **said: Any) -> int:
    """Write the report of a MONTH such as 2026-10; without one, of the last that is over.

    Each figure names the records that it rests on by their index in the log. A report that is written to a file is
    recorded with its hash.
    """
    return reported(session, Wanted(report="monthly", name=month, **said))


@report.command(cls=Leaf)
@click.argument("quarter", required=False)
@written
@click.pass_obj
def quarterly(session: Session, /, quarter: str | None, **said: Any) -> int:
    """Write the service review of a QUARTER such as 2026-Q3; without one, of the last that is over.

    Its months side by side, the drills with the figures of their minutes, corrective actions opened, ended, overdue.
    """
    return reported(session, Wanted(report="quarterly", name=quarter, **said))


@report.command(cls=Leaf)
@click.argument("year", required=False)
@written
@click.pass_obj
def annual(session: Session, /, year: str | None, **said: Any) -> int:
    """Write the report of a YEAR such as 2026; without one, of the last that is over.

    Twelve months with their totals, the tests and drills of the year, the life of the contract, sub-processors. A month
    that nobody saw is unproven, and never counts as reached.
    """
    return reported(session, Wanted(report="annual", name=year, **said))
