"""A report before it is set: headings, sentences and tables, translated where they are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from continuity.faces.language import Language


def moment(text: str | None) -> str:
    """Return a record's time (UTC) to the second, as people read it; a dash where there is none."""
    return f"{text[:10]} {text[11:19]}" if text else "-"


def counted(language: Language, counts: Mapping[str, int]) -> str:
    """Return how often each word was recorded, the words in this language."""
    return ", ".join(
        language.fill("{word}: {count}", word=language.template(word) or "-", count=count)
        for word, count in sorted(counts.items())
    )


class Paper:
    """Blocks in the order of reading. ``title`` and ``footer`` are text as it is shown."""

    def __init__(self, language: Language, title: str, footer: str) -> None:
        self.language, self.title, self.footer = language, title, footer
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
