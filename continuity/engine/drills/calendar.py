"""The calendar of drills: what the documents and the policies ask for, with what became of each so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.holidays import days_off
from continuity.ground.errors import ContinuityError
from continuity.model.job import Outcome
from continuity.model.measurement import Verdict
from continuity.policy.drill_calendar import Agreed, DrillRun, Planned, Rhythm, Track, dates, satisfies
from continuity.policy.proving import concerned, concerned_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime
    from typing import Any

    from continuity.model.drill import Drill
    from continuity.model.inventory import Asset, Client
    from continuity.policy.policy import Policy
    from continuity.state.store import Transaction


@dataclass(frozen=True, kw_only=True)
class Span:
    """The moment at which a calendar is looked at, and up to when."""

    now: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class _Whose:
    """What is known of one client: his runs of drills, when his first work began, which days are free."""

    client: Client
    runs: tuple[DrillRun, ...]
    since: datetime | None
    free: Callable[[date], bool]


def planned_drills(
    tx: Transaction, clients: Iterable[Client], policy: Callable[[Asset], Policy], span: Span
) -> Iterator[Planned]:
    """Yield each client's lines: his drills by name, then the assets of which his policies ask for drills."""
    chosen = list(clients)
    runs = [drill_run(one) for one in tx.drills.ended()]
    begun = tx.walks.since(one.name for one in chosen)
    for client in chosen:
        own = tuple(one for one in runs if one.client == client.name)
        whose = _Whose(client=client, runs=own, since=begun.get(client.name), free=days_off(client))
        yield from _of_drills(whose, span)
        for asset in client.assets.values():
            if asset.active:
                yield from _of_asset(whose, asset, policy(asset), span)


def drill_run(plain: Mapping[str, Any]) -> DrillRun:
    """Return a run as the calendar sees it, from what the database tells of it."""
    detail, measured = plain["detail"], plain["measurements"]
    return DrillRun(
        id=plain["id"],
        client=plain["client"],
        drill=str(detail["drill"]),
        runbook=str(detail["runbook"]["name"]),
        mode=str(detail["mode"]),
        subject=plain["subject"],
        at=plain["started_at"],
        outcome=Outcome(plain["outcome"]),
        verdict=Verdict.worst([Verdict(one["verdict"]) for one in measured]),
        played=bool(detail["played"]),
        technician=str(detail.get("technician") or ""),
    )


def _of_drills(whose: _Whose, span: Span) -> Iterator[Planned]:
    for name, drill in _readable(whose.client):
        track = Track.of(one for one in whose.runs if one.drill == name)
        if not track.last and not _is_for(drill, whose.client):
            continue
        live = str(drill.mode) == "live"
        rhythm = _rhythm(whose, drill.every, windows=_windows(drill), live=live)
        yield Planned(
            client=whose.client.name,
            drill=name,
            runbook=drill.runbook,
            mode=str(drill.mode),
            title=drill.title,
            every=drill.every,
            track=track,
            dates=dates(rhythm, track.held.at if track.held else None, span.now, span.until),
        )


def _of_asset(whose: _Whose, asset: Asset, policy: Policy, span: Span) -> Iterator[Planned]:
    asked = policy.values.get("drill") or {}
    if not asked.get("every"):
        return
    runbook, mode = str(asked.get("runbook") or ""), str(asked.get("mode") or "isolated")
    track = Track.of(one for one in whose.runs if one.subject == asset.reference and satisfies(one, runbook, mode))
    held = track.held.at if track.held else None
    yield Planned(
        client=whose.client.name,
        subject=asset.reference,
        runbook=runbook,
        mode=mode,
        title={"": asset.title},
        every=asked["every"],
        track=track,
        dates=dates(_rhythm(whose, asked["every"]), held, span.now, span.until),
    )


def _rhythm(whose: _Whose, every: Any, *, windows: tuple[Agreed, ...] = (), live: bool = False) -> Rhythm:
    return Rhythm(
        every=every, zone=whose.client.timezone, since=whose.since, live=live, windows=windows, free=whose.free
    )


def _windows(drill: Drill) -> tuple[Agreed, ...]:
    return tuple(Agreed(begins=one.begins, ends=one.ends, by=one.agreed_by) for one in drill.windows)


def _readable(client: Client) -> Iterator[tuple[str, Drill]]:
    """Yield the drills that can be read: using a damaged one says so, and a calendar must not fail by it."""
    for name in client.drills:
        try:
            yield name, client.drills[name]
        except ContinuityError:
            continue


def _is_for(drill: Drill, client: Client) -> bool:
    """Tell whether a drill that was never run is for this client: his own, or a shipped one of what he has."""
    if not drill.shipped:
        return True
    try:
        runbook = client.runbooks[drill.runbook]
    except (KeyError, ContinuityError):
        return False
    return concerned(runbook, client) and concerned_by(drill.inputs.values(), client)


def last_drills(tx: Transaction) -> dict[str, DrillRun]:
    """Return the newest drill that ended of each asset, by its reference."""
    return {run.subject: run for run in map(drill_run, tx.drills.ended())}
