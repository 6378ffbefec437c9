"""Probes against two real sites: what they see of an outage is what another machine sees; they hold nobody up."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.probing import probing
from continuity.ground.clock import SystemClock
from continuity.model.probe import Probe
from continuity.model.procedure import Work

if TYPE_CHECKING:
    import pytest

    from tests.lab.sites import TwoSites


def probe(kind: str, every_ms: int = 50, **parameters: Any) -> Probe:
    every = timedelta(milliseconds=every_ms)
    return Probe(name=kind, title={}, work=Work(action=kind, parameters=parameters), every=every, green=3)


def test_an_outage_is_what_another_machine_sees(two_sites: TwoSites) -> None:
    two_sites.primary.does("service", "nginx", "start")
    two_sites.give(two_sites.primary)
    two_sites.introduce(two_sites.primary)
    probes = [probe("http", url=f"http://{two_sites.address}/"), probe("tcp", host="{{ address }}", port=80)]
    with two_sites.watch() as watcher, probing(probes, {"address": two_sites.address}, SystemClock()) as here:
        watcher.until(lambda: watcher.seen[-20:] == ["primary"] * 20)
        before = watcher.lost
        two_sites.cut(two_sites.primary)
        time.sleep(0.5)
        two_sites.give(two_sites.standby)
        two_sites.standby.does("setsid", "-f", "arping", "-q", "-U", "-c", "2", "-I", "eth0", two_sites.address)
        watcher.until(lambda: watcher.seen[-5:] == ["standby"] * 5)
        here.settled()
    two_sites.mend(two_sites.primary)
    theirs = watcher.lost - before
    assert theirs >= 8
    for seen in here.seen():
        (outage,) = seen.watched.outages
        assert abs(outage.lost - theirs) <= 2, (seen.name, outage.lost, theirs, seen.late)
        assert outage.back is not None
        assert abs(outage.seconds() - theirs * 0.05) <= 0.15


def test_each_probe_keeps_its_own_time(two_sites: TwoSites, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity.engine.drills.probing._FIRST_S", 0.3)
    here_, nobody = two_sites.primary.place.address, f"{two_sites.address.rpartition('.')[0]}.200"
    asks = [probe("icmp", host=nobody), probe("icmp", 200, host=here_), probe("tcp", 200, host=here_, port=22)]
    asks = [replace(one, name=f"{number}") for number, one in enumerate(asks)]
    begun = time.monotonic()
    with probing(asks, {}, SystemClock()) as here:
        time.sleep(1)
    assert time.monotonic() - begun < 6
    silent, *others = here.seen()
    assert silent.watched.lost == silent.watched.polls
    assert 15 <= silent.watched.polls + silent.late <= 60
    for one in others:
        assert one.watched.lost == 0
        assert abs((silent.watched.polls + silent.late) - 4 * (one.watched.polls + one.late)) <= 8
    assert not [one for one in threading.enumerate() if one.name == "probes"]
