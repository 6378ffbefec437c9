"""``continuity daemon``: the scheduled service."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf

if TYPE_CHECKING:
    from continuity.engine.workshop import Workshop
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.option("--patience", type=int, default=60, metavar="SECONDS", show_default=True,
              help="When told to stop, let jobs that run end for so long.")  # fmt: skip
@click.pass_obj
def daemon(session: Session, patience: int) -> int:
    """Run what the policies ask for, when it falls due, until told to stop.

    SIGTERM hands back: nothing new starts, what runs may end, what does not is recorded as aborted. SIGHUP reads the
    documents anew; faulty ones change nothing. A second daemon on the same state stands by and takes over.
    """
    from continuity.engine.daemon.daemon import Daemon
    from continuity.engine.daemon.pools import Limits

    opened = [session.app]

    def documents() -> Workshop:
        opened.append(opened[-1].anew())
        return opened[-1].workshop

    service = Daemon(documents, lambda event: session.say(event.template, **event.values), lambda _: None, Limits())
    signal.signal(signal.SIGTERM, lambda *_: service.stop())
    signal.signal(signal.SIGINT, lambda *_: service.stop())
    signal.signal(signal.SIGHUP, lambda *_: service.reload())
    return 0 if service.run(timedelta(seconds=patience)) else 130
