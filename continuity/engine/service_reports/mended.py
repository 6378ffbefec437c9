"""Corrective actions as they stood at the end of a month, by the records about them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.engine.contracts.recorded import Recorded

KINDS = tuple(f"action.{step}" for step in ("opened", "seen", "closed", "assigned", "commented", "accepted"))
_KEPT = ("id", "drill", "subject", "objective", "verdict", "reason", "owner", "state", "due", "opened_at", "ended_at")


def mended(records: Iterable[Recorded], begin: datetime, end: datetime) -> list[dict[str, Any]]:
    """Return those that were open in the month, or were opened or ended in it, the next that is due first.

    ``opened`` and ``ended`` tell what happened in the month; ``overdue``, whether it should have been mended by its
    end.
    """
    newest = {str(one.body["id"]): one for one in records if one.at < end}
    found = [_action(one, begin, end) for one in newest.values()]
    kept = [one for one in found if one["state"] != "closed" or one["ended"]]
    return sorted(kept, key=lambda one: (one["due"], one["id"]))


def _action(one: Recorded, begin: datetime, end: datetime) -> dict[str, Any]:
    plain = {name: one.body[name] for name in _KEPT} | {"record": one.name}
    ended = read_time(plain["ended_at"]) if plain["ended_at"] else None
    return plain | {
        "opened": begin <= read_time(plain["opened_at"]) < end,
        "ended": ended is not None and begin <= ended < end,
        "overdue": plain["state"] == "open" and read_time(plain["due"]) < end,
    }
