"""A paper as Markdown: read as it is, or set by whatever reads Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.reports.paper import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.faces.reports.paper import Paper

_COLUMNS = 60  # of a picture made of letters
_FILL = {"solid": "█", "hatched": "▒", "empty": "·", "crossed": "×", "dotted": "."}
_LINE = "______________________________"


def markdown(paper: Paper) -> str:
    """Return a paper as Markdown."""
    head = [line for one in (paper.header, paper.footer) if one for line in (one, "")]
    lines: list[str] = [f"# {paper.title}", "", *head]
    for block in paper.blocks:
        lines += [*_WRITTEN[block["kind"]](block), ""]
    return visible("\n".join(lines))


def _table(block: dict[str, Any]) -> list[str]:
    rows: list[list[str]] = [block["head"], ["---"] * len(block["head"]), *block["rows"]]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]


def _command(block: dict[str, Any]) -> list[str]:
    text: str = block["text"]
    if "\n" in text:
        return ["☐", "", *(f"    {line}" for line in text.split("\n"))]
    return [f"☐ ``{text}``" if "`" in text else f"☐ `{text}`"]


def _bars(block: dict[str, Any]) -> list[str]:
    """Draw with letters; what a picture could show finer, the table beside it says."""
    width = max((len(one["name"]) for one in (*block["rows"], *block["legend"])), default=0)
    scale = _COLUMNS / (block["until"] or 1.0)
    lines = []
    for row in block["rows"]:
        line = [" "] * _COLUMNS
        for start, end, how in row["pieces"]:
            first = min(round(start * scale), _COLUMNS - 1)
            for column in range(first, max(round(end * scale), first + 1)):
                line[min(column, _COLUMNS - 1)] = _FILL[how]
        lines.append(f"    {row['name']:<{width}} |{''.join(line)}|")
    if block["mark"] is not None and block["mark"] <= block["until"]:
        lines.append(f"    {'':<{width}} |{'^':>{min(max(round(block['mark'] * scale), 1), _COLUMNS)}}")
    named = [f"    {_FILL[one['pieces'][0][2]] * 3} {one['name']}" for one in block["legend"]]
    return [*lines, "", *named]


_WRITTEN: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "heading": lambda block: [f"## {block['text']}"],
    "subheading": lambda block: [f"### {block['text']}"],
    "text": lambda block: [block["text"]],
    "aside": lambda block: [f"*{block['text']}*"],
    "banner": lambda block: [f"> **{line}**  " for line in block["lines"]],
    "bars": _bars,
    "task": lambda block: [f"☐ {block['text']}"],
    "command": _command,
    "code": lambda block: [f"    {line}" for line in block["lines"]],
    "fields": lambda block: [f"- {label} {value or _LINE}" for label, value in block["rows"]],
    "table": _table,
}
