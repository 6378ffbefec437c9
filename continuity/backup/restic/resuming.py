"""A restore that takes up what an earlier one left behind: files that are there and whole are not fetched again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.backup.restic import command, faults, messages
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from pathlib import Path

    from continuity.backup.restic.client import ResticClient


@dataclass(frozen=True, kw_only=True)
class Resumed:
    """What restic complained of (empty: nothing), and what it found there already, by size and time."""

    complaint: str
    files_skipped: int = 0
    bytes_skipped: int = 0


def refuse_unless_able(client: ResticClient) -> None:
    """Raise ``Unavailable`` where the restic at hand cannot take up a restore, by name of what it lacks."""
    able = client.able()
    if not able.resumes_restores:
        raise Unavailable(
            "restic {version} cannot resume a restore: `restore --overwrite if-changed` came with 0.17",
            hint="leave --resume out to begin anew, or put restic 0.17 or newer first on PATH",
            version=".".join(map(str, able.version)),
        )


def resume(
    client: ResticClient, snapshot: str, target: Path, include: Sequence[str], patience: timedelta | None = None
) -> Resumed:
    """Restore below ``target``, which may hold part of the very same restore; see ``ResticClient.restore``.

    What restic skips it judges by size and time alone: compare everything afterwards.
    """
    told: dict[str, Any] = {}

    def read(line: str) -> None:
        plain = messages.parse_line(line)
        if plain.get("message_type") == "summary":
            told.update(plain)

    plain = command.restore(snapshot, target, include, sparse=client.able().sparse_restore)
    done = client.stream((plain[0], "--json", "--overwrite", "if-changed", *plain[1:]), read, patience=patience)
    if faults.unanswered(done):
        client.explain(done)
    return Resumed(
        complaint=messages.last_words(done.stderr) if done.returncode else "",
        files_skipped=int(told.get("files_skipped", 0)),
        bytes_skipped=int(told.get("bytes_skipped", 0)),
    )
