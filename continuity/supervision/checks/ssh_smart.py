"""What disks tell of themselves (SMART), by ``smartctl --json`` of smartmontools: ATA, NVMe and SAS. Pure.

The exit status of smartctl says in bits what it found (smartctl(8)); attributes are read where makers agree on them.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.supervision.checks.ports import Answer, Figure, NotAsked, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WHY = {
    "program": "smartctl could not be asked there: {said}",
    "none": "no disk with SMART was found",
    "odd": "there is no disk named {name}",
    "well": "{count} disk(s), all of them well by their own word",
    "more": "{count} more disk(s) were not asked",
    "disk": "{name}: {said}",
    "unread": "nothing can be read of it",
    "off": "SMART is switched off",
    "failing": "it says that it is failing",
    "attribute": "an attribute has reached its threshold",
    "warned": "critical warning {value:#04x}",
    "spare": "its spare is used up",
    "worn": "it is worn out by its maker's measure",
    "pending": "{count} sector(s) cannot be read, and wait to be replaced",
    "uncorrectable": "{count} sector(s) or block(s) were lost",
    "selftest": "a self-test of it failed",
}
_OPEN, _FAILING, _PREFAIL, _SELFTEST = 0b11, 1 << 3, 1 << 4, 1 << 7
_REALLOCATED, _PENDING, _UNCORRECTABLE = 5, 197, 198  # of ATA
_NAME, _TYPE = re.compile(r"/dev/[A-Za-z0-9/_.:-]{1,100}"), re.compile(r"[a-z0-9+,/.]{1,50}")
_GUESSED = ("scsi", "ata")  # the scan names the driver; what the disk is, smartctl finds out itself
_WORN, _MOST = 100, 64
_ALL = '; R=$?; echo; echo "ended $R"'
_PROGRAM = (
    'S=$(command -v smartctl || echo /usr/sbin/smartctl); [ "$(id -u)" = 0 ] || S="sudo -n $S"; LC_ALL=C $S --json=c '
)
#: What the shell there is told to run to learn which disks there are.
SCAN = f"{_PROGRAM}--scan{_ALL}"


@dataclass(frozen=True, kw_only=True)
class Disk:
    """One disk: how it is, in words and figures; ``state`` unknown where nothing could be read."""

    name: str
    state: State
    said: str = ""
    figures: tuple[Figure, ...] = ()


def command(name: str, kind: str = "") -> str:
    """Return what the shell there is told to run for one disk. Raises ``NotAsked`` for a name that is none."""
    if not _NAME.fullmatch(name) or (kind and not _TYPE.fullmatch(kind)):
        raise NotAsked(WHY["odd"].format(name=repr(name[:80])))
    by = f"-d {shlex.quote(kind)} " if kind and kind not in _GUESSED else ""
    return f"{_PROGRAM}-i -H -A -l selftest {by}-- {shlex.quote(name)}{_ALL}"


def scanned(text: str) -> list[tuple[str, str]]:
    """Return name and type of each disk that a scan found; how many are asked: :func:`asked`."""
    found = _list(_whole(text).get("devices"))
    named = [(str(one.get("name", "")), str(one.get("type", ""))) for one in found if isinstance(one, dict)]
    if not named:
        raise NotAsked(WHY["none"])
    return named


def disk(name: str, text: str) -> Disk:
    """Return how one disk is. Raises ``NotAsked`` where the program itself could not be run."""
    plain = _whole(text)
    bits = _count(_dict(plain.get("smartctl")).get("exit_status"))
    passed = _dict(plain.get("smart_status")).get("passed")
    if bits & _OPEN or not isinstance(passed, bool):
        return Disk(name=name, state=State.UNKNOWN, said=_message(plain))
    if _dict(plain.get("smart_support")).get("enabled") is False:
        return Disk(name=name, state=State.UNKNOWN, said=WHY["off"])
    counts = _counts(plain)
    bad = list(_failures(plain, bits, passed=passed))
    soon = list(_warnings(counts, bits))
    state = State.CRITICAL if bad else State.WARNING if soon else State.OK
    return Disk(name=name, state=state, said=", ".join(bad + soon), figures=tuple(_figures(name, plain, counts)))


def asked(found: Sequence[tuple[str, str]], ask: Callable[[str, str], str]) -> Answer:
    """Return what the disks come to, of which ``ask`` brings what each says; no more than so many are asked."""
    first = found[:_MOST]
    return answer([disk(name, ask(name, kind)) for name, kind in first], more=len(found) - len(first))


def answer(disks: Sequence[Disk], *, more: int = 0) -> Answer:
    """Return what all of them come to; where one could not be read, or ``more`` were not asked, well is not known."""
    states = [*(one.state for one in disks), *([State.UNKNOWN] if more else [])]
    worst = next((one for one in (State.CRITICAL, State.WARNING, State.UNKNOWN) if one in states), State.OK)
    told = [WHY["disk"].format(name=one.name, said=one.said) for one in disks if one.said]
    told += [WHY["more"].format(count=more)] if more else []
    failing = sum(one.state in (State.CRITICAL, State.WARNING) for one in disks)
    figures = (Figure(name="failing", value=failing), Figure(name="disks", value=len(disks)))
    return Answer(
        said="; ".join(told) or WHY["well"].format(count=len(disks)),
        figures=(*figures, *(figure for one in disks for figure in one.figures)),
        state=worst,
    )


def _whole(text: str) -> dict[str, Any]:
    """Return the document of an output that ended; whatever smartctl found, it says as JSON."""
    *lines, last = text.splitlines() or [""]
    said = " ".join(one.strip() for one in lines if one.strip())
    try:
        plain = json.loads(said) if re.fullmatch(r"ended [0-9]{1,3}", last) else None
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict) or "smartctl" not in plain:
        raise NotAsked(WHY["program"].format(said=(said or last or "-")[-200:]))
    return plain


def _failures(plain: dict[str, Any], bits: int, *, passed: bool) -> Iterator[str]:
    nvme = _dict(plain.get("nvme_smart_health_information_log"))
    if not passed or bits & _FAILING:
        yield WHY["failing"]
    if bits & _PREFAIL:
        yield WHY["attribute"]
    if warned := _count(nvme.get("critical_warning")):
        yield WHY["warned"].format(value=warned)
    if "available_spare" in nvme and _count(nvme["available_spare"]) < _count(nvme.get("available_spare_threshold")):
        yield WHY["spare"]


def _warnings(counts: dict[str, int], bits: int) -> Iterator[str]:
    for name in ("pending", "uncorrectable"):
        if counts.get(name):
            yield WHY[name].format(count=counts[name])
    if counts.get("worn", 0) >= _WORN:
        yield WHY["worn"]
    if bits & _SELFTEST:
        yield WHY["selftest"]


def _counts(plain: dict[str, Any]) -> dict[str, int]:
    """Return what is counted, by our names; a disk has what its kind has."""
    found: dict[str, Any] = {}
    table = _list(_dict(plain.get("ata_smart_attributes")).get("table"))
    raw = {one.get("id"): _dict(one.get("raw")).get("value") for one in table if isinstance(one, dict)}
    named = {_REALLOCATED: "reallocated", _PENDING: "pending", _UNCORRECTABLE: "uncorrectable"}
    # the upper bytes of a raw value are the maker's own
    found |= {name: _count(raw[number]) & 0xFFFFFFFF for number, name in named.items() if number in raw}
    nvme = _dict(plain.get("nvme_smart_health_information_log"))
    named_nvme = {"media_errors": "uncorrectable", "percentage_used": "worn", "available_spare": "spare"}
    found |= {ours: nvme[name] for name, ours in named_nvme.items() if name in nvme}
    if "scsi_grown_defect_list" in plain:
        found["reallocated"] = plain["scsi_grown_defect_list"]
    if log := _dict(plain.get("scsi_error_counter_log")):
        found["uncorrectable"] = sum(_count(_dict(one).get("total_uncorrected_errors")) for one in log.values())
    return {name: _count(value) for name, value in found.items()}


def _figures(name: str, plain: dict[str, Any], counts: dict[str, int]) -> Iterator[Figure]:
    short = name.removeprefix("/dev/")
    for key, section, ours, unit in (
        ("temperature", "current", "temperature", "C"),
        ("power_on_time", "hours", "hours", ""),
    ):
        value = _dict(plain.get(key)).get(section)
        if isinstance(value, int) and not isinstance(value, bool):
            yield Figure(name=f"{short}.{ours}", value=value, unit=unit)
    for ours, count in counts.items():
        yield Figure(name=f"{short}.{ours}", value=count, unit="%" if ours in ("worn", "spare") else "")


def _message(plain: dict[str, Any]) -> str:
    found = _list(_dict(plain.get("smartctl")).get("messages"))
    said = [str(one.get("string", "")) for one in found if isinstance(one, dict)]
    line = "".join(one if one.isprintable() else " " for one in " ".join(said)[:200]).strip()
    return line or WHY["unread"]


def _dict(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _count(found: Any) -> int:
    return found if isinstance(found, int) and 0 <= found < 1 << 63 else 0
