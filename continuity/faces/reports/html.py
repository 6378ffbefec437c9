"""A paper as one HTML file: no script, nothing fetched, dark or light as its reader likes, A4 when it is printed."""

from __future__ import annotations

import html as markup
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from continuity.faces.reports.paper import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.faces.reports.paper import Paper

_HERE = files("continuity.faces.reports")


def html(paper: Paper) -> str:
    """Return a paper as HTML. Every text is data: nothing in it is markup, a link, or style."""
    sections: list[list[str]] = [[]]
    for block in paper.blocks:
        if block["kind"] in ("heading", "subheading"):
            sections.append([])
        sections[-1].append(_WRITTEN[block["kind"]](block))
    return (
        (_HERE / "page.html")
        .read_text(encoding="utf-8")
        .format(
            language=paper.language.name,
            style=(_HERE / "paper.css").read_text(encoding="utf-8"),
            title=_escape(paper.title),
            header=_quoted(paper.header),
            footer=_quoted(paper.footer),
            shown_header=_escape(paper.header),
            shown_footer=_escape(paper.footer),
            body="\n".join("<section>\n" + "\n".join(one) + "\n</section>" for one in sections if one),
        )
    )


def _quoted(text: str) -> str:
    """Return a text as it stands between the quotes of a style sheet: every letter that could end it, by its number."""
    return "".join(one if one.isalnum() or one in " .,:;/-" else f"\\{ord(one):06x}" for one in text)


def _escape(text: str) -> str:
    return markup.escape(visible(text))


def _table(block: dict[str, Any]) -> str:
    head = "".join(f'<th scope="col">{_escape(one)}</th>' for one in block["head"])
    rows = "".join("<tr>" + "".join(f"<td>{_escape(cell)}</td>" for cell in row) + "</tr>\n" for row in block["rows"])
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"


def _fields(block: dict[str, Any]) -> str:
    def one(label: str, value: str) -> str:
        shown = f"<dd>{_escape(value)}</dd>" if value else '<dd class="blank"></dd>'
        return f"<div><dt>{_escape(label)}</dt>{shown}</div>"

    return '<dl class="fields">' + "".join(one(label, value) for label, value in block["rows"]) + "</dl>"


def _ticked(inner: str) -> str:
    return f'<label class="task"><input type="checkbox">{inner}</label>'


def _lines(block: dict[str, Any]) -> str:
    return _escape("\n".join(block["lines"]))


_WRITTEN: dict[str, Callable[[dict[str, Any]], str]] = {
    "heading": lambda block: f"<h2>{_escape(block['text'])}</h2>",
    "subheading": lambda block: f"<h3>{_escape(block['text'])}</h3>",
    "text": lambda block: f"<p>{_escape(block['text'])}</p>",
    "aside": lambda block: f'<p class="why">{_escape(block["text"])}</p>',
    "task": lambda block: _ticked(f"<span>{_escape(block['text'])}</span>"),
    "command": lambda block: _ticked(f"<code>{_lines(block)}</code>"),
    "code": lambda block: f"<pre>{_lines(block)}</pre>",
    "fields": _fields,
    "table": _table,
}
