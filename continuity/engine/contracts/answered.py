"""GTI and GTR over a month: which incidents were answered and restored in time, by the hours of the contract. Pure.

A promise counts in the month in which its clock ended: when it was held, or when the time that is allowed ran out. An
incident of the last evening of a month is therefore decided in the next, and once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.contract.response import Clock, Held, Running, clock
from continuity.engine.contracts.inputs import days_of, hours_of, stretch
from continuity.engine.contracts.terms import versions
from continuity.ground.timestamps import read_time
from continuity.model.incident import Pause

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.contract.service_time import Stretch
    from continuity.engine.contracts.recorded import Recorded

#: What is promised of an incident.
_NAMES = ("intervene", "resolve")
#: What of the terms a clock runs by.
_CLOCKED_BY = ("response", "hours", "timezone")
_DAY = timedelta(days=1)


def answered(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return, of each promise, for how many incidents it was held or missed in this month, and the mean times.

    Those whose clocks still run at its end are ``running``; ``incidents`` were opened in it.
    """
    whole = stretch(*days_of(inputs["month"]), inputs["timezone"])
    found: dict[str, Any] = {}
    for name in _NAMES:
        clocks = [one for incident in inputs["incidents"] if (one := _within(incident, name, inputs, whole))]
        counts = Counter(str(one.held) for one in clocks)
        used = [one.used.total_seconds() for one in clocks if one.held in ("held", "missed")]
        found[name] = {
            "promised": len(clocks),
            "held": counts["held"],
            "missed": counts["missed"],
            "running": counts["running"] + counts["paused"],
            "mean_s": sum(used) / len(used) if used else None,
        }
    opened = [one for one in inputs["incidents"] if read_time(one["opened"]) >= whole.begin]
    return found | {"incidents": len(opened)}


def incidents_of(records: Sequence[Recorded], whole: Stretch, terms: Sequence[Recorded]) -> list[dict[str, Any]]:
    """Return the incidents of a stretch, as their newest records tell what their clocks run by.

    Those that were opened before it and not over by then, too: each with the terms of its own day.
    """
    newest = {one.body["id"]: one for one in records}
    found = []
    for one in newest.values():
        plain = one.body
        opened, over = read_time(plain["opened_at"]), plain["restored_at"] or plain["closed_at"]
        if opened < whole.end and (opened >= whole.begin or not over or read_time(over) >= whole.begin):
            kept = {name: plain[name] for name in ("id", "subject", "severity", "pauses")}
            times = {"opened": plain["opened_at"], "answered": plain["acked_at"], "restored": over}
            then = {"terms": _terms_of_day(terms, opened)} if opened < whole.begin else {}
            found.append(kept | times | {"record": one.name} | then)
    return sorted(found, key=lambda one: (read_time(one["opened"]), one["id"]))


def _within(incident: Mapping[str, Any], name: str, inputs: Mapping[str, Any], whole: Stretch) -> Clock | None:
    """Return a clock as it stood at the end of a month; None where it ended before the month, or none ran."""
    found = _clock(incident, name, inputs)
    if found is None or found.held not in (Held.HELD, Held.MISSED):
        return found
    at = _ended(incident, name) if found.held is Held.HELD else found.due
    if at is None or at >= whole.end:
        return replace(found, held=Held.RUNNING)
    return found if at >= whole.begin else None


def _clock(incident: Mapping[str, Any], name: str, inputs: Mapping[str, Any]) -> Clock | None:
    """Return how a promise stands for an incident, by the terms of the day it was opened; None where there is none."""
    opened, known = read_time(incident["opened"]), read_time(inputs["known"])
    terms = incident["terms"] if "terms" in incident else _terms(inputs, opened)
    promised = terms["response"].get(incident["severity"]) if terms else None
    if terms is None or promised is None:
        return None
    ended = _ended(incident, name)
    pauses = tuple(Pause.of_json(one) for one in incident["pauses"])
    hours = hours_of(terms["hours"], terms["timezone"], inputs["free_days"])
    allowed = timedelta(seconds=promised[f"{name}_s"])
    return clock(allowed, Running(begin=opened, end=ended, pauses=pauses), hours, known)


def _ended(incident: Mapping[str, Any], name: str) -> datetime | None:
    """Return when a clock ended; one that was over before anybody came was answered in time, if that was."""
    restored = read_time(incident["restored"]) if incident["restored"] else None
    if name == "resolve":
        return restored
    acked = read_time(incident["answered"]) if incident["answered"] else None
    return min((at for at in (acked, restored) if at), default=None)


def _terms_of_day(terms: Sequence[Recorded], at: datetime) -> dict[str, Any] | None:
    """Return what of the terms of a day clocks run by, and the record of it; None where there were none."""
    for begin, end, one in versions(terms, at.date() - _DAY, at.date() + 2 * _DAY):
        if begin <= at.astimezone(ZoneInfo(one.body["timezone"])).date() < end:
            return {name: one.body[name] for name in _CLOCKED_BY} | {"record": one.name}
    return None


def _terms(inputs: Mapping[str, Any], at: datetime) -> Mapping[str, Any] | None:
    for version in inputs["versions"]:
        day = at.astimezone(ZoneInfo(version["terms"]["timezone"])).date().isoformat()
        if version["from"] <= day < version["until"]:
            found: Mapping[str, Any] = version["terms"]
            return found
    return None
