"""What a contract promises of an incident: its hours, with the public holidays, and its two clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.contract.free_days import WithoutDays
from continuity.contract.response import Clock, Running, clock, used_time
from continuity.engine.holidays import public_days
from continuity.policy.timetable.hours import Hours

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from continuity.contract.service_time import Hours as Promised
    from continuity.model.incident import Incident
    from continuity.model.inventory import Client

_ROUND_THE_CLOCK = "24x7"


def hours_of(client: Client) -> Promised:
    """Return when a client's service is promised; around the clock on public holidays, too."""
    span = client.contract.hours if client.contract else None
    if span is None or span.text == _ROUND_THE_CLOCK:
        return Hours(zone=client.timezone)
    zone = ZoneInfo(client.timezone)
    return WithoutDays(Hours(zone=client.timezone, window=(span,)), public_days(client), zone)


def clocks(incident: Incident, client: Client, now: datetime) -> dict[str, Clock]:
    """Return the clocks ``intervene`` (GTI) and ``resolve`` (GTR); none where nothing is promised of its severity.

    One that was over before anybody came is an intervention that was in time, if that was.
    """
    promised = client.contract.response.get(str(incident.severity)) if client.contract else None
    if promised is None:
        return {}
    hours, over = hours_of(client), incident.restored_at or incident.closed_at
    first = min((at for at in (incident.acked_at, over) if at), default=None)
    runs = {
        "intervene": (promised.intervene, Running(begin=incident.opened_at, end=first, pauses=incident.pauses)),
        "resolve": (promised.resolve, Running(begin=incident.opened_at, end=over, pauses=incident.pauses)),
    }
    return {name: clock(allowed, run, hours, now) for name, (allowed, run) in runs.items()}


def open_for(incident: Incident, client: Client, now: datetime) -> timedelta:
    """Return how much of the time that counts an incident is open."""
    run = Running(begin=incident.opened_at, end=incident.restored_at, pauses=incident.pauses)
    return used_time(run, hours_of(client), now)
