"""``continuity restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import size, tell_run
from continuity.ground.errors import ContinuityError, UsageError

if TYPE_CHECKING:
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("asset")
@click.option("--to", "target", type=click.Path(path_type=Path), metavar="DIR", help="A new directory.")
@click.option("--into", default="", metavar="NAME|URL", help="A new database: on the asset's own server, or at a URL.")
@click.option("--table", "tables", multiple=True, metavar="T", help="Only this table of a dump (may be repeated).")
@click.option("--at", type=Moment(), metavar="TIME", help="Data as of this time; the newest without it.")
@click.option(
    "--from", "repository", default="", metavar="NAME", help="From this repository; else the first reachable."
)
@click.option("--path", "paths", multiple=True, metavar="P", help="Only this absolute path (may be repeated).")
@click.option("--resume", is_flag=True, help="Keep what an interruption leaves, and go on from what one left.")
@click.option("--why", default="", metavar="TEXT", help="Why somebody gets to see this data: for the journal.")
@click.pass_obj
def restore(session: Session, /, asset: str, why: str, **wished: Any) -> int:
    """Restore ASSET into the new directory DIR, and compare every file with its hash taken from the source.

    Nothing is ever restored over something that exists. Files land below DIR under their full path; a database lies
    directly in DIR, and one whose log is kept is recovered to the very moment, ready to start. With --into, a dump
    becomes a new database, with --table the tables become SQL in DIR, or all there is of that database. A URL is
    postgresql://USER@HOST:PORT/NAME (or mariadb:), its password in $CONTINUITY_INTO_PASSWORD or ~/.pgpass. With
    --resume, the point that was begun is gone on with, though newer ones may be there by now (restic 0.17 or newer).
    """
    declared = session.app.clock.mark()  # the clock of the recovery runs from the moment it was asked for
    from continuity.backup.sources.reloading import PASSWORD
    from continuity.engine.restores import run_restore
    from continuity.engine.wishes import Wish
    from continuity.recovery.target import kept_beside

    session.app.why = why
    target = _target(session, **wished)
    password = session.environ.get(PASSWORD, "")
    wish = Wish(**wished | {"target": target, "password": password})  # each option is a field of the wish
    try:
        wanted = session.app.inventory.asset(asset).asking(wish.repository)
        ended = run_restore(session.app.workshop, wanted, wish, declared)
    except KeyboardInterrupt:
        if not (wish.resume and kept_beside(wish.target)):
            raise
        from continuity.faces.cli.main import INTERRUPTED

        hint = "what was staged is kept; the same command with --resume goes on from there"
        session.complain(ContinuityError("interrupted", hint=hint), as_json=True)
        return INTERRUPTED
    tell_run(session, ended)
    _tell_staged(session, ended, wish.target)
    if not wish.into:
        session.say("restored into {path}", path=wish.target)
    elif ended.run.detail.get("loaded"):
        session.say("loaded into {name}", name=ended.run.detail["into"])
    if left := ended.run.detail.get("left_out"):
        session.say("{note}", note=session.language.told(left))
    session.emit(ended.run.as_json())
    return ended.exit_code


def _target(session: Session, *, target: Path | None, into: str, paths: tuple[str, ...], **other: Any) -> Path:
    """Return where to restore; a database needs no directory of the caller's. Raises ``UsageError``."""
    if (target is None) != bool(into):
        raise UsageError("restore needs either --to DIR or --into NAME", hint="see continuity restore --help")
    if paths and (into or other["tables"]):
        raise UsageError("--path is for files; of a database, --table names a part", hint="leave --path out")
    if into and other["resume"]:
        raise UsageError("--resume is for directories; a database is begun anew", hint="leave --resume out")
    return target.absolute() if target else session.app.workshop.directories.state


def _tell_staged(session: Session, ended: Ended, target: Path) -> None:
    """Say what was taken up, and what earlier interruptions left that nobody needs for this target any more."""
    from continuity.recovery.target import kept_beside

    there = ended.run.detail.get("resumed")
    if there and there["files"]:
        session.say(
            "gone on from {files} file(s), {bytes}, that were there already",
            files=there["files"],
            bytes=size(session, there["bytes"]),
        )
    elif there:
        session.say("nothing of this restore was there to go on from: begun anew")
    for left in kept_beside(target):
        session.say("{path} was left by an interrupted restore of something else; remove it if you like", path=left)
