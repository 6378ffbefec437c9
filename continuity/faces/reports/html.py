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


_ROW, _LEFT, _WIDE = 26, 200, 560  # of the picture, in its own units


def _bars(block: dict[str, Any]) -> str:
    """Draw bars as SVG: patterns and not colours, so that it prints in black and white."""
    scale, rows = _WIDE / (block["until"] or 1.0), block["rows"]
    high = _ROW * len(rows)
    drawn = [_row(one, number * _ROW, scale) for number, one in enumerate(rows)]
    if block["mark"] is not None and block["mark"] <= block["until"]:
        at = _LEFT + block["mark"] * scale
        drawn.append(f'<line class="mark" x1="{at:.1f}" y1="0" x2="{at:.1f}" y2="{high}"/>')
    legend = "".join(
        f'<span><svg viewBox="0 0 18 12" width="18" height="12">{_piece(0, 18, 0, one["pieces"][0][2], 12)}</svg> '
        f"{_escape(one['name'])}</span>"
        for one in block["legend"]
    )
    return (
        f'<figure class="bars"><svg role="img" aria-label="{_escape(block["alt"])}" '
        f'viewBox="0 0 {_LEFT + _WIDE + 2} {high}">{_PATTERNS}{"".join(drawn)}</svg>'
        f"<figcaption>{legend}</figcaption></figure>"
    )


def _row(row: dict[str, Any], top: int, scale: float) -> str:
    pieces = [
        _piece(_LEFT + start * scale, max((end - start) * scale, 1.0), top + 4, how, _ROW - 8)
        for start, end, how in row["pieces"]
    ]
    return f'<text x="0" y="{top + _ROW * 0.68:.0f}">{_escape(row["name"])}</text>{"".join(pieces)}'


def _piece(left: float, width: float, top: float, how: str, height: float) -> str:
    return f'<rect class="{how}" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height}"/>'


_PATTERNS = (
    '<defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path class="ink" d="M0 6L6 0"/></pattern><pattern id="crossed" width="6" height="6" '
    'patternUnits="userSpaceOnUse"><path class="ink" d="M0 6L6 0M0 0L6 6"/></pattern><pattern id="dotted" width="6" '
    'height="6" patternUnits="userSpaceOnUse"><path class="ink" d="M2 3L4 3"/></pattern></defs>'
)

_WRITTEN: dict[str, Callable[[dict[str, Any]], str]] = {
    "heading": lambda block: f"<h2>{_escape(block['text'])}</h2>",
    "subheading": lambda block: f"<h3>{_escape(block['text'])}</h3>",
    "text": lambda block: f"<p>{_escape(block['text'])}</p>",
    "aside": lambda block: f'<p class="why">{_escape(block["text"])}</p>',
    "banner": lambda block: f'<p class="banner">{_lines(block)}</p>',
    "bars": _bars,
    "task": lambda block: _ticked(f"<span>{_escape(block['text'])}</span>"),
    "command": lambda block: _ticked(f"<code>{_lines(block)}</code>"),
    "code": lambda block: f"<pre>{_lines(block)}</pre>",
    "fields": _fields,
    "table": _table,
}
