"""Threads of supervision outlive what nobody foresaw: it is told once, and the rest is recorded."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from continuity.engine.daemon.events import Event
from continuity.engine.supervision.asking import specs_of
from continuity.engine.supervision.duty import Sums
from continuity.engine.supervision.recorder import Recorder
from continuity.faces.app import App
from continuity.model.standing import Status
from continuity.supervision.checks.ports import Figure, Observed, State

if TYPE_CHECKING:
    import pytest

    from tests.engine.kit import Client

LIMIT = {"kind": "tcp", "port": 9, "every": "5m", "attempts": 1}


def watched(client: Client) -> App:
    client.more |= {"devices": {"web": {"address": "127.0.0.1", "site": "here", "checks": [LIMIT]}}}
    client.write()
    return App(client.config, {}, client.key)


def test_what_is_no_number_and_what_nobody_foresaw_stop_no_record(client: Client) -> None:
    app, told = watched(client), list[Event]()
    workshop = app.workshop
    recorder = Recorder(workshop, list(specs_of(app.inventory)), lambda _: None, lambda _: None, told.append)
    mad = tuple(Figure(name=f"load{value}", value=value) for value in (math.nan, math.inf))
    good = Observed(state=State.OK, said="here", latency_s=0.1, figures=mad)
    now = datetime.now(UTC)
    for name in ("acme/nobody/tcp", "acme/nobody/tcp"):
        recorder.heard(name, now, good, 0.0)
        recorder._turn()
    recorder.heard("acme/web/tcp", now, good, 0.0)
    recorder.start()
    recorder.stop()
    assert [one.name for one in told] == ["supervision.fault"], "once"
    assert "a fault of continuity itself" in str(told[0])
    with app.store.reading() as tx:
        ((_, standing),) = tx.watched.standings().items()
    assert standing.status is Status.OK


def test_a_period_that_cannot_be_summed_up_ends_no_thread(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    app, told = watched(client), list[Event]()
    sums = Sums(told.append)

    def broken(*_: Any) -> bool:
        raise ZeroDivisionError("of ours")

    with monkeypatch.context() as patched:
        patched.setattr("continuity.engine.supervision.duty.sum_up", broken)
        for _ in range(2):
            sums._turn(app.workshop)
    assert [one.name for one in told] == ["supervision.fault"]
    assert "ZeroDivisionError" in str(told[0])
    sums._turn(app.workshop)
    assert len(told) == 1, "and then all is well"
