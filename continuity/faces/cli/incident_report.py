"""``continuity incident report``: what was, why, and what is done about it; drafted from the records, then attached."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.faces.cli.session import Session
    from continuity.model.incident import Incident

#: What somebody still has to write.
BLANK = "[…]"
_MOST = 2**22  # a longer text is not read through
SAID = {
    "case.opened": "opened: {reason}",
    "case.changed": "concerns: {members}",
    "case.reopened": "open again: {reason}",
    "case.called": "{level} called in: {because}",
    "case.acknowledged": "acknowledged by {name}",
    "case.assigned": "{name} gave it to {owner}",
    "case.commented": "{name}: {text}",
    "case.paused": "clocks stopped by {name}: {text}",
    "case.continued": "clocks run again, said {name}",
    "case.restored": "its cause is gone",
    "case.reported": "report attached by {name}",
    "case.closed": "closed: {why}",
    "case.ticketed": "ticket {number} opened ({desk})",
    "case.ticket_solved": "ticket {number} solved ({desk})",
    "cause": "Why it was",
    "effects": "What it did",
    "measures": "What is done about it, by whom and until when",
}


@click.command(cls=Leaf)
@click.argument("incident")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="A new file for the draft.")
@click.option("--attach", metavar="FILE", help="Keep this file as the report; a text must have no […] left.")
@click.option("--as", "name", metavar="NAME", help="Who acts; without it, the user of the system.")
@click.pass_obj
def report(session: Session, incident: str, output: Path | None, attach: str | None, name: str | None) -> int:
    """Draft the report of INCIDENT from its records, or attach the finished one.

    One that reached level N3 is not closed without it.
    """
    from continuity.engine.incidents.handling import named
    from continuity.faces.cli.incident_words import looked

    one = named(session.app.workshop, incident)
    if attach:
        return _attached(session, one, attach, name)
    text = "\n".join(_draft(session, one)) + "\n"
    if output is None:
        session.say("{text}", text=text.rstrip("\n"))
    else:
        _written(output, text)
    session.emit({"schema": "continuity.incident-report/1", "incident": one.id, "draft": text})
    return looked(session, [one.client], "report", one.id)


def _attached(session: Session, one: Incident, file: str, name: str | None) -> int:
    from continuity.engine.incidents.handling import attach
    from continuity.faces.cli.incident_words import told, who
    from continuity.recovery.attachments import Attachments

    _finished(Path(file).expanduser(), one.id)
    kept = Attachments(session.app.workshop.directories.attachments(one.client)).keep(file)
    return told(session, attach(session.app.workshop, one.id, kept, who(session, name)))


def _finished(path: Path, incident: str) -> None:
    """Raise ``Refused`` for a text in which something is still to be written, or that is about something else."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST:
            return  # keeping it says what is wrong with it
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return  # a PDF is a report, too
    if not text.strip() or BLANK in text:
        raise Refused("something is still to be written in {path}", hint="replace each […], and attach it", path=path)
    if incident not in text:
        raise Refused("{path} does not name {id}", hint="write the number of the incident", path=path, id=incident)


def _draft(session: Session, one: Incident) -> Iterator[str]:
    from continuity.faces.cli.incident_words import clock_lines

    fill, told = session.language.fill, session.language.told
    yield "# " + fill("Report of incident {id}: {subject}", id=one.id, subject=one.subject)
    yield from ("", fill("severity: {severity}", severity=session.language.template(str(one.severity))), "")
    yield from ("## " + fill("What was found"), "", told(one.reason), "")
    yield fill("concerns: {members}", members=", ".join(one.members))
    yield from ("", "## " + fill("Times promised"), "")
    yield from (f"- {line}" for line in clock_lines(session, one))
    yield from ("", "## " + fill("Timeline, from the records"), "")
    yield from (f"- {line}" for line in _timeline(session, one))
    for heading in ("cause", "effects", "measures"):
        yield from ("", "## " + fill(SAID[heading]), "", BLANK)


def _timeline(session: Session, one: Incident) -> Iterator[str]:
    from continuity.faces.cli.incident_deliveries import timeline

    told = list(timeline(session, one))
    lines = [*_case(session, one), *((at, text) for at, text in told if at)]
    yield from (f"{at[:19]}Z {text}" for at, text in sorted(lines, key=lambda line: line[0]))
    yield from (text for at, text in told if not at)


def _case(session: Session, one: Incident) -> Iterator[tuple[str, str]]:
    from continuity.evidence.format.record import parse

    log = session.app.workshop.logs[one.client].journal.log
    with session.app.store.reading() as tx:
        records = [parse(data) for data in tx.incidents.records(log)]
    for record in records:
        if record.body.get("id") == one.id and record.kind in SAID:
            said = {name: session.language.told(str(value)) for name, value in record.body.items()}
            said |= {"members": ", ".join(record.body["members"]), "name": record.body.get("name", "")}
            said |= record.body.get("ticket") or {}
            last = {"case.commented": "comments", "case.paused": "pauses"}.get(record.kind)
            newest = record.body[last][-1] if last else {}
            said["text"] = newest.get("text") or newest.get("why") or ""
            yield record.at, session.language.fill(SAID[record.kind], **said)


def _written(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        cause = error.strerror or str(error)
        raise UsageError("{path} cannot be written: {cause}", hint="name a new file", path=path, cause=cause) from error
