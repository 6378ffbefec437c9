"""``continuity points find``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import printable, size
from continuity.ground.errors import ContinuityError, Incomplete, UsageError
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.backup.restic.matches import Match
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset
    from continuity.model.point import Point

SCHEMA = "continuity.points-find/1"


@click.command(cls=Leaf)
@click.argument("asset")
@click.argument("pattern")
@click.option("--repository", default="", metavar="NAME", help="Search this repository alone.")
@click.pass_obj
def find(session: Session, asset: str, pattern: str, repository: str) -> int:
    """Show which points of ASSET hold a path that matches PATTERN: a name, an absolute path, or a pattern.

    In a pattern, * and ? stand for characters other than /, ** for any folders, [a-z] for one of a range; quote it.
    With --json, one document a match, and a summary last.
    """
    from continuity.engine import points

    workshop, wanted = session.app.workshop, session.app.inventory.asset(asset)
    known = {point.snapshot: point for point in points.known(workshop, wanted, repository)}
    chosen = [points.copy_named(wanted, repository)] if repository else list(wanted.copies)
    seen = _Seen(session, wanted, known)
    faults: list[ContinuityError] = []
    for name in chosen:
        seen.repository = name
        try:
            said = points.search(workshop, wanted, name, pattern, seen.take)
        except ContinuityError as error:
            if isinstance(error, UsageError) or len(chosen) == 1:
                raise
            faults.append(error)
            continue
        if said:
            faults.append(_in_part(name, said))
    for fault in faults:
        session.complain(fault)
    seen.sum_up(chosen, faults)
    codes = [fault.exit_code for fault in faults]
    return 0 if not codes else max(codes) if len(codes) == len(chosen) else Incomplete.exit_code


def _in_part(repository: str, said: str) -> Incomplete:
    return Incomplete(
        "{repository} could not be searched in full: {said}",
        hint="see what it lacks: continuity verify --repository {repository}",
        repository=repository,
        said=said,
    )


class _Seen:
    """What was found so far: counted, and told at once."""

    def __init__(self, session: Session, asset: Asset, known: Mapping[str, Point]) -> None:
        self._session, self._asset, self._known = session, asset, known
        self.repository, self._last = "", ""
        self._matches = self._points = 0

    def take(self, snapshot: str, match: Match) -> None:
        """Tell one match, below its point; matches come point by point."""
        point = self._known.get(snapshot)
        time = write_time(point.data_time) if point else None
        if snapshot != self._last and not self._session.json:
            self._session.say(
                "{repository}: point {snapshot}, data of {time}",
                repository=self.repository,
                snapshot=snapshot[:8],
                time=time or "?",
            )
        self._matches, self._points = self._matches + 1, self._points + (snapshot != self._last)
        self._last = snapshot
        if not self._session.json:
            told = "" if match.size is None else size(self._session, match.size)
            self._session.say("  {path}  {size}", path=printable(match.path), size=told)
        self._session.emit(
            {"schema": SCHEMA, "event": "match", "asset": self._asset.reference, "repository": self.repository}
            | {"snapshot": snapshot, "data_time": time, "path": match.path, "kind": match.kind}
            | {"bytes": match.size, "mtime": match.mtime}
        )

    def sum_up(self, searched: list[str], faults: list[ContinuityError]) -> None:
        """Tell how much was found, and where."""
        self._session.say(
            "{matches} match(es) in {points} point(s) of {repositories}",
            matches=self._matches,
            points=self._points,
            repositories=", ".join(searched),
        )
        self._session.emit(
            {"schema": SCHEMA, "event": "summary", "asset": self._asset.reference, "repositories": searched}
            | {"points": self._points, "matches": self._matches, "faults": [str(fault) for fault in faults]}
        )
