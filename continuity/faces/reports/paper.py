"""A report before it is set: headings, sentences and tables, translated where they are added."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from continuity.faces.language import Language

_WIDTH = 76  # of a line of a command on A4
#: Words of a command with the space behind them; what stands in quotes is one word.
_WORDS = re.compile(r"""(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\]|['"\\])+\s*|\s+""", re.DOTALL)

_HIDDEN = frozenset({"Cn", "Cc", "Cf", "Co", "Cs"})


def moment(text: str | None) -> str:
    """Return a record's time (UTC) to the second, as people read it; a dash where there is none."""
    return f"{text[:10]} {text[11:19]}" if text else "-"


def counted(language: Language, counts: Mapping[str, int]) -> str:
    """Return how often each word was recorded, the words in this language."""
    return ", ".join(
        language.fill("{word}: {count}", word=language.template(word) or "-", count=count)
        for word, count in sorted(counts.items())
    )


def visible(text: str) -> str:
    r"""Return a text in which nothing hides: letters that show nothing or turn others round are ``\u{202e}``."""
    return "".join(one if one == "\n" or category(one) not in _HIDDEN else f"\\u{{{ord(one):x}}}" for one in text)


#: A name, and what stands beside it: each piece from where to where, and how it is filled (``FILLS``).
Bars = tuple[str, "Sequence[tuple[float, float, str]]"]
#: How a piece is filled, darkest first; told apart without colours.
FILLS = ("solid", "hatched", "empty", "crossed", "dotted")


def _plain(one: Bars) -> dict[str, Any]:
    return {"name": one[0], "pieces": [list(piece) for piece in one[1]]}


class Paper:
    """Blocks in the order of reading. ``title``, ``footer`` and ``header`` (on every page) are text as it is shown."""

    def __init__(self, language: Language, title: str, footer: str, header: str = "") -> None:
        self.language, self.title, self.footer, self.header = language, title, footer, header
        self.blocks: list[dict[str, Any]] = []

    def heading(self, text: str, *, below: bool = False) -> None:
        """Add a heading; ``below``: of a part of the section before."""
        self.blocks.append({"kind": "subheading" if below else "heading", "text": text})

    def say(self, english: str, **values: object) -> None:
        """Add a sentence, translated and filled in."""
        self.blocks.append({"kind": "text", "text": self.language.reason(english, values)})

    def text(self, text: str) -> None:
        """Add a sentence that is translated already."""
        self.blocks.append({"kind": "text", "text": text})

    def code(self, lines: Iterable[str]) -> None:
        """Add lines that are shown letter by letter."""
        self.blocks.append({"kind": "code", "lines": list(lines)})

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[float]) -> None:
        """Add a table with translated headings; a table without rows is not there."""
        cells = [[str(cell) for cell in row] for row in rows]
        if cells:
            titles = [self.language.template(one) for one in head]
            self.blocks.append({"kind": "table", "head": titles, "rows": cells, "widths": list(widths)})

    def aside(self, text: str) -> None:
        """Add why something is so, set apart."""
        self.blocks.append({"kind": "aside", "text": text})

    def banner(self, lines: Iterable[str]) -> None:
        """Add what a hurried reader must see, in a frame."""
        self.blocks.append({"kind": "banner", "lines": list(lines)})

    def bars(self, rows: Iterable[Bars], until: float, mark: float | None, told: tuple[str, Sequence[Bars]]) -> None:
        """Add bars beside their names, from 0 to ``until``; ``mark`` is a line across all of them.

        ``told`` is what the picture shows, in words, and its legend. It says nothing that the text beside it does not.
        """
        alt, legend = told
        block = {"rows": [_plain(one) for one in rows], "until": until, "mark": mark}
        self.blocks.append({"kind": "bars", "alt": alt, "legend": [_plain(one) for one in legend]} | block)

    def task(self, text: str) -> None:
        """Add what somebody does, with a box to tick."""
        self.blocks.append({"kind": "task", "text": text})

    def command(self, text: str) -> None:
        """Add what somebody types, with a box to tick; on paper it goes on in the next line as a shell reads it."""
        self.blocks.append({"kind": "command", "text": text, "lines": continued(text)})

    def fields(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add labels with their values; an empty value is a line to write on."""
        fill = self.language.fill
        named = [[fill("{label}: {value}", label=label, value="").rstrip(" "), value] for label, value in rows]
        self.blocks.append({"kind": "fields", "rows": named})


def continued(command: str) -> list[str]:
    r"""Return a command in lines that fit on paper; each but the last ends in ``\``, between two words."""
    lines = [""]
    for word in _WORDS.findall(command):
        if lines[-1] and len(lines[-1]) + len(word) > _WIDTH and "\n" not in command:
            lines[-1] += "\\"
            lines.append("    ")
        lines[-1] += word
    return "\n".join(lines).rstrip().split("\n")
