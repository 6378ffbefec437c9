"""Which points came back, out of which repositories, and whether those fall with what they protect; each cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.reports.paper import moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.faces.minutes.facts import Facts
    from continuity.faces.reports.paper import Paper

#: What a repository shares with the source, in words.
NAMES = {
    "": "nothing that was observed",
    "device": "the same device",
    "host": "the same host",
    "endpoint": "the same endpoint",
    "credential": "the same credential",
    "unknown": "not known: one of both was never looked at",
}


def came_back(paper: Paper, facts: Facts) -> None:
    """Add each recovery point that came back, with its repository, its data time and the record of its restore."""
    tr = paper.language.template
    paper.heading(tr("What came back"))
    found: Sequence[Mapping[str, Any]] = facts.run.detail.get("came_back") or ()
    cited = {one.run: str(one.index) for one in facts.records if one.index is not None and one.kind == "run.outcome"}
    rows = [
        (
            one["asset"],
            str(one["snapshot"])[:12] or "-",
            one["repository"],
            moment(one["data_time"]) if one["data_time"] else "-",
            tr(NAMES.get(one["shared"], one["shared"])),
            cited.get(one["run"], "-"),
        )
        for one in found
    ]
    head = ("asset", "snapshot", "repository", "data time (UTC)", "shares with its source", "record")
    paper.table(head, rows, (2.4, 2, 1.8, 2.4, 3, 1))
    if not rows:
        paper.say("No recovery point was brought back by a restore of this server.")
    elif any(one["shared"] not in ("", "unknown") for one in found):
        paper.say("What shares a device, a host or a key with its source may fall together with it.")
