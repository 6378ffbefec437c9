"""Turns: a place is named alike whoever asks, the strictest limit holds, and those who share a line divide it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from continuity.model.device import Device
from continuity.model.documents.values import parse_hours
from continuity.model.inventory import Client, RepositorySpec
from continuity.model.sharing import Sharing
from continuity.policy.bandwidth import Bandwidth, share
from continuity.policy.turns import Turn, bandwidth_of, of_repository, together

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
RATES = st.none() | st.integers(64 << 10, 10**9)
SHARINGS = st.builds(Sharing, at_once=st.none() | st.integers(1, 9), upload=RATES, download=RATES)


def repository(settings: dict[str, Any], sharing: Sharing) -> RepositorySpec:
    return RepositorySpec(
        name="far", client="acme", adapter="any", site="there", medium="disk", credential="c", lock=None,
        settings=SimpleNamespace(**settings), declared={}, sharing=sharing,
    )  # fmt: skip


def client(spec: RepositorySpec, nas: Sharing) -> Client:
    device = Device(name="nas", client="acme", title="NAS", address="NAS.lan", sharing=nas)
    return Client(name="acme", title="", sites={}, repositories={"far": spec}, assets={}, devices={"nas": device})


def test_a_repository_is_where_its_address_says() -> None:
    for settings in (
        {"host": "nas.lan", "port": 22},
        {"url": "http://NAS.lan:8000/far"},
        {"endpoint": "https://nas.lan", "bucket": "far"},
    ):
        spec = repository(settings, Sharing(at_once=3))
        found = of_repository(client(spec, Sharing(at_once=2)), spec)
        assert found == (Turn(name="acme/far", limit=3), Turn(name="host nas.lan", limit=2))
    spec = repository({"path": "/srv"}, Sharing())
    assert of_repository(client(spec, Sharing(at_once=2)), spec) == ()


@given(st.lists(st.lists(st.builds(Turn, name=st.sampled_from("abc"), limit=st.integers(1, 9)))))
def test_the_strictest_limit_holds(several: list[list[Turn]]) -> None:
    found = together(several)
    assert len({one.name for one in found}) == len(found)
    named = [one for turns in several for one in turns]
    assert {one.name: one.limit for one in found} == {
        one.name: min(other.limit for other in named if other.name == one.name) for one in named
    }


@given(SHARINGS, SHARINGS)
def test_all_who_may_work_there_together_keep_the_line(own: Sharing, nas: Sharing) -> None:
    spec = repository({"host": "nas.lan"}, own)
    one = bandwidth_of(client(spec, nas), spec, NOON)
    for sharing in (own, nas):
        for name in ("upload", "download"):
            limit = getattr(sharing, name)
            assert limit is None or getattr(one, name) * (sharing.turns or 1) <= limit


def test_a_line_is_limited_in_its_hours() -> None:
    office = Sharing(upload=4096, at_once=2, during=(parse_hours("Mon-Fri 08:00-18:00"),))
    assert share(office, "UTC", NOON) == Bandwidth(upload=2048)
    assert share(office, "UTC", NOON.replace(hour=19)) == Bandwidth()
    assert Sharing(upload=1).turns == 1
    assert Sharing().turns is None
