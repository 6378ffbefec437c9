"""Interfaces over SNMP: what passes in a second, and the share that was faulty, between two looks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from continuity.supervision.checks.ports import Answer, BadAnswer, Figure, NotAsked
from continuity.supervision.checks.snmp_metrics import UPTIME_AGENT, only, text
from continuity.supervision.checks.snmp_metrics import WHY as SAID
from continuity.supervision.checks.snmp_rates import Look, rates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.supervision.checks.snmp_line import Line

    _Columns = Mapping[str, Sequence[Mapping[str, object]]]

WHY = {"down": "the interface {name} is down"}
_IF, _IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
_NAME, _OLD_NAME, _KIND, _ADMIN, _OPER, _EPOCH = (
    f"{_IFX}.1",
    f"{_IF}.2",
    f"{_IF}.3",
    f"{_IF}.7",
    f"{_IF}.8",
    f"{_IFX}.19",
)
#: What is counted: by 64 bits where the agent does, else by 32.
_COUNTERS = {
    "in": (f"{_IFX}.6", f"{_IF}.10"),
    "out": (f"{_IFX}.10", f"{_IF}.16"),
    "packets_in": (f"{_IFX}.7", f"{_IF}.11"),
    "packets_out": (f"{_IFX}.11", f"{_IF}.17"),
    "errors_in": (f"{_IF}.14",),
    "errors_out": (f"{_IF}.20",),
}
_SPEED = f"{_IF}.5"
_LOOPBACK, _UP = 24, 1
_UNKNOWN_SPEED, _USUAL_SPEED, _SMALLEST = (1 << 32) - 1, 10**9, 64  # bits a second; bytes of a packet


class Interfaces:
    """The look before, and what came of it; one for each check."""

    def __init__(self) -> None:
        self._before: dict[str, Look] = {}

    async def __call__(self, line: Line, of: str) -> Answer:
        """Return the rates since the last look, of all interfaces that are up, or of the one that is wanted."""
        looks = await _looks(line, of)
        found = [rate for index, look in looks.items() if (rate := rates(self._before.get(index), look))]
        self._before = looks
        if not found:
            raise NotAsked(SAID["warming"])
        return _answer(found, of)


async def _looks(line: Line, of: str) -> dict[str, Look]:
    """Return the counters of those interfaces now, by index."""
    names = await line.table(_NAME) or await line.table(_OLD_NAME)
    if not names:
        raise NotAsked(SAID["none"])
    kinds, oper, admin = await line.table(_KIND), await line.table(_OPER), await line.table(_ADMIN)
    by_name = only({text(name): index for index, name in names.items()}, of)
    if of and admin.get(by_name[of]) == _UP != oper.get(by_name[of]):
        raise BadAnswer(WHY["down"].format(name=of))
    wanted = [one for one in by_name.values() if of or (oper.get(one) == _UP and kinds.get(one) != _LOOPBACK)]
    columns = {name: [await line.table(oid) for oid in oids] for name, oids in _COUNTERS.items()}
    epochs, speeds = await line.table(_EPOCH), await line.table(_SPEED)
    ticks = (await line.get_many([UPTIME_AGENT])).get(UPTIME_AGENT)
    if not isinstance(ticks, int):
        raise NotAsked(SAID["none"])
    at_s, looks = asyncio.get_running_loop().time(), {}
    for index in wanted:
        counters, narrow = _counted(columns, index, _fastest(speeds.get(index)))
        if counters:
            looks[index] = Look(ticks=ticks, at_s=at_s, counters=counters, epoch=epochs.get(index), narrow=narrow)
    return looks


def _counted(columns: _Columns, index: str, bytes_a_second: float) -> tuple[dict[str, int], dict[str, float]]:
    """Return an interface's counters, and how much those of 32 bits could grow by in a second.

    Agents that count by 32 bits alone leave the others out, or at zero.
    """
    counters, narrow = {}, {}
    for name, (wide, *rest) in columns.items():
        found = wide.get(index)
        other = rest[0].get(index) if rest else None
        if not found and isinstance(other, int) and (other or found is None):
            found = other
            narrow[name] = bytes_a_second if name in ("in", "out") else bytes_a_second / _SMALLEST
        if isinstance(found, int):
            counters[name] = found
    return counters, narrow


def _fastest(speed: object) -> float:
    """Return how many bytes may pass in a second; the highest speed that 32-bit counters are met with, if unknown."""
    return speed / 8 if isinstance(speed, int) and 0 < speed < _UNKNOWN_SPEED else _USUAL_SPEED / 8


def _answer(found: Sequence[Mapping[str, float]], of: str) -> Answer:
    def total(kind: str) -> float:
        return sum(one.get(kind, 0.0) for one in found)

    faulty = total("errors_in") + total("errors_out")
    packets = total("packets_in") + total("packets_out") + faulty
    share = 100 * faulty / packets if packets else 0.0
    figures = (
        Figure(name="errors", value=round(share, 4), unit="%"),
        Figure(name="in", value=round(total("in"), 1), unit="B"),
        Figure(name="out", value=round(total("out"), 1), unit="B"),
        Figure(name="errors_a_second", value=round(faulty, 4)),
    )
    said = f"{of or 'interfaces'}: in {total('in'):.0f} B/s, out {total('out'):.0f} B/s, errors {share:.3f} %"
    return Answer(said=said, figures=figures)
