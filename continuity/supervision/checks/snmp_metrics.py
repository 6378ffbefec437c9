"""What is read from an SNMP agent for a word of the documents: processor, memory, disks, uptime, any other figure.

An agent that has just started knows no figure yet, or zeros: that is said, and never taken for a good or a bad one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from continuity.ground.secrecy import one_line
from continuity.supervision.checks.ports import Answer, BadAnswer, Figure, NotAsked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.supervision.checks.snmp_line import Line

WHY = {
    "warming": "warming up: it has not counted for long enough to tell",
    "none": "it tells no such figure",
    "of": "it has no {name}; it has: {names}",
}
_UPTIME_HOST, UPTIME_AGENT = "1.3.6.1.2.1.25.1.1.0", "1.3.6.1.2.1.1.3.0"
_LOAD = "1.3.6.1.2.1.25.3.3.1.2"  # HOST-RESOURCES-MIB hrProcessorLoad
_UCD_CPU_IDLE = "1.3.6.1.4.1.2021.11.53.0"  # UCD-SNMP-MIB: an agent that has it will tell the load, too
_MEMORY = "1.3.6.1.4.1.2021.4"
_TOTAL, _FREE, _BUFFERS, _CACHED, _AVAILABLE = (f"{_MEMORY}.{one}.0" for one in (5, 6, 14, 15, 27))
_STORAGE = "1.3.6.1.2.1.25.2.3.1"  # hrStorageTable: 2 type, 3 name, 4 unit, 5 size, 6 used
_RAM, _FIXED = "1.3.6.1.2.1.25.2.1.2", "1.3.6.1.2.1.25.2.1.4"
_WARM_TICKS = 12_000
_SHOWN = 10


async def cpu(line: Line, _of: str) -> Answer:
    """Return the mean load of all processors in the last minute."""
    loads = [int(one) for one in (await line.table(_LOAD)).values() if isinstance(one, int)]
    if not loads:
        await _not_told(line, _UCD_CPU_IDLE)
    return _share("cpu", sum(loads) / len(loads))


async def memory(line: Line, _of: str) -> Answer:
    """Return how much is taken by what would not give it back."""
    found = await line.get_many([_TOTAL, _FREE, _BUFFERS, _CACHED, _AVAILABLE])
    if _TOTAL in found:
        total, free, buffers, cached = (_number(found, one) for one in (_TOTAL, _FREE, _BUFFERS, _CACHED))
        free = _number(found, _AVAILABLE) if _AVAILABLE in found else free + buffers + cached
        if not 0 < free <= total:
            raise NotAsked(WHY["warming"])
        return _share("memory", 100 * (total - free) / total)
    rows = await _stores(line, _RAM)
    if not rows:
        await _not_told(line, "")
    return _share("memory", max(rows.values()))


async def disk(line: Line, of: str) -> Answer:
    """Return how full the fullest disk is, or the one whose name is wanted."""
    rows = await _stores(line, _FIXED)
    if not rows:
        await _not_told(line, "")
    chosen = only(rows, of)
    name, share = max(chosen.items(), key=lambda one: one[1])
    return Answer(said=f"disk {name} {share:.1f} %", figures=(Figure(name="disk", value=round(share, 2), unit="%"),))


async def uptime(line: Line, _of: str) -> Answer:
    """Return since when the host runs; the agent, where it does not know of its host."""
    found = await line.get_many([_UPTIME_HOST, UPTIME_AGENT])
    ticks = found.get(_UPTIME_HOST, found.get(UPTIME_AGENT))
    if not isinstance(ticks, int):
        raise NotAsked(WHY["none"])
    return Answer(said=f"uptime {ticks // 100} s", figures=(Figure(name="uptime", value=ticks / 100, unit="s"),))


async def value(line: Line, oid: str, name: str) -> Answer:
    """Return what stands at an OID: a figure, or a text."""
    found = (await line.get_many([oid])).get(oid)
    if found is None:
        raise NotAsked(WHY["none"])
    if isinstance(found, int | float):
        return Answer(said=f"{name} {found:g}", figures=(Figure(name=name, value=float(found)),))
    number = _read(found)
    figures = () if number is None else (Figure(name=name, value=number),)
    return Answer(said=one_line(f"{name} {text(found)}", 200), figures=figures)


def only(rows: Mapping[str, Any], of: str) -> dict[str, Any]:
    """Return the rows, or the one of that name. Raises ``BadAnswer`` where it is not there."""
    if not of:
        return dict(rows)
    if of not in rows:
        raise BadAnswer(WHY["of"].format(name=of, names=", ".join(list(rows)[:_SHOWN])))
    return {of: rows[of]}


def text(found: object) -> str:
    """Return what an agent wrote as a text that harms no terminal."""
    written = found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)
    return "".join(one if one.isprintable() else "?" for one in written.rstrip("\0"))


async def _stores(line: Line, kind: str) -> dict[str, float]:
    """Return how full each store of a kind is; those without a size are none."""
    kinds, names = await line.table(f"{_STORAGE}.2"), await line.table(f"{_STORAGE}.3")
    sizes, used = await line.table(f"{_STORAGE}.5"), await line.table(f"{_STORAGE}.6")
    rows: dict[str, float] = {}
    for index, found in kinds.items():
        size, taken = (_unsigned(column.get(index)) for column in (sizes, used))
        if found == kind and size and taken is not None:
            rows[text(names.get(index, index))] = 100 * taken / size
    return rows


def _unsigned(found: object) -> int | None:
    """Return a number of units; large stores overflow the MIB's signed 32 bits on many agents."""
    return found % (1 << 32) if isinstance(found, int) else None


async def _not_told(line: Line, also: str) -> NoReturn:
    """Tell an agent that will know from one that never does."""
    found = await line.get_many([UPTIME_AGENT, *([also] if also else [])])
    young = _number(found, UPTIME_AGENT) < _WARM_TICKS
    raise NotAsked(WHY["warming" if young or also in found else "none"])


def _share(name: str, share: float) -> Answer:
    return Answer(said=f"{name} {share:.1f} %", figures=(Figure(name=name, value=round(share, 2), unit="%"),))


def _number(found: Mapping[str, object], oid: str) -> int:
    number = found.get(oid, 0)
    return number if isinstance(number, int) else 0


def _read(found: object) -> float | None:
    """Return the number that a text is, as agents write loads and temperatures."""
    try:
        return float(text(found))
    except ValueError:
        return None
