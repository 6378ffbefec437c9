"""A runbook on paper: one text in three forms and two languages, with nothing of it lost and none of it markup."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.faces.language import Language
from continuity.faces.reports.html import html
from continuity.faces.reports.paper import Paper, continued, visible
from continuity.faces.reports.typeset import pdf
from continuity.faces.runbook_forms import written
from continuity.faces.runbook_paper import runbook_paper
from continuity.ground.clock import SystemClock
from continuity.model.documents.procedures import procedure
from continuity.model.documents.schema_procedure import ProcedureModel
from continuity.model.documents.tree import read_tree
from continuity.model.documents.validation import validate
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import Doing
from tests.reports.test_report import HOSTILE

if TYPE_CHECKING:
    from continuity.model.procedure import Procedure

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 11, 23, 3, 0, 29, tzinfo=UTC)
VOID = {"meta", "input", "link", "br", "hr", "img"}


def every() -> Procedure:
    root, _ = read_tree((GOLDEN / "every.yaml").read_text(encoding="utf-8"), "every.yaml")
    assert root is not None
    model, faults = validate(root, {}, ProcedureModel)
    assert isinstance(model, ProcedureModel), faults
    return procedure("every", model, "every.yaml")


def paper(language: str) -> Paper:
    doing = Doing(actions=installed_actions(), context=Context(run="", client="acme", clock=SystemClock()))
    return runbook_paper(every(), {"asset": "share", "at": "newest", "client": "acme"}, doing, Language(language), AT)


class Read(HTMLParser):
    """What a browser would see: every element closed, its text, and everything that it would fetch or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.active: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.active += [
            name for name, _ in attrs if name in ("src", "href", "srcset", "style") or name.startswith("on")
        ]
        self.active += [tag] if tag in ("script", "link", "iframe", "object", "img", "form") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("form", ["md", "html"])
def test_paper_is_word_for_word(language: str, form: str) -> None:
    """After a wanted change: write what ``written`` gives into the golden file, and read it before it is committed."""
    golden = GOLDEN / f"every.{language}.{form}"
    assert written(paper(language), form, AT).decode() == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_forms_say_the_same(language: str) -> None:
    """Every text of the paper stands in the PDF, page for page, and in the HTML, which runs and fetches nothing."""
    page = paper(language)
    content = pdf(page, AT)
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert opened.check_pdf_syntax() == []
        assert opened.open_metadata().pdfa_status == "2B"
        assert str(opened.Root.Lang) == language
    pages = [one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert all(page.header in one for one in pages), "each page says of what it is"
    seen = Read(html(page))
    assert seen.active == []
    for shown in (" ".join(pages), " ".join(seen.texts)):
        assert [one for one in _texts(page) if _bare(one) not in _bare(shown)] == []


def test_a_long_runbook_has_its_pages_numbered_and_no_step_without_its_lines() -> None:
    page = Paper(Language("en"), "Long", "acme", "Runbook long")
    for number in range(1, 31):
        page.heading(f"{number}. Step")
        page.aside("because " * 20)
        page.task(f"do-{number}")
        page.fields([(f"signature-{number}", "")])
    pages = [one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf(page, AT))).pages]
    assert len(pages) > 1
    for number in range(1, 31):
        (at,) = [index for index, text in enumerate(pages) if re.search(rf"\b{number}\. Step", text)]
        assert f"do-{number}" in pages[at]
        assert f"signature-{number}:" in pages[at]
    assert all(f"{index} / {len(pages)}" in text for index, text in enumerate(pages, 1))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_markup(name: str) -> None:
    page = Paper(Language("en"), name, name, name)
    page.heading(name)
    page.aside(name)
    page.task(name)
    page.command(name)
    page.fields([(name, name), (name, "")])
    page.table((name,), [[name]], (1,))
    seen = Read(html(page))
    assert seen.active == []
    shown = "".join(seen.texts).replace("\r", "\n")
    assert shown.count(visible(name).strip()) >= 8
    assert pdf(page, AT)


WORDS = st.lists(st.text(alphabet="ab'\"\\$ -/é\n;", max_size=30), min_size=1, max_size=12)


@given(WORDS)
def test_a_command_cut_into_lines_is_the_same_to_a_shell(words: list[str]) -> None:
    lines = continued(shlex.join(["printf", r"%s\0", *words]))
    done = subprocess.run(["sh", "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert done.stdout.split("\0")[:-1] == words


def _texts(page: Paper) -> list[str]:
    found = [page.title]
    for block in page.blocks:
        found += [block["text"]] if "text" in block and "lines" not in block else block.get("lines", [])
        found += [one for row in block.get("rows", ()) for one in row if one]
    return found


def _bare(text: str) -> str:
    """Where lines end, and where they may, is the writer's own business."""
    return re.sub(r"[\s\u00a0\u200b\\]+", "", text)
