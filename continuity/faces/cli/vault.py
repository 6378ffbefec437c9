"""``continuity vault``: secrets at rest."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Group
from continuity.ground.errors import Refused, UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.group(cls=Group)
@click.pass_context
def vault(ctx: click.Context) -> int | None:
    """Secrets at rest; without a verb, the names of the entries."""
    return _list(ctx.obj) if ctx.invoked_subcommand is None else None


@vault.command("list")
@click.pass_obj
def list_(session: Session) -> int:
    """List the names of the entries, never their values."""
    return _list(session)


def _list(session: Session) -> int:
    names = session.app.vault.names()
    session.table(("entry",), ((name,) for name in names))
    session.emit({"schema": "continuity.vault/1", "entries": list(names)})
    return 0


@vault.command("set")
@click.argument("name")
@click.option("--from-file", type=click.Path(path_type=Path), metavar="FILE", help="Take the secret from this file.")
@click.option("--replace", is_flag=True, help="Replace the secret that is there.")
@click.pass_obj
def set_(session: Session, name: str, from_file: Path | None, replace: bool) -> int:  # noqa: FBT001 - a flag
    """Seal the secret NAME: asked for on the terminal, else the first line of standard input or of a file."""
    if name in session.app.vault.names() and not replace:
        raise Refused(
            "the vault has an entry {name} already",
            hint="a replaced password cannot be brought back; if you mean it, add --replace",
            name=name,
        )
    secret = _given(session, from_file)
    if not secret:
        raise UsageError("the secret is empty", hint="write it on standard input, one line")
    session.app.vault.set(name, secret)
    session.say("{name} is sealed in {path}", name=name, path=session.app.vault_path)
    session.emit({"schema": "continuity.vault/1", "set": name})
    return 0


def _given(session: Session, file: Path | None) -> str:
    if file is not None:
        try:
            return file.read_text().partition("\n")[0]
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("{path} cannot be read: {cause}", path=file, cause=error) from error
    return session.ask("Secret") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
