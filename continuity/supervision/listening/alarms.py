"""What a check of traps makes of them: which raise an alarm, which end it, and how long one holds. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.ground.patterns import pattern
from continuity.supervision.checks.ports import Figure, Observed, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta
    from typing import Any

    from continuity.ground.patterns import Pattern
    from continuity.supervision.listening.trap import Trap

WHY = {
    "quiet": "no such trap",
    "several": "{said} (one of {count})",
    "refused": "{count} messages from it were refused: no trap, or not by its community or keys",
    "dropped": "{count} traps came too fast or could not be read, and were dropped",
}
_SHOWN, _MOST = 160, 1000
_SEVERAL = WHY["several"].partition("{said}")[2].partition("{")[0]


@dataclass(frozen=True, kw_only=True)
class Raising:
    """Which traps raise an alarm, each for the value ``by`` which things are told apart, and which ``clears`` it."""

    oid: str
    state: State
    lasts: timedelta
    clears: str = ""
    by: str = ""
    says: Pattern | None = None

    def raised(self, trap: Trap) -> bool:
        """Tell whether it raises one."""
        text = b" ".join(said for _, said in trap.values)
        return below(trap.oid, self.oid) and (self.says is None or self.says.found(text))

    def cleared(self, trap: Trap) -> bool:
        """Tell whether it ends one."""
        return bool(self.clears) and below(trap.oid, self.clears)

    def thing(self, trap: Trap) -> bytes:
        """Return what it is about."""
        return next((said for name, said in trap.values if self.by and below(name, self.by)), b"")

    def thing_of(self, said: str) -> bytes | None:
        """Return what the words of one alarm are about; None where they do not tell, or tell of several."""
        if not self.by:
            return b""
        found = re.search(rf" {re.escape(self.by)}(?:\.[0-9]+)*=(.*?)(?= [0-9]+(?:\.[0-9]+)+=|$)", said)
        whole = found is not None and len(said) < _SHOWN and _SEVERAL not in said
        return found[1].encode() if found and whole else None


def below(oid: str, top: str) -> bool:
    """Tell whether an OID is another one, or lies below it."""
    return oid == top or oid.startswith(f"{top}.")


def raising(parameters: Mapping[str, Any]) -> Raising:
    """Return what a check of the documents wants."""
    return Raising(
        oid=parameters["oid"],
        state=State(parameters["state"]),
        lasts=parameters["lasts"],
        clears=parameters.get("clears", ""),
        by=parameters.get("by", ""),
        says=pattern(parameters["pattern"]) if "pattern" in parameters else None,
    )


@dataclass(kw_only=True)
class Strangers:
    """How much came from addresses that are of no device."""

    count: int = 0


@dataclass(kw_only=True)
class Alarms:
    """The alarms of one check that hold, and what was counted since it was told last.

    ``veil`` takes what is secret out of a text, before it is cut.
    """

    raising: Raising
    veil: Callable[[str], str]
    held: dict[bytes | None, tuple[str, datetime]] = field(default_factory=dict)
    count: int = 0
    refused: int = 0
    strangers: Strangers = field(default_factory=Strangers)
    strangers_told: int = 0

    def hear(self, trap: Trap, at: datetime) -> bool:
        """Take a trap; True where it is meant."""
        thing = self.raising.thing(trap)
        if self.raising.cleared(trap):
            self.held.pop(thing, None)
        elif not self.raising.raised(trap):
            return False
        elif thing in self.held or len(self.held) < _MOST:
            self.held[thing] = trap.shown(_SHOWN, self.veil), at + self.raising.lasts
        self.count += 1
        return True

    def refuse(self) -> None:
        """Count what came from the device's address and was no trap of it."""
        self.refused += 1

    def keep(self, said: str, at: datetime) -> None:
        """Keep up an alarm of which only the words are known: a restart ends none early.

        Where these do not tell what it is about, no other trap ends it: it holds as long as it would.
        """
        self.held[self.raising.thing_of(said)] = said, at + self.raising.lasts

    def told(self, now: datetime, dropped: int) -> Observed:
        """Return how it is now. Where something was not read, that it is well is not known."""
        strange, self.strangers_told = self.strangers.count - self.strangers_told, self.strangers.count
        counts = {"traps": self.count, "refused": self.refused, "strangers": strange, "dropped": dropped}
        figures = tuple(Figure(name=name, value=value) for name, value in counts.items())
        refused, self.count, self.refused = self.refused, 0, 0
        self.held = {thing: one for thing, one in self.held.items() if now < one[1]}

        def seen(state: State, said: str) -> Observed:
            return Observed(state=state, said=said, latency_s=0.0, figures=figures)

        if self.held:
            said = max(self.held.values(), key=lambda one: one[1])[0]
            several = WHY["several"].format(said=said, count=len(self.held))
            return seen(self.raising.state, said if len(self.held) == 1 else several)
        if dropped or refused:
            why = "dropped" if dropped else "refused"
            return seen(State.UNKNOWN, WHY[why].format(count=dropped or refused))
        return seen(State.OK, WHY["quiet"])
