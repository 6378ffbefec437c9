"""A policy in force: every value decided, and its origin known."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import UsageError
from continuity.model.documents.shipped import PolicyShelf
from continuity.model.inventory import Calendar, PolicyDocument
from continuity.policy.policy import CopiesRule, resolve

if TYPE_CHECKING:
    from tests.documents.conftest import Loads

H = timedelta(hours=1)
HEAD = "version: 1\nstate: s\nclient: {name: acme}\n"
POLICIES = """\
policies:
  atelier:
    extends: gold
    objectives: {rpo: 30m}
    schedule: {cron: "0 1 * * *"}
  banc:
    extends: atelier
    copies: {copies: 2}
    retention: {daily: 3}
"""


def document(name: str, **values: Any) -> PolicyDocument:
    return PolicyDocument(name=name, where=f"{name}.yaml:1", values=values)


def test_extends_keeps_what_is_not_said_again(loads: Loads) -> None:
    policies = loads(HEAD + POLICIES).policies
    policy = resolve("banc", policies)
    assert (policy.rpo, policy.rto) == (H / 2, 4 * H)
    assert policy.copies == CopiesRule(copies=2)
    assert (policy.retention.daily, policy.retention.weekly) == (3, 9)
    assert [entry.cron for entry in policy.schedule] == ["0 1 * * *"]
    assert policy.chain == ("banc", "atelier", "gold")


def test_each_value_knows_its_document_line_and_step(loads: Loads) -> None:
    inventory = loads(HEAD + POLICIES)
    origins = resolve("banc", inventory.policies).origins
    assert str(origins["objectives.rpo"]).endswith("continuity.yaml:7")
    assert (origins["objectives.rpo"].policy, origins["objectives.rpo"].step) == ("atelier", 1)
    assert str(origins["retention.daily"]).endswith("continuity.yaml:12")
    assert str(origins["objectives.rto"]).startswith("shipped: gold.yaml:")
    assert origins["objectives.rto"].step == 2


def test_values_are_said_as_people_say_them() -> None:
    words = resolve("gold", PolicyShelf({})).as_words()
    assert (words["objectives.rpo"], words["retention.immutable_for"]) == ("1 h", "14 d")
    assert words["schedule"] == "every 20 min; kind full, cron 0 2 * * sun"
    assert words["drill.every"] == "quarter"


def test_defaults_are_said_to_be_defaults() -> None:
    policy = resolve("p", {"p": document("p")})
    assert policy.values["restore_test"]["every"] is Calendar.MONTH
    assert policy.values["drill"]["every"] is Calendar.QUARTER
    assert str(policy.origins["drill.every"]) == "default"
    assert policy.copies is None


def test_digest_follows_values_not_places() -> None:
    shelf = PolicyShelf({})
    gold = resolve("gold", shelf)
    other = resolve("house", {"house": document("house", extends="gold", title="x"), "gold": shelf["gold"]})
    changed = resolve(
        "house", {"house": document("house", extends="gold", objectives={"rpo": H / 2}), "gold": shelf["gold"]}
    )
    assert gold.digest == other.digest != changed.digest
    assert len(gold.digest) == 64


def test_every_value_has_an_origin() -> None:
    for name in PolicyShelf({}):
        policy = resolve(name, PolicyShelf({}))
        for key, value in policy.values.items():
            keys = [f"{key}.{part}" for part in value] if isinstance(value, dict) and key != "copies" else [key]
            assert set(keys) <= set(policy.origins)


def test_unknown_name_and_circle() -> None:
    with pytest.raises(UsageError, match="no policy named gild") as raised:
        resolve("gild", PolicyShelf({}))
    assert "gold" in raised.value.hint
    with pytest.raises(UsageError, match="a → b → a"):
        resolve("a", {"a": document("a", extends="b"), "b": document("b", extends="a")})


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (CopiesRule(copies=3, media=2, offsite=1, immutable=1, errors=0), "3-2-1-1-0"),
        (CopiesRule(copies=3, media=2, offsite=1), "3-2-1"),
        (CopiesRule(copies=2, errors=0), "2-1-0-0-0"),
        (CopiesRule(copies=3, media=2, offsite=1, immutable=1), "3-2-1-1"),
    ],
)
def test_rules_are_written_as_digits(rule: CopiesRule, text: str) -> None:
    assert str(rule) == text


numbers = st.dictionaries(st.sampled_from(["hourly", "daily", "weekly"]), st.integers(0, 9), max_size=3)


@given(st.lists(numbers, min_size=1, max_size=5))
def test_the_last_word_wins(levels: list[dict[str, int]]) -> None:
    """The chain gives what merging its mappings from the far end gives, and each origin is the last that set it."""
    documents = {
        f"p{step}": document(
            f"p{step}", retention=level, **({"extends": f"p{step + 1}"} if step + 1 < len(levels) else {})
        )
        for step, level in enumerate(levels)
    }
    merged: dict[str, int] = {}
    for level in reversed(levels):
        merged |= level
    policy = resolve("p0", documents)
    assert policy.values.get("retention", {}) == merged
    for key in merged:
        first = next(step for step, level in enumerate(levels) if key in level)
        assert policy.origins[f"retention.{key}"].step == first
