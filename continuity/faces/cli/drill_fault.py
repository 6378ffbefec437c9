"""What the fault of a drill itself found while it broke things, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.faces.cli.session import Session


def tell_fault(session: Session, detail: Mapping[str, Any]) -> None:
    """Say whether an attack was noticed, what a thief could destroy, and what the store refused him."""
    found = detail.get("fault", {})
    if "noticed_s" in found:
        session.say(
            "  {count} files were encrypted; the watch over the backups noticed after {seconds:.1f} s: {signs}",
            count=found["encrypted"],
            seconds=found["noticed_s"],
            signs=found["signs"],
        )
    elif "noticed" in found:
        session.say(
            "  {count} files were encrypted; the watch over the backups did NOT notice", count=found["encrypted"]
        )
    if "destroyed" in found:
        session.say(
            "  with the writer's keys: {over} objects written over, {deleted} deleted, {destroyed} destroyed for good",
            over=found["written_over"],
            deleted=found["deleted"],
            destroyed=found["destroyed"],
        )
    if found.get("refused"):
        session.say("  the store refused {count} times: {answers}", count=found["refused"], answers=found["answers"])
