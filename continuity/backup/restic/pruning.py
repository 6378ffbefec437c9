"""The one hand that removes: snapshots by their whole names, and the data that no snapshot needs any more.

That restic ended well proves nothing: a server that only appends lets it end with 0 and keeps everything, a locked
bucket hides the newest versions behind markers. Whoever calls this looks at the place afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.backup.restic import command, messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.backup.restic.client import ResticClient

_AT_ONCE = 500  # names on one command line: 33 kB, where Linux allows 128 kB a word and 2 MB in all


def forget(restic: ResticClient, snapshots: Sequence[str]) -> None:
    """Ask restic to remove exactly these snapshots.

    Raises ``Unavailable`` where it says that it could not: some may be gone all the same.
    """
    for start in range(0, len(snapshots), _AT_ONCE):
        _do(restic, command.forget(snapshots[start : start + _AT_ONCE]))


def prune(restic: ResticClient, *, repack: bool) -> tuple[str, ...]:
    """Ask restic to remove what no snapshot needs; returns what it said. Raises ``Unavailable`` where it could not."""
    return _do(restic, command.prune(repack=repack))


def _do(restic: ResticClient, argv: Sequence[str]) -> tuple[str, ...]:
    """Run a command that wants the repository alone; the lock of a dead process is cleared once."""
    said: list[str] = []
    done = restic.stream(argv, said.append)
    if messages.locked(done.returncode, done.stderr):
        restic.unlock()
        said.clear()
        done = restic.stream(argv, said.append)
    if done.returncode != 0:
        restic.explain(done)
    return tuple(line.strip() for line in said if line.strip())
