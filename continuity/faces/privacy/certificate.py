"""The certificate of an erasure on paper: what was destroyed, what was tried, and where a key may still live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.reports.paper import Paper, moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.faces.language import Language

SAID = {
    "proven": "PROVEN: no password that this server ever held opens these repositories",
    "unproven": "UNPROVEN: a copy can still be opened, or nobody can tell",
    "opens": "the old password still opens it",
    "shut": "the old password opens it no more, as was tried",
    "untried": "it could not be tried",
    "hidden keys": "which other keys it has is not known",
    "other keys": "another key is left: {key}",
    "hidden versions": "the store keeps old versions and does not list them: old keys may be among them",
}


def certificate(facts: Mapping[str, Any], language: Language) -> Paper:
    """Return the certificate of the erasure with these facts."""
    title = language.fill("Certificate of erasure: {client}", client=facts["client"])
    header = language.fill("as of {time} (UTC); agreed by {names}", time=moment(facts["at"]), names=_names(facts))
    paper = Paper(language, title, facts["client"], header)
    paper.banner([language.template(SAID[facts["verdict"]])])
    _repositories(paper, facts)
    _elsewhere(paper, facts)
    paper.heading(language.template("What this does not say"))
    paper.say(
        "What opens the copies was destroyed, not the copies: they lie there until they are removed, locked ones until"
        " their lock ends. Whoever copied a repository or its key files elsewhere, and has an old password, opens that"
        " copy; so does whoever took down the master key. The data itself, where it is used, was not touched."
    )
    return paper


def _names(facts: Mapping[str, Any]) -> str:
    return ", ".join(facts["agreed"])


def _repositories(paper: Paper, facts: Mapping[str, Any]) -> None:
    language = paper.language
    paper.heading(language.template("Repositories"))
    rows = []
    for one in facts["repositories"]:
        state = {True: "opens", False: "shut", None: "untried"}[one["opens"]]
        said = [language.template(SAID[state]), language.told(one["said"])]
        if one["opens"] is not None:
            left = one.get("left")
            said += [language.template(SAID["hidden keys"])] if left is None else []
            said += [language.fill(SAID["other keys"], key=key) for key in left or ()]
        for version in one["versions"] or ():
            until = moment(version["locked_until"])
            said.append(language.fill("{key} lies in the store, locked until {until}", key=version["key"], until=until))
        said += [language.template(SAID["hidden versions"])] if one["versions"] is None else []
        rows.append((one["repository"], len(one["removed"]), "; ".join(filter(None, said))))
    paper.table(("repository", "keys removed", "state"), rows, (2, 1, 5))
    if until := facts["locked_points_until"]:
        paper.say("The last lock known of its points ends on {until} (UTC).", until=moment(until))
    paper.say("Destroyed in the vault: {count} entries.", count=len(facts["entries"]))
    if kept := facts.get("kept"):
        paper.say(
            "Kept in the vault, because a repository is not closed and could never be without them: {names}.",
            names=", ".join(kept),
        )
    if remains := facts.get("remains"):
        paper.say(
            "Still on this server, below its state directory: {names}. `attachments` are files that the log names by"
            " their hash, and are kept as evidence; anything else could not be removed, or came anew.",
            names=", ".join(remains),
        )


def _elsewhere(paper: Paper, facts: Mapping[str, Any]) -> None:
    tr = paper.language.template
    paper.heading(tr("Where a key may still live"))
    outside = [(one["repository"], one["where"]) for one in facts["outside"]]
    if outside:
        paper.say("Passwords that the documents keep outside of the vault: this server cannot destroy them.")
    paper.table(("repository", "password"), outside, (2, 4))
    held = [(one["kind"], one["record"], moment(one["at"]), one["what"]) for one in facts["holders"]]
    if held:
        paper.say(
            "Kits, exports and people that had the secrets, by the log. They open what is open in the table above, and"
            " nothing else."
        )
    paper.table(("what", "record", "at (UTC)", "names"), held, (2, 1, 2, 5))
    if not outside and not held:
        paper.say("Nowhere that the log knows of.")
