"""Secrets behind references that lead out of the vault: ``{env: NAME}``, ``{file: PATH}``, ``{command: [ARGV]}``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground import process
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from continuity.model.secrets import SecretRef

_LIMIT = timedelta(seconds=60)


def revealed(reference: SecretRef, environ: Mapping[str, str]) -> str:
    """Return the secret; raises ``Unavailable`` where there is none."""
    if reference.env is not None:
        if (value := environ.get(reference.env)) is not None:
            return value
        raise Unavailable("the environment variable {name} is not set", hint="export it", name=reference.env)
    return _in_file(reference.file) if reference.file is not None else secret_of(reference.command or ())


def _in_file(path: Path) -> str:
    try:
        return path.read_text().rstrip("\n")
    except OSError as error:
        raise Unavailable(
            "the secret's file {path} cannot be read: {cause}", path=path, cause=error.strerror
        ) from error


def secret_of(argv: tuple[str, ...]) -> str:
    """Return what the command prints; raises ``Unavailable`` where it fails or prints nothing."""
    done = process.run(argv, timeout=_LIMIT)
    if done.returncode != 0 or not done.stdout:
        raise Unavailable(
            "the command {program} gave no secret (exit {code})",
            hint="run it by hand as this user",
            program=argv[0],
            code=done.returncode,
        )
    return done.stdout.rstrip("\n")
