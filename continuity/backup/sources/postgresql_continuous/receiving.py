"""Receiving the log: by the daemon all the time, or by a capture for the moment that it takes.

Source: https://www.postgresql.org/docs/current/app-pgreceivewal.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.sources.postgresql_continuous.segments import just_before
from continuity.ground import process
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.backup.sources.postgresql_continuous.server import Server
    from continuity.backup.sources.postgresql_continuous.spool import Spool
    from continuity.ground.clock import Clock

_LIMIT = timedelta(hours=12)
_PATIENCE = timedelta(minutes=2)
_STEP_S = 0.25
_TRIES = 8
_STATUS_S = 1  # how often the server is told what came
#: The server does not have any more what comes next: the log cannot go on from here.
REMOVED = "has already been removed"


def command(spool: Spool, slot: str, *more: str) -> Sequence[str]:
    """Return the command that receives into the spool.

    What came is in the files at once, where a capture reads it, and on the disk with the end of each segment; until
    then the server keeps it, too. ``--synchronous`` has it answer every flush of the server's: that costs the server a
    fifth of its processor time a transaction (measured), and guards against nothing that the slot does not.
    """
    words = (f"--directory={spool.received}", f"--slot={slot}", f"--status-interval={_STATUS_S}")
    return ("pg_receivewal", *words, "--no-loop", "--no-password", *more)


@dataclass(frozen=True, kw_only=True)
class Way:
    """From which server, by which slot, into which spool; and how long its segments are."""

    server: Server
    slot: str
    spool: Spool
    segment_bytes: int


def receive(way: Way, lsn: str, clock: Clock) -> None:
    """Return once the spool holds all that lies before ``lsn``, whoever receives it.

    Raises ``Unavailable`` where it does not come: within two minutes, where another process receives.
    """
    waited = timedelta()
    while waited < _PATIENCE:
        with way.spool.receiving() as mine:
            if mine is not None:
                _receive_up_to(way, lsn)
                _let_go(way, lsn, clock)
                return
        if way.server.sent(way.slot, lsn):
            return
        clock.sleep(_STEP_S)
        waited += timedelta(seconds=_STEP_S)
    raise Unavailable(
        "the log of {name} does not come: the receiver of the service is behind {lsn}",
        hint="look at the service's messages, and at the space below the state directory",
        name=way.server.name,
        lsn=lsn,
    )


def _receive_up_to(way: Way, lsn: str) -> None:
    way.spool.mend(way.segment_bytes)
    argv = command(way.spool, way.slot, f"--endpos={just_before(lsn)}")
    done = process.run(argv, timeout=_LIMIT, env=way.server.environment())
    if done.returncode != 0 or done.timed_out:
        raise way.server.failed("pg_receivewal", done)


def _let_go(way: Way, lsn: str, clock: Clock) -> None:
    """Have the server keep no more of the log than what has not come; if it cannot now, the next capture does it."""
    for _ in range(_TRIES):
        try:
            way.server.advance(way.slot, lsn)
        except Unavailable:  # the connection of the receiver that just ended is not quite gone
            clock.sleep(_STEP_S)
        else:
            return
