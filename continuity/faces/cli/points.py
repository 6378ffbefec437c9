"""``continuity points``: what could be restored. Without a verb, and with an asset's name in its place, the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.chosen import repositories
from continuity.faces.cli.commands import Group
from continuity.faces.cli.points_accept import accept
from continuity.faces.cli.points_compare import compare
from continuity.faces.cli.points_diff import diff
from continuity.faces.cli.points_find import find
from continuity.faces.cli.points_mount import mount
from continuity.faces.cli.points_source import beside, show_beside
from continuity.faces.cli.points_why import decided, kept, reasons
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.model.point import Point, SourceSnapshot
    from continuity.policy.retention import Decision

_LIST = "list"

#: Which filter matched nothing, of how many points.
WHY = {
    "asset": "None of {count} recovery point(s) is of {value}. Make one: continuity backup {value}",
    "repository": "None of {count} recovery point(s) lies in {value} (--repository).",
    "since": "None of {count} recovery point(s) has data of {value} or newer (--since); the newest is of {newest}.",
    "until": "None of {count} recovery point(s) has data of {value} or older (--until); the oldest is of {oldest}.",
}


class _ListedByDefault(Group):
    """A group whose list may be asked for without its verb: ``points ASSET --since TIME``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb in where there is none; a call for help alone is the group's own."""
        named = _first_name(self, args)
        helped = named is None and "--help" in args
        if not helped and (named is None or named not in self.commands):
            args = [_LIST, *args]
        return super().parse_args(ctx, args)


def _first_name(group: click.Group, args: list[str]) -> str | None:
    """Return the first word that is neither an option nor the value of one."""
    options = [one for one in (*group.params, *group.commands[_LIST].params) if isinstance(one, click.Option)]
    valued = {name for one in options if not (one.is_flag or one.count) for name in one.opts}
    words = iter(args)
    for word in words:
        if word in valued:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


@click.group(cls=_ListedByDefault, subcommand_metavar="[ASSET] | COMMAND [ARGS]...")
def points() -> None:
    """Recovery points; without a verb, their list: of ASSET, or of all."""


points.add_command(accept)
points.add_command(compare)
points.add_command(diff)
points.add_command(find)
points.add_command(mount)


@points.command(_LIST)
@click.argument("asset", required=False)
@click.option("--repository", metavar="NAME", help="Only those of this repository.")
@click.option("--since", type=Moment(), metavar="TIME", help="Only data of this time or newer.")
@click.option("--until", type=Moment(), metavar="TIME", help="Only data of this time or older.")
@click.option("--why", is_flag=True, help="Show which rules keep each point, and which points will go.")
@click.pass_obj
def list_(
    session: Session,
    asset: str | None,
    repository: str | None,
    since: datetime | None,
    until: datetime | None,
    why: bool,  # noqa: FBT001
) -> int:
    """List the recovery points, newest data first: of ASSET, or of all.

    A point is what a repository listed when it was last asked; `continuity storage check` asks again.
    """
    wanted = session.app.inventory.asset(asset) if asset else None
    with session.app.store.reading() as tx:
        found = [point for client in session.app.inventory.clients for point in tx.points.all(client)]
    if repository and not any(_lies_in(point, repository) for point in found):
        repositories(session, (repository,))  # raises, with the nearest names, for one that is not declared either
    if not found:
        session.say("No recovery point is known. Make one: continuity backup")
    chosen = _Chosen(session, found)
    if wanted:
        chosen.keep("asset", wanted.name, lambda point: (point.client, point.asset) == (wanted.client, wanted.name))
    if repository:
        chosen.keep("repository", repository, lambda point: _lies_in(point, repository))
    if since:
        chosen.keep("since", write_time(since), lambda point: point.data_time >= since)
    if until:
        chosen.keep("until", write_time(until), lambda point: point.data_time <= until)
    there = [] if repository else beside(session, wanted, since, until)
    _show(session, chosen.points, decided(session, chosen.points) if why else {}, there)
    return 0


class _Chosen:
    """Points left after each filter; the filter that leaves none says so, and how near it was."""

    def __init__(self, session: Session, points: list[Point]) -> None:
        self._session, self.points = session, points

    def keep(self, name: str, value: str, fits: Callable[[Point], bool]) -> None:
        """Keep the points that fit."""
        before, self.points = self.points, [point for point in self.points if fits(point)]
        if before and not self.points:
            times = [point.data_time for point in before]
            self._session.say(
                WHY[name], count=len(before), value=value, newest=_short(max(times)), oldest=_short(min(times))
            )


def _lies_in(point: Point, repository: str) -> bool:
    return repository in (point.repository, f"{point.client}/{point.repository}")


def _show(session: Session, found: list[Point], why: Mapping[Point, Decision], there: Sequence[SourceSnapshot]) -> None:
    headings = ("asset", "repository", "snapshot", "data time", "bytes", "locked until", "verified", "kept because")
    session.table(
        headings if why else headings[:-1],
        (
            (
                f"{point.client}/{point.asset}",
                point.repository,
                point.snapshot[:8],
                _short(point.data_time),
                point.bytes,
                _short(point.locked_until),
                _short(point.verified_at),
                *((reasons(session, why.get(point)),) if why else ()),
            )
            for point in found
        ),
    )
    with session.app.store.reading() as tx:
        canaries = tx.runs.canaries(point.run for point in found)
    plain = [
        point.as_json() | {"canary": canaries.get(point.run, "none")} | (kept(why.get(point)) if why else {})
        for point in found
    ]
    show_beside(session, there)
    session.emit({"schema": "continuity.points/1", "points": plain, "on_source": [one.as_json() for one in there]})


def _short(when: datetime | None) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%SZ") if when else ""
