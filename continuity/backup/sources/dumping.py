"""What dumps have in common: a program writes to its standard output, and its exit code decides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.sources.remedies import HOW, remedy
from continuity.ground import process
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LIMIT = timedelta(hours=24)
_SHOWN = 300


def write_output(argv: Sequence[str], target: Path, env: Mapping[str, str] | None = None) -> None:
    """Run a program and have it write its standard output to a file. Raises ``Unavailable`` where it fails.

    ``env``: how it reaches a database; a complaint of such a program comes with what mends it.
    """
    with target.open("wb") as file:
        done = process.run_into(argv, file, timeout=LIMIT, env=env)
    if done.returncode != 0 or done.timed_out:
        said = done.stderr.strip()[-_SHOWN:] or "-"
        mends = HOW if env is None else remedy(said, HOW)
        raise Unavailable(
            "{program} failed (exit {code}): {said}",
            hint=mends,
            program=argv[0],
            code=done.returncode,
            said=said,
        )
