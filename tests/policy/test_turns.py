"""Turns: a place is named alike whoever asks, the strictest limit holds, and those who share a line divide it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import example, given
from hypothesis import strategies as st

from continuity.model.device import Device
from continuity.model.documents.values import parse_hours
from continuity.model.inventory import Asset, Client, PolicyDocument, RepositorySpec
from continuity.model.sharing import Sharing
from continuity.policy.bandwidth import Bandwidth, share, tighter
from continuity.policy.policy import resolve
from continuity.policy.turns import Turn, bandwidth_of, line, of_copy, of_repository, of_source, tightens, together

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


def test_a_backup_counts_once_where_it_reads_and_writes() -> None:
    """Its copies use the turn that it holds at its source, one after the other; each other place is as ever."""
    spec = repository({"host": "nas.lan"}, Sharing(at_once=3))
    there, on = client(spec, Sharing(at_once=2)), SimpleNamespace(settings={"on": "nas"})
    source = Asset(
        name="a", client="acme", title="", criticality="normal", site="s", policy="p", canary="", copies=("far",),
        source=cast("Any", on),
    )  # fmt: skip
    assert of_source(there, source) == (Turn(name="host nas.lan", limit=2),)
    assert of_copy(there, source, spec, "run") == (
        Turn(name="acme/far", limit=3),
        Turn(name="host nas.lan within run", limit=1),
    )


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


HOURS = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda hours: hours[0] < hours[1])
SPANS = st.none() | HOURS.map(lambda hours: (parse_hours(f"Mon-Sun {hours[0]:02}:00-{hours[1]:02}:00"),))
LIMITED = st.builds(Sharing, upload=RATES, download=RATES, during=SPANS.map(lambda spans: spans or ()))


def limited(upload: int, hours: str) -> Sharing:
    return Sharing(upload=upload, during=(parse_hours(f"Mon-Sun {hours}"),))


@example(limited(9999, "00:00-23:00"), limited(9999, "13:00-23:00"), limited(4096, "14:00-23:00"), 12)
@given(LIMITED, LIMITED, LIMITED, st.integers(0, 23))
def test_the_first_hour_that_leaves_less_is_found(asked: Sharing, own: Sharing, nas: Sharing, hour: int) -> None:
    """Compared with every hour of the day that follows: also where one that begins before it changes nothing."""
    spec = repository({"host": "nas.lan"}, own)
    there, values = client(spec, nas), {"upload": asked.upload, "download": asked.download, "during": asked.during}
    policy = resolve("p", {"p": PolicyDocument(name="p", where="", values={"objectives": {}, "bandwidth": values})})
    at = NOON.replace(hour=hour)
    now, hours = line(policy, there, spec, at), [at + timedelta(hours=number) for number in range(1, 25)]
    less = (one for one in hours if tighter(now, line(policy, there, spec, one)))
    assert tightens(policy, there, spec, at) == next(less, None)


def test_a_line_is_limited_in_its_hours() -> None:
    office = Sharing(upload=4096, at_once=2, during=(parse_hours("Mon-Fri 08:00-18:00"),))
    assert share(office, "UTC", NOON) == Bandwidth(upload=2048)
    assert share(office, "UTC", NOON.replace(hour=19)) == Bandwidth()
    assert Sharing(upload=1).turns == 1
    assert Sharing().turns is None
