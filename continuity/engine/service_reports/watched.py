"""What supervision saw of a month, and what it did not: blind time, and how often the deciding checks failed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from continuity.engine.contracts.recorded import Recorded

#: So many checks are named, those that saw least first.
NAMED = 20
_BLIND = "undetermined"


def watched(records: Iterable[Recorded], month: str) -> dict[str, Any]:
    """Return how long the checks of a month saw, and how long nobody did; ``records`` is empty where none sums it up.

    A check that could not see since something before it was down (``unreachable``) is named apart from one that nobody
    asked.
    """
    own = [one for one in records if one.body["name"] == month]
    checks = [each for one in own for each in one.body["checks"]]
    named = [_check(one) for one in checks]
    blind = sorted((one for one in named if one["blind_s"]), key=lambda one: (-one["blind_s"], one["check"]))
    return {
        "records": [one.name for one in own],
        "made_up": any(one.body["made_up"] for one in own),
        "checks": len(checks),
        "seen_s": sum(one["seen_s"] for one in named),
        "blind_s": sum(one["blind_s"] for one in named),
        "unreachable_s": sum(one["unreachable_s"] for one in named),
        "blind": blind[:NAMED],
        "blind_more": max(len(blind) - NAMED, 0),
    }


def errors_of(statement: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the error rate of each service: of the time that its deciding check saw, the share in which it failed.

    By time and not by questions, since what is kept for years are the changes. None where nothing was seen.
    """
    return [
        {
            "service": one["service"],
            "rate": one["seconds"]["down"] / seen if (seen := one["seconds"]["up"] + one["seconds"]["down"]) else None,
            "failures": len(one["outages"]),
            "evidence": one["evidence"],
        }
        for one in statement["result"]["services"]
    ]


def _check(plain: Mapping[str, Any]) -> dict[str, Any]:
    lengths: Mapping[str, float] = plain["seconds"]
    away = {_BLIND, "unreachable"}
    return {
        "check": plain["check"],
        "blind_s": lengths.get(_BLIND, 0.0),
        "unreachable_s": lengths.get("unreachable", 0.0),
        "seen_s": sum(value for name, value in lengths.items() if name not in away),
    }
