"""What a plugin says, by the Monitoring Plugins guidelines: a line for people, then figures (performance data). Pure.

    TEXT | 'label one'=10ms;50;100;0 label2=5%
    long text
    long text | label3=1GB
    label4=U

A label may be quoted, a quote in it is doubled; a value is a number and its unit, then ranges, which the plugin has
judged by itself. ``U`` says that the value could not be told. What is no figure is passed over.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from continuity.supervision.checks.ports import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST, _NAME = 200, 100  # figures of one answer, and letters of a name
_VALUE = re.compile(r"([-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?)([A-Za-z%]{0,8})", re.ASCII)
#: Their units, by the unit that figures are told in and how many of it they are.
_UNITS = {
    "ns": ("s", 1e-9),
    "us": ("s", 1e-6),
    "ms": ("s", 1e-3),
    **{f"{name}B": ("B", 1000.0**power) for power, name in enumerate(("k", "M", "G", "T", "P"), 1)},
    **{f"{name}iB": ("B", 1024.0**power) for power, name in enumerate(("K", "M", "G", "T", "P"), 1)},
    "KB": ("B", 1000.0),
}


def read_output(said: str) -> tuple[str, tuple[Figure, ...]]:
    """Return its first line for people, and its figures; of two with one name the first counts."""
    first, *more = said.splitlines() or [""]
    text, _, figures = first.partition("|")
    parts = [figures]
    begun = False
    for line in more:
        if begun:
            parts.append(line)
            continue
        _, bar, rest = line.partition("|")
        begun = bool(bar)
        parts.append(rest)
    return text.strip(), _figures(" ".join(parts))


def _figures(text: str) -> tuple[Figure, ...]:
    found: dict[str, Figure] = {}
    for name, value in _items(text):
        if len(found) == _MOST:
            break
        figure = _figure(name[:_NAME], value)
        if figure:
            found.setdefault(figure.name, figure)
    return tuple(found.values())


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Yield each label and what stands behind its ``=``; each letter is looked at a bounded number of times."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        begin = at
        label, at = _quoted(text, at + 1) if text[at] == "'" else ("", at)
        end = _end(text, at)
        word, at = text[at:end], end
        if text[begin] != "'":
            label, sign, value = word.partition("=")
            word = sign + value
        if label and word.startswith("="):
            yield label, word[1:]


def _quoted(text: str, at: int) -> tuple[str, int]:
    """Return a label whose quote opened before ``at``, and where it ends."""
    begin = at
    while (close := text.find("'", at)) >= 0:
        if text[close + 1 : close + 2] != "'":
            return text[begin:close].replace("''", "'"), close + 1
        at = close + 2
    return "", len(text)


def _end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _figure(name: str, said: str) -> Figure | None:
    match = _VALUE.fullmatch(said.partition(";")[0])
    if match is None:
        return None
    unit, factor = _UNITS.get(match[2], (match[2], 1.0))
    value = float(match[1].replace(",", ".")) * factor
    return Figure(name=name, value=value, unit=unit) if math.isfinite(value) else None
