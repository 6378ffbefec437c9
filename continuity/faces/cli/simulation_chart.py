"""A simulation drawn: jobs a day, storage, and the worst RPOs, as one SVG that also reads in black and white."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.policy.simulation_tally import Tally

_WIDTH, _HEIGHT, _GAP = 900, 180, 70
_LEFT, _RIGHT = 110, 200
_DASHES = ("", "8 4", "2 3", "12 3 2 3", "4 4", "1 4")
_MOST = 6  # lines that can be told apart
_BARS = 12
_TALL = 15


def chart(tally: Tally, tr: Callable[[str], str], size: Callable[[float], str]) -> str:
    """Return the drawing as SVG; ``tr`` puts its words into a language, ``size`` says bytes."""
    worst = [(name, age.worst / age.rpo) for name, age in tally.ages.items() if age.rpo and age.at]
    worst = sorted(worst, key=lambda pair: -pair[1])[:_BARS]
    height = 2 * (_HEIGHT + _GAP) + _GAP + len(worst) * _TALL + 40
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDTH} {height}", width=str(_WIDTH))
    root.set("style", "font: 12px sans-serif")
    ET.SubElement(root, "rect", width="100%", height="100%", fill="white")
    _lines(root, 40, tr("Jobs a day"), {tr("jobs"): tally.a_day()}, "{:,.0f}".format)
    held = sorted(tally.held().items(), key=lambda one: -one[1][-1])
    _lines(root, 40 + _HEIGHT + _GAP, tr("Storage by repository"), dict(held[:_MOST]), size)
    _bars(root, 40 + 2 * (_HEIGHT + _GAP), tr("Oldest data as a share of the RPO promised"), worst)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _text(root: ET.Element, place: tuple[float, float], words: str, style: str = "") -> None:
    x, y = place
    ET.SubElement(root, "text", x=f"{x:.0f}", y=f"{y:.0f}", style=style).text = words


def _lines(
    root: ET.Element, top: int, title: str, series: dict[str, Sequence[int]], say: Callable[[float], str]
) -> None:
    """Draw one line for each series, told apart by its dashes, named at its end."""
    wide, most = _WIDTH - _LEFT - _RIGHT, max((max(one) for one in series.values()), default=0) or 1
    _text(root, (_LEFT, top - 8), title, "font-weight: bold")
    for share in (0.0, 0.5, 1.0):
        y = top + _HEIGHT * (1 - share)
        ET.SubElement(root, "path", d=f"M{_LEFT} {y:.0f}h{wide}", stroke="#bbb")
        _text(root, (_LEFT - 6, y + 4), say(most * share), "text-anchor: end")
    ends: list[float] = []
    for number, (name, values) in enumerate(series.items()):
        step = wide / max(1, len(values) - 1)
        points = [(_LEFT + step * day, top + _HEIGHT * (1 - value / most)) for day, value in enumerate(values)]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        line = ET.SubElement(root, "polyline", points=drawn, fill="none", stroke="black")
        line.set("stroke-dasharray", _DASHES[number % len(_DASHES)])
        y = points[-1][1] + 4
        while any(abs(y - other) < _TALL for other in ends):  # names of lines that end together
            y += 1
        ends.append(y)
        _text(root, (_LEFT + wide + 6, y), name)


def _bars(root: ET.Element, top: int, title: str, shares: Sequence[tuple[str, float]]) -> None:
    """Draw one bar for each asset, and the line of the promise."""
    wide, most = _WIDTH - _LEFT - _RIGHT, max([1.0, *(share for _, share in shares)])
    _text(root, (_LEFT, top - 8), title, "font-weight: bold")
    for number, (name, share) in enumerate(shares):
        y = top + number * _TALL
        fill = "black" if share > 1 else "#999"
        ET.SubElement(
            root, "rect", x=str(_LEFT), y=str(y), width=f"{wide * share / most:.1f}", height=str(_TALL - 4), fill=fill
        )
        _text(root, (_LEFT + wide * share / most + 6, y + _TALL - 5), f"{name} {share:.0%}")
    x = _LEFT + wide / most
    ET.SubElement(root, "path", d=f"M{x:.1f} {top}v{len(shares) * _TALL}", stroke="black")
