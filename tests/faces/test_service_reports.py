"""Reports of the service: what a statement and the records say, in both languages and all forms; no month invented.

The golden month is October 2026 in Paris: 745 hours, an hour of the 25th comes twice. An agreed window takes 5 of them
out; of 740, 18.5 were down: 2.5 %, so 97.5 are reached of 99.9. 2.4 points are missing, begun 3 of 1 % of 2400 EUR:
72.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdf
import pytest

from continuity.engine.contracts.duty import see_to_contracts
from continuity.engine.contracts.inputs import days_of, stretch
from continuity.engine.contracts.reckoning import result_of
from continuity.engine.contracts.recorded import Recorded
from continuity.engine.contracts.statements import SCHEMA
from continuity.engine.service_reports.facts import Facts, facts_of
from continuity.engine.service_reports.mended import mended
from continuity.engine.service_reports.span import Kind, last_over, named
from continuity.engine.service_reports.watched import errors_of, watched
from continuity.engine.service_reports.work import Reader
from continuity.faces.language import Language
from continuity.faces.reports.html import html
from continuity.faces.reports.markdown import markdown
from continuity.faces.reports.typeset import pdf
from continuity.faces.service_reports.paper import monthly
from continuity.faces.service_reports.several import quarterly
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import write_time
from tests.engine.test_sla import CONTRACT, ZONE, app_of, documents, last_month, lived
from tests.reports.test_runbook_paper import Read

if TYPE_CHECKING:
    from tests.engine.kit import Client

GOLDEN = Path(__file__).parent / "golden"
DOWN = datetime(2026, 10, 7, 8, tzinfo=UTC)
KNOWN = datetime(2026, 11, 2, 8, tzinfo=UTC)
RUN = {"client": "acme", "subject": "acme/share", "reason": "", "detail": {}, "measurements": ()}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


def record(index: int, moment: datetime, kind: str, /, **body: Any) -> Recorded:
    return Recorded(index=index, at=moment, kind=kind, body=body)


def inputs() -> dict[str, Any]:
    penalties = CONTRACT["penalties"] | {"clause_cap": None, "exempt": "0", "dispute": 2592000.0, "tiers": []}  # type: ignore[operator]
    penalties |= {"per": "1", "rate": "1", "cap": "25"}
    terms = {
        "reference": "INF-1", "since": None, "fee": "2400", "currency": "EUR", "availability": "99.9",
        "undetermined": "left_out", "hours": "24x7", "timezone": ZONE, "country": "FR", "region": "",
        "response": {"critical": {"intervene_s": 1800.0, "resolve_s": 14400.0}}, "penalties": penalties,
        "services": {"shop": {"title": "Shop", "check": "web/tcp", "hours": "24x7", "unreachable": "undetermined"}},
    }  # fmt: skip
    marks = [("undetermined", "ok", at(1, 0) - timedelta(days=2)), ("ok", "critical", DOWN)]
    marks.append(("critical", "ok", DOWN + timedelta(hours=18, minutes=30)))
    changes = [{"was": a, "now": b, "said": "", "since": write_time(t), "at": write_time(t)} for a, b, t in marks]
    window = {"begin": write_time(at(20, 1)), "end": write_time(at(20, 6)), "declared": write_time(at(12, 9))}
    case = {"id": "inc-1", "subject": "web/tcp", "severity": "critical", "pauses": [], "record": "7"}
    times = {"opened": DOWN, "answered": DOWN + timedelta(minutes=20), "restored": DOWN + timedelta(hours=18.5)}
    return {
        "month": "2026-10", "timezone": ZONE, "known": write_time(KNOWN), "free_days": [], "quarter": [],
        "versions": [{"from": "2026-10-01", "until": "2026-11-01", "record": "1", "terms": terms}],
        "checks": {"web/tcp": {"changes": changes, "record": "40", "worded": True}},
        "windows": {"shop": [window | {"record": "12"}]}, "force_majeure": {},
        "incidents": [case | {name: write_time(moment) for name, moment in times.items()}],
    }  # fmt: skip


def figure(target: float, actual: float, verdict: str, objective: str = "rpo", reason: str = "") -> dict[str, Any]:
    return {"subject": "acme/share", "objective": objective, "target_s": target, "actual_s": actual,
            "verdict": verdict, "how": "data_time", "reason": reason}  # fmt: skip


def records() -> list[Recorded]:
    """Three backups fell due: one was done, one failed, of one nothing is known; a drill missed its RTO."""
    jobs = [{"id": f"j{n}", "kind": "backup", "subject": "acme/share", "due": write_time(at(n, 2))} for n in (5, 6, 7)]
    drill = {"drill": "lost-files", "mode": "isolated", "played": False}
    missed = figure(3600, 5400, "missed", "rto")
    return [
        record(2, at(1, 0), "plan", jobs=jobs),
        record(3, at(5, 3), "run.outcome", **RUN | {"id": "r1", "kind": "backup", "job": "j5", "outcome": "succeeded",
                                                    "measurements": [figure(86400, 3600, "met")]}),
        record(4, at(6, 3), "run.outcome", **RUN | {"id": "r2", "kind": "backup", "job": "j6", "outcome": "failed",
                                                    "measurements": [figure(86400, 90000, "missed")]}),
        record(9, at(9, 3), "run.outcome", **RUN | {"id": "r3", "kind": "drill", "job": None, "outcome": "succeeded",
                                                    "detail": drill, "measurements": [missed]}),
    ]  # fmt: skip


def month() -> Facts:
    span = named(Kind.MONTH, "2026-10", ZONE)
    whole, reader = span.stretch("2026-10"), Reader(lambda moment: "2026-10" if moment.month == 10 else "", KNOWN)
    for one in records():
        reader.see(one)
    body: dict[str, Any] = {"schema": SCHEMA, "revision": 1, "replaces": "", "why": "", "inputs": inputs()}
    body["result"] = result_of(body["inputs"])
    action = {"id": "act-1", "drill": "lost-files", "subject": "acme/share", "objective": "rto", "verdict": "missed",
              "reason": "", "owner": "Ann", "state": "open", "due": write_time(at(30, 0)),
              "opened_at": write_time(at(9, 3)), "ended_at": None}  # fmt: skip
    seconds = {"ok": 2_600_000.0, "undetermined": 3600.0}
    summed = record(40, KNOWN, "supervision.month", name="2026-10", made_up=False,
                    checks=[{"check": "web/tcp", "seconds": seconds}])  # fmt: skip
    found = reader.months["2026-10"].as_json() | {
        "month": "2026-10", "begin": write_time(whole.begin), "end": write_time(whole.end), "over": True,
        "statement": body | {"record": "41", "at": write_time(KNOWN)}, "errors": errors_of(body),
        "watched": watched([summed], "2026-10"), "findings": [], "no_backup": ["acme/mail"],
        "incidents": body["inputs"]["incidents"],
        "actions": mended([record(10, at(9, 3), "action.opened", **action)], whole.begin, whole.end),
    }  # fmt: skip
    return Facts(client="acme", title="Acme", log="continuity/srv/acme", span=span, at=KNOWN, months=(found,),
                 drills_planned=(), life=None)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_month_reads_as_it_was_worked_by_hand(lang: str) -> None:
    said = markdown(monthly(month(), Language(lang)))
    assert said == (GOLDEN / f"service-report.{lang}.md").read_text(encoding="utf-8")
    exact = {"en": ("97.5\u00a0%", "72.00\u00a0EUR", "5 h"), "fr": ("97,5\u00a0%", "72,00\u00a0EUR", "5 h")}[lang]
    assert all(one in said for one in exact)


def test_days_to_come_are_not_drawn_as_up_and_what_nobody_saw_is_unproven() -> None:
    facts, given = month(), inputs() | {"known": write_time(at(24, 0))}
    hole = [("ok", "undetermined", at(10, 0)), ("undetermined", "ok", at(10, 6))]
    given["checks"]["web/tcp"]["changes"] += [
        {"was": a, "now": b, "said": "", "since": write_time(t), "at": write_time(t)} for a, b, t in hole
    ]
    (one,) = facts.months
    running = one | {"over": False, "statement": one["statement"] | {"inputs": given, "result": result_of(given)}}
    paper = monthly(replace(facts, months=(running,)), Language("en"))
    said = markdown(paper)
    strip = next(line for line in said.splitlines() if line.startswith("    Shop "))
    assert strip.endswith(" " + "." * 15 + "|"), "from the 24th on"
    assert "    ... to come" in said
    assert "| 2026-10 | availability of Shop | nobody saw it for 6 h |" in said
    assert 'id="dotted"' in html(paper)
    assert pdf(paper, facts.at).startswith(b"%PDF")


def test_each_job_is_counted_once_in_the_month_in_which_it_fell_due() -> None:
    (found,) = month().months
    (backup, drill) = found["work"]
    assert (backup["due"], backup["done"], backup["outcomes"]["failed"], backup["open"]) == (3, 1, 1, 1)
    assert (backup["cited"], drill["due"]) == (["4"], 0)
    (rpo, _) = found["figures"]
    assert (rpo["worst_s"], rpo["worst_record"], rpo["verdicts"]) == (90000, "4", {"met": 1, "missed": 1})


def test_a_job_that_another_did_the_work_of_is_neither_failed_nor_open() -> None:
    reader = Reader(lambda _: "2026-10", KNOWN)
    reader.see(records()[0])
    reader.see(record(5, at(8, 0), "job.outcome", job="j5", kind="backup", subject="acme/share", outcome="skipped",
                      reason="", by="j6"))  # fmt: skip
    found = reader.months["2026-10"].of("backup", "acme/share")
    assert (found.due, found.outcomes.total(), found.open) == (3, 0, 2)


def test_work_that_nobody_announced_hides_no_job_without_an_end() -> None:
    reader = Reader(lambda _: "2026-10", KNOWN)
    for one in records()[:2]:
        reader.see(one)
    done = RUN | {"id": "by hand", "kind": "backup", "job": None, "outcome": "succeeded"}
    for number in (21, 22):
        reader.see(record(number, at(8, number), "run.outcome", **done))
    found = reader.months["2026-10"].of("backup", "acme/share")
    assert (found.due, found.done, found.open) == (3, 3, 2), "one was done, and two by hand"


def test_the_frame_says_what_is_unproven_beside_the_money() -> None:
    facts = month()
    body = facts.months[0]["statement"] | {"inputs": inputs() | {"checks": {}}}
    body["result"] = result_of(body["inputs"])
    said = markdown(monthly(replace(facts, months=(facts.months[0] | {"statement": body},)), Language("en")))
    frame = said[said.index("Penalty: ") : said.index("##")]
    assert "Unproven, and not counted: shop." in frame
    assert "Penalty: unproven." in frame
    assert " 0.00" not in said


def test_a_quarter_sets_its_months_side_by_side_and_adds_up_money_alone() -> None:
    october = month()
    (one,) = october.months
    version = inputs()["versions"][0] | {"from": "2026-11-01", "until": "2026-12-01"}
    unseen = inputs() | {"month": "2026-11", "versions": [version], "checks": {}, "windows": {}, "incidents": []}
    body = one["statement"] | {"inputs": unseen}
    body["result"] = result_of(body["inputs"])  # nobody saw a minute of November
    november = one | {"month": "2026-11", "statement": body, "work": [], "figures": [], "drills": [], "actions": []}
    span = named(Kind.QUARTER, "2026-Q4", ZONE)
    said = markdown(quarterly(replace(october, span=span, months=(one, november)), Language("en")))
    assert "| Shop | 99.9\u00a0% | 97.5 × | ? |" in said
    assert "In all: 72.00\u00a0EUR owed of fees of 4800.00\u00a0EUR." in said
    assert "Unproven, and not counted: 2026-11 (shop)." in said
    assert "| 2026-11 | availability of Shop |" in said
    assert "| 2026-12 | - | has not begun |" in said
    assert "Opened: 1. Ended: 0. Overdue at the end: 1." in said
    assert "| in all | 1 | 1/1 | - | 0/1 | - | - |" in said
    assert "| backup | in all | 3 | 1 | 0 | 1 | 0 | 1 | 4 |" in said
    assert "It is not over" in said
    assert "| acme/share | RPO | 1 d | 1 d 1 h × | - | 4 |" in said, "the trend of the RPA"


@pytest.mark.parametrize(
    ("kind", "now", "name"),
    [
        (Kind.MONTH, "2026-01-01T00:30:00", "2025-12"),
        (Kind.QUARTER, "2026-02-01T00:00:00", "2025-Q4"),
        (Kind.QUARTER, "2026-12-31T23:30:00", "2026-Q4"),  # in Paris the year is over
        (Kind.YEAR, "2026-12-31T22:30:00", "2025"),
    ],
)
def test_the_last_span_that_is_over_goes_by_the_clients_own_calendar(kind: Kind, now: str, name: str) -> None:
    at_ = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = last_over(kind, at_, ZONE)
    assert found == named(kind, name, ZONE)
    assert found.over(found.months[-1], at_)


@pytest.mark.parametrize(("kind", "name"), [(Kind.MONTH, "2026-13"), (Kind.QUARTER, "2026-Q5"), (Kind.YEAR, "26")])
def test_what_is_no_span_says_how_one_is_written(kind: Kind, name: str) -> None:
    with pytest.raises(UsageError, match=name):
        named(kind, name, ZONE)


def test_reports_are_written_recorded_and_say_what_is_unproven(client: Client) -> None:
    term = {"begin": "2025-01-01", "until": "2099-12-31", "notice": "3 months", "renews": "1 year"}
    helper = {"name": "Hosts & Co", "purpose": "colocation", "country": "FR"}
    documents(client, term=term, sub_processors=[helper])
    app = lived(client, stretch(*days_of(last_month()), ZONE).length / 40)
    see_to_contracts(app.workshop)
    pages = {lang: client.root / f"report.{lang}.pdf" for lang in ("en", "fr")}
    for lang, target in pages.items():
        client.run("report", "monthly", "-o", target, "--lang", lang)
        with pikepdf.open(target) as opened:
            assert opened.check_pdf_syntax() == []
            assert opened.open_metadata().pdfa_status == "2B"
            assert str(opened.Root.Lang) == lang
        read = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(target.read_bytes())).pages)
        assert {"en": "97.5", "fr": "97,5"}[lang] in read
    target = client.root / "contract.html"
    client.run("sla", "report", last_month(), "-o", target)
    page = Read(target.read_text(encoding="utf-8"))
    assert page.active == [], "it fetches and runs nothing"
    written = [one for one in client.records() if one["kind"] == "report.written"]
    assert [one["body"]["report"] for one in written] == ["monthly", "monthly", "contract"]
    assert written[-1]["body"]["attachments"][0]["sha256"] == sha256_hex(target.read_bytes())
    said = client.run("report", "annual", last_month()[:4], "--json").json
    reached = [one["statement"]["result"]["services"][0]["verdict"] for one in said["months"] if one["over"]]
    assert reached.count("missed") == 1
    assert set(reached) <= {"missed", "unproven"}, "a month that nobody saw is never met"
    shown = client.run("report", "annual", last_month()[:4]).out
    assert f"sla verify acme.zip --key-fingerprint {app.verifier('acme').fingerprint}" in shown
    row = next(line for line in shown.splitlines() if line.startswith("| Shop | 99.9"))
    assert "It runs until 2099-12-31, and goes on where nobody says by 2099-09-30 that it ends." in shown
    assert "| Hosts & Co | colocation | FR |" in shown
    assert (row.count("97.5 ×"), row.count("| ? ")) == (1, reached.count("unproven")), row
    assert "has not begun" in client.run("report", "quarterly", "2999-Q1", code=2).err
    assert "written as docx" in client.run("report", "monthly", "-o", client.root / "a.docx", code=2).err


def test_without_a_contract_a_report_promises_nothing_and_says_so(client: Client) -> None:
    client.write()
    app = app_of(client)
    found = facts_of(app.workshop, "acme", last_over(Kind.MONTH, app.clock.now(), ZONE))
    said = markdown(monthly(found, Language("en")))
    assert "No backup is on record, by the documents of today, of: acme/share." in said
    assert "no availability can be proven" in said
    assert "No penalty is agreed upon" in said
    client.run("backup")
    (record,) = [one["index"] for one in client.records() if one["kind"] == "run.outcome"]
    shown = client.run("report", "monthly", f"{datetime.now(UTC):%Y-%m}").out
    assert f"| backup | acme/share | 0 | 1 | 0 | 0 | 0 | 0 | {record} |" in shown, "nobody had announced it"
    assert "The month is not over" in shown
    assert "No backup is on record" not in shown
