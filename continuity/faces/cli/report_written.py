"""How a report is gathered, put on paper, given out and recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from continuity.engine.service_reports.span import Kind, last_over, named
from continuity.faces.cli.put_out import put_out, refuse_unfit
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.engine.service_reports.facts import Facts
    from continuity.faces.cli.session import Session
    from continuity.faces.language import Language
    from continuity.faces.reports.paper import Paper

FORMS = ("md", "html", "pdf")
WRITTEN = "report.written"
_KINDS = {"monthly": Kind.MONTH, "contract": Kind.MONTH, "quarterly": Kind.QUARTER, "annual": Kind.YEAR}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which report is asked for; ``name`` is that of its span, None for the last one that is over."""

    report: str
    name: str | None
    client: str | None
    output: Path | None
    form: str | None

    @property
    def written_as(self) -> str:
        """The form that was asked for, or that the ending of the file names."""
        if self.form:
            return self.form
        ending = self.output.suffix.removeprefix(".").lower() if self.output else ""
        return {"htm": "html", "markdown": "md"}.get(ending, ending or "md")


def reported(session: Session, wanted: Wanted) -> int:
    """Write a report, and record it where it goes into a file."""
    from continuity.engine.service_reports.facts import facts_of
    from continuity.faces.cli.chosen import one_client
    from continuity.faces.runbook_forms import written

    _refuse_unknown(wanted)
    refuse_unfit(session, wanted.written_as, wanted.output)
    client = one_client(session, wanted.client)
    kind, spec = _KINDS[wanted.report], session.app.inventory.clients[client]
    now = session.app.clock.now()
    span = named(kind, wanted.name, spec.timezone) if wanted.name else last_over(kind, now, spec.timezone)
    if not span.begun(now):
        raise UsageError("{span} has not begun", hint="name one that has, or none for the last that is over",
                         span=span.name)  # fmt: skip
    fingerprint = session.app.verifier(client).fingerprint
    facts = replace(facts_of(session.app.workshop, client, span), fingerprint=fingerprint)
    if session.json and wanted.output is None:
        session.emit(facts.as_json() | {"report": wanted.report})
        return 0
    content = written(_paper(session, facts, wanted.report), wanted.written_as, now)
    written_to = put_out(session, content, wanted.written_as, wanted.output)
    if wanted.output is None:
        return 0
    _record(session, facts, wanted, content)
    session.say("{path}: the report of {span} of {client}", path=wanted.output, span=span.name, client=client)
    told = {"schema": "continuity.service-report-written/1", "report": wanted.report, "name": span.name}
    session.emit(told | {"client": client} | written_to)
    return 0


def _refuse_unknown(wanted: Wanted) -> None:
    if wanted.written_as not in FORMS:
        raise UsageError(
            "no report is written as {form}", hint="one of: {forms}", form=wanted.written_as, forms=", ".join(FORMS)
        )


def _paper(session: Session, facts: Facts, what: str) -> Paper:
    from continuity.faces.service_reports.paper import contract_alone, monthly
    from continuity.faces.service_reports.several import annual, quarterly

    language = _language(session, facts.client)
    if what == "contract":
        return contract_alone(facts, language)
    if what == "monthly":
        return monthly(facts, language)
    if what == "quarterly":
        return quarterly(facts, language)
    return annual(facts, language, session.app.inventory.clients[facts.client])


def _language(session: Session, client: str) -> Language:
    """Return the language that somebody asked for, or else the client's."""
    from continuity.faces.language import Language

    return Language(session.lang or session.app.inventory.clients[client].language)


def _record(session: Session, facts: Facts, wanted: Wanted, content: bytes) -> None:
    """Record that a report was given out, and which: whoever holds the file can show it to be that one."""
    from continuity.ground.actor import actor
    from continuity.ground.canonical import sha256_hex

    app = session.app
    log = app.log(facts.client)
    name = wanted.output.name if wanted.output else ""
    attached = {"name": name, "sha256": sha256_hex(content), "bytes": len(content)}
    body = {"by": actor(app.command), "report": wanted.report, "about": facts.span.name, "attachments": [attached]}
    with app.store.transaction() as tx:
        log.journal.record(tx.records, WRITTEN, app.clock.now(), body)
    log.sequencer.run()
