"""``continuity doctor``."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.engine.doctor.check import Check
    from continuity.faces.cli.session import Session

_MARKS = {"ok": "✓", "warning": "!", "fault": "✗", "unknown": "?"}


@click.command(cls=Leaf)
@click.option(
    "--prove",
    "proved",
    multiple=True,
    metavar="NAME",
    help="Also try what the writer of this repository must not do; leaves a tiny locked object there.",
)
@click.pass_obj
def doctor(session: Session, proved: Sequence[str]) -> int:
    """Check this machine, this installation and its repositories, and say how to mend each fault.

    Nothing is changed. Exits 0 where all is well, 1 where something is doubtful or could not be looked at, 4 where
    something needed is missing or wrong.
    """
    from continuity.engine.doctor.check import exit_code
    from continuity.engine.doctor.examination import examine
    from continuity.faces.cli.chosen import repositories

    specs = repositories(session, tuple(proved)) if proved else []
    checks = []
    for check in examine(session.app, specs):
        checks.append(check)
        _tell(session, check)
    counts = Counter(str(check.state) for check in checks)
    session.say(
        "{well} well, {doubtful} doubtful, {wrong} missing or wrong, {unknown} not looked at",
        well=counts["ok"],
        doubtful=counts["warning"],
        wrong=counts["fault"],
        unknown=counts["unknown"],
    )
    session.emit({"schema": "continuity.doctor/1", "checks": [_plain(session, check) for check in checks]})
    return exit_code(checks)


def _tell(session: Session, check: Check) -> None:
    """Show one check; quiet sessions see only what is not well."""
    well = check.state == "ok"
    if well and session.verbosity < 0:
        return
    plain = _plain(session, check)
    out = sys.stderr if session.json else sys.stdout
    about = f"{check.subject}: " if check.subject and check.subject not in plain["message"] else ""
    print(f"{_MARKS[check.state]} {check.name:<15} {about}{plain['message']}", file=out)
    if not well:
        print(f"  {'':<15} → {plain['remedy']}", file=out)


def _plain(session: Session, check: Check) -> dict[str, str]:
    say = session.language.reason
    return {
        "name": check.name,
        "subject": check.subject,
        "state": str(check.state),
        "message": say(check.what, check.values),
        "remedy": say(check.hint, check.values),
    }
