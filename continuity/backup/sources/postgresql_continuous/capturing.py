"""One capture: who the server is, is the slot there, is the base good, has the log come, is there a gap in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from continuity.backup.sources.postgresql_continuous import refusing
from continuity.backup.sources.postgresql_continuous.basing import make_base
from continuity.backup.sources.postgresql_continuous.deciding import Need, Situation, need_of
from continuity.backup.sources.postgresql_continuous.facts import Capture, Facts, How, read_facts, write_facts
from continuity.backup.sources.postgresql_continuous.keeping import Keeping, keeping
from continuity.backup.sources.postgresql_continuous.last_commit import last_commit
from continuity.backup.sources.postgresql_continuous.receiving import REMOVED, Way, receive
from continuity.backup.sources.postgresql_continuous.segments import lacking, name_at
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from datetime import timedelta

    from continuity.backup.sources.postgresql_continuous.facts import Base
    from continuity.backup.sources.postgresql_continuous.server import About, Server, Standing
    from continuity.backup.sources.postgresql_continuous.spool import Spool
    from continuity.ground.clock import Clock
    from continuity.ground.errors import ContinuityError


@dataclass(frozen=True, kw_only=True)
class Captured:
    """What a point is made of: ``promise`` of its log, which goes back to ``base``.

    ``base_made`` says why a new one was made meanwhile, empty where none was.
    """

    promise: Capture
    base: Base
    slot: str
    segments: int
    bytes: int
    lag: int = 0
    base_made: str = ""
    problems: tuple[ContinuityError, ...] = ()


@dataclass(kw_only=True)
class Capturing:
    """One capture under way; ``problems`` are what was found and did not stop it."""

    spool: Spool
    server: Server
    slot: str
    base_every: timedelta
    clock: Clock
    problems: list[ContinuityError] = field(default_factory=list)

    def capture(self) -> Captured:
        """Bring the spool up to what is committed now, and say what it holds.

        Where the server cannot be asked, it holds what came until then, if that is more than the last time. Raises
        ``Unavailable``, ``NotProven`` where a part of the log lacks, ``Refused`` where another server answers.
        """
        known = read_facts(self.spool.facts)
        try:
            standing, about = self.server.identify(), self.server.about(self.slot)
        except Unavailable as error:
            return self._without_the_server(known, error)
        refusing.unfit(self.server, about)
        refusing.stranger(self.server, known, standing, self.spool.folder)
        need = self._need(known, standing, about)
        self._mend_slot(known, about)
        if keeping(about.keep_mib, about.slot.lag, about.segment_bytes, 0) is Keeping.NEARLY_OVER:
            self.problems.append(refusing.nearly_given_up(self.server, about))
        self._renew(need)
        promise = self._receive(about)
        return self._laid_out(self._facts(known, standing, about, promise), need, about)

    def _need(self, known: Facts | None, standing: Standing, about: About) -> Need:
        self.spool.promote(at_once=False)
        found = Situation(
            base=self.spool.base() if known else None,
            waiting=self.spool.waiting(),
            broken=bool(self.spool.broken()),
            slot_gone=known is not None and (about.slot.lost or not about.slot.there),
            switched=known is not None and known.timeline != standing.timeline,
        )
        return need_of(found, self.base_every, self.clock.now())

    def _mend_slot(self, known: Facts | None, about: About) -> None:
        if about.slot.there and not about.slot.lost:
            return
        if known is not None:
            self.problems.append(refusing.slot_gone(self.server, self.slot))
        self.server.make_slot(self.slot, instead=about.slot.there)

    def _renew(self, need: Need) -> None:
        """Make the base that is needed; where points can do without it, a fault is told, and does not stop them."""
        if not need.why:
            return
        try:
            make_base(self.spool, self.server, self.clock)
        except Unavailable as error:
            if need.at_once:
                raise
            self.problems.append(error)
        else:
            self.spool.promote(at_once=need.at_once)

    def _receive(self, about: About) -> Capture:
        try:
            return self._received(about)
        except Unavailable as error:
            if REMOVED not in str(error):
                raise
            self.problems.append(refusing.hole(self.server, error))
        self.spool.break_off(REMOVED)
        with self.spool.receiving() as mine:
            if mine is not None:
                self.spool.set_aside()
        # Whoever asked for what is gone may have drawn the slot back there.
        self.server.make_slot(self.slot, instead=True)
        make_base(self.spool, self.server, self.clock)
        self.spool.promote(at_once=True)
        return self._received(about)

    def _received(self, about: About) -> Capture:
        """Have all that is committed by now: the time is taken first, so that nothing is promised that came later."""
        now = self.clock.now()
        lsn = self.server.identify().lsn
        way = Way(server=self.server, slot=self.slot, spool=self.spool, segment_bytes=about.segment_bytes)
        receive(way, lsn, self.clock)
        return Capture(data_time=now, lsn=lsn, how=How.FLUSHED)

    def _facts(self, known: Facts | None, standing: Standing, about: About, promise: Capture) -> Facts:
        base = self.spool.base()
        if base is None:
            raise refusing.no_base(self.server)
        facts = Facts(
            system=standing.system,
            major=about.major,
            timeline=standing.timeline,
            slot=self.slot,
            segment_bytes=about.segment_bytes,
            base=base,
            captures=known.captures if known else (),
        )
        return facts.with_base(base).with_capture(promise)

    def _laid_out(self, facts: Facts, need: Need, about: About | None) -> Captured:
        names = self.spool.lay_out(facts.base.start_wal)
        promise = facts.captures[-1]
        last = name_at(facts.timeline, promise.lsn, facts.segment_bytes)
        if gone := lacking(names, facts.base.start_wal, last, facts.segment_bytes):
            self.spool.break_off(gone[0])
            raise refusing.gap(self.server, gone)
        write_facts(facts, self.spool.facts)
        return Captured(
            promise=promise,
            base=facts.base,
            slot=self.slot,
            segments=len(names),
            bytes=self.spool.bytes_shown(),
            lag=about.slot.lag if about else 0,
            base_made=need.why,
            problems=tuple(self.problems),
        )

    def _without_the_server(self, known: Facts | None, error: Unavailable) -> Captured:
        base = self.spool.base()
        if known is None or base is None or self.spool.broken():
            raise error
        known = known.with_base(base)
        names = self.spool.lay_out(base.start_wal)
        found = last_commit(self.spool.folder / "wal", names, known.major)
        if found is None or (known.last is not None and found.data_time <= known.last.data_time):
            raise error
        self.problems.append(error)
        return self._laid_out(replace(known).with_capture(found), Need(), None)
