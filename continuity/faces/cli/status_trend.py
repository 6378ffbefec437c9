"""``continuity status --trend``: how work went over a week, a month and a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.cli.policy_plan import NAMES
from continuity.faces.cli.results import duration, size
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset
    from continuity.model.trend import Trend


def show_trends(session: Session, assets: Sequence[Asset], at: datetime) -> int:
    """Show each asset's trends, those that end at ``at``."""
    from continuity.engine.trends import SPANS, over

    with session.app.store.reading() as tx:
        known = {asset.reference: tx.trends.of(asset.reference) for asset in assets if asset.active}
    for asset in assets:
        found = {days: over(known.get(asset.reference, ()), days, at) for days in SPANS}
        session.say("{asset} ({policy}): {title}", asset=asset.reference, policy=asset.policy, title=asset.title)
        rows = [_row(session, days, one) for days, joined in found.items() for one in joined]
        if not rows:
            session.say("no run was recorded yet")
            continue
        rows.sort(key=lambda row: str(row[0]))
        session.table(
            (
                "job",
                "over",
                "runs",
                "failed runs",
                "typical",
                "longest",
                "stored",
                "read or restored",
                "a second",
                "oldest data",
            ),
            rows,
        )
    plain: list[dict[str, Any]] = [
        {"name": name, "daily": [one.as_json() for one in trends]}
        | {"over": [one.as_json() | {"span_days": days} for days in SPANS for one in over(trends, days, at)]}
        for name, trends in known.items()
    ]
    session.emit({"schema": "continuity.trend/1", "at": write_time(at), "assets": plain})
    return 0


def _row(session: Session, days: int, one: Trend) -> tuple[object, ...]:
    return (
        session.language.template(NAMES[one.kind]),
        session.language.fill("{days} days", days=days),
        one.runs,
        one.failed,
        duration(session, one.typical) if one.typical is not None else "",
        duration(session, one.longest) if one.longest else "",
        size(session, one.added) if one.added else "",
        size(session, one.processed) if one.processed else "",
        size(session, one.throughput) if one.throughput else "",
        duration(session, one.rpa_s) if one.rpa_s is not None else "",
    )
