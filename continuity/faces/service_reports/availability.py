"""Availability of a month: each service against its promise, a strip of its days, failures, time that is left out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.contract.availability import Was
from continuity.engine.contracts import inputs as given
from continuity.faces.service_reports.figures import cited, length, moment, percent, share
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from continuity.faces.reports.paper import Bars, Paper

#: The promises of incidents, as they are called.
PROMISES = {"intervene": "time to intervene (GTI)", "resolve": "time to restore (GTR)"}
_DAY = timedelta(days=1)
_ON_A_PAGE = 35  # strips: a picture is never cut in two
NAMES = {"solid": "down", "hatched": "left out by agreement", "crossed": "nobody saw", "dotted": "to come"}
#: What came of an exclusion, by why it does not count.
EFFECT = {
    "": "left out",
    "late": "declared late: does not count",
    "not agreed": "announced, not agreed: does not count",
}


def reached(paper: Paper, found: Mapping[str, Any]) -> None:
    """Add what each service reached against its promise, and where its time went."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Availability of the services"))
    services = found["statement"]["result"]["services"]
    if not services:
        paper.say("No service with a promise is on record: no availability can be proven.")
        return
    rows = [
        (
            one["title"],
            percent(language, one["promised"]),
            percent(language, proven(one)),
            tr(one["verdict"]),
            *(length(language, one["seconds"][name]) for name in ("down", "undetermined", "maintenance")),
            length(language, one["seconds"]["force_majeure"]),
            cited(one["evidence"]),
        )
        for one in services
    ]
    head = (
        "service",
        "promised",
        "reached",
        "verdict",
        "down",
        "nobody saw",
        "maintenance",
        "force majeure",
        "index",
    )
    paper.table(head, rows, (2.6, 1.4, 1.4, 1.6, 2, 1.5, 2, 1.5, 1.6))
    _strips(paper, found, services)
    for one in services:
        if not one["check"]:
            paper.say("{service}: no check decides whether it is up (up_when).", service=one["title"])


def proven(service: Mapping[str, Any]) -> str | None:
    """Return what a service reached; None where less than half of its time was seen: that is never 100 percent."""
    lengths: Mapping[str, float] = service["seconds"]
    mostly = lengths["undetermined"] <= lengths["up"] + lengths["down"]
    found: str | None = service["percent"] if mostly or service["verdict"] != "unproven" else None
    return found


def failures(paper: Paper, found: Mapping[str, Any]) -> None:
    """Add failures of each service: how many, how long between them, how long until it was up again."""
    language = paper.language
    paper.heading(language.template("Failures, repairs, error rate"))
    rates = {one["service"]: one["rate"] for one in found["errors"]}
    rows = [
        (
            one["title"],
            len(one["outages"]),
            length(language, one["mtbf_s"]),
            length(language, one["mttr_s"]),
            share(language, rates[one["service"]]),
            cited(one["evidence"]),
        )
        for one in found["statement"]["result"]["services"]
    ]
    head = ("service", "failures", "between failures (MTBF)", "to restore (MTTR)", "error rate", "index")
    paper.table(head, rows, (3, 1.2, 2, 2, 1.6, 2))
    paper.say(
        "MTBF is the time up by failures, MTTR the time down by failures. The error rate is, of the time that "
        "the deciding check saw within the promised hours, the share in which it failed, by time."
    )


def left_out(paper: Paper, found: Mapping[str, Any], zone: str) -> None:
    """Add windows and force majeure, each with its record and effect: windows late or not agreed to do not count."""
    language, tr = paper.language, paper.language.template
    inputs = found["statement"]["inputs"]
    titles = {one["service"]: one["title"] for one in found["statement"]["result"]["services"]}
    rows = []
    for kind, name in ((tr("maintenance window"), "windows"), (tr("force majeure"), "force_majeure")):
        for service, all_ in inputs[name].items():
            for one in all_:
                why = given.windows([one])[0].why_not if "declared" in one else ""
                rows.append(
                    (
                        kind,
                        titles.get(service, service),
                        moment(language, one["begin"], zone),
                        moment(language, one["end"], zone),
                        tr(EFFECT[why]),
                        cited([one["record"]]),
                    )
                )
    paper.heading(tr("Time that is left out"))
    paper.table(("kind", "service", "from", "until", "effect", "index"), rows, (2, 2.4, 2.4, 2.4, 2.6, 1))
    if not rows:
        paper.say("None: there was no agreed window and no force majeure.")


def answered(paper: Paper, found: Mapping[str, Any], zone: str) -> None:
    """Add the incidents of the month, and how the promises about them were held."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Incidents"))
    response = found["statement"]["result"]["response"]
    rows = [
        (
            tr(title),
            *(response[name][key] for key in ("promised", "held", "missed", "running")),
            length(language, response[name]["mean_s"]),
        )
        for name, title in PROMISES.items()
    ]
    paper.table(("promise", "incidents", "held", "missed", "running", "on average"), rows, (3, 1.4, 1, 1, 1, 2))
    first = _first_answers(found)
    paper.say(
        "Time to the first intervention, from the opening to the first answer, by the clock on the wall: {mean} on "
        "average over {count} of {all_} incident(s).",
        mean=length(language, sum(first) / len(first) if first else None),
        count=len(first),
        all_=len(found["incidents"]),
    )
    paper.table(
        ("incident", "subject", "severity", "opened", "answered", "restored", "index"),
        [
            (
                one["id"],
                one["subject"],
                tr(one["severity"]),
                *(moment(language, one[name], zone) for name in ("opened", "answered", "restored")),
                cited([one["record"]]),
            )
            for one in found["incidents"]
        ],
        (2, 3, 1.4, 2.2, 2.2, 2.2, 1),
    )


def _first_answers(found: Mapping[str, Any]) -> list[float]:
    """Return how long first answers of this month took; those of another month count there."""
    begin, end = read_time(found["begin"]), read_time(found["end"])
    times = [(read_time(one["opened"]), read_time(one["answered"])) for one in found["incidents"] if one["answered"]]
    return [(answered - opened).total_seconds() for opened, answered in times if begin <= answered < end]


def _strips(paper: Paper, found: Mapping[str, Any], services: Iterable[Mapping[str, Any]]) -> None:
    """Draw the days of the month, a strip for each service; an empty strip was up."""
    tr, begin = paper.language.template, read_time(found["begin"])
    days = (read_time(found["end"]) - begin) / _DAY
    rows: list[Bars] = [(one["title"], _pieces(found, one, begin)) for one in services]
    drawn = {how for _, pieces in rows for *_, how in pieces}
    named = [(how, name) for how, name in NAMES.items() if how != "dotted" or how in drawn]
    legend: list[Bars] = [(tr(name), ((0.0, 1.0, how),)) for how, name in named]
    alt = paper.language.fill("The days of the month, left to right, a strip for each service; empty: up.")
    paper.text(alt)
    for start in range(0, len(rows), _ON_A_PAGE):
        paper.bars(rows[start : start + _ON_A_PAGE], round(days, 4), None, (alt, legend))


def _pieces(found: Mapping[str, Any], service: Mapping[str, Any], begin: datetime) -> list[tuple[float, float, str]]:
    name, inputs = service["service"], found["statement"]["inputs"]
    spans = [(one["begin"], one["end"], "crossed") for one in _unseen(found, service)]
    spans += [(one["begin"], one["end"], "solid") for one in service["outages"]]
    counted = [one for one in inputs["windows"].get(name, ()) if given.windows([one])[0].counts]
    spans += [(one["begin"], one["end"], "hatched") for one in (*counted, *inputs["force_majeure"].get(name, ()))]
    end, known = read_time(found["end"]), max(read_time(inputs["known"]), begin)
    if known < end:
        spans += [(write_time(known), found["end"], "dotted")]
    return [
        (
            round((max(read_time(first), begin) - begin) / _DAY, 4),
            round((min(read_time(last), end) - begin) / _DAY, 4),
            how,
        )
        for first, last, how in spans
        if read_time(first) < end and read_time(last) > begin
    ]


def _unseen(found: Mapping[str, Any], service: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the stretches that nobody saw, up to what is known."""
    inputs = found["statement"]["inputs"]
    whole = given.stretch(*given.days_of(inputs["month"]), inputs["timezone"])
    known = given.known_part(whole, read_time(inputs["known"]))
    check = inputs["checks"].get(service["check"], {"changes": []})
    terms = [one["terms"]["services"].get(service["service"]) for one in inputs["versions"]]
    beyond = Was(next((one["unreachable"] for one in reversed(terms) if one), "undetermined"))
    for one in given.seen(check, beyond, known):
        if one.was is Was.UNDETERMINED:
            yield given.plain_stretch(one.stretch)
