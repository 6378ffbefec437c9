"""``continuity daemon``: the scheduled service."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session

_LISTEN = "127.0.0.1:9798"


@click.command(cls=Leaf)
@click.option("--listen", default=_LISTEN, metavar="HOST:PORT", show_default=True,
              help="Where to answer /healthz and /metrics; none: nowhere.")  # fmt: skip
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", help="The log, on stderr.")
@click.option("--patience", type=click.IntRange(0), default=60, metavar="SECONDS", show_default=True,
              help="When told to stop, let jobs that run end for so long.")  # fmt: skip
@click.pass_obj
def daemon(session: Session, listen: str, log_format: str, patience: int) -> int:
    """Run what the policies ask for, when it falls due, until told to stop.

    SIGTERM hands back: nothing new starts, what runs may end, what does not is recorded as aborted. SIGHUP reads the
    documents anew; faulty ones change nothing. A second daemon on the same state stands by and takes over.
    """
    from continuity.faces.health import listening
    from continuity.faces.service import Service, Settings
    from continuity.ground.log import Form, Log, goes_to_journal

    log = Log(sys.stderr, Form(log_format), journal=goes_to_journal(sys.stderr, session.environ))
    log.take_over()
    settings = Settings(listen=listening(listen), patience=timedelta(seconds=patience))
    return 0 if Service(session.app, log, lambda: session.language, settings).run() else 3
