"""The summary in an export: two to five pages for who decides, made of what the signed records say and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.reports import achieved, relevance
from continuity.faces.reports.paper import Paper, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.evidence.gathered import Gathered
    from continuity.faces.language import Language
    from continuity.model.control import Framework


#: Kinds and classes of anchors, in words.
NAMES = {
    "rfc3161": "time-stamp",
    "cosignature": "cosignature of a witness",
    "write-once": "locked object",
    "proven offline": "proven offline",
    "claimed": "claimed",
}


def summary_of(title: str, gathered: Gathered, frameworks: Iterable[Framework], language: Language) -> Paper:
    """Return the report on one client's export; ``title`` is the client's."""
    facts = gathered.summary
    paper = Paper(language, language.fill("Evidence of continuity: {client}", client=title), str(facts["log"]))
    _scope(paper, facts)
    _head(paper, facts)
    _anchors(paper, facts)
    _complete(paper, facts)
    achieved.ends(paper, gathered.achieved)
    achieved.figures(paper, gathered.achieved)
    achieved.tests(paper, gathered.achieved)
    achieved.failures(paper, gathered.achieved)
    relevance.controls(paper, gathered, frameworks)
    _verifying(paper, facts)
    return paper


def _scope(paper: Paper, facts: Any) -> None:
    tr = paper.language.template
    paper.say(
        "This is a view for reading, made from signed records. It proves nothing by itself: the records are in the "
        "same export, and verify.py checks them without the help of those who made them."
    )
    period = (
        f"{moment(facts['since']) if facts['since'] else '…'} - {moment(facts['until']) if facts['until'] else '…'}"
    )
    paper.table(
        ("subject", "value"),
        [
            (tr("log"), facts["log"]),
            (tr("period asked for (UTC)"), period),
            (tr("records, without a gap"), f"{facts['start']} - {facts['end'] - 1}"),
            (tr("first and last record dated (UTC)"), f"{moment(facts['first_at'])} - {moment(facts['last_at'])}"),
        ],
        (3, 7),
    )


def _head(paper: Paper, facts: Any) -> None:
    tr = paper.language.template
    paper.heading(tr("Signed head"))
    paper.say("The three lines of the checkpoint: whoever kept an earlier one can check that nothing was rewritten.")
    paper.code(facts["checkpoint"])
    paper.say("Fingerprint of the key that signed it, to be compared with the one given to you by another way:")
    paper.code([facts["key_fingerprint"]])


def _anchors(paper: Paper, facts: Any) -> None:
    tr = paper.language.template
    paper.heading(tr("Anchors"))
    held: dict[tuple[str, str, str], list[Any]] = {}
    for one in facts["anchors"]:
        held.setdefault((one["class"], one["kind"], one["name"]), []).append(one)
    rows = [
        (
            tr(NAMES.get(worth, worth)),
            tr(NAMES.get(kind, kind)),
            name,
            len(all_of_it),
            all_of_it[-1]["tree_size"],
            _at(all_of_it[-1]),
        )
        for (worth, kind, name), all_of_it in sorted(held.items(), reverse=True)
    ]
    head = ("class", "kind", "by whom", "count", "records covered by the newest", "its time (UTC)")
    paper.table(head, rows, (2.6, 2.6, 3, 1.2, 3, 3.2))
    loose = facts["unanchored"]["records"]
    if loose:
        paper.say(
            "From record {index} on, {count} record(s) are bounded by nobody outside: their dates are the operator's.",
            index=facts["unanchored"]["from_index"],
            count=loose,
        )
    if rows:
        paper.say(
            "Proven offline: verify.py checks it with the authority's or the witness's own key. Claimed: only who can "
            "look into the store sees it."
        )


def _at(one: Any) -> str:
    return moment(one.get("at"))


def _complete(paper: Paper, facts: Any) -> None:
    tr = paper.language.template
    paper.heading(tr("Completeness"))
    paper.say(
        "Jobs are announced before they fall due: {announced} announced, {ended} ended, {open} not ended yet.",
        **facts["jobs"],
    )
    paper.say("Runs that began and did not end: {count}.", count=len(facts["open_runs"]))
    if facts["erased"]:
        paper.say("Records that were erased, with only their commitments left: {count}.", count=facts["erased"])
    paper.say("Findings of the verification: {count}; summary.json lists them.", count=len(facts["findings"]))


def _verifying(paper: Paper, facts: Any) -> None:
    paper.heading(paper.language.template("How to verify"))
    paper.say("With Python 3.9 or newer and nothing else, in the folder where this export was unpacked:")
    paper.code([f"python3 verify.py . --lang {paper.language.name} --key-fingerprint {facts['key_fingerprint']}"])
    paper.say(
        "Take the fingerprint from the operator by another way, not from this page; README.txt says what each file is."
    )
