"""Jobs and runs: everything the engine does is a job, and every job ends as a run with one outcome."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.ground.canonical import sha256_hex
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.ground.errors import ContinuityError
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point


#: Where an open run's detail keeps the tries of its copies, by repository, until the copies themselves are known.
ATTEMPTS = "attempts"


class JobKind(StrEnum):
    """The kinds of work this version really does."""

    BACKUP = "backup"
    RESTORE = "restore"
    RESTORE_TEST = "restore_test"
    #: goes the way without us that a recovery kit describes
    KIT_TEST = "kit_test"
    VERIFY = "verify"
    STORAGE_CHECK = "storage_check"
    #: removes the points that no rule of a policy keeps
    FORGET = "forget"
    #: gives back the space of what was removed
    PRUNE = "prune"
    #: makes the point that is kept for years, on a medium that lies on a shelf
    ARCHIVE = "archive"
    #: brings a repository back to what it was at a moment
    REWIND = "rewind"
    #: extends the locks that would otherwise end before what is promised
    LOCK = "lock"
    #: a procedure that people walk; put down, it stays open until it is taken up again or aborted
    RUNBOOK = "runbook"
    DRILL = "drill"


def job_id(kind: JobKind, subject: str, scheduled_for: datetime) -> str:
    """Return the name of a job before it runs: the same for whoever plans it, different for every due time."""
    text = f"continuity/job/1\n{kind}\n{subject}\n{write_time(scheduled_for)}"
    return "j" + sha256_hex(text.encode())[:24]


@dataclass(frozen=True, kw_only=True)
class Announced:
    """A job before it runs: due at ``scheduled_for``; ``work`` is the kind of backup, where the job has one."""

    id: str
    kind: JobKind
    client: str
    subject: str
    scheduled_for: datetime
    work: str = ""
    policy_digest: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``jobs`` in a ``plan`` record."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "subject": self.subject,
            "due": write_time(self.scheduled_for),
            "work": self.work or None,
        }


class Outcome(StrEnum):
    """How a run ended; exactly one terminal record carries it."""

    SUCCEEDED = "succeeded"
    #: some of it was done: unreadable files, one of three repositories down
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    #: it began and did not end: killed, interrupted, power cut
    ABORTED = "aborted"
    SKIPPED = "skipped"
    NOT_RUN = "not_run"
    #: a dependency, a repository or a host was missing before anything was touched
    FAILED_TO_START = "failed_to_start"


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try of one copy; ``outcome`` and ``duration_s`` are None while it goes on.

    ``waited_s`` is how much of it was spent waiting for its turn where others worked.
    """

    at: datetime
    duration_s: float | None = None
    outcome: Outcome | None = None
    reason: str = ""
    waited_s: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``attempts`` of a copy."""
        return vars(self) | {"at": write_time(self.at), "outcome": str(self.outcome) if self.outcome else None}

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Try:
        """Return the try that :meth:`as_json` described."""
        outcome = Outcome(plain["outcome"]) if plain["outcome"] else None
        return cls(**{**plain, "at": read_time(plain["at"]), "outcome": outcome})


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What one repository got (or gave back) in a run; ``snapshot`` is empty where nothing was stored.

    ``attempts`` are all its tries, in their order; empty where it was not tried for itself.
    """

    repository: str
    snapshot: str
    data_time: datetime | None
    outcome: Outcome
    reason: str = ""
    bytes_added: int = 0
    bytes_processed: int = 0
    files_new: int = 0
    files_changed: int = 0
    duration_s: float = 0.0
    attempts: tuple[Try, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``copies`` in ``continuity.run/1``."""
        return vars(self) | {
            "data_time": write_time(self.data_time) if self.data_time else None,
            "outcome": str(self.outcome),
            "attempts": [one.as_json() for one in self.attempts],
        }


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the work of a run came to: everything its one terminal record and the database need.

    ``observed`` maps (repository, kind of observation) to facts; ``removed`` names, by repository, the snapshots that
    this run removed and the place no longer lists; ``problems`` are the faults met on the way, for the face that waits
    for the run.
    """

    outcome: Outcome
    reason: str = ""
    copies: tuple[Copy, ...] = ()
    points: tuple[Point, ...] = ()
    removed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measurements: tuple[Measurement, ...] = ()
    observed: Mapping[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)
    problems: tuple[ContinuityError, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Run:
    """One execution of one job for one subject (``client/asset`` or ``client/repository``).

    ``job`` names the announced job it fulfils; empty where a person asked for it.
    """

    id: str
    kind: JobKind
    client: str
    subject: str
    policy_digest: str
    scheduled_for: datetime
    started_at: datetime
    duration_s: float | None = None
    outcome: Outcome | None = None  # None while it runs, or after a crash until it is reconciled
    reason: str = ""
    copies: tuple[Copy, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)
    job: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the ``continuity.run/1`` shape; files that it names by hash stand in ``attachments``, if any."""
        detail = dict(self.detail)
        attachments = detail.pop("attachments", None)
        detail.pop(ATTEMPTS, None)  # the copies have them
        return ({"attachments": attachments} if attachments else {}) | {
            "schema": "continuity.run/1",
            "id": self.id,
            "job": self.job or None,
            "kind": str(self.kind),
            "subject": self.subject,
            "policy_digest": self.policy_digest,
            "scheduled_for": write_time(self.scheduled_for),
            "started_at": write_time(self.started_at),
            "duration_s": self.duration_s,
            "outcome": str(self.outcome) if self.outcome else None,
            "reason": self.reason,
            "copies": [copy.as_json() for copy in self.copies],
            "measurements": [measurement.as_json() for measurement in self.measurements],
            "detail": detail,
        }
