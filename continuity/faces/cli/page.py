"""A page of headings, a table and points, for the screen or as Markdown: the same words in both."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARKS = re.compile(r"([\\`*_|<>\[\]])")
_TITLE, _SECTION, _POINT = range(3)


@dataclass
class Page:
    """What is to be shown, in order; everything comes translated and filled in."""

    _parts: list[tuple[int, str] | list[Sequence[str]]] = field(default_factory=list)

    def title(self, text: str) -> None:
        """Begin the page."""
        self._parts.append((_TITLE, text))

    def section(self, text: str) -> None:
        """Begin a part."""
        self._parts.append((_SECTION, text))

    def point(self, text: str, *, below: int = 0) -> None:
        """Say one thing; ``below`` says how deep under the one before."""
        self._parts.append((_POINT + below, text))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Show rows, the headings first."""
        self._parts.append(list(rows))

    def text(self) -> Iterator[str]:
        """Yield its lines for a screen."""
        for part in self._parts:
            if not isinstance(part, tuple):
                yield from _columns(part)
                continue
            depth, said = part
            if depth == _SECTION:
                yield ""
            yield "  " * max(depth - 1, 0) + said

    def markdown(self) -> Iterator[str]:
        """Yield its lines as Markdown; what is data cannot turn into marks."""
        before = _TITLE
        for part in self._parts:
            if not isinstance(part, tuple):
                yield from _marked(part)
                before = _TITLE
                continue
            depth, said = part
            if _TITLE < depth <= _SECTION or before <= _SECTION < depth:
                yield ""
            yield (
                ("# ", "## ")[depth] + _escaped(said)
                if depth < _POINT
                else "  " * (depth - _POINT) + "- " + _escaped(said)
            )
            before = depth


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    yield ""
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _marked(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield ""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(map(_escaped, row))} |"
        if number == 0:
            yield "|" + " --- |" * len(row)


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)
