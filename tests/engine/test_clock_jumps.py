"""Wall clocks that jump an hour ahead or back while devices are watched: nothing is up for it, and nothing silent."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.supervision.asking import specs_of
from continuity.engine.supervision.inbox import Inbox
from continuity.engine.supervision.passive import Passive
from continuity.engine.supervision.passive_syslog import SyslogEars
from continuity.engine.supervision.port_watch import PortWatch
from continuity.engine.supervision.recorder import Recorder
from continuity.faces.app import App
from continuity.faces.demo.lab.ports import free_ports, wait_until
from continuity.ground.clock import ManualClock
from continuity.ground.ids import SystemIds
from continuity.model.check import CheckSpec
from continuity.model.standing import Standing, Status
from continuity.supervision.checks.ports import Answer, Observed, State
from continuity.supervision.poller import Asking, Poller
from continuity.supervision.timeline import lengths, timeline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.engine.kit import Client

NOON, HOUR, SECOND = datetime(2026, 11, 24, 12, tzinfo=UTC), timedelta(hours=1), timedelta(seconds=1)
JUMPS = pytest.mark.parametrize("jump", [HOUR, -HOUR])
GOOD = Observed(state=State.OK, said="called", latency_s=0.0)


def spec(kind: str, every: timedelta, **parameters: Any) -> CheckSpec:
    return CheckSpec(
        client="acme",
        device="fw1",
        name=kind,
        kind=kind,
        parameters={"address": "192.0.2.1", "listen": "127.0.0.1", "state": "critical"} | parameters,
        every=every,
        limit=SECOND,
        attempts=1,
    )


@JUMPS
def test_the_rhythm_of_questions_is_not_the_walls(jump: timedelta) -> None:
    clock, asked = ManualClock(NOON), list[float]()

    class Check:
        async def once(self) -> Answer:
            return Answer(said="here")

        async def close(self) -> None:
            """Nothing is kept."""

    every = timedelta(seconds=0.1)
    poller = Poller({"a": Asking(check=Check(), every=every, limit=SECOND)}, clock)
    poller.start(lambda *_: asked.append(time.monotonic()))
    try:
        wait_until(lambda: len(asked) >= 1, what="the first", limit_s=10)
        clock.jump(jump)
        before = len(asked)
        wait_until(lambda: len(asked) >= before + 4, what="more of them", limit_s=10)
        assert asked[before + 3] - asked[before] >= 2 * every.total_seconds(), "none is made up for"
    finally:
        poller.stop()


@JUMPS
def test_an_alarm_holds_as_long_as_it_should_whatever_the_wall_shows(jump: timedelta) -> None:
    clock = ManualClock(NOON)
    (port,) = free_ports(1)
    one = spec("syslog", timedelta(), lasts=HOUR, udp=port)
    watch = PortWatch([one], SyslogEars([one]), clock)
    standings: Mapping[str, Standing] = {one.reference: Standing()}

    def state() -> State:
        ((_, at, found),) = watch.heard(clock.now(), standings)
        assert at == clock.now()
        return found.state

    try:
        assert state() is State.OK
        watch._take(b"<34>Nov 23 02:20:00 fw1 sshd: an attack", "192.0.2.1")
        assert state() is State.CRITICAL
        clock.jump(jump)
        clock.advance(HOUR - SECOND)
        assert state() is State.CRITICAL
        clock.advance(2 * SECOND)
        assert state() is State.OK
    finally:
        watch.close()


@JUMPS
def test_silence_is_as_long_as_it_was(jump: timedelta, tmp_path: Path) -> None:
    """An hour ahead makes nobody silent; an hour back lets nobody be silent for an hour more."""
    clock, one = ManualClock(NOON), spec("heartbeat", timedelta(minutes=10), grace=timedelta(0))
    workshop: Any = SimpleNamespace(
        directories=SimpleNamespace(state=tmp_path), clock=clock, reveal=lambda _: "", store=None
    )
    passive = Passive(workshop, [one])
    standing = Standing(status=Status.OK, at=NOON)

    def silent() -> list[datetime]:
        return [
            at for _, at, found in passive.heard(clock.now(), {one.reference: standing}) if found.state is not State.OK
        ]

    for _ in range(2):
        clock.advance(timedelta(minutes=9))
        assert silent() == []
        Inbox.below(tmp_path).put(one.reference, clock.now(), GOOD, SystemIds())
        assert silent() == []
        clock.jump(jump)
        clock.advance(timedelta(minutes=9))
        assert silent() == []
        clock.advance(timedelta(minutes=2))
        assert silent() == [clock.now() - timedelta(minutes=1)], "since it should have called"
        assert silent() == []
        Inbox.below(tmp_path).put(one.reference, clock.now(), GOOD, SystemIds())
        assert silent() == []


@JUMPS
def test_the_time_of_a_jump_is_recorded_as_seen_by_nobody(client: Client, jump: timedelta) -> None:
    tcp = {"kind": "tcp", "port": 9, "every": "1m", "attempts": 1}
    client.more |= {"devices": {"web": {"address": "127.0.0.1", "site": "here", "checks": [tcp]}}}
    client.write()
    app, clock = App(client.config, {}, client.key), ManualClock(NOON)
    specs = list(specs_of(app.inventory))
    recorder = Recorder(replace(app.workshop, clock=clock), specs, lambda _: None, lambda _: None)
    key = ("acme", "web", "tcp")

    def minutes(count: int, said: str = "called") -> None:
        for _ in range(count):
            recorder.heard("acme/web/tcp", clock.now(), replace(GOOD, said=said), 0.0)
            recorder._look(clock.now())
            clock.advance(timedelta(minutes=1))

    minutes(120)
    clock.jump(jump)
    minutes(1)
    minutes(1, "later")
    with app.store.reading() as tx:
        written = tx.watched.standings()[key]
    assert (written.status, written.said) == (Status.OK, "later"), "it is judged, and written, as ever"
    minutes(118)
    with app.store.reading() as tx:
        changes = tx.watched.changes("acme")[key]
    spans = timeline(changes, NOON, clock.now())
    blind = lengths(spans)[Status.UNDETERMINED]
    assert abs(blind - HOUR) <= timedelta(minutes=2)
    assert lengths(spans)[Status.OK] + blind == clock.now() - NOON
    begins = next(one.begin for one in spans if one.status is Status.UNDETERMINED)
    jumped = NOON + timedelta(minutes=120)
    assert abs(begins - min(jumped, jumped + jump)) <= timedelta(minutes=2)
