"""``continuity witness``: for a customer or an auditor; the same file runs alone, without an installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Refused, UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session

_PATH = click.Path(path_type=Path)


@click.command(cls=Leaf)
@click.argument("log", required=False, metavar="LOG")
@click.option("--state", type=_PATH, metavar="DIR", help="Keeps the last head and this witness's own key.")
@click.option("--key-fingerprint", metavar="HEX", help="The log's key, as the operator told you by another way.")
@click.option("--vkey", metavar="VKEY", help="The same, as the key itself.")
@click.option("--trust-first-key", is_flag=True, help="Believe the key that the log holds; said in each run.")
@click.option("--name", metavar="NAME", help="Of this witness, when its key is made.")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="Write the cosigned checkpoint here.")
@click.option("--line", is_flag=True, help="Write the signature line alone.")
@click.option(
    "--write", type=_PATH, metavar="FILE", help="Write the program that does this alone, and do nothing else."
)
@click.pass_obj
def witness(session: Session, /, log: str | None, write: Path | None, **given: object) -> int:
    """Keep a log's last head, check that the new one continues it, and cosign it.

    LOG is the published log, a directory or an address. Exit 0: consistent; 1: not; 2: it cannot be read.
    """
    from continuity.evidence import witness as alone

    if write is not None:
        _write(write)
        session.say("{path}: run it anywhere: python3 {path} --help", path=write)
        return 0
    if log is None or given["state"] is None:
        raise UsageError("a log and a directory are needed", hint="continuity witness LOG --state DIR")
    words = ["--json"] if session.json else []
    for name, value in given.items():
        option = f"--{name.replace('_', '-')}"
        words += [option] if value is True else [option, str(value)] if value else []
    return alone.main([log, *words, "--lang", session.language.name])


def _write(path: Path) -> None:
    from importlib.resources import files

    try:
        with path.open("xb") as file:
            file.write(files("continuity.evidence").joinpath("witness.py").read_bytes())
    except FileExistsError as error:
        raise Refused("{path} exists already", hint="name a file that does not exist yet", path=path) from error
