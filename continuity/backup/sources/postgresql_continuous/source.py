"""The source itself: from the server as it stands to a recovery point that needs no other, and what may leave then."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.held_wal import HeldWal
from continuity.backup.sources.postgresql_continuous.capturing import Capturing
from continuity.backup.sources.postgresql_continuous.room import refuse_without_room
from continuity.backup.sources.postgresql_continuous.spool import Spool
from continuity.backup.sources.recovered_postgresql import Recovery, recovered
from continuity.backup.sources.staged import StagedFiles, Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta
    from pathlib import Path

    from continuity.backup.sources.postgresql_continuous.capturing import Captured
    from continuity.backup.sources.postgresql_continuous.server import Server
    from continuity.ground.clock import Clock

HOW = "point-in-time recovery of the whole server into a private one, and the asset's queries there"


@dataclass(frozen=True, kw_only=True)
class ContinuousPostgresql:
    """One server, all of it; satisfies :class:`~continuity.backup.sources.staged.Staged`.

    ``slot`` is where the server keeps for us what we have not received; a base older than ``base_every`` is renewed;
    ``copies``: in so many repositories a point must lie before anything leaves the spool. Queries on restored data are
    asked in ``database``. ``here``: the server runs on this machine.
    """

    server: Server
    database: str
    slot: str
    base_every: timedelta
    copies: int
    here: bool
    clock: Clock
    how: str = HOW

    def files(self, staging: Path) -> StagedFiles:
        """Return what a point is made of; where the server keeps its data is unknown, unless it is this machine."""
        return StagedFiles(paths=Spool(folder=staging).point, exclude=(), elsewhere=not self.here)

    def stage(self, staging: Path) -> Taken:
        """Bring the spool up to what is committed now. Raises ``Unavailable``, ``NotProven`` or ``Refused``."""
        spool = Spool(folder=staging)
        spool.prepare()
        refuse_without_room(staging)
        done = Capturing(
            spool=spool, server=self.server, slot=self.slot, base_every=self.base_every, clock=self.clock
        ).capture()
        return Taken(
            data_time=done.promise.data_time,
            detail={"continuous": _told(done)},
            problems=done.problems,
            kept_by=lambda count: self._kept(spool, done) if count >= self.copies else None,
        )

    @contextmanager
    def opened(self, restored: Path, room: Path) -> Iterator[Callable[[str], str]]:
        """Recover what came back to its end in a server of its own, and answer queries there."""
        recovery = Recovery(held=HeldWal(folder=restored), user=self.server.user, database=self.database)
        with recovered(recovery, room) as done:
            yield done.server.ask

    def _kept(self, spool: Spool, done: Captured) -> None:
        """Let go of what no later point needs, now that repositories hold this one."""
        waiting = spool.waiting()
        if waiting and done.promise.data_time >= waiting.ended_at:
            spool.cover()
        spool.release(done.base.start_wal)


def _told(done: Captured) -> dict[str, Any]:
    """Return what the run says of a point: enough to choose one by, without asking a repository."""
    return {
        **done.promise.as_json(),
        "base_began_at": done.base.as_json()["began_at"],
        "base_ended_at": done.base.as_json()["ended_at"],
        "base_made": done.base_made,
        "segments": done.segments,
        "bytes": done.bytes,
        "lag_bytes": done.lag,
        "slot": done.slot,
    }
