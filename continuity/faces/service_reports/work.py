"""Work of a month: backups by asset, objectives, restore tests and drills against what was due, repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.service_reports.work import BACKUPS, NOT_RUN
from continuity.faces.reports.achieved import kind_name, objective_name
from continuity.faces.reports.paper import counted
from continuity.faces.service_reports.figures import cited, day, length, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from continuity.faces.reports.paper import Paper

#: Kinds of work about assets' data; what else there is concerns repositories.
_TESTS = ("restore_test", "kit_test")
_DRILL = "drill"
_OBJECTIVES = ("rpo", "proven_rpo", "rto", "technical_recovery_time")
_BAD = ("failed", "aborted")
_WORST = {"missed": 0, "unproven": 1, "met": 2}
SAID = {
    "late": "late",
    "due": "due",
    "planned": "planned",
    "unplanned": "no date",
    "never": "never done",
    "rehearsed": "rehearsed by script",
    "held": "held, not proven",
    "proven": "proven",
    "isolated": "isolated",
    "live": "on what is in use",
}


def backups(paper: Paper, found: Mapping[str, Any]) -> None:
    """Add the backups of each asset: what fell due, what became of it."""
    _jobs(paper, paper.language.template("Backups"), [one for one in found["work"] if one["kind"] in BACKUPS])
    if found["no_backup"]:
        paper.say(
            "No backup is on record, by the documents of today, of: {names}.", names=", ".join(found["no_backup"])
        )


def objectives(paper: Paper, found: Mapping[str, Any]) -> None:
    """Add what was reached against each objective: the newest figure, the worst, the verdicts."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Objectives: RPA and RTA"))
    known = sorted(found["figures"], key=lambda one: (_WORST.get(one["verdict"], 3), one["subject"]))
    rows = [
        (
            one["subject"],
            objective_name(language, one["objective"]),
            *(length(language, one[name]) for name in ("target_s", "actual_s", "worst_s")),
            tr(one["verdict"]),
            counted(language, one["verdicts"]),
            cited([one["record"], one["worst_record"], *one["cited"]]),
        )
        for one in known
        if one["objective"] in _OBJECTIVES
    ]
    head = ("subject", "objective", "promised", "newest figure", "worst", "verdict", "verdicts", "index")
    paper.table(head, rows, (3, 2.2, 1.5, 1.6, 1.5, 1.6, 2.4, 1.8))
    if not rows:
        paper.say("Nothing was measured in this month: what was promised is unproven.")


def proving(paper: Paper, found: Mapping[str, Any], zone: str) -> None:
    """Add restore tests against those that fell due, and the drills that were held."""
    _jobs(paper, paper.language.template("Restore tests"), [one for one in found["work"] if one["kind"] in _TESTS])
    drills(paper, [found], zone)


def drills(paper: Paper, months: Iterable[Mapping[str, Any]], zone: str) -> None:
    """Add each drill with what its minutes say of it."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Drills"))
    rows = [
        (
            one["name"],
            one["subject"],
            moment(language, one["at"], zone),
            tr("played by a script") if one["played"] else tr(SAID.get(one["mode"], one["mode"])),
            tr(one["outcome"]),
            tr(one["verdict"]),
            *(length(language, _measured(one, "rto")[name]) for name in ("actual_s", "target_s")),
            one["run"],
            cited([one["record"]]),
        )
        for month in months
        for one in month["drills"]
    ]
    head = ("drill", "subject", "held", "how", "outcome", "verdict", "RTA", "RTO", "run", "index")
    paper.table(head, rows, (2.2, 2.2, 2.2, 1.8, 1.6, 1.5, 1.3, 1.3, 2.4, 1))
    paper.say("No drill ended." if not rows else "The minutes of each: continuity drill report RUN.")


def planned(paper: Paper, drills_planned: Iterable[Mapping[str, Any]], zone: str) -> None:
    """Add the calendar of drills as it stands: what is due, late, never done."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Drills that are due"))
    rows = [
        (
            one["name"],
            tr(SAID[one["state"]]),
            moment(language, one["due"], zone),
            day(language, one["day"]),
            tr(SAID[one["worth"]]),
            moment(language, one["held"], zone),
            moment(language, one["proven"], zone),
        )
        for one in drills_planned
    ]
    head = ("drill", "state", "at the latest", "planned for", "standing", "last held", "last proven")
    paper.table(head, rows, (3, 1.4, 2.2, 1.8, 2, 2.2, 2.2))
    if not rows:
        paper.say("Neither documents nor policies ask for a drill.")


def stores(paper: Paper, found: Mapping[str, Any], zone: str) -> None:
    """Add the work on repositories, what it found of their data and locks, and what changed by itself."""
    language, tr = paper.language, paper.language.template
    own = (*BACKUPS, *_TESTS, _DRILL)
    _jobs(paper, tr("Repositories and locks"), [one for one in found["work"] if one["kind"] not in own])
    rows = [
        (
            one["subject"],
            objective_name(language, one["objective"]),
            tr(one["verdict"]),
            counted(language, one["verdicts"]),
            language.told(one["reason"]) or "-",
            cited([one["record"], *one["cited"]]),
        )
        for one in found["figures"]
        if one["objective"] in ("immutable", "readable", "retention", "listed")
    ]
    paper.table(("subject", "what", "verdict", "verdicts", "reason", "index"), rows, (2.6, 2, 1.4, 2.4, 4, 1.6))
    paper.table(
        ("time", "subject", "what", "reason", "index"),
        [
            (
                moment(language, one["at"], zone),
                one["subject"],
                tr("ended") if one["over"] else tr("opened"),
                language.told(str(one["reason"] or "")) or "-",
                cited([one["record"]]),
            )
            for one in found["findings"]
        ],
        (2.2, 3, 1.4, 5, 1),
    )


def _measured(drill: Mapping[str, Any], objective: str) -> Mapping[str, Any]:
    nothing = {"actual_s": None, "target_s": None}
    return next((one for one in drill["measurements"] if one["objective"] == objective), nothing)


def _jobs(paper: Paper, heading: str, jobs: Iterable[Mapping[str, Any]]) -> None:
    """Add jobs by subject: due, done, in part, failed, not run, without a known end."""
    language = paper.language
    paper.heading(heading)
    rows = [
        (
            kind_name(language, one["kind"]),
            one["subject"],
            one["due"],
            one["done"],
            one["outcomes"].get("incomplete", 0),
            sum(one["outcomes"].get(name, 0) for name in _BAD),
            sum(one["outcomes"].get(name, 0) for name in NOT_RUN),
            one["open"],
            cited([*one["plans"], one["newest"], *one["cited"]]),
        )
        for one in jobs
    ]
    head = ("kind", "subject", "fell due", "done", "incomplete", "failed", "not run", "no end", "index")
    paper.table(head, rows, (2, 3, 1, 1, 1.6, 1.4, 1.4, 1, 2))
    if not rows:
        paper.say("No work of this kind is on record.")
