"""``continuity privacy journal``: who looked at data or restored it, when, and why."""

from __future__ import annotations

import csv
import io
from datetime import datetime  # noqa: TC003 - click's callbacks name it
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.privacy.accesses import Access
    from continuity.faces.cli.session import Session

_COLUMNS = ("at", "client", "what", "subject", "who", "why", "outcome", "record")


@click.command(cls=Leaf)
@click.option("--client", metavar="NAME", help="Only this client's.")
@click.option("--person", metavar="NAME", help="Only what this user of the system did.")
@click.option("--since", type=Moment(), metavar="TIME", help="Only records of this time or newer.")
@click.option("--until", type=Moment(), metavar="TIME", help="Only records of this time or older.")
@click.option("--pseudonyms", is_flag=True, help="Give people other names, and leave out their words.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.pass_obj
def journal(session: Session, /, client: str | None, pseudonyms: bool, as_csv: bool, **wanted: Any) -> int:  # noqa: FBT001
    """Show who restored data, looked into it, had secrets shown or took evidence away: when, and why.

    It is read from the log of each client, which is signed and cannot be shortened. Runs that the database knows and
    the log does not are told, and end the command with exit code 1.

    With --pseudonyms people have other names, the same ones each time; why they did it, and where they put it, is left
    out, for they may have named anybody there.
    """
    from continuity.engine.privacy.accesses import accesses
    from continuity.faces.cli.chosen import clients_of

    told, erased, missing = list[dict[str, Any]](), 0, list[str]()
    for name in clients_of(session, client):
        with session.app.store.reading() as tx:
            read = accesses(tx, name, session.app.workshop.logs[name].journal.log)
        alias = _alias(session, name) if pseudonyms else None
        told += [_told(one, alias) for one in read.accesses if _is_wanted(one, **wanted)]
        erased += read.erased
        missing += read.missing
    _show(session, told, as_csv=as_csv)
    if erased:
        session.say("{count} record(s) were erased: what they said is gone", count=erased)
    for run in missing:
        session.say("the log does not tell of the run {run}", run=run)
    plain = {"accesses": told, "erased": erased, "missing": missing, "pseudonyms": pseudonyms}
    session.emit({"schema": "continuity.privacy-journal/1"} | plain)
    return NotProven.exit_code if missing else 0


def _is_wanted(one: Access, *, person: str | None, since: datetime | None, until: datetime | None) -> bool:
    in_time = (since is None or one.at >= since) and (until is None or one.at <= until)
    return in_time and person in (None, one.who)


def _alias(session: Session, client: str) -> Callable[[str], str]:
    from continuity.engine.privacy.names import pseudonyms

    return pseudonyms(session.app.vault, client, session.app.ids.nonce)


def _told(one: Access, alias: Callable[[str], str] | None) -> dict[str, Any]:
    """Return what is told of one; with pseudonyms nothing that people wrote, which may name anybody, nor paths."""
    plain = one.as_json()
    if alias is None:
        return plain
    known = {"unit": one.by["unit"]} if "unit" in one.by else {}
    subject = "" if one.subject.startswith("/") else one.subject
    return plain | {"who": alias(one.who) if one.who else "", "by": known, "why": "", "subject": subject}


def _show(session: Session, told: list[dict[str, Any]], *, as_csv: bool) -> None:
    tr = session.language.template
    fields = ("client", "what", "subject", "who", "why", "ended", "index")
    rows = [(one["at"][:19] + "Z", *(one[field] for field in fields)) for one in told]
    if as_csv and not session.json:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([_COLUMNS, *map(_harmless, rows)])
        print(text.getvalue(), end="")
    else:
        session.table(_COLUMNS, [(*row[:2], tr(row[2]), *row[3:6], tr(row[6]), row[7]) for row in rows])


def _harmless(row: tuple[Any, ...]) -> list[Any]:
    """Keep a spreadsheet from taking what somebody wrote for a formula (CWE-1236)."""
    return [f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell for cell in row]
