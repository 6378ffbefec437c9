"""What lies on the sources themselves: told beside the recovery points, and apart from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.on_source import on_source
from continuity.policy.lengths import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset
    from continuity.model.point import SourceSnapshot

_SHOWN = "%Y-%m-%d %H:%M:%SZ"
_HEADINGS = ("asset", "snapshot on the source", "of", "data time", "age", "made by")


def beside(
    session: Session, asset: Asset | None, since: datetime | None, until: datetime | None
) -> list[SourceSnapshot]:
    """Return the snapshots on the sources, of these data times."""
    with session.app.store.reading() as tx:
        found = on_source(tx, [asset] if asset else session.app.inventory.assets())
    return [one for one in found if (not since or one.data_time >= since) and (not until or one.data_time <= until)]


def show_beside(session: Session, found: Sequence[SourceSnapshot]) -> None:
    """Tell a person, where there are any."""
    if not found or session.json:
        return
    session.say("On the source itself: quick to recover from, lost with it, never counted as a copy.")
    now, language = session.app.clock.now(), session.language
    session.table(
        _HEADINGS,
        (
            (
                f"{one.client}/{one.asset}",
                one.name,
                one.volume,
                one.data_time.strftime(_SHOWN),
                language.length(said(now - one.data_time)),
                "continuity" if one.ours else "",
            )
            for one in found
        ),
    )
