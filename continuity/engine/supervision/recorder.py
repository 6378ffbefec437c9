"""What was observed, judged and written: hard changes at once, where checks stand every few seconds, figures rolled up.

Between two writes everything is in memory; a killed service forgets where checks stood for these seconds, and finds a
gap of the length of its absence when it comes back: that is written as undetermined.
"""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import TYPE_CHECKING

from continuity.engine.supervision.faults import Faults
from continuity.engine.supervision.passive import Passive
from continuity.ground.clock import Steady
from continuity.ground.errors import ContinuityError
from continuity.ground.secrecy import veil
from continuity.model.standing import Change, Standing, Status
from continuity.state.watched import Rolled
from continuity.supervision.rollup import GRAINS, Rollup, folded
from continuity.supervision.standing import Rules, observed, unseen
from continuity.supervision.thresholds import LATENCY, held

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from continuity.engine.daemon.events import Tell
    from continuity.engine.workshop import Workshop
    from continuity.model.check import CheckSpec
    from continuity.state.watched import Key
    from continuity.supervision.checks.ports import Observed

_LOOK_S = 0.5
#: How often it is written where checks stand.
WRITE_EVERY = timedelta(seconds=5)
_PRUNE_EVERY = timedelta(hours=1)
_DOWN = (Status.CRITICAL, Status.UNREACHABLE)
_TOLD = ("syslog", "submitted", "trap")  # what they say was said, whatever lies before the device


@dataclass(frozen=True, kw_only=True)
class _Heard:
    name: str
    at: datetime
    observed: Observed


@dataclass(kw_only=True)
class _Unwritten:
    """What waits to be written, in memory only."""

    standings: set[str] = field(default_factory=set)
    changes: list[tuple[str, Change]] = field(default_factory=list)
    figures: defaultdict[tuple[str, str, datetime], list[Rollup]] = field(default_factory=lambda: defaultdict(list))


def rules_of(spec: CheckSpec) -> Rules:
    """Return how a check is judged; nobody saw where two questions in a row went without an answer.

    What comes by itself may be as late as its document says.
    """
    grace = spec.parameters.get("grace") if spec.passive else None
    late = 2 * spec.every + spec.limit if grace is None else spec.every + grace
    return Rules(every=spec.every, late=late, attempts=spec.attempts)


def key_of(spec: CheckSpec) -> Key:
    """Return by what a check is kept."""
    return spec.client, spec.device, spec.name


class Recorder:
    """Judges what it hears, on a thread of its own; ``soon`` has checks asked at once, ``changed`` hears of changes."""

    def __init__(
        self,
        workshop: Workshop,
        specs: Collection[CheckSpec],
        soon: Callable[[Collection[str]], None],
        changed: Callable[[Sequence[tuple[CheckSpec, Change]]], None],
        tell: Tell = lambda _event: None,
    ) -> None:
        self._workshop, self._soon, self._changed = workshop, soon, changed
        self._specs = {spec.reference: spec for spec in specs}
        self._by_device: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for spec in (one for one in specs if not one.passive):  # a message, or none, is no sign of being reachable
            self._by_device[(spec.client, spec.device)].append(spec.reference)
        with workshop.store.reading() as tx:
            kept = tx.watched.standings()
        self._known = set(kept)
        self._standings = {name: kept.get(key_of(spec), Standing()) for name, spec in self._specs.items()}
        self._passive = Passive(workshop, specs)
        self._waiting: SimpleQueue[_Heard] = SimpleQueue()
        self._left = _Unwritten()
        self._steady = Steady(workshop.clock)
        self._written = self._pruned = self._steady.now()
        self._faults = Faults(tell)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="supervision records", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Judge and write what was heard, and end."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def heard(self, name: str, at: datetime, observed: Observed, _late_s: float) -> None:
        """Take what came of a question. Safe from any thread; lingers nowhere."""
        self._waiting.put(_Heard(name=name, at=at, observed=observed))

    def _run(self) -> None:
        while not self._over.wait(_LOOK_S):
            self._turn()
        self._turn(last=True)
        self._passive.close()

    def _turn(self, *, last: bool = False) -> None:
        try:
            self._look(self._workshop.clock.now(), last=last)
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; other checks are heard on
            self._faults.met(error)
        else:
            self._faults.over()

    def _look(self, now: datetime, *, last: bool = False) -> None:
        """Judge what was heard, see who was not heard, and write what must be."""
        while not self._waiting.empty():
            self._judge(self._waiting.get())
        for name, at, found in self._passive.heard(now, self._standings):
            self._judge(_Heard(name=name, at=at, observed=found))
        due = last or self._steady.now() - self._written >= WRITE_EVERY
        if due:
            self._miss(now)
        if due or self._left.changes:
            self._write(now, last=last)

    def _judge(self, heard: _Heard) -> None:
        spec, before = self._specs[heard.name], self._standings[heard.name]
        numbers = tuple(one for one in heard.observed.figures if math.isfinite(one.value))  # others are no figures
        found = held(replace(heard.observed, figures=numbers), spec.warn, spec.crit)
        parents = list(self._parents(spec))
        after, changes = observed(
            before, (found.state, veil(found.said)), heard.at, rules_of(spec), parent_down=any(map(self._down, parents))
        )
        if after.trying and after.trying is not before.trying:
            self._soon([name for parent in parents for name in self._by_device[parent]])
        self._take(heard.name, after, changes)
        minute = GRAINS[0].begins(heard.at)
        took = [] if spec.passive else [(LATENCY, found.latency_s)]  # nobody asked, nothing took time
        for name, value in [*took, *((one.name, one.value) for one in found.figures)]:
            self._left.figures[(heard.name, name, minute)].append(Rollup.of(value))

    def _miss(self, now: datetime) -> None:
        for name, spec in self._specs.items():
            after, changes = unseen(self._standings[name], now, rules_of(spec))
            if changes:
                self._take(name, after, changes)

    def _take(self, name: str, after: Standing, changes: Sequence[Change]) -> None:
        self._standings[name] = after
        self._left.standings.add(name)
        self._left.changes += [(name, one) for one in changes]

    def _parents(self, spec: CheckSpec) -> Iterator[tuple[str, str]]:
        device = self._workshop.inventory.clients[spec.client].devices[spec.device]
        for parent in () if spec.kind in _TOLD else device.parents:
            yield spec.client, parent

    def _down(self, device: tuple[str, str]) -> bool:
        """Tell whether nothing of a device answered when it was last asked, and something was asked at all."""
        newest = [standing.seen[-1] for name in self._by_device[device] if (standing := self._standings[name]).seen]
        return bool(newest) and all(one in _DOWN for one in newest)

    def _write(self, now: datetime, *, last: bool) -> None:
        """Write it all in one transaction; what cannot be written waits for the next time, and nothing is lost."""
        left, minute = self._left, GRAINS[0].begins(now)
        whole = {key: rollups for key, rollups in left.figures.items() if last or key[2] < minute}
        try:
            with self._workshop.store.transaction() as tx:
                standings = {key_of(self._specs[name]): self._standings[name] for name in left.standings}
                tx.watched.save(standings, self._known)
                tx.watched.add([(key_of(self._specs[name]), change) for name, change in left.changes])
                tx.watched.roll(self._rolled(whole))
                if self._steady.now() - self._pruned >= _PRUNE_EVERY:
                    for grain in GRAINS:
                        tx.watched.prune(int(grain.length.total_seconds()), now - grain.kept)
                    self._pruned = self._steady.now()
        except ContinuityError:
            return  # a full disk: the heartbeat tells it
        self._known |= standings.keys()
        self._left = _Unwritten()
        self._left.figures.update({key: value for key, value in left.figures.items() if key not in whole})
        self._written = self._steady.now()
        if left.changes:
            self._changed([(self._specs[name], change) for name, change in left.changes])

    def _rolled(self, figures: Mapping[tuple[str, str, datetime], Sequence[Rollup]]) -> Iterator[Rolled]:
        for (name, figure, minute), rollups in figures.items():
            whole = folded(rollups)
            for grain in GRAINS if whole else ():
                yield Rolled(
                    key=key_of(self._specs[name]),
                    figure=figure,
                    grain_s=int(grain.length.total_seconds()),
                    begins=grain.begins(minute),
                    **vars(whole),
                )
