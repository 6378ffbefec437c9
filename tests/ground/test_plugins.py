"""What packages bring comes in by entry point; what is broken is named when it is asked for, and harms no other."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from continuity.ground.errors import Unavailable
from continuity.ground.plugins import Plugins, Seen


def plugins(*points: tuple[str, str], fit: Any = lambda found: found) -> Plugins[Any]:
    made = [EntryPoint(name=name, value=value, group="some.group") for name, value in points]
    return Plugins(made, what="the storage adapter", fit=fit)


def test_a_broken_one_is_named_when_asked_for_and_harms_no_other() -> None:
    found = plugins(("broken", "no.such.module:Adapter"), ("fine", "collections:OrderedDict"))
    assert (list(found), "broken" in found) == (["broken", "fine"], True)
    assert found["fine"].__name__ == "OrderedDict"
    with pytest.raises(Unavailable, match=r"the storage adapter broken .*no\.such\.module.* does not load") as caught:
        found["broken"]
    assert "the others are not affected" in caught.value.hint


def test_one_that_is_not_what_it_should_be_is_broken() -> None:
    found = plugins(("odd", "collections:OrderedDict"), fit=lambda made: made.perform)
    with pytest.raises(Unavailable, match=r"odd .*does not load: AttributeError"):
        found["odd"]


def test_one_name_from_two_packages_is_an_error() -> None:
    found = plugins(("local", "one:A"), ("local", "two:B"))
    for asked in (lambda: found["local"], found.refuse_doubles):
        with pytest.raises(Unavailable, match="two packages provide the storage adapter local"):
            asked()


def test_the_same_entry_point_seen_twice_is_one() -> None:
    assert len(plugins(("local", "one:A"), ("local", "one:A")).refuse_doubles()) == 1


def test_a_view_loads_nothing_before_it_is_asked_for() -> None:
    seen = Seen(
        plugins(("broken", "no.such.module:X"), ("fine", "collections:deque")), lambda whole, name: whole[name](name)
    )
    assert (len(seen), list(seen), "broken" in seen) == (2, ["broken", "fine"], True)
    assert list(seen["fine"]) == list("fine")
