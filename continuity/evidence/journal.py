"""The journal: how the engine records a fact, inside the transaction that makes it one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.evidence.format.record import Record, record_time

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.evidence.store import RecordSink
    from continuity.ground.ids import Ids

#: A run is announced before it touches the world, and ends in exactly one outcome.
INTENT = "run.intent"
OUTCOME = "run.outcome"
#: Jobs are announced before they fall due, and each ends in the outcome of its run, or in one of its own.
PLAN = "plan"
JOB_OUTCOME = "job.outcome"
#: The vault got a new key, or a repository a new password.
ROTATED = "vault.rotated"
#: The database came back from a backup, older than what was published or than what others hold.
RESTORED = "state.restored"


class Journal:
    """Records facts in one log; the name is the log's origin, ``continuity/<server>/<client>``."""

    def __init__(self, log: str, ids: Ids) -> None:
        #: The name of the log, its origin.
        self.log = log
        self._ids = ids

    def record(self, sink: RecordSink, kind: str, at: datetime, body: dict[str, Any], *, run: str | None = None) -> int:
        """Append one record in the caller's transaction and return its number; it is pending until sequenced.

        ``body`` holds no secret and nothing that JSON cannot carry exactly (``ValueError``); ``at`` is aware.
        """
        data = Record(log=self.log, at=record_time(at), kind=kind, run=run, body=body).to_bytes()
        return sink.append(self.log, kind, run, self._ids.nonce(), data)
