"""A virtual address moved between two real machines: who holds it, and whom their neighbours send to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.clock import SystemClock
from continuity.ground.errors import ContinuityError, Refused, Unavailable, UsageError
from continuity.recovery.actions.address import AddressAction
from continuity.recovery.actions.ports import Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.site import Site
    from tests.lab.sites import TwoSites

ACTION = AddressAction()


@pytest.fixture
def context(two_sites: TwoSites) -> Iterator[Context]:
    two_sites.give(two_sites.primary)
    with two_sites.machines() as machines:
        yield Context(run="run-7", client="acme", clock=SystemClock(), machines=machines)


@pytest.fixture(params=[4, pytest.param(6, marks=pytest.mark.slow)])
def address(request: pytest.FixtureRequest, two_sites: TwoSites) -> str:
    """The virtual address with its prefix, which the client's machine has just used."""
    found = f"{two_sites.address}/24" if request.param == 4 else f"{two_sites.address6}/64"
    two_sites.introduce(two_sites.primary)
    with two_sites.watch(found.partition("/")[0]) as watcher:
        watcher.until(lambda: watcher.seen[-1] == "primary")
    return found


def asked(address: str, on: str, **more: Any) -> dict[str, Any]:
    return {"address": address, "interface": "eth0", "on": on, **more}


def holds(site: Site, address: str) -> bool:
    return f" {address} " in site.ip("address", "show")


def test_it_moves_and_the_neighbours_know_at_once(two_sites: TwoSites, context: Context, address: str) -> None:
    bare = address.partition("/")[0]
    assert two_sites.neighbour(bare) == "primary"
    with two_sites.watch(bare) as watcher:
        assert ACTION.perform(asked(address, "primary", give_up=True), context).answer == "given up"
        assert ACTION.perform(asked(address, "standby"), context).answer == "held"
        watcher.until(lambda: watcher.seen[-1] == "standby", 5)  # unannounced, they find out after half a minute
    assert two_sites.neighbour(bare) == "standby"
    assert (holds(two_sites.primary, address), holds(two_sites.standby, address)) == (False, True)
    assert ACTION.perform(asked(address, "primary", give_up=True), context).answer == "given up"  # done twice
    assert ACTION.perform(asked(address, "standby"), context).answer == "held"
    ACTION.perform(asked(address, "standby", give_up=True), context)  # who announced it falls silent
    ACTION.perform(asked(address, "primary"), context)
    with two_sites.watch(bare) as watcher:
        watcher.until(lambda: watcher.seen[-20:] == ["primary"] * 20, 20)


def test_an_address_that_somebody_answers_for_is_not_taken(two_sites: TwoSites, context: Context, address: str) -> None:
    with pytest.raises(Refused, match="another machine answers for"):
        ACTION.perform(asked(address, "standby"), context)
    assert not holds(two_sites.standby, address)
    assert ACTION.perform(asked(address, "standby", force=True), context).answer == "held"
    assert holds(two_sites.standby, address)


def test_held_already_it_still_looks_for_another_holder(two_sites: TwoSites, context: Context) -> None:
    address = f"{two_sites.address}/24"
    two_sites.introduce(two_sites.standby)  # the neighbours send to the standby, and the primary holds it
    ACTION.perform(asked(address, "primary"), context)
    with two_sites.watch() as watcher:
        watcher.until(lambda: watcher.seen[-1] == "primary", 20)
    ACTION.perform(asked(address, "standby", force=True), context)
    with pytest.raises(Refused, match="another machine answers for"):
        ACTION.perform(asked(address, "primary"), context)


def test_what_would_keep_it_from_working_is_seen_before(two_sites: TwoSites, context: Context) -> None:
    def said(**parameters: Any) -> str:
        found = ACTION.look({"address": f"{two_sites.address}/24", "interface": "eth0"} | parameters, context)
        assert found is None or isinstance(found, ContinuityError)
        return str(found or "")

    assert said(on="standby") == ""
    assert "is not an address with its prefix" in said(on="standby", address=two_sites.address)
    assert "has no network interface named eth7" in said(on="standby", interface="eth7")
    assert "no device named elsewhere" in said(on="elsewhere")
    assert "holds" in said(on="primary", interface="lo")


def test_no_other_address_goes_along(two_sites: TwoSites, context: Context) -> None:
    own = f"{two_sites.primary.place.address}/24"  # the first of its network: the virtual one is its secondary
    with pytest.raises(Refused, match=r"would take .* too"):
        ACTION.perform(asked(own, "primary", give_up=True), context)
    assert holds(two_sites.primary, own)


def test_by_hand_it_is_the_same(two_sites: TwoSites, context: Context) -> None:
    line = ACTION.by_hand(asked("192.0.2.10/24", "standby"), context)
    assert line.count(f"ssh root@{two_sites.standby.place.address} ") == 3
    assert "ip address add 192.0.2.10/24 dev eth0" in line
    assert "arping -U" in line
    with pytest.raises((UsageError, Unavailable)):
        ACTION.perform({"address": "192.0.2.10", "interface": "eth0"}, context)


@pytest.mark.slow  # the bare move takes half a minute
def test_a_client_loses_less_than_by_a_bare_move(two_sites: TwoSites, context: Context) -> None:
    address = f"{two_sites.address}/24"
    two_sites.introduce(two_sites.primary)
    with two_sites.watch() as watcher:
        ACTION.perform(asked(address, "primary", give_up=True), context)
        ACTION.perform(asked(address, "standby"), context)
        watcher.until(lambda: watcher.seen[-5:] == ["standby"] * 5)
        moved = watcher.lost
        two_sites.introduce(two_sites.standby)
        two_sites.give(two_sites.primary)
        watcher.until(lambda: watcher.seen[-1] == "primary", 90)
        bare = watcher.lost - moved
    print(f"polls lost at 20 Hz: {moved} by the action, duplicates looked for; {bare} by a bare move")
    assert moved < bare
