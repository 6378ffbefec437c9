"""The summary in an export: PDF/A that anybody can open, in both languages, that says what the records say."""

from __future__ import annotations

import io
import json
import unicodedata
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.evidence.controls import NOTHING
from continuity.evidence.export import Exporter
from continuity.evidence.gathered import Gathered
from continuity.evidence.period import Period
from continuity.faces.language import Language
from continuity.faces.reports import typeset, views
from continuity.faces.reports.achieved import _ROWS
from continuity.faces.reports.paper import Paper
from continuity.faces.reports.summary import summary_of
from continuity.faces.reports.typeset import pdf, shown
from continuity.ground.errors import Unavailable
from continuity.model.documents.frameworks import shipped_frameworks
from continuity.model.inventory import Client
from tests.evidence.lab import START, Lab
from tests.evidence.test_export import content, verified

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.evidence.export import Exported

LANGUAGES = pytest.mark.parametrize("language", [Language("en"), Language("fr")], ids=lambda one: one.name)
AT = datetime(2026, 11, 23, 9, 0, 29, tzinfo=UTC)
#: What would be markup, code, a link, a comment, an escape or the end of a text, were it not data; and odd letters.
HOSTILE = (
    "#panic()", '#read("/etc/passwd")', "$x^2$", "*bold*", "_it_", "`raw`", "<label>", "@ref", "= heading", "- item",
    "https://example.org", "// comment", "/* comment */", "\\u{41}", '"quoted"', "'", "]", "[", "}", "{", "~", "...",
    "--", "\\", "a" * 300, "\U0001f600", "日本", "\x00\x07", "\ufffe", "\u202eevil", "e\u0301", "\u2028", "العربية",
)  # fmt: skip


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def ended(kind: str, outcome: str, subject: str, *, reason: str = "", **verdicts: str) -> dict[str, Any]:
    measured = [
        {"subject": subject, "objective": name, "verdict": one, "target_s": 3600, "actual_s": 90061.5}
        for name, one in verdicts.items()
    ]
    return {"kind": kind, "subject": subject, "outcome": outcome, "reason": reason, "measurements": measured}


def filled(lab: Lab, *bodies: dict[str, Any]) -> Lab:
    with lab.store.transaction() as tx:
        for number, body in enumerate(bodies):
            lab.record(tx, "run.intent", f"run{number:04d}", subject=body["subject"])
            lab.record(tx, "run.outcome", f"run{number:04d}", **body)
    lab.sequencer.run()
    return lab


def client(title: str = "ACME & fils") -> Client:
    return Client(name="acme", title=title, sites={}, repositories={}, assets={})


def export(lab: Lab, language: Language, name: str = "export.zip") -> Exported:
    exporter = Exporter(lab.records, lab.signer, lab.directory, views.views_of(client(), language))
    return exporter.write(Period(START, None), lab.root / name)


def report(lab: Lab, language: Language) -> Paper:
    """The report before it is set, of the whole log."""
    gathered, records = Gathered(Period()), lab.records.read(lab.log, 0, 1 << 40)
    for stored in records:
        gathered.see(stored.index or 0, json.loads(stored.body))
    gathered.summary = json.loads(content(export(lab, language, f"{language.name}.zip"))["summary.json"])
    return summary_of("ACME", gathered, shipped_frameworks(), language)


def texts(paper: Paper) -> list[str]:
    found: list[str] = []
    for block in paper.blocks:
        found += [block.get("text", ""), *block.get("lines", ()), *block.get("head", ())]
        found += [cell for row in block.get("rows", ()) for cell in row]
    return [one for one in found if one]


def rows(paper: Paper, head: str) -> list[list[str]]:
    """The rows of the tables with that first heading, or whose second heading is that one."""
    return [row for block in paper.blocks if head in block.get("head", ()) for row in block["rows"]]


@LANGUAGES
def test_it_is_pdf_a(lab: Lab, language: Language) -> None:
    filled(lab, ended("backup", "failed", "acme/partage", reason="it broke", rpo="missed"))
    done = export(lab, language)
    assert verified(done)
    with pikepdf.open(io.BytesIO(content(done)["report.pdf"])) as opened:
        assert opened.check_pdf_syntax() == []  # what `qpdf --check` says
        assert opened.open_metadata().pdfa_status == "2B"
        assert str(opened.Root.Lang) == language.name
        assert "/OutputIntents" in opened.Root
        assert opened.docinfo["/CreationDate"] == "D:20261101000200Z"
        fonts = [
            font
            for page in opened.pages
            for parent in page.Resources.Font.values()
            for font in parent.get("/DescendantFonts", [parent])
        ]
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()) for font in fonts)
        names = {str(key) for one in opened.objects if isinstance(one, pikepdf.Dictionary) for key in one.keys()}  # noqa: SIM118
        assert not names & {"/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/URI", "/AA", "/OpenAction"}


@LANGUAGES
def test_the_same_export_is_the_same_bytes(lab: Lab, language: Language) -> None:
    filled(lab, ended("backup", "succeeded", "acme/partage", rpo="met"))
    one, other = (export(lab, language, name).path.read_bytes() for name in ("1.zip", "2.zip"))
    assert one == other


@LANGUAGES
def test_hostile_names_stay_names(lab: Lab, language: Language) -> None:
    filled(lab, *(ended("backup", "failed", name, reason=name, rpo="met") for name in HOSTILE))
    paper = report(lab, language)
    told = texts(paper)
    assert {unicodedata.normalize("NFC", name) for name in HOSTILE} <= {
        unicodedata.normalize("NFC", one) for one in told
    }
    with pikepdf.open(io.BytesIO(pdf(paper, AT))) as opened:
        assert opened.check_pdf_syntax() == []
        assert opened.open_metadata().pdfa_status == "2B"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_is_never_markup(name: str) -> None:
    """Typst's own tree of the document holds the text as it was given, but for places where it may break."""
    text = f"x {name} y"
    blocks = [{"kind": "text", "text": text}, {"kind": "code", "lines": [text]}]
    blocks += [{"kind": "heading", "text": text}, {"kind": "table", "head": [text], "rows": [[text]], "widths": [1]}]
    data = {"lang": "en", "at": [2026, 1, 1, 0, 0, 0], "title": text, "footer": text, "blocks": blocks}
    template = files("continuity.faces.reports").joinpath("report.typ").read_bytes()
    found = typst.query(template, "heading", field="body", sys_inputs={"data": json.dumps(shown(data))})
    assert [plain(one) for one in json.loads(found)] == [shown(text)] * 2
    rows = typst.query(template, "table", field="children", one=True, sys_inputs={"data": json.dumps(shown(data))})
    header, cell = json.loads(rows)
    broken = [plain(one["body"]) for one in (header["children"][0], cell)]
    assert [one.replace("\u200b", "") for one in broken] == [shown(text)] * 2


def plain(body: dict[str, Any]) -> str:
    if body["func"] in ("space", "linebreak", "parbreak"):
        return " "
    return str(body["text"]) if "text" in body else "".join(map(plain, body["children"]))


def test_every_letter_that_is_shown_has_a_shape() -> None:
    letters = [chr(code) for first, last in typeset._SHOWN for code in range(first, last + 1)]
    paper = Paper(Language("en"), "".join(letters), "")
    paper.code(letters)
    paper.text(" ".join(letters))
    assert pdf(paper, AT).startswith(b"%PDF-1.7")


@given(st.lists(st.text(max_size=60), min_size=4, max_size=4), st.sampled_from(["en", "fr"]))
@settings(max_examples=60, deadline=None)
def test_any_text_at_all_can_be_set(words: list[str], language: str) -> None:
    paper = Paper(Language(language), words[0], words[1])
    paper.heading(words[0])
    paper.text(words[2])
    paper.code(words)
    paper.table([words[3]], [[word] for word in words], [1])
    assert pdf(paper, AT).endswith(b"%%EOF")


@pytest.mark.parametrize(("name", "told"), [("\U0001f600", r"\u{1f600}"), ("a\x00", r"a\u{0}"), ("e\u0301", "é")])
def test_what_fonts_lack_is_written_as_its_number(name: str, told: str) -> None:
    assert shown({"a": [name, 1, None]}) == {"a": [told, 1, None]}


def test_it_says_what_the_records_say(lab: Lab) -> None:
    filled(
        lab,
        ended("backup", "succeeded", "acme/partage", rpo="met"),
        ended("backup", "succeeded", "acme/partage", rpo="missed"),
        ended("restore_test", "failed", "acme/base", reason="the disk is full", content="unproven"),
    )
    paper = report(lab, Language("en"))
    assert rows(paper, "outcomes") == [["backup", "2", "succeeded: 2"], ["restore test", "1", "failed: 1"]]
    rpo, content_row = rows(paper, "newest verdict")
    assert rpo == [
        "acme/partage", "RPO", "1 h", "1 d 1 h", "missed", "2026-11-01 00:04:00", "met: 1, missed: 1",
    ]  # fmt: skip
    assert content_row[:2] + content_row[4:5] == ["acme/base", "content", "unproven"]
    failed = ["5", "2026-11-01 00:06:00", "restore test", "acme/base", "failed", "the disk is full"]
    assert rows(paper, "reason") == [failed, failed]  # as a restore test, and among what did not succeed
    assert "Restore tests in the period: 1." in texts(paper)
    assert "From record 0 on, 6 record(s) are bounded by nobody outside: their dates are the operator's." in texts(
        paper
    )
    assert lab.signer.verifier.fingerprint in texts(paper)


def test_anchors_are_told_with_their_class(lab: Lab) -> None:
    filled(lab, ended("backup", "succeeded", "acme/partage"))
    facts = {"kind": "rfc3161", "class": "proven offline", "name": "tsa", "tree_size": 2, "at": "2026-11-01T00:05:00Z"}
    gathered = Gathered(Period())
    gathered.summary = json.loads(content(export(lab, Language("en")))["summary.json"]) | {
        "anchors": [
            facts,
            facts | {"kind": "write-once", "class": "claimed", "name": "store"},
            facts | {"tree_size": 4, "at": "2026-11-02T00:05:00Z"},
        ],
        "unanchored": {"from_index": 2, "records": 0},
    }
    english, french = (summary_of("A", gathered, (), Language(name)) for name in ("en", "fr"))
    assert rows(english, "by whom")[0] == ["proven offline", "time-stamp", "tsa", "2", "4", "2026-11-02 00:05:00"]
    assert [row[0] for row in rows(french, "par qui")] == ["prouvé hors ligne", "déclaré"]
    assert not [one for one in texts(english) if "bounded by nobody" in one]


@LANGUAGES
def test_a_control_without_evidence_says_so(lab: Lab, language: Language) -> None:
    paper = report(filled(lab, ended("backup", "succeeded", "acme/partage", rpo="met")), language)
    found = {row[0]: row for row in rows(paper, language.template("outcomes and verdicts"))}
    assert found["A1.3"][2:] == ["0", "-", language.template(NOTHING)]
    assert found["12(1)"][2:4] == ["2", "2026-11-01 00:02:00"]
    assert language.template("succeeded") in found["12(1)"][4]
    words = " ".join(texts(paper)).lower()
    assert not [one for one in ("compliant", "conforme", "certifi") if one in words]


def test_a_long_reason_is_cut_and_kept_on_one_line(lab: Lab) -> None:
    filled(lab, ended("backup", "failed", "acme/partage", reason="it said:\n" + "word\t" * 100_000))
    [row] = rows(report(lab, Language("en")), "reason")
    assert row[5].startswith("it said: word word")
    assert row[5].endswith("…")
    assert len(row[5]) < 500


def test_long_lists_end_with_a_count(lab: Lab) -> None:
    filled(lab, *(ended("backup", "failed", f"acme/a{number}") for number in range(_ROWS + 30)))
    paper = report(lab, Language("en"))
    assert len(rows(paper, "reason")) == _ROWS
    assert rows(paper, "reason")[0][3] == f"acme/a{_ROWS + 29}"
    assert "30 more stand in records.csv." in texts(paper)


def test_nothing_is_left_in_english(lab: Lab) -> None:
    filled(lab, ended("restore_test", "failed", "acme/partage", rpo="missed", content="unproven"))
    english, french = (report(lab, Language(name)) for name in ("en", "fr"))
    data = {"continuity/srv1/acme", "acme/partage", "content", "1 h", "type", "verify.py"}
    same = {one for one in texts(english) if one in texts(french) and any(map(str.isalpha, one))} - data
    frameworks = {one.title["fr"] for one in shipped_frameworks()}
    references = {control.reference for one in shipped_frameworks() for control in one.controls}
    assert not {one for one in same - frameworks - references if " " in one}, same


def test_without_typst_there_is_no_report(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (typeset, views):
        monkeypatch.setattr(module, "installed", lambda: False)
    lab.fill(runs=1)
    files = content(export(lab, Language("en")))
    assert "report.pdf" not in files
    assert "controls.csv" in files
    with pytest.raises(Unavailable, match="reports need Typst"):
        pdf(Paper(Language("en"), "", ""), AT)


def test_a_log_without_a_date_has_a_report(lab: Lab) -> None:
    lab.fill(runs=1)
    done = Exporter(lab.records, lab.signer, lab.directory, views.views_of(client(), Language("en"))).write(
        Period(START + timedelta(days=9), None), lab.root / "later.zip"
    )
    assert content(done)["report.pdf"].startswith(b"%PDF")
