"""What is printed of a kit: its page, and a sheet for each holder of a share."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from continuity.faces.reports.markdown import markdown
from continuity.faces.reports.paper import Paper
from continuity.faces.reports.typeset import installed
from continuity.faces.reports.typeset import pdf as as_pdf
from continuity.ground.errors import Unavailable
from continuity.ground.timestamps import write_time
from continuity.recovery.kit.file import refuse_another, write_new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.faces.kit.making import Made
    from continuity.faces.language import Language

_WORDS_A_LINE = 5


def fit_to_print(*, pdf: bool) -> None:
    """Raise ``Unavailable`` where a PDF is asked for and cannot be made here."""
    if pdf and not installed():
        raise Unavailable("reports need Typst", hint="install it: pip install 'continuity[reports]'")


class Papers:
    """The papers beside a kit, in the forms that were asked for; shares are written in one form at least."""

    def __init__(self, kit: Path, *, markdown: bool, pdf: bool) -> None:
        self.written: list[Path] = []
        self._kit, self._forms = kit, (["md"] if markdown else []) + (["pdf"] if pdf else [])

    def refuse_others(self, shares: int) -> None:
        """Raise ``Refused`` where a file of the kit, or of a paper, is there already: before anything is made."""
        refuse_another(self._kit)
        for form in self._forms:
            refuse_another(self._path("", form))
        for number in range(1, shares + 1):
            for form in self._share_forms():
                refuse_another(self._path(f"share-{number}.", form))

    def write(self, made: Made, shares: tuple[str, ...], language: Language) -> None:
        """Write them, each for its owner alone; ``written`` says where they are, also when this stops half way."""
        for form in self._forms:
            self._write(made.page, "", form, made)
        for number, words in enumerate(shares, 1):
            sheet = _sheet(made, number, words, language)
            for form in self._share_forms():
                self._write(sheet, f"share-{number}.", form, made)

    @contextmanager
    def whole_or_none(self) -> Iterator[None]:
        """Remove those that were written where what is done inside fails: the kit they belong to was not made."""
        try:
            yield
        except BaseException:
            for path in self.written:
                with suppress(OSError):
                    path.unlink()
            raise

    def _share_forms(self) -> list[str]:
        return ["pdf"] if "pdf" in self._forms else ["md"]

    def _path(self, what: str, form: str) -> Path:
        return self._kit.with_name(f"{self._kit.name}.{what}{form}")

    def _write(self, paper: Paper, what: str, form: str, made: Made) -> None:
        path = self._path(what, form)
        write_new(path, as_pdf(paper, made.label.created) if form == "pdf" else markdown(paper).encode())
        self.written.append(path)


def _sheet(made: Made, number: int, words: str, language: Language) -> Paper:
    """Return the sheet of one holder: the words, what they are for, and nothing of the other shares."""
    label = made.label
    needed, count = label.shares or (1, 1)
    title = language.fill("Recovery kit of {server}: share {number}", server=label.server, number=number)
    paper = Paper(language, title, f"{made.path.name} - {write_time(label.created)}")
    paper.say(
        "This is one of {count} shares; any {needed} of them, and fewer never, open the kit whose SHA-256 is {sha256}.",
        count=count,
        needed=needed,
        sha256=made.sha256,
    )
    paper.say(
        "Keep it apart from the kit and from the other shares. Copy it letter by letter; tell it to nobody before."
    )
    paper.code(_lines(words))
    return paper


def _lines(words: str) -> Iterator[str]:
    each = words.split()
    for start in range(0, len(each), _WORDS_A_LINE):
        numbered = enumerate(each[start : start + _WORDS_A_LINE], start + 1)
        yield "  ".join(f"{number:2} {word:<10}" for number, word in numbered).rstrip()
