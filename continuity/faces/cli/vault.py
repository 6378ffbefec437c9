"""``continuity vault``: secrets at rest."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Group
from continuity.faces.cli.vault_export import export
from continuity.faces.cli.vault_rotate import rotate
from continuity.ground.errors import Refused, UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session

SCHEMA = "continuity.vault/1"
_NAME = re.compile(r"[^\s/]+(/[^\s/]+)*")
_MOST_NAME, _MOST_SECRET = 200, 65536  # characters


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
    opened = session.app.vault
    session.table(("entry",), ((name,) for name in opened.names()))
    session.emit({"schema": SCHEMA, "entries": list(opened.names()), "opened_by": list(opened.openers())})
    return 0


@vault.command("get")
@click.argument("name")
@click.option("--show", is_flag=True, help="Show it on a terminal, or in the JSON document.")
@click.pass_obj
def get(session: Session, name: str, show: bool) -> int:  # noqa: FBT001 - a flag
    """Print one secret into a pipe or a file; on a terminal only with --show. That it was read is recorded."""
    if not show and (session.json or sys.stdout.isatty()):
        raise Refused(
            "the secret {name} would be shown here", hint="if you mean it, add --show; or send it on with |", name=name
        )
    from continuity.faces.vault_access import READ, recorded

    secret = session.app.vault.get(name)
    with recorded(session.app, READ, (name,)):
        pass
    if session.json:
        session.emit({"schema": SCHEMA, "get": name, "secret": secret})
    else:
        print(secret)
    return 0


@vault.command("set")
@click.argument("name")
@click.option("--from-file", type=click.Path(path_type=Path), metavar="FILE", help="Take the secret from this file.")
@click.option("--replace", is_flag=True, help="Replace the secret that is there.")
@click.pass_obj
def set_(session: Session, name: str, from_file: Path | None, replace: bool) -> int:  # noqa: FBT001 - a flag
    """Seal the secret NAME: asked for on the terminal, else one line of standard input, or a whole file."""
    if len(name) > _MOST_NAME or not _NAME.fullmatch(name) or not name.isprintable():
        raise UsageError(
            "{name} cannot be the name of an entry",
            hint="write words joined by /, for example acme/nas/password",
            name=repr(name[:_MOST_NAME]),
        )
    there = name in session.app.vault.names()
    if there and not replace:
        raise Refused(
            "the vault has an entry {name} already",
            hint="a replaced password cannot be brought back; if you mean it, add --replace",
            name=name,
        )
    secret = _given(session, from_file)
    if not secret or len(secret) > _MOST_SECRET:
        raise UsageError(
            "a secret has between 1 and {most} characters",
            hint="write it on standard input, one line",
            most=_MOST_SECRET,
        )
    from continuity.faces.vault_access import SET, recorded

    with recorded(session.app, SET, (name,), replaced=there):
        session.app.vault.set(name, secret)
    session.say("{name} is sealed in {path}", name=name, path=session.app.vault_path)
    session.emit({"schema": SCHEMA, "set": name})
    return 0


def _given(session: Session, file: Path | None) -> str:
    """Return the secret; a file's final line breaks are not part of it, as everywhere (``{file: PATH}``)."""
    try:
        if file is not None:
            with file.open() as stream:
                return stream.read(_MOST_SECRET + 2).rstrip("\n")
        return session.ask("Secret") if sys.stdin.isatty() else sys.stdin.readline(_MOST_SECRET + 2).rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "UTF-8?"
        raise UsageError("{path} cannot be read: {cause}", path=file or "stdin", cause=cause) from error


vault.add_command(rotate)
vault.add_command(export)
