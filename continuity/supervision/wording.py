"""Pure. What a message says: a title that tells it all where one thing is wrong, and a line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from continuity.model.alerts import When

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.model.alerts import Alarm, Alert

#: What each kind of alert is called.
SAID = {
    When.BACKUP_FAILED: "backup failed",
    When.TEST_MISSED: "restore test missed",
    When.KIT_MISSED: "test of the recovery kit missed",
    When.VERIFY_MISSED: "verification missed",
    When.LOCKS_MISSED: "locks missed",
    When.FORGET_FAILED: "points not removed",
    When.PRUNE_FAILED: "space not given back",
    When.ARCHIVE_DUE: "archive due",
    When.RPO_MISSED: "RPO missed",
    When.NOT_PROTECTED: "not protected",
    When.SUSPICIOUS: "suspicious changes",
    When.NOT_RECEIVED: "log not received",
    When.JOBS_MISSED: "jobs missed",
    When.SERVICE_FAULT: "fault of the service",
    When.ANCHOR_FAILED: "log not anchored",
    When.DRILL_DUE: "drill",
    When.ACTION_DUE: "corrective action",
    When.BREACH_DUE: "personal data breach",
}
_SHOWN = 50  # how many lines a message has; it counts them all
_LONGEST = 1000  # characters of one line: some services cut, and some refuse


class Words(Protocol):
    """One language: how a template is looked up and filled in."""

    def fill(self, english: str, **values: object) -> str:
        """Return the sentence with values that are data."""

    def reason(self, english: str, values: Mapping[str, object]) -> str:
        """Return the sentence with values that may be sentences themselves."""


def compose(
    route: Alert, alarms: Sequence[Alarm], now: datetime, words: Words, checkpoint: str = ""
) -> tuple[str, str]:
    """Return the title and the body of one message about these alarms; at least one.

    ``checkpoint`` is the three lines of the log's newest head: whoever keeps the message holds the log to its past.
    """
    lines = [_line(route, alarm, words) for alarm in alarms[:_SHOWN]]
    if len(alarms) > _SHOWN:
        lines.append(words.fill("… and {count} more; see `continuity status`", count=len(alarms) - _SHOWN))
    lines += ["", words.fill("sent by continuity at {at}", at=_time(now, route))]
    if checkpoint:
        lines += ["", words.fill("head of the log, to be kept (continuity evidence verify FILE):"), checkpoint.strip()]
    return _title(route, alarms, words), "\n".join(lines)


def _title(route: Alert, alarms: Sequence[Alarm], words: Words) -> str:
    wrong = [alarm for alarm in alarms if alarm.well is None]
    if len(alarms) == 1:
        label, subject = words.fill(SAID[alarms[0].kind]), alarms[0].subject or route.title
        if wrong:
            return words.fill("{client}: {what}: {subject}", client=route.title, what=label, subject=subject)
        return words.fill("{client}: well again: {what}: {subject}", client=route.title, what=label, subject=subject)
    values = {"client": route.title, "wrong": len(wrong), "well": len(alarms) - len(wrong)}
    return words.fill("{client}: {wrong} wrong, {well} well again", **values)


def _line(route: Alert, alarm: Alarm, words: Words) -> str:
    said = words.reason(alarm.template, alarm.values).replace(" ()", "")  # a remedy in brackets that there is none for
    said = said if len(said) <= _LONGEST else said[:_LONGEST] + "…"
    values = {
        "label": words.fill(SAID[alarm.kind]),
        "subject": alarm.subject or route.title,
        "since": _time(alarm.since, route),
        "said": said,
        "count": alarm.count,
    }
    if alarm.well is not None:
        return words.fill(
            "{subject}: {label} since {since}, well again since {well}", well=_time(alarm.well, route), **values
        )
    if alarm.told is not None:
        return words.fill("{subject}: {label} since {since}, still so ({count} times): {said}", **values)
    if alarm.count > 1:
        return words.fill("{subject}: {label} since {since} ({count} times): {said}", **values)
    return words.fill("{subject}: {label}, {since}: {said}", **values)


def _time(at: datetime, route: Alert) -> str:
    return at.astimezone(ZoneInfo(route.timezone)).strftime("%Y-%m-%d %H:%M %Z")
