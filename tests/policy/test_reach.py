"""What is lost with a place: as declared, as observed, and what goes by which name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import UsageError
from continuity.policy.reach import Loss, LostKind, Reach, Thing, named, possible, reach

NAS = "SHA256:nas"
SERVER = "machine:server"


def place(name: str, site: str, **other: object) -> Thing:
    known: dict[str, object] = {"credentials": frozenset({f"acme/{name}-key"})}
    return Thing(reference=f"acme/{name}", site=f"acme/{site}", **(known | other))  # type: ignore[arg-type]


DISK = place("disk", "paris", hosts=frozenset({SERVER}), device="8:1")
REMOTE = place("remote", "lyon", hosts=frozenset({NAS, "nas:22"}), addresses=frozenset({"nas"}))
CLOUD = place("cloud", "away", hosts=frozenset({"s3.example"}), credentials=frozenset({"acme/writer", "s3:1234"}))
SHARE = Thing(
    reference="acme/share", site="acme/paris", is_data=True, hosts=frozenset({SERVER, "SHA256:server"}), device="8:2"
)
THINGS = [DISK, REMOTE, CLOUD, SHARE]


def lost(text: str, things: list[Thing] | None = None, *, lab: bool = False) -> Reach:
    known = THINGS if things is None else things
    sites = sorted({one.site for one in known})
    return reach(named(text, possible(known, sites)), known, lab=lab)


def names(found: Reach) -> set[str]:
    return {name.removeprefix("acme/") for name in (*found.repositories, *found.data)}


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("paris", {"disk", "share"}),
        ("acme/paris", {"disk", "share"}),
        ("site:lyon", {"remote"}),
        ("remote", {"remote"}),
        ("repository:acme/disk", {"disk"}),
        (SERVER, {"disk", "share"}),
        ("host:SHA256:server", {"disk", "share"}),
        ("nas", {"remote"}),
        ("8:1", {"disk"}),
        ("device:8:2", {"share"}),
        ("writer", {"cloud"}),
        ("credential:s3:1234", {"cloud"}),
    ],
)
def test_each_kind_of_loss(name: str, gone: set[str]) -> None:
    assert names(lost(name)) == gone


def test_what_was_seen_on_a_lost_machine_is_lost_wherever_it_is_declared() -> None:
    elsewhere = place("elsewhere", "lyon", hosts=frozenset({"SHA256:server", "127.0.0.1:22"}))
    behind = place("behind", "away", hosts=frozenset({"127.0.0.1:22"}))
    found = lost("paris", [*THINGS, elsewhere, behind])
    assert names(found) == {"disk", "share", "elsewhere", "behind"}
    why = {name: str(reason) for name, reason in found.repositories.items() if reason}
    assert why == {
        "acme/elsewhere": "acme/elsewhere was seen on SHA256:server, which is lost as well",
        "acme/behind": "acme/behind was seen on 127.0.0.1:22, which is lost as well",
    }
    assert names(lost("paris", [*THINGS, elsewhere, behind], lab=True)) == {"disk", "share"}


def test_a_lost_disk_takes_nothing_else_with_it() -> None:
    assert names(lost("8:1", [*THINGS, place("other", "paris", hosts=frozenset({SERVER}), device="8:3")])) == {"disk"}


def test_a_key_opens_all_that_it_was_seen_to_open() -> None:
    second = place("second", "away", credentials=frozenset({"acme/reader", "s3:1234"}))
    assert names(lost("writer", [*THINGS, second])) == {"cloud", "second"}
    assert names(lost("writer", [*THINGS, second], lab=True)) == {"cloud"}


def test_a_client_named_alike_keeps_its_own() -> None:
    other = Thing(reference="other/disk", site="other/paris")
    with pytest.raises(UsageError, match="several things are named paris") as told:
        lost("paris", [*THINGS, other])
    assert "site:acme/paris, site:other/paris" in told.value.hint
    assert set(lost("acme/paris", [*THINGS, other]).repositories) == {"acme/disk"}


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match="named pariss") as told:
        lost("pariss")
    assert told.value.hint == "known: site:acme/paris"
    with pytest.raises(UsageError) as told:
        lost("zzzzzzz")
    assert "repository:acme/cloud" in told.value.hint


PARTS = st.frozensets(st.sampled_from("abcdef"), max_size=3)


@st.composite
def things(draw: st.DrawFn) -> list[Thing]:
    count = draw(st.integers(1, 6))
    return [
        Thing(
            reference=f"c/{number}",
            site=f"c/{draw(st.sampled_from(['s', 't']))}",
            is_data=draw(st.booleans()),
            hosts=draw(PARTS),
            device=draw(st.sampled_from(["", "8:1", "8:2"])),
            credentials=draw(PARTS),
        )
        for number in range(count)
    ]


@given(things(), st.sampled_from(LostKind), st.sampled_from(["c/s", "c/0", "a", "8:1"]))
def test_what_is_left_shares_nothing_with_what_is_lost(known: list[Thing], kind: LostKind, name: str) -> None:
    """And a lab, where only what is declared counts, never loses more."""
    loss = Loss(kind=kind, name=name)
    found, declared = reach(loss, known, lab=False), reach(loss, known, lab=True)
    gone = {*found.repositories, *found.data}
    assert {*declared.repositories, *declared.data} <= gone
    lost_ones, others = ([one for one in known if (one.reference in gone) is side] for side in (True, False))
    if kind in (LostKind.SITE, LostKind.HOST):
        assert not frozenset().union(*(one.parts for one in lost_ones)) & frozenset().union(*(o.parts for o in others))
    if kind is LostKind.CREDENTIAL:
        keys = (frozenset().union(*(one.credentials for one in some)) for some in (lost_ones, others))
        assert not next(keys) & next(keys)
