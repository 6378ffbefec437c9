"""Where a paper goes: into a new file, or to standard output; never over what is there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.cli.session import Session


def refuse_unfit(session: Session, form: str, output: Path | None) -> None:
    """Raise ``UsageError`` for a PDF that nobody could read, and ``Refused`` where there is a file of that name."""
    from continuity.recovery.kit.file import refuse_another

    if form == "pdf" and output is None and (session.json or sys.stdout.isatty()):
        raise UsageError("a PDF is nothing for a terminal, nor for JSON", hint="name a file: -o FILE")
    if output is not None:
        refuse_another(output)


def put_out(session: Session, content: bytes, form: str, output: Path | None) -> dict[str, str]:
    """Write a paper; return what JSON has of it: the file and its SHA-256, or the text itself.

    Raises ``Refused`` where there is a file of that name, ``Unavailable`` where it cannot be written.
    """
    from continuity.ground.canonical import sha256_hex
    from continuity.recovery.kit.file import write_new

    if output is not None:
        write_new(output, content)
        return {"path": str(output), "sha256": sha256_hex(content)}
    if session.json:
        return {{"md": "markdown"}.get(form, form): content.decode()}
    if form == "pdf":
        sys.stdout.buffer.write(content)
    else:
        print(content.decode(), end="")
    return {}
