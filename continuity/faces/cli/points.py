"""``continuity points``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Leaf

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("asset", required=False)
@click.option("--repository", metavar="NAME", help="Only those of this repository.")
@click.option("--since", type=Moment(), metavar="TIME", help="Only data of this time or newer.")
@click.option("--until", type=Moment(), metavar="TIME", help="Only data of this time or older.")
@click.pass_obj
def points(
    session: Session, asset: str | None, repository: str | None, since: datetime | None, until: datetime | None
) -> int:
    """List the recovery points, newest data first: of ASSET, or of all.

    A point is what a repository listed when it was last asked; `continuity storage check` asks again.
    """
    inventory = session.app.inventory
    wanted = inventory.asset(asset) if asset else None
    found = []
    with session.app.store.reading() as tx:
        for client in [wanted.client] if wanted else inventory.clients:
            found += tx.points.all(client, **{"asset": wanted.name} if wanted else {})
    found = [
        point
        for point in found
        if (repository in (None, point.repository))
        and (since is None or point.data_time >= since)
        and (until is None or point.data_time <= until)
    ]
    session.table(
        ("asset", "repository", "snapshot", "data time", "bytes", "locked until", "verified"),
        (
            (
                f"{point.client}/{point.asset}",
                point.repository,
                point.snapshot[:8],
                _short(point.data_time),
                point.bytes,
                _short(point.locked_until),
                _short(point.verified_at),
            )
            for point in found
        ),
    )
    if not found:
        session.say("No recovery point is known. Make one: continuity backup")
    session.emit({"schema": "continuity.points/1", "points": [point.as_json() for point in found]})
    return 0


def _short(when: datetime | None) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%SZ") if when else ""
