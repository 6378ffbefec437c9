"""What every command that is given a kit does first: read it, warn of others who may, ask for what opens it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.recovery.kit.contents import Closed

PASSPHRASE = "CONTINUITY_KIT_PASSPHRASE"  # noqa: S105 - the variable's name, not its value
FILE = click.Path(path_type=Path, dir_okay=False)
KIT = click.argument("file", type=FILE, metavar="KIT")
SHARES = click.option(
    "--share", type=FILE, multiple=True, metavar="FILE", help="A holder's sheet or its words (repeat it)."
)


def opened(session: Session, file: Path) -> tuple[Closed, str]:
    """Return the kit, read and not opened yet, and its SHA-256. Raises ``NotProven``, ``Unavailable``."""
    from continuity.ground.canonical import sha256_hex
    from continuity.ground.timestamps import write_time
    from continuity.recovery.kit.contents import read_kit
    from continuity.recovery.kit.file import read_by_others, read_file

    data = read_file(file)
    if read_by_others(file):
        session.say("warning: others on this machine may read or change {path}: chmod 600 {path}", path=file)
    closed, sha256 = read_kit(data), sha256_hex(data)
    session.say("kit of {server}, made {created}", server=closed.label.server, created=write_time(closed.label.created))
    session.say("  SHA-256 {sha256}: compare it with its page", sha256=sha256)
    return closed, sha256


def passphrase_of(session: Session, closed: Closed, sheets: tuple[Path, ...]) -> str:
    """Return what opens the kit: from shares, the environment, or a person at the terminal."""
    from continuity.ground.secrecy import keep

    if sheets:
        from continuity.recovery.kit.file import read_file
        from continuity.recovery.kit.shares import join, read_words

        return keep(join([read_words(read_file(path).decode(errors="replace")) for path in sheets]))
    if given := session.environ.get(PASSPHRASE):
        return keep(given)
    if session.asker:
        return keep(session.ask("Passphrase of the kit"))
    if closed.label.shares:
        needed, made = closed.label.shares
        raise UsageError(
            "this kit opens with {needed} of {made} shares", hint="give each: --share FILE", needed=needed, made=made
        )
    raise UsageError("no passphrase was given", hint="set ${variable}", variable=PASSPHRASE)
