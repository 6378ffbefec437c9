"""How much of this machine copies may use while others work on it: by nice(1) and ionice(1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from continuity.policy.policy import Policy

_CLASSES = {"best-effort": ("-c", "2", "-n", "7"), "idle": ("-c", "3")}


def wrapped(policy: Policy) -> tuple[str, ...]:
    """Return the words before a program's own that make it as gentle as the policy asks; none where it asks nothing."""
    asked = policy.values.get("load", {})
    nice = ("nice", "-n", str(asked["nice"])) if asked.get("nice") else ()
    return (*nice, *(("ionice", *_CLASSES[asked["ionice"]]) if asked.get("ionice") else ()))
