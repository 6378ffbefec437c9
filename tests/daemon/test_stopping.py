"""Told to stop in the middle of a look, it ends all the same."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.daemon import Daemon
from continuity.engine.daemon.pools import Limits
from continuity.engine.daemon.scheduler import Scheduler
from continuity.faces.app import App
from tests.daemon.conftest import policy

if TYPE_CHECKING:
    from datetime import datetime

    import pytest

    from tests.engine.kit import Client


def test_a_stop_during_a_look_ends_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look orders the next one while the timer is told to end: neither may wait for the other."""
    client.more = policy(schedule={"every": "1d"})
    client.write()
    workshop = App(client.config, {}, client.key).workshop
    looking = threading.Event()

    def tick(_self: Scheduler, _now: datetime) -> int:
        looking.set()
        time.sleep(0.5)
        return 0

    monkeypatch.setattr(Scheduler, "tick", tick)
    monkeypatch.setattr(Scheduler, "head", lambda _self: workshop.clock.now())
    served = Daemon(lambda: workshop, lambda _event: None, lambda _health: None, Limits())
    thread = threading.Thread(target=served.run, args=(timedelta(seconds=1),), daemon=True)
    thread.start()
    assert looking.wait(20)
    served.stop()
    thread.join(20)
    assert not thread.is_alive()
