"""Pure. What is told when: signals become alarms of each route, and alarms that are due become one message a route.

Something wrong is told once, however often it is noticed, and again when it is well; what lasts is told again after
``repeat``. Quiet hours and digests hold back what is not critical. Nothing is told twice while a message about the same
route still waits to be delivered.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from continuity.model.alerts import Alarm
from continuity.supervision.quiet import after_quiet, digest_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from continuity.model.alerts import Alert, When

    Key = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Signal:
    """What was just noticed: something is wrong, or ``well``. ``client`` is empty for the server as a whole.

    ``once`` names what is told of a subject a single time, however often it is noticed.
    """

    kind: When
    client: str
    subject: str
    at: datetime
    well: bool = False
    template: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    critical: bool = False
    passing: bool = False
    run: str = ""
    once: str = ""


def routes_of(signal: Signal, routes: Iterable[Alert]) -> list[Alert]:
    """Return the routes that want to know; of the whole server, once by a route that clients share."""
    wanted = [route for route in routes if signal.kind in route.when and signal.client in ("", route.client)]
    if signal.client:
        return wanted
    return list({route.where or route.reference: route for route in reversed(wanted)}.values())


def note(alarm: Alarm | None, signal: Signal, route: Alert) -> Alarm | None:
    """Return what a route knows after a signal; None: nothing to tell. The same again changes nothing."""
    if signal.well:
        if alarm is None or alarm.passing:
            return alarm
        return replace(alarm, well=alarm.well or signal.at)
    if alarm is None:
        return Alarm(
            route=route.reference,
            kind=signal.kind,
            subject=signal.subject,
            since=signal.at,
            template=signal.template,
            values=signal.values,
            critical=signal.critical,
            passing=signal.passing,
            run=signal.run,
        )
    if signal.run and signal.run == alarm.run:
        return alarm
    return replace(
        alarm,
        template=signal.template,
        values=signal.values,
        critical=alarm.critical or signal.critical,
        count=alarm.count + (signal.run != "" or signal.passing),
        run=signal.run,
        well=None,
    )


def due_at(alarm: Alarm, route: Alert) -> datetime | None:
    """Return when an alarm is to be told next; None: everything about it was told."""
    if alarm.told is None:
        base = alarm.since
    elif alarm.well is not None:
        base = max(alarm.well, alarm.told)
    elif route.repeat is not None and not alarm.passing:
        base = alarm.told + route.repeat
    else:
        return None
    if alarm.critical:
        return base
    return after_quiet(route.quiet, digest_at(route.digest, base, route.timezone), route.timezone)


def due(alarms: Iterable[Alarm], routes: Mapping[str, Alert], now: datetime, waiting: Collection[str]) -> list[Alarm]:
    """Return the alarms to be told now, oldest first; no repeats of routes in ``waiting`` (undelivered)."""
    found = []
    for alarm in alarms:
        route = routes.get(alarm.route)
        repeated = alarm.told is not None and alarm.well is None
        if route is None or (repeated and alarm.route in waiting):
            continue
        at = due_at(alarm, route)
        # What was held back is told when the quiet ends, and not in the next one if nobody looked meanwhile.
        if at is not None and at <= now and (alarm.critical or after_quiet(route.quiet, now, route.timezone) <= now):
            found.append(alarm)
    return sorted(found, key=lambda alarm: (alarm.since, alarm.key))


def told(alarm: Alarm, now: datetime) -> Alarm | None:
    """Return an alarm after it was told; None: it can be forgotten."""
    return None if alarm.passing or alarm.well is not None else replace(alarm, told=now)
