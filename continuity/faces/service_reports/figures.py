"""Figures, money, days and records as people of a language write them; what is not known says so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.ground.timestamps import read_time
from continuity.policy.lengths import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from continuity.faces.language import Language

SAID = (
    "January {year}",
    "February {year}",
    "March {year}",
    "April {year}",
    "May {year}",
    "June {year}",
    "July {year}",
    "August {year}",
    "September {year}",
    "October {year}",
    "November {year}",
    "December {year}",
)
NOTHING = "-"
_MINUTE = 60
_MOST = 12  # records named in a cell; the rest is counted
_NO_BREAK = "\u00a0"


def month(language: Language, name: str) -> str:
    """Return a month such as ``2026-10`` in words."""
    first = date.fromisoformat(f"{name}-01")
    return language.fill(SAID[first.month - 1], year=first.year)


def moment(language: Language, text: str | None, zone: str) -> str:
    """Return a moment by the wall of a time zone, to the minute."""
    if not text:
        return NOTHING
    at = read_time(text).astimezone(ZoneInfo(zone))
    return f"{at:%d/%m/%Y %H:%M}" if language.name == "fr" else f"{at:%Y-%m-%d %H:%M}"


def day(language: Language, text: str | None) -> str:
    """Return a day that is written as ``2026-10-03``."""
    if not text:
        return NOTHING
    return f"{date.fromisoformat(text[:10]):%d/%m/%Y}" if language.name == "fr" else text[:10]


def number(language: Language, text: str) -> str:
    """Return an exact figure, without zeros that say nothing."""
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short.replace(".", ",") if language.name == "fr" else short


def percent(language: Language, text: str | None) -> str:
    """Return a percentage; what nobody can say is a dash."""
    return f"{number(language, text)}{_NO_BREAK}%" if text else NOTHING


def share(language: Language, part: float | None) -> str:
    """Return a share of one as a percentage with three digits; what nobody can say is a dash."""
    return NOTHING if part is None else percent(language, f"{part * 100:.3f}")


def money(language: Language, amount: str | None, currency: str) -> str:
    """Return an amount, with its cents."""
    if amount is None:
        return NOTHING
    shown = amount.replace(".", ",") if language.name == "fr" else amount
    return f"{shown}{_NO_BREAK}{currency}" if currency else shown


def owed(language: Language, amount: str | None, currency: str) -> str:
    """Return what is owed; what nobody can say is unproven, never nothing."""
    return language.template("unproven") if amount is None else money(language, amount, currency)


def total(language: Language, result: Mapping[str, Any], name: str = "owed") -> str:
    """Return what a month comes to; unproven where nobody can say what any part of it costs."""
    unknown = bool(result["penalties"]) and all(one["amount"] is None for one in result["penalties"])
    return owed(language, None if unknown else result[name], result["currency"])


def length(language: Language, seconds: float | None) -> str:
    """Return a length of time; what nobody knows is a dash."""
    if seconds is None:
        return NOTHING
    return language.length(said(round(seconds, 1) if seconds < _MINUTE else round(seconds)))


def cited(records: Iterable[str]) -> str:
    """Return the records that a figure rests on, by their index in the log."""
    names = [one for one in dict.fromkeys(records) if one]
    more = f" +{len(names) - _MOST}" if len(names) > _MOST else ""
    return (" ".join(names[:_MOST]) + more) or NOTHING
