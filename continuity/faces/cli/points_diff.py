"""``continuity points diff``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import printable, size
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.backup.restic.differences import Change
    from continuity.faces.cli.session import Session
    from continuity.model.point import Point

SCHEMA = "continuity.points-diff/1"
_MARKS = {"added": "+", "removed": "-", "changed": "M", "type": "T", "metadata": "U", "suspect": "?"}


@click.command(cls=Leaf)
@click.argument("asset")
@click.argument("first", metavar="FROM")
@click.argument("second", metavar="TO")
@click.option("--repository", default="", metavar="NAME", help="Look for both in this repository alone.")
@click.option("--metadata", is_flag=True, help="Show changed owners, permissions and times, too.")
@click.pass_obj
def diff(session: Session, asset: str, first: str, second: str, repository: str, metadata: bool) -> int:  # noqa: FBT001
    """Show what differs from the point FROM to the point TO of ASSET, both in one repository.

    FROM and TO are the beginnings of snapshots' names, as `continuity points` lists them. Paths are marked: + added,
    - removed, M content, T kind, U metadata, ? content alone, which nobody wrote. Of what a program or a device
    printed, the lines that changed are shown below the path, as diff -u does. With --json, one document a path, and a
    summary last.
    """
    from continuity.engine import points, texts

    workshop, wanted = session.app.workshop, session.app.inventory.asset(asset)
    both = points.pair(workshop, wanted, (first, second), repository)
    counts: Counter[str] = Counter()
    waiting: list[Change] = []  # until restic has told them all: their texts are asked of it, too

    def take(change: Change) -> None:
        counts[change.kind] += 1
        if texts.readable(wanted):
            waiting.append(change)
        else:
            _tell(session, change, None)

    told = points.differences(workshop, wanted, both, take, metadata=metadata)
    for change in waiting:
        _tell(session, change, texts.changed_lines(workshop, wanted, both, change))
    if not counts:
        session.say("nothing differs")
    session.say(
        "{added} added, {removed} removed, {changed} changed; {new} of data only in the second, {old} in the first",
        added=counts["added"],
        removed=counts["removed"],
        changed=sum(counts.values()) - counts["added"] - counts["removed"],
        new=size(session, told.added_bytes),
        old=size(session, told.removed_bytes),
    )
    session.emit(
        {"schema": SCHEMA, "event": "summary", "asset": wanted.reference, "repository": both.first.repository}
        | {"from": _side(both.first), "to": _side(both.second)}
        | {name: counts[name] for name in _MARKS}
        | {"added_bytes": told.added_bytes, "removed_bytes": told.removed_bytes}
    )
    return 0


def _tell(session: Session, change: Change, lines: Sequence[str] | None) -> None:
    plain = {"schema": SCHEMA, "event": "change", "path": change.path, "change": str(change.kind)}
    session.emit(plain | ({} if lines is None else {"lines": list(lines)}))
    if session.json:
        return
    session.say("{mark} {path}", mark=_MARKS[change.kind], path=printable(change.path))
    if lines is not None and not lines:
        session.say("  only lines that change by themselves differ")
    for line in lines or ():
        session.say("  {line}", line=printable(line))


def _side(point: Point) -> dict[str, str]:
    return {"snapshot": point.snapshot, "data_time": write_time(point.data_time), "run": point.run}
