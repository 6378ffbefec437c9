"""Progress that stopped: an endpoint that answered the first look and went silent in the middle of a transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from datetime import timedelta

#: What a status line says of time itself, which passes without any progress.
_CLOCKS = ("seconds_elapsed", "seconds_remaining")


class Watch:
    """Sees restic's status lines; raises ``Unavailable`` once they say the same for longer than ``patience``."""

    def __init__(self, name: str, patience: timedelta) -> None:
        self._name, self._patience, self._clock = name, patience, SystemClock()
        self._last: dict[str, Any] = {}
        self._since = self._clock.mark()

    def see(self, status: dict[str, Any]) -> None:
        """Take note of one status line."""
        said = {key: value for key, value in status.items() if key not in _CLOCKS}
        now = self._clock.mark()
        if said != self._last:
            self._last, self._since = said, now
        elif elapsed(self._since, now).seconds > self._patience.total_seconds():
            raise Unavailable(
                "nothing moved on {name} for {minutes:g} minutes",
                hint="see what holds it up there; the next run takes up what was stored",
                name=self._name,
                minutes=self._patience.total_seconds() / 60,
            )
