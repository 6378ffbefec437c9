"""The register of article 30 on paper, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.privacy.measures import SAID as MEASURES
from continuity.faces.reports.paper import Paper, moment
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.engine.privacy.register import Kept, Register
    from continuity.faces.language import Language
    from continuity.model.privacy import Party

SAID = {
    "absent": "not declared",
    "as processor": "processor (article 30(2))",
    "as controller": "controller (article 30(1))",
    "last": "the last {count}",
    "hourly": "{count} hourly",
    "daily": "{count} daily",
    "weekly": "{count} weekly",
    "monthly": "{count} monthly",
    "yearly": "{count} yearly",
}


def register_paper(found: Register, language: Language) -> Paper:
    """Return the register; what was not declared says so."""
    fill, client = language.fill, found.client
    title = fill("Records of processing: {client}", client=client.title)
    header = fill("GDPR, article 30 - as of {time} (UTC)", time=moment(write_time(found.at)))
    paper = Paper(language, title, client.name, header)
    _parties(paper, found)
    _activities(paper, found)
    _retention(paper, found)
    _others(paper, found)
    _measures(paper, found)
    if found.missing:
        paper.heading(language.template("What nobody declared"))
        paper.say("The documents do not say it, and nothing here was guessed. The keys that would say it:")
        paper.code(found.missing)
    return paper


def _parties(paper: Paper, found: Register) -> None:
    tr, privacy = paper.language.template, found.client.privacy
    rows = [
        (tr("whoever runs this server is"), tr(SAID[f"as {privacy.role}"])),
        (tr("controller"), _party(paper.language, privacy.controller)),
        (tr("processor"), _party(paper.language, privacy.processor)),
        (tr("data protection officer"), _party(paper.language, privacy.dpo)),
        (tr("impact assessment (AIPD)"), privacy.aipd or tr(SAID["absent"])),
    ]
    paper.table(("subject", "value"), rows, (1, 3))


def _activities(paper: Paper, found: Register) -> None:
    paper.heading(paper.language.template("Activities"))
    rows = [
        (
            one.name,
            one.purpose,
            ", ".join(one.assets),
            _listed(paper.language, one.people),
            _listed(paper.language, one.data),
            _listed(paper.language, one.recipients),
        )
        for one in found.client.privacy.activities.values()
    ]
    if not rows:
        paper.say("No activity was declared.")
    paper.table(("activity", "purpose", "assets", "whose data", "data", "recipients"), rows, (2, 3, 2, 2, 2, 2))


def _retention(paper: Paper, found: Register) -> None:
    paper.heading(paper.language.template("How long copies are kept, by the policies"))
    rows = [(one.asset, one.policy, _kept(paper.language, one), _locked(paper.language, one)) for one in found.kept]
    paper.table(("asset", "policy", "points kept", "not removable before"), rows, (2, 1, 4, 2))


def _kept(language: Language, one: Kept) -> str:
    if not one.counts:
        return language.template("all: the policy removes none")
    classes = ", ".join(language.fill(SAID[name], count=count) for name, count in one.counts.items())
    if one.days is None:
        return classes
    return language.fill("{classes}: the oldest reaches {days} days", classes=classes, days=one.days)


def _locked(language: Language, one: Kept) -> str:
    return "-" if one.locked_days is None else language.fill("{days} days", days=one.locked_days)


def _others(paper: Paper, found: Register) -> None:
    tr, privacy, contract = paper.language.template, found.client.privacy, found.client.contract
    paper.heading(tr("Who else works on the data"))
    others = contract.sub_processors if contract else ()
    rows = [(one.name, one.purpose, one.country, one.since.isoformat() if one.since else "-") for one in others]
    if not rows:
        paper.say("No sub-processor was declared.")
    paper.table(("name", "purpose", "country", "since"), rows, (2, 3, 1, 1))
    paper.heading(tr("Transfers out of the European Union"))
    if privacy.transfers is None:
        paper.say("not declared")
    elif not privacy.transfers:
        paper.say("none, as declared")
    moved = [(one.country, one.to, one.safeguards or tr(SAID["absent"])) for one in privacy.transfers or ()]
    paper.table(("country", "to", "safeguards"), moved, (1, 2, 3))


def _measures(paper: Paper, found: Register) -> None:
    language = paper.language
    paper.heading(language.template("Measures of security, as they were last shown"))
    rows = [
        (
            one.subject,
            language.fill(MEASURES[one.name], **one.values),
            language.template(str(one.verdict)),
            moment(write_time(one.at)) if one.at else "-",
            ", ".join(map(str, one.records)) or "-",
        )
        for one in found.measures
    ]
    paper.table(("subject", "measure", "verdict", "shown at (UTC)", "records"), rows, (2, 4, 1, 2, 1))
    paper.say("A measure without a run that shows it is unproven. Records are named by their number in the log.")


def _party(language: Language, party: Party | None) -> str:
    if party is None:
        return language.template(SAID["absent"])
    return f"{party.name}, {party.contact}" if party.contact else party.name


def _listed(language: Language, words: Iterable[str]) -> str:
    return ", ".join(words) or language.template(SAID["absent"])
