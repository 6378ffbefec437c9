"""``data_time``: how new a database is that came back, told by its own data; newer than it may be is a miss."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.engine.procedures.actions.sql import SqlAction
from continuity.engine.procedures.actions.wishing import asset_in, moment
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import write_time
from continuity.model.measurement import Measurement, Verdict
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.freshness import read_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.ground.errors import ContinuityError

#: In place of a query: nobody named one, and what the restore said holds.
NONE = "-"
HOW = {
    "row": "the moment that was gone back to - the newest row, asked of what came back",
    "transaction": "the moment that was gone back to - the last transaction that was replayed",
}


class DataTimeAction:
    """Asks what came back of ``asset`` for the time of its newest row (``query``); without it, ``as_of`` holds.

    ``by`` is the moment that was gone back to: nothing may be newer. Where it is ``newest``, all up to now was wanted.
    """

    required: Sequence[str] = ("asset", "as_of")
    optional: Sequence[str] = ("query", "by", "host", "port", "database")
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the client program's command, where there is a query."""
        return SqlAction().by_hand(_asked(parameters), context) if _has_query(parameters) else ":"

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether the asset is a database of a server, where there is a query."""
        return SqlAction().look(_asked(parameters), context) if _has_query(parameters) else None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Ask. Raises ``NotProven`` for what is no time, or is newer than it should be."""
        found, by = _found(parameters, context), moment({"at": parameters.get("by", "newest")})
        if by and found > by:
            raise NotProven(
                "the newest that came back is of {found}, after {by}: what spoilt the data came back as well",
                hint="go back to an earlier moment",
                found=write_time(found),
                by=write_time(by),
            )
        lost_at = by or context.clock.now()
        figure = Measurement(
            subject=asset_in(parameters, context).reference,
            objective="rpo",
            target_s=None,
            actual_s=round((lost_at - found).total_seconds(), 3),
            verdict=Verdict.MET,
            how=HOW["row" if _has_query(parameters) else "transaction"],
        )
        said = {"data_time": write_time(found), "lost_at": write_time(lost_at)}
        return Performed(answer=write_time(found), values=said, measurements=(figure,))


def _has_query(parameters: Mapping[str, Any]) -> bool:
    return str(parameters.get("query", NONE)) != NONE


def _asked(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name not in ("as_of", "by")}


def _found(parameters: Mapping[str, Any], context: Context) -> datetime:
    said = str(parameters["as_of"])
    if _has_query(parameters):
        said = SqlAction().perform(_asked(parameters), context).answer
    try:
        return read_stamp(said.strip(), ZoneInfo("UTC"))[0].astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotProven(
            "{said} is not the time of the newest row",
            hint="write a query that answers one time, like SELECT max(at) FROM …",
            said=said or NONE,
        ) from None
