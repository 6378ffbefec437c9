"""Secrets by ``{command: [ARGV]}``: what a program of the user's prints."""

from __future__ import annotations

from datetime import timedelta

from continuity.ground import process
from continuity.ground.errors import Unavailable

_LIMIT = timedelta(seconds=60)


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
