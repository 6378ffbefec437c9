"""``continuity policy plan``: what comes, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from continuity.faces.cli.commands import Leaf
from continuity.model.job import JobKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.faces.cli.session import Session
    from continuity.policy.planning import Line, Planned

_MOST = 24 * 366
#: Kinds of jobs as people call them.
NAMES = {
    JobKind.BACKUP: "backup",
    JobKind.RESTORE: "restore",
    JobKind.RESTORE_TEST: "restore test",
    JobKind.KIT_TEST: "test of the recovery kit",
    JobKind.VERIFY: "verification",
    JobKind.STORAGE_CHECK: "lock check",
    JobKind.LOCK: "lock renewal",
    JobKind.FORGET: "thinning out",
    JobKind.PRUNE: "giving space back",
    JobKind.ARCHIVE: "archive",
}


@click.command(cls=Leaf)
@click.argument("assets", nargs=-1)
@click.option("--hours", type=click.IntRange(1, _MOST), default=48, help="How far to look ahead; 48 by default.")
@click.pass_obj
def plan(session: Session, assets: tuple[str, ...], hours: int) -> int:
    """Show what falls due in the next hours, and why: what was missed first, as the daemon would start it.

    With ASSETS, their work and that of the repositories which hold them. Times are those of the client's time zone.
    """
    from continuity.faces.cli.policy_past import histories, measured
    from continuity.ground.timestamps import write_time
    from continuity.policy.planning import ahead, lines

    now = session.app.clock.now()
    until = now + timedelta(hours=hours)
    known = [*_chosen(session, assets, lines(session.app.inventory, measured(session, now)))]
    past = histories(session, known, now)
    jobs = [one for line in known for one in ahead(line, past[line.key], now, until)]
    jobs.sort(key=lambda one: (one.scheduled_for, -one.line.priority, one.line.key))
    _tell(session, jobs)
    session.say("{jobs} job(s) of {lines} line(s) of work in {hours} h", jobs=len(jobs), lines=len(known), hours=hours)
    plain: dict[str, Any] = {"schema": "continuity.plan/1", "from": write_time(now), "until": write_time(until)}
    session.emit(plain | {"jobs": [_plain(one) for one in jobs]})
    return 0


def _chosen(session: Session, names: tuple[str, ...], lines: tuple[Line, ...]) -> Iterator[Line]:
    chosen = [session.app.inventory.asset(name) for name in names]
    subjects = {asset.reference for asset in chosen}
    subjects |= {f"{asset.client}/{name}" for asset in chosen for name in asset.copies}
    yield from (line for line in lines if not names or line.subject in subjects)
    for asset in chosen or session.app.inventory.assets():
        if not asset.active:
            session.say(
                "{asset}: inactive, {kind} sources are not read yet", asset=asset.reference, kind=asset.source.kind
            )


def _tell(session: Session, jobs: list[Planned]) -> None:
    zones = {name: ZoneInfo(client.timezone) for name, client in session.app.inventory.clients.items()}
    rows = [
        (
            f"{one.scheduled_for.astimezone(zones[one.line.client]):%Y-%m-%d %H:%M %Z}",
            session.language.template(NAMES[one.line.kind]),
            one.line.subject,
            session.language.template(str(one.work)) if one.work else "",
            session.language.reason(one.reason.template, one.reason.values),
        )
        for one in jobs
    ]
    session.table(("due", "job", "subject", "kind", "reason"), rows)


def _plain(one: Planned) -> dict[str, Any]:
    from continuity.ground.timestamps import write_time

    return {
        "id": one.id,
        "kind": str(one.line.kind),
        "subject": one.line.subject,
        "due": write_time(one.scheduled_for),
        "work": str(one.work) if one.work else None,
        "priority": one.line.priority,
        "repositories": list(one.line.repositories),
        "reason": str(one.reason),
    }
