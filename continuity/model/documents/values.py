"""Reading and writing the words documents are made of: durations, sizes, money, shares, hours, thresholds.

Each ``parse_*`` raises ``ValueError`` whose ``type`` names the phrase that says what would be right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal, cast

from cronsim import CronSim, CronSimError
from pydantic_core import PydanticCustomError

from continuity.model.documents.phrases import PHRASES
from continuity.model.inventory import Calendar, WeekSpan

_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
_SHORT = re.compile(r"(?P<count>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>ms|[smhdw])", re.ASCII)
_ISO = re.compile(
    r"P(?:(?P<w>\d{1,5})W)?(?:(?P<d>\d{1,6})D)?"
    r"(?:T(?:(?P<h>\d{1,6})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,6}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
_SIZES = {"": 1, "B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12} | {
    unit + "iB": 2 ** (10 * (power + 1)) for power, unit in enumerate("KMGT")
}
_SIZE = re.compile(r"(?P<count>\d{1,15}(?:\.\d{1,3})?)\s*(?P<unit>[kKMGT]?i?B?)", re.ASCII)
_MONEY = re.compile(r"(?P<amount>\d{1,12}(?:\.\d{1,4})?) ?(?P<currency>[A-Z]{3})", re.ASCII)
_PERCENT = re.compile(r"(?P<share>\d{1,3}(?:\.\d{1,6})?) ?%", re.ASCII)
_THRESHOLD = re.compile(r"(?P<sign>>=|<=|==|!=|>|<)\s*(?P<figure>-?\d{1,15}(?:\.\d{1,6})?)\s*(?P<unit>%|[A-Za-z]{0,3})")
_TRIGGER = re.compile(r"(?P<name>[a-z][a-z_]*)(?:\s*(?P<threshold>[<>=!].*))?")
_SEVERITIES = ("security", "critical", "blocking", "minor")
#: The figures that a trigger may be about, and their units.
_FIGURES = {"capacity_lost": ("%",), "open": ("s", "m", "h", "d")}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(
    r"(?:(?P<first>[A-Za-z]{3})(?:-(?P<last>[A-Za-z]{3}))?\s+)?"
    r"(?P<start>[01]\d:[0-5]\d|2[0-3]:[0-5]\d)-(?P<end>[01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)",
    re.ASCII,
)
_LONGEST_CRON = 200
_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # cronsim wants one; what a line means does not depend on it
_SHOWN = 60


def wrong(phrase: str, **values: object) -> PydanticCustomError:
    """Return the error that says ``PHRASES[phrase]``; pydantic keeps its type and values."""
    return PydanticCustomError(phrase, PHRASES[phrase].problem, values)


def shown(value: object) -> str:
    """Return ``value`` as a message may repeat it: quoted and cut; ``this`` for a collection."""
    if isinstance(value, dict | list):
        return "this"
    text = str(value)
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


@dataclass(frozen=True, kw_only=True)
class Money:
    """An exact amount: ``2400 EUR``."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A comparison with a figure: ``> 85 %``."""

    sign: Literal[">", ">=", "<", "<=", "==", "!="]
    figure: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.sign} {self.figure} {self.unit}".rstrip()


def parse_duration(value: object) -> timedelta:
    """Read ``15m 24h 30d 4w`` or ISO 8601 ``PT15M``; raises ``ValueError`` with what would be right."""
    if isinstance(value, timedelta):
        return value
    text = str(value).strip()
    if short := _SHORT.fullmatch(text):
        return float(short["count"]) * _UNITS[short["unit"]]
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groupdict().values()) and not text.endswith("T"):
        return sum((float(count) * _UNITS[unit] for unit, count in iso.groupdict().items() if count), timedelta())
    raise wrong("duration", value=shown(value))


def write_duration(value: timedelta) -> str:
    """Return the shortest form that :func:`parse_duration` reads back to the same value."""
    for unit, size in _UNITS.items():
        if value and value % size == timedelta() and value // size < 10**6:
            return f"{value // size}{unit}"
    seconds = value - timedelta(days=value.days)
    hours, rest = divmod(seconds, _UNITS["h"])
    minutes, rest = divmod(rest, _UNITS["m"])
    return f"P{value.days}DT{hours}H{minutes}M{rest.total_seconds():.6f}S" if value else "0s"


def parse_size(value: object) -> int:
    """Read ``10 MiB`` or ``2 GB`` as bytes; raises ``ValueError`` with what would be right."""
    match = _SIZE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if match is None or match["unit"] not in _SIZES:
        raise wrong("size", value=shown(value))
    return int(Decimal(match["count"]) * _SIZES[match["unit"]])


def write_size(value: int) -> str:
    """Return the largest whole unit that :func:`parse_size` reads back to the same value."""
    for unit in ("TiB", "GiB", "MiB", "KiB"):
        if value and value % _SIZES[unit] == 0:
            return f"{value // _SIZES[unit]} {unit}"
    return f"{value} B"


def parse_money(value: object) -> Money:
    """Read ``2400 EUR``."""
    match = _MONEY.fullmatch(str(value).strip())
    if match is None:
        raise wrong("money", value=shown(value))
    return Money(amount=Decimal(match["amount"]), currency=match["currency"])


def parse_percent(value: object) -> Decimal:
    """Read ``25 %`` as 25."""
    match = _PERCENT.fullmatch(str(value).strip())
    if match is None or Decimal(match["share"]) > 100:  # noqa: PLR2004 - a percentage
        raise wrong("percent", value=shown(value))
    return Decimal(match["share"])


def parse_threshold(value: object) -> Threshold:
    """Read ``> 85 %``."""
    match = _THRESHOLD.fullmatch(str(value).strip())
    if match is None:
        raise wrong("threshold", value=shown(value))
    sign = cast("Literal['>', '>=', '<', '<=', '==', '!=']", match["sign"])
    return Threshold(sign=sign, figure=Decimal(match["figure"]), unit=match["unit"])


def parse_trigger(value: object) -> str:
    """Read ``security`` or ``capacity_lost > 50 %``: a severity, or a known figure against a threshold of its unit.

    One that could never hold would call nobody in.
    """
    match = _TRIGGER.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or (match["threshold"] is None) != (match["name"] in _SEVERITIES):
        raise wrong("trigger", value=shown(value))
    units = _FIGURES.get(match["name"], ())
    if match["threshold"] and parse_threshold(match["threshold"]).unit not in units:
        raise wrong("trigger", value=shown(value))
    return str(value).strip()


def parse_period(value: object) -> timedelta | Calendar:
    """Read ``month`` (a calendar unit) or a duration."""
    if isinstance(value, Calendar) or value in list(Calendar):
        return Calendar(str(value))
    try:
        return parse_duration(value)
    except ValueError:
        raise wrong("period", value=shown(value)) from None


def parse_hours(value: object) -> WeekSpan:
    """Read ``24x7``, ``22:00-06:00`` (every day; past midnight) or ``Mon-Fri 08:00-18:00``."""
    text = str(value).strip()
    if text == "24x7":
        return WeekSpan(text=text, days=tuple(range(7)), start_min=0, end_min=24 * 60)
    match = _SPAN.fullmatch(text)
    first, last = (match["first"] or "mon", match["last"] or match["first"] or "sun") if match else ("", "")
    if match is None or first.lower() not in _DAYS or last.lower() not in _DAYS:
        raise wrong("hours", value=shown(value))
    begin, count = _DAYS.index(first.lower()), (_DAYS.index(last.lower()) - _DAYS.index(first.lower())) % 7 + 1
    days = tuple(sorted((begin + day) % 7 for day in range(count)))
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in (match["start"], match["end"]))
    if start == end:
        raise wrong("hours", value=shown(value))
    return WeekSpan(text=text, days=days, start_min=start, end_min=end)


def parse_cron(value: object) -> str:
    """Read five fields as Debian's cron does, names of months and days included; returned with single spaces."""
    fields = str(value).lower().split()
    line = " ".join(fields)
    if len(fields) != 5 or len(line) > _LONGEST_CRON or not line.isascii():  # noqa: PLR2004 - minute to day of the week
        raise wrong("cron", value=shown(value))
    if not _means_something(line):
        minute, hour, day, month, weekday = fields
        in_long_months = _means_something(f"{minute} {hour} {day} 1 {weekday}")
        well = in_long_months and _means_something(f"{minute} {hour} 1 {month} {weekday}")
        raise wrong("cron_never" if well else "cron", value=shown(value))
    return line


def _means_something(line: str) -> bool:
    try:
        CronSim(line, _ANY_MOMENT)
    except CronSimError:
        return False
    return True
