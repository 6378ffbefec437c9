"""``continuity points mount``."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("asset")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--repository", default="", metavar="NAME", help="From this repository; else the first reachable.")
@click.option("--why", default="", metavar="TEXT", help="Why somebody gets to see this data: for the journal.")
@click.pass_obj
def mount(session: Session, asset: str, directory: Path, repository: str, why: str) -> int:
    """Mount the points of ASSET read-only on the empty directory DIR, until Ctrl-C or SIGTERM.

    Below DIR, `ids/` holds each point under its snapshot's name and `snapshots/` under its time. Who looked, at what
    and how long, is recorded. Nothing is compared: data that must be right comes back with `continuity restore`.
    """
    from continuity.backup.restic.mounting import is_mounted
    from continuity.faces.mounting import looking_into

    session.app.why = why
    wanted = session.app.inventory.asset(asset)
    told = {"schema": "continuity.points-mount/1", "asset": wanted.reference, "directory": str(directory.absolute())}
    with looking_into(session.app, wanted, directory, repository) as (name, child), suppress(KeyboardInterrupt):
        session.say("{repository} is mounted on {path}; Ctrl-C ends it", repository=name, path=directory)
        session.emit(told | {"event": "mounted", "repository": name})
        sys.stdout.flush()
        # somebody may unmount it; newer versions of restic do not always take that well, and it is the end all the same
        if (code := child.wait()) and is_mounted(directory.resolve()):
            raise Unavailable(
                "restic ended the mount by itself, with code {code}", hint="mount it again; -v says more", code=code
            )
    session.say("{path} is unmounted", path=directory)
    session.emit(told | {"event": "unmounted", "repository": name})
    return 0
