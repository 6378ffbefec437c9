"""A blind drill: which fault comes and when is drawn before its window opens, committed to, and told afterwards. Pure.

All is drawn from one random nonce, so whoever is shown the nonce draws the same again; the commitment is the digest of
the plan with its nonce, which tells nothing before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.canonical import digest
from continuity.ground.timestamps import read_time, write_time
from continuity.model.drill import Drill, Window
from continuity.model.expectation import Expectation
from continuity.model.procedure import Phase, Procedure, Step, Work
from continuity.recovery.drills.compiling import AFTER, BEFORE, CHECK, FAULT, OWN, ROWS, SANDBOX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from continuity.model.procedure import Told

#: Its own steps: waiting for the moment; the fault seen; people called, until one answers; the service seen back.
WAIT, SEEN, ANSWERED, BACK = OWN + "wait", OWN + "seen", "answered", "back"
#: What they do.
WAITS, SEES, CALLS, LOOKS = "wait_for_moment", "see_broken", "call_people", "see_back"
#: What the look for the fault answers where it broke nothing; for how long it looks, where its document does not say.
UNSEEN = "no"
_SEEN_WITHIN = timedelta(minutes=1)
#: So long before its window closes at most it is ended and mended: whoever agreed to the window wants it whole by then.
_RESERVE = timedelta(minutes=5)
_TITLES: Mapping[str, Told] = {
    WAIT: {"en": "Wait for the moment that was drawn", "fr": "Attendre le moment tiré au sort"},
    SEEN: {"en": "See what it broke", "fr": "Voir ce qu'elle a mis en panne"},
    ANSWERED: {"en": "Call those on call, until one answers", "fr": "Appeler l'astreinte, jusqu'à une réponse"},
    BACK: {"en": "See the service back", "fr": "Voir le service revenu"},
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was drawn: which of the drill's ``faults`` comes at ``at``, and when all of it is ended, whatever stands."""

    client: str
    drill: str
    document: str
    window: Window
    faults: tuple[str, ...]
    fault: str
    at: datetime
    ends: datetime
    nonce: str

    def as_json(self) -> dict[str, Any]:
        """Return what is revealed of it."""
        span = {"from": write_time(self.window.begins), "to": write_time(self.window.ends)}
        return {
            "client": self.client,
            "drill": self.drill,
            "document": self.document,
            "window": span | {"agreed_by": self.window.agreed_by},
            "faults": list(self.faults),
            "fault": self.fault,
            "at": write_time(self.at),
            "ends": write_time(self.ends),
            "nonce": self.nonce,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Plan:
        """Return it again."""
        span = told["window"]
        window = Window(begins=read_time(span["from"]), ends=read_time(span["to"]), agreed_by=span["agreed_by"])
        return cls(
            client=str(told["client"]),
            drill=str(told["drill"]),
            document=str(told["document"]),
            window=window,
            faults=tuple(told["faults"]),
            fault=str(told["fault"]),
            at=read_time(told["at"]),
            ends=read_time(told["ends"]),
            nonce=str(told["nonce"]),
        )

    @property
    def commitment(self) -> str:
        """The SHA-256 of the plan as canonical JSON (RFC 8785)."""
        return digest(self.as_json())


def drawn(client: str, drill: Drill, window: Window, nonce: bytes) -> Plan:
    """Return what the nonce draws: one of the faults, at a moment of the first half of what the window leaves."""
    names = tuple(sorted(drill.faults))
    whole = window.ends - window.begins
    ends = window.ends - min(_RESERVE, whole / 10)
    begins = datetime.fromtimestamp(window.begins.timestamp() // 1 + 1, window.begins.tzinfo)
    span = max(int((ends - begins).total_seconds() / 2), 1)
    return Plan(
        client=client,
        drill=drill.name,
        document=drill.digest,
        window=window,
        faults=names,
        fault=names[_number(nonce, "fault") % len(names)],
        at=begins + timedelta(seconds=_number(nonce, "moment") % span),
        ends=ends,
        nonce=nonce.hex(),
    )


def _number(nonce: bytes, what: str) -> int:
    return int.from_bytes(hashlib.sha256(nonce + what.encode()).digest()[:8], "big")


def next_window(windows: Sequence[Window], now: datetime) -> Window | None:
    """Return the next window that has not opened yet: what is drawn in an open one nobody can hold against a clock."""
    return min((one for one in windows if one.begins > now), key=lambda one: one.begins, default=None)


def with_fault(drill: Drill, plan: Plan) -> Drill:
    """Return the drill with the fault that was drawn."""
    chosen = drill.faults[plan.fault]
    return replace(drill, fault=chosen.work, undo_fault=chosen.undo)


def blinded(procedure: Procedure, drill: Drill) -> Procedure:
    """Return the procedure of a drill as a blind one: instead of the runbook's steps, people are called who walk it."""
    own = {name: step for name, step in procedure.steps.items() if name.startswith(OWN)}
    before = tuple(name for name in own if name.startswith(BEFORE))
    steps: dict[str, Step] = {}
    for name, step in own.items():
        if name == FAULT:
            steps[WAIT] = _own(WAIT, WAITS, needs=before or (SANDBOX,))
            steps[name] = replace(step, needs=(WAIT,))
            steps |= {one.name: one for one in _after_fault(drill)}
        elif name == ROWS or name.startswith((CHECK, AFTER)):
            steps[name] = replace(step, needs=(ANSWERED, BACK))
        else:
            steps[name] = step
    return replace(procedure, steps=steps)


def _after_fault(drill: Drill) -> Iterator[Step]:
    """Yield the look for what the fault broke, and what comes of it: people are called for nothing else."""
    looks, seen = list(_looks(drill)), f"{{{{ {SEEN}.answer }}}}"
    within = (drill.seen_within or _SEEN_WITHIN).total_seconds()
    yield _own(SEEN, SEES, needs=(FAULT,), looks=looks, within=within)
    yield _own(ANSWERED, CALLS, needs=(SEEN,), seen=seen)
    yield replace(_own(BACK, LOOKS, needs=(SEEN,), looks=looks, seen=seen), phase=Phase.USABLE)


def _own(name: str, action: str, *, needs: tuple[str, ...], **parameters: Any) -> Step:
    work = Work(action=action, parameters=parameters)
    return Step(name=name, title=_TITLES[name], work=work, needs=needs, changes=False, repeatable=True)


def _looks(drill: Drill) -> Iterator[dict[str, Any]]:
    """Yield the looks at normal life, each with what is expected of it: what was answered before the fault."""
    for one in drill.steady:
        expect = one.expect or Expectation.parse(f"= {{{{ {BEFORE}{one.name}.answer }}}}")
        if one.work:
            held = {"test": expect.test, "value": expect.value}
            yield {"do": one.work.action, "with": dict(one.work.parameters), "expect": held}
