"""What restic would wait for too long: progress that stopped, and refusals that asking again does not change.

An endpoint that answered the first look may go silent in the middle of a transfer; a store that is full, read-only
or closed to us is asked again by restic for a quarter of an hour. Both end here, in time for the next run.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Passing, Unavailable
from continuity.ground.traffic import bytes_moved

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.ground.clock import Mark

#: How long a backup may stand still: a line may be down for minutes and come back, silence needs an end.
SHORTEST, LONGEST = timedelta(minutes=2), timedelta(hours=1)
_SHARE = 4  # of the RPO: two runs that stood still leave time for a third

#: How long a refusal may be repeated: a store that is busy says something else, and others pass in seconds.
INSISTENCE = timedelta(seconds=8)
_REFUSALS = ("access denied", "quotaexceeded", "no space left", "permission denied", "read-only", 'sftp: "failure"')
_RETRIED = re.compile(r"^\w+\(<[^>]*>\) returned error, retrying after \S+ ")

#: What a status line says of time itself, which passes without any progress.
_CLOCKS = ("seconds_elapsed", "seconds_remaining")
_HUM = 4096  # bytes: what a program that stands still passes between its own threads, beside what it says
_LOOK = timedelta(seconds=1)


def patience(objective: timedelta | None) -> timedelta:
    """Return how long work under this RPO or RTO may stand still: a quarter of it, two minutes to an hour."""
    return min(max(objective / _SHARE, SHORTEST), LONGEST) if objective else LONGEST


class Hopeless(Exception):
    """restic met the same refusal again and again; its text is what the store said."""


class Watch:
    """Looks on while restic works; raises what ends it.

    ``Unavailable`` once nothing moved for longer than ``patience`` (None: as long as the command's own limit):
    neither did restic say something new, nor did a byte go anywhere. :class:`Hopeless` once a refusal was repeated
    for longer than :data:`INSISTENCE`. ``until``: when another limit begins to hold, which restic can only take up if
    it begins anew.
    """

    def __init__(self, name: str, patience: timedelta | None = None, until: datetime | None = None) -> None:
        self._name, self._patience, self._until, self._clock = name, patience, until, SystemClock()
        self._last: dict[str, Any] = {}
        self._heard = self._moved = 0
        self._since = self._looked = self._clock.mark()
        self._refused: Mark | None = None

    def see(self, line: str, status: dict[str, Any]) -> None:
        """Take note of one line of stdout, and of what it says."""
        self._heard += len(line.encode())
        said = {key: value for key, value in status.items() if key not in _CLOCKS}
        if said != self._last:
            self._last, self._since = said, self._clock.mark()

    def complained(self, line: str) -> None:
        """Take note of one line of stderr; raises :class:`Hopeless`."""
        self._heard += len(line.encode())
        if not _RETRIED.match(line) or not any(words in line.lower() for words in _REFUSALS):
            return
        now = self._clock.mark()
        if self._refused is None:
            self._refused = now
        elif elapsed(self._refused, now).seconds > INSISTENCE.total_seconds():
            raise Hopeless(_RETRIED.sub("", line).strip())

    def due(self) -> None:
        """Raise ``Unavailable`` once another limit holds."""
        if self._until and self._clock.now() >= self._until:
            raise Unavailable(
                "another limit of bandwidth began to hold for {name}: restic was ended, to go on under it",
                hint="nothing to do: what was stored is taken up",
                name=self._name,
            ).that_may_pass(Passing.CHANGED)

    def waiting(self, pid: int) -> None:
        """Take note that time passes; raises ``Unavailable``."""
        self.due()
        now = self._clock.mark()
        if self._patience is None or elapsed(self._looked, now).seconds < _LOOK.total_seconds():
            return
        self._looked = now
        self.carried(bytes_moved(pid) - self._heard)

    def carried(self, moved: int) -> None:
        """Take note of how many bytes moved in all, beside what was said; raises ``Unavailable``."""
        now = self._clock.mark()
        if abs(moved - self._moved) > _HUM:  # less than before: a child of it has ended
            self._moved, self._since = moved, now
        elif self._patience and elapsed(self._since, now).seconds > self._patience.total_seconds():
            raise Unavailable(
                "nothing moved on {name} for {minutes:g} minutes",
                hint="see what holds it up there; the next run takes up what was stored",
                name=self._name,
                minutes=self._patience.total_seconds() / 60,
            ).that_may_pass(Passing.STILL)
