"""A machine that serves no more, and again; and one that nobody reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import free_ports
from continuity.ground.clock import SystemClock
from continuity.ground.errors import Refused, Unavailable, UsageError
from continuity.recovery.actions.fence import FenceAction
from continuity.recovery.actions.ports import Context
from continuity.recovery.actions.service import ServiceAction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.sites import TwoSites

ACTION = FenceAction()


@pytest.fixture
def context(two_sites: TwoSites) -> Iterator[Context]:
    with two_sites.machines(dark=free_ports(1)[0]) as machines:
        yield Context(run="run-7", client="acme", clock=SystemClock(), machines=machines)


def asked(sites: TwoSites, on: str, **more: Any) -> dict[str, Any]:
    return {"on": on, "service": "nginx", "address": f"{sites.address}/24", "interface": "eth0", **more}


@pytest.mark.slow  # the runbook that fails over does it four times
def test_fenced_it_serves_no_more_and_lifted_it_does(two_sites: TwoSites, context: Context) -> None:
    primary = asked(two_sites, "primary")
    assert ACTION.look(primary, context) is None
    assert ACTION.perform(primary, context).values == {"state": "fenced"}
    assert not two_sites.holds(two_sites.primary)
    assert ACTION.perform(primary | {"lift": True}, context).answer == "serving"
    assert two_sites.holds(two_sites.primary)
    with two_sites.watch() as watcher:
        watcher.until(lambda: watcher.seen[-1] == "primary", 20)


def test_who_is_not_reached_is_not_fenced(two_sites: TwoSites, context: Context) -> None:
    dark = asked(two_sites, "dark")
    assert ACTION.look(dark, context) is None
    done = ACTION.perform(dark, context)
    assert (done.values, done.reached_nobody) == ({"state": "unreachable"}, True), "as an undo it is a fault"
    with pytest.raises(Unavailable):  # what is to serve must be reached
        ACTION.perform(dark | {"lift": True}, context)
    with pytest.raises(Unavailable):  # a fault of another kind is one
        ACTION.perform(asked(two_sites, "primary", service="no-such"), context)


def test_several_services_end_and_begin_in_opposite_orders(two_sites: TwoSites, context: Context) -> None:
    both = {"on": "primary", "service": "nginx shop"}
    typed = ACTION.by_hand(both, context)
    assert typed.index("nginx stop") < typed.index("shop stop")
    typed = ACTION.by_hand(both | {"lift": True}, context)
    assert typed.index("shop start") < typed.index("nginx start")


def test_no_service_begins_beside_another_holder(two_sites: TwoSites, context: Context) -> None:
    two_sites.give(two_sites.primary)
    ACTION.perform({"on": "standby", "service": "nginx"}, context)
    with pytest.raises(Refused, match="another machine answers for"):
        ACTION.perform(asked(two_sites, "standby", lift=True), context)
    state = ServiceAction().perform({"on": "standby", "name": "nginx", "command": "status"}, context).answer
    ServiceAction().perform({"on": "standby", "name": "nginx", "command": "start"}, context)
    assert state == "stopped"


def test_a_fence_without_a_service_stops_nothing_and_says_so(context: Context) -> None:
    for blank in ("", "  "):
        assert isinstance(ACTION.look({"on": "primary", "service": blank}, context), UsageError)
        with pytest.raises(UsageError):
            ACTION.perform({"on": "primary", "service": blank}, context)
