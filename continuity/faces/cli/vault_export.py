"""``continuity vault export``: the secrets in a form that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import new_passphrase
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Refused

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session

PASSPHRASE = "CONTINUITY_EXPORT_PASSPHRASE"  # noqa: S105 - the variable's name, not its value


@click.command("export", cls=Leaf)
@click.option(
    "--to", "target", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A KeePass file (.kdbx)."
)
@click.pass_obj
def export(session: Session, target: Path) -> int:
    """Write every secret into a new KeePass file, under a passphrase of its own. That it was done is recorded.

    The passphrase is asked for twice, or taken from $CONTINUITY_EXPORT_PASSPHRASE.
    """
    if target.exists():  # before anything is asked
        raise Refused("there is a file at {path} already", hint="name one that does not exist yet", path=target)
    from continuity.engine.vault.keepass import export as write
    from continuity.faces.vault_access import EXPORTED, recorded

    vault = session.app.vault
    passphrase = new_passphrase(session, PASSPHRASE)
    secrets = {name: vault.get(name) for name in vault.names()}
    with recorded(session.app, EXPORTED, secrets, form="kdbx"):
        write(secrets, passphrase, target)
    session.say("{count} secret(s) are in {path}", count=len(secrets), path=target)
    session.emit({"schema": "continuity.vault/1", "exported": list(secrets), "to": str(target)})
    return 0
