"""What a check of syslog makes of messages: which are meant, and how long an alarm holds after the last. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.ground.patterns import pattern
from continuity.supervision.checks.ports import Figure, Observed, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta
    from typing import Any

    from continuity.ground.patterns import Pattern
    from continuity.supervision.listening.syslog import Message

WHY = {
    "quiet": "no such message",
    "heard": "{program}: {text}",
    "dropped": "{count} messages came too fast or could not be read, and were dropped",
}
_SHOWN = 160


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which messages make a check bad: from one of ``hosts``, of this program, as bad as that or worse, and saying so.

    ``state`` is what they make of it, and ``lasts`` for how long after the last one.
    """

    hosts: frozenset[str]
    state: State
    lasts: timedelta
    program: str = ""
    severity: int = 7
    says: Pattern | None = None

    def meant(self, message: Message, peer: str) -> bool:
        """Tell whether a message is one of them; ``peer`` is the address that it came from."""
        return (
            message.severity <= self.severity
            and not self.hosts.isdisjoint((message.host.lower(), peer.lower()))
            and self.program in ("", message.program)
            and (self.says is None or self.says.found(message.text))
        )


def wanted(parameters: Mapping[str, Any], names: frozenset[str], severities: tuple[str, ...]) -> Wanted:
    """Return what a check of the documents wants; ``names`` are those of its device, where no host is said."""
    host = parameters.get("host")
    return Wanted(
        hosts=frozenset(one.lower() for one in ([host] if host else names)),
        state=State(parameters["state"]),
        lasts=parameters["lasts"],
        program=parameters.get("program", ""),
        severity=severities.index(parameters.get("severity", severities[-1])),
        says=pattern(parameters["pattern"]) if "pattern" in parameters else None,
    )


@dataclass(kw_only=True)
class Held:
    """What one check heard: the newest message that was meant, and how many since it was told last.

    ``veil`` takes what is secret out of a text: what is cut first hides the half of a secret from it.
    """

    wanted: Wanted
    veil: Callable[[str], str]
    said: str = ""
    until: datetime | None = None
    count: int = field(default=0)

    def hear(self, message: Message, peer: str, at: datetime) -> bool:
        """Take a message; True where it is meant."""
        if not self.wanted.meant(message, peer):
            return False
        self.said = WHY["heard"].format(program=message.program or peer, text=message.shown(_SHOWN, self.veil))
        self.until = at + self.wanted.lasts
        self.count += 1
        return True

    def keep(self, said: str, at: datetime) -> None:
        """Keep up an alarm of which only the words are known: a restart ends none early."""
        self.said, self.until = said, at + self.wanted.lasts

    def told(self, now: datetime, dropped: int) -> Observed:
        """Return how it is now. Where something was dropped unread, that it is well is not known."""
        figures = (Figure(name="messages", value=self.count), Figure(name="dropped", value=dropped))
        self.count = 0
        if self.until is not None and now < self.until:
            return Observed(state=self.wanted.state, said=self.said, latency_s=0.0, figures=figures)
        if dropped:
            said = WHY["dropped"].format(count=dropped)
            return Observed(state=State.UNKNOWN, said=said, latency_s=0.0, figures=figures)
        return Observed(state=State.OK, said=WHY["quiet"], latency_s=0.0, figures=figures)
