"""What proves the minutes: the records that they were made from, where an auditor finds them; and who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.minutes.opening import took_part
from continuity.faces.reports.paper import moment
from continuity.ground.timestamps import write_time
from continuity.recovery.procedure.scripted import PLAYED

if TYPE_CHECKING:
    from continuity.faces.language import Language
    from continuity.faces.minutes.facts import Facts
    from continuity.faces.reports.paper import Paper

#: Kinds of records, as an auditor asks for them.
NAMES = {
    "run.intent": "what was announced before anything was touched",
    "procedure.step": "what a person did, or signed",
    "run.outcome": "how it ended, with its figures",
}
#: What stands in place of a person's act where people were played.
SCRIPTED = "what a script answered in people's place"


def evidence(paper: Paper, facts: Facts) -> None:
    """Add each record with its place in the log and its leaf, the anchor that bounds it, and how to check it."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Evidence"))
    paper.say(
        "These minutes are a view, made from signed records. What was measured against a promise stands in the "
        "record of how the run ended; each act of a person in a record of its own. Times of steps and what checks "
        "answered are of the journal of the run, which is not in this log. An export of this client holds the records "
        "under these indices."
    )
    paper.fields([(tr("Log"), facts.log), (tr("Run"), facts.run.id)])
    rows = [
        (
            "-" if one.index is None else one.index,
            moment(one.at),
            _what(language, facts, one.kind, one.run),
            one.leaf or "-",
        )
        for one in facts.records
    ]
    paper.table(("index", "time (UTC)", "what it says", "leaf in the log (SHA-256)"), rows, (1, 2.4, 4, 5.4))
    if any(one.index is None for one in facts.records):
        paper.say("Records without an index are not under a signed head yet: make these minutes again later.")
    _bound(paper, facts)
    paper.say(
        "To check one with nothing of ours, write it with its proof and verify it elsewhere; it must name "
        "this key: {fingerprint}",
        fingerprint=facts.fingerprint,
    )
    last = next((one.index for one in reversed(facts.records) if one.run == facts.run.id), None)
    paper.code(
        [
            f"continuity evidence prove {'-' if last is None else last} --client {facts.client} -o record.json",
            "continuity evidence verify record.json",
        ]
    )


def _what(language: Language, facts: Facts, kind: str, run: str) -> str:
    played = run == facts.run.id and kind == "procedure.step" and facts.run.detail.get("played")
    said = language.template(SCRIPTED if played else NAMES.get(kind, kind))
    return said if run == facts.run.id else f"{said} ({run})"


def _bound(paper: Paper, facts: Facts) -> None:
    """Say who outside bounds when it was recorded; or that nobody does."""
    from continuity.faces.reports.summary import NAMES as ANCHORS

    found, tr = facts.anchored(), paper.language.template
    if found is None:
        paper.say("Nobody outside has bounded these records yet: their dates are the operator's.")
        return
    paper.say(
        "The {anchor} of {who} at {time} (UTC) covers the first {size} record(s) of this log, these among them.",
        anchor=tr(ANCHORS.get(str(found.kind), str(found.kind))),
        who=found.name,
        time=moment(write_time(found.at)),
        size=found.tree_size,
    )


def signatures(paper: Paper, facts: Facts) -> None:
    """Add a line for everybody who took part, and for those who answer for it."""
    tr = paper.language.template
    paper.heading(tr("Signatures"))
    paper.say("Who signs confirms that the minutes say what happened, and has read what this drill does not show.")
    for name in (one for one in took_part(facts) if one not in PLAYED):
        paper.fields([(tr("Took part"), name), (tr("Date, signature"), "")])
    for role in (tr("For the operator"), tr("For the client")):
        paper.fields([(role, ""), (tr("Date, signature"), "")])
