"""The laws of a rewind, on a store that keeps every version: what was, is again; nothing is lost; twice is once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from continuity.storage.immutability import Removal
from continuity.storage.rewind import KEPT, READ_WHOLE, Deed, part_of, steps
from continuity.storage.rewinding import DOING, Tally
from continuity.storage.timeline import Event, timeline
from continuity.storage.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.storage.rewind import Step

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEYS = ("config", "data/aa", "index/bb", "keys/cc", "locks/dd", "snapshots/ee", "continuity-anchors/ff", "other")


@dataclass
class Store:
    """A bucket with versions; ``kept`` holds the newest of each key first."""

    kept: dict[str, list[Version]] = field(default_factory=dict)
    clock: datetime = BEGAN
    puts: int = 0

    def put(self, key: str, content: str | None) -> None:
        self.clock, self.puts = self.clock + SECOND, self.puts + 1
        below = [replace(one, latest=False) for one in self.kept.get(key, [])]
        marker = content is None
        new = Version(
            key=key, version=f"v{self.puts}", latest=True, modified=self.clock, size=0 if marker else 10,
            digest=content or "", marker=marker,
        )  # fmt: skip
        self.kept[key] = [new, *below]

    def listed(self) -> Iterator[Version]:
        for key in sorted(self.kept):
            yield from self.kept[key]

    def visible(self, at: datetime | None = None) -> dict[str, str]:
        """What a listing shows, now or then."""
        found = {}
        for key, versions in self.kept.items():
            newest = next((one for one in versions if at is None or one.modified <= at), None)
            if newest and not newest.marker:
                found[key] = newest.digest
        return found

    def do(self, step: Step) -> None:
        if step.deed is Deed.UNHIDE:
            gone = {one.version for one in step.markers}
            assert all(one.marker for one in self.kept[step.key] if one.version in gone)
            left = [one for one in self.kept[step.key] if one.version not in gone]
            self.kept[step.key] = [replace(one, latest=at == 0) for at, one in enumerate(left)]
        elif step.deed is Deed.FORWARD:
            assert step.good
            self.put(step.key, step.good.digest)
        elif step.deed is Deed.HIDE:
            self.put(step.key, None)


#: What users and attackers do: put this content under that key, or (None) hide it.
ACTS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(["good", "garbage", "other", None])), max_size=40)


def stored(acts: list[tuple[str, str | None]]) -> Store:
    store = Store()
    for key, content in acts:
        store.put(key, content)
    return store


@given(ACTS, st.integers(0, 40), st.booleans(), st.integers(0, 10))
def test_what_was_is_again_however_often_it_is_interrupted(
    acts: list[tuple[str, str | None]], then: int, hide: bool, cut: int
) -> None:
    store, at = stored(acts), BEGAN + then * SECOND
    was, now = store.visible(at), store.visible()
    contents = {one.version for one in store.listed() if not one.marker}
    others = {key: list(kept) for key, kept in store.kept.items() if part_of(key) not in KEPT}
    for step in list(islice(steps(list(store.listed()), at, hide_newer=hide), cut)):  # interrupted after a few
        store.do(step)
    for step in list(steps(list(store.listed()), at, hide_newer=hide)):
        store.do(step)
    after = store.visible()
    for key in store.kept.keys() - others.keys():
        if key in was:
            assert after.get(key) == was[key], f"{key} is what it was"
        elif hide and part_of(key) in READ_WHOLE:
            assert key not in after, f"{key} came later, and is hidden"
        else:
            assert after.get(key) == now.get(key), f"{key} was not there then, and is left alone"
    assert contents <= {one.version for one in store.listed()}, "no content is ever destroyed"
    assert {key: list(kept) for key, kept in store.kept.items() if part_of(key) not in KEPT} == others
    left = Tally(at=at)
    for _step in left.watch(steps(store.listed(), at, hide_newer=hide)):
        pass
    assert left.to_do == 0, "done twice is done once"


def test_many_markers_on_one_object_are_not_counted_one_by_one() -> None:
    store = stored([("config", "good")])
    for _ in range(500):
        store.put("config", None)
    (step,) = steps(store.listed(), BEGAN + SECOND)
    assert (step.deed, step.markers) == (Deed.FORWARD, ())


def test_what_is_left_without_any_content_is_said() -> None:
    store = stored([("data/aa", None), ("data/bb", "late"), ("snapshots/cc", "late")])
    found = {one.key: one.deed for one in steps(store.listed(), BEGAN)}
    assert found == {"data/aa": Deed.LOST, "data/bb": Deed.NEWER, "snapshots/cc": Deed.NEWER}
    (hidden_before,) = (one for one in steps(store.listed(), BEGAN + SECOND) if one.key == "data/aa")
    assert hidden_before.deed is Deed.SAME, "it was not there then either"
    hidden = {one.key: one.deed for one in steps(store.listed(), BEGAN, hide_newer=True)}
    assert hidden == {"data/aa": Deed.LOST, "data/bb": Deed.NEWER, "snapshots/cc": Deed.HIDE}


def test_the_plan_is_one_hash_over_the_versions_that_come_back() -> None:
    def planned(store: Store) -> Tally:
        found = Tally(at=BEGAN + 2 * SECOND)
        assert len(list(found.watch(steps(store.listed(), found.at)))) == 2
        return found

    acts: list[tuple[str, str | None]] = [("config", "good"), ("data/aa", "good"), ("config", None), ("data/aa", "bad")]
    store = stored(acts)
    one = planned(store)
    assert one.config
    assert {deed: one.objects[deed] for deed in DOING} == {Deed.UNHIDE: 1, Deed.FORWARD: 1, Deed.HIDE: 0}
    assert one.as_json()["examples"]["forward"][0] | {"of": "", "latest_of": ""} == {
        "key": "data/aa", "version": "v2", "of": "", "latest": "v4", "latest_of": "",
    }  # fmt: skip
    assert planned(stored(acts)).digest == one.digest
    assert planned(stored([acts[1], acts[0], *acts[2:]])).digest != one.digest, "other versions, another plan"


def test_a_timeline_finds_the_first_that_nobody_of_us_did() -> None:
    store = stored([("config", "good"), ("data/aa", "good"), ("snapshots/ee", "good"), ("snapshots/ee", None)])
    ours = Removal(folders=frozenset({"snapshots"}), begins=store.clock, ends=store.clock)
    store.clock += timedelta(hours=1)
    quiet = timeline(store.listed(), [ours], BEGAN)
    assert quiet.first is None
    assert sum(one[Event.OURS] for one in quiet.hours.values()) == 1
    store.put("locks/dd", "lock")
    store.put("locks/dd", None)
    store.put("data/aa", "garbage")
    store.put("config", None)
    found = timeline(store.listed(), [ours], BEGAN)
    assert found.first
    assert (found.first.event, found.first.key) == (Event.WRITTEN_OVER, "data/aa")
    assert found.first.before < found.first.at
    hidden = {one["hour"]: (one["added"], one["hidden"], one["written_over"], one["ours"]) for one in found.as_json()}
    assert list(hidden.values()) == [(3, 0, 0, 1), (0, 1, 1, 0)]
    assert timeline(store.listed(), [], BEGAN).first != found.first, "what we did without a record is not ours"
    dealt_with = timeline(store.listed(), [ours], store.clock)
    assert dealt_with.first is None
    assert dealt_with.hours == found.hours


def test_only_a_rewind_of_ours_writes_over() -> None:
    """Neither a forget nor a prune does: within its time, whoever wrote over something is a stranger."""
    store = stored([("data/aa", "good"), ("data/aa", "garbage")])
    ours = Removal(folders=frozenset({"data"}), begins=BEGAN, ends=store.clock)
    first = timeline(store.listed(), [ours], BEGAN).first
    assert first
    assert (first.event, first.key) == (Event.WRITTEN_OVER, "data/aa")
    assert timeline(store.listed(), [replace(ours, writes_over=True)], BEGAN).first is None


def test_what_comes_while_a_rewind_runs_is_not_hidden() -> None:
    store = stored([("config", "good"), ("index/bb", "strange")])
    began = store.clock
    store.put("snapshots/ee", "of a backup that began meanwhile")
    found = {one.key: one.deed for one in steps(store.listed(), BEGAN + SECOND, hide_newer=True, began=began)}
    assert found == {"config": Deed.SAME, "index/bb": Deed.HIDE, "snapshots/ee": Deed.NEWER}
