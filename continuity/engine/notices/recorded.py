"""What became of a message is a fact: of the log of the client that it was about, or of the server's.

Neither its title nor its text is recorded: a message may speak of several clients, and each log holds its own part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.evidence.format.checkpoint import SERVER
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Collection

    from continuity.model.alerts import Notice

#: A message was taken by its service; it was not, said at the first attempt and when it is given up.
SENT, FAILED = "notice.sent", "notice.failed"


def parts(notice: Notice, clients: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return, by client (``SERVER`` for what concerns no one of them), what its log is to hold of a message."""
    about: dict[str, list[dict[str, str]]] = {}
    for kind, subject in notice.about:
        owner = subject.partition("/")[0] if "/" in subject else ""
        about.setdefault(owner if owner in clients else SERVER, []).append({"kind": kind, "subject": subject})
    if not notice.about:  # made by an earlier version
        about = {notice.client if notice.client in clients else SERVER: []}
    return {owner: _body(notice, alarms, owner) for owner, alarms in about.items()}


def _body(notice: Notice, alarms: list[dict[str, str]], owner: str) -> dict[str, Any]:
    name = notice.destination if owner == notice.client else f"{notice.client}/{notice.destination}"
    said = {"destination": name, "place": notice.place, "number": notice.number, "about": alarms}
    said |= {"route": notice.route}  # names the incident and its level
    said |= {"made_at": write_time(notice.made_at), "attempts": notice.attempts, "critical": notice.critical}
    return said | ({"error": notice.error, "outcome": notice.outcome or None} if notice.error else {})
