"""Shipped policies and schemas: every file reads, promises within its range, and points to a schema that is current."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from continuity.model.documents.jsonschema import schemas
from continuity.model.documents.shipped import PolicyShelf, shipped, shipped_names
from continuity.policy.policy import resolve

POLICIES = Path(__file__).parents[2] / "policies"


def test_the_five_are_shipped() -> None:
    assert shipped_names() == ("archive", "bronze", "gold", "platinum", "silver")


@pytest.mark.parametrize("name", shipped_names())
def test_each_promises_within_the_range(name: str) -> None:
    policy = resolve(name, PolicyShelf({}))
    assert policy.rpo is not None
    assert policy.rto is not None
    assert timedelta(minutes=15) <= policy.rpo <= timedelta(hours=24)
    assert timedelta(minutes=30) <= policy.rto <= timedelta(hours=8)
    assert policy.copies is not None
    every = [entry.every for entry in policy.schedule if isinstance(entry.every, timedelta)]
    assert all(2 * one <= policy.rpo for one in every), "one failed run must not break the promise"
    assert policy.retention.span() is not None
    assert (policy.retention.span() or timedelta(0)) >= (policy.immutable_for or timedelta(0))


@pytest.mark.parametrize("name", shipped_names())
def test_each_points_to_its_schema_and_gives_reasons(name: str) -> None:
    lines = (POLICIES / f"{name}.yaml").read_text().splitlines()
    pointer = lines[0].removeprefix("# yaml-language-server: $schema=")
    assert (POLICIES / pointer).is_file()
    assert lines[1].startswith("# For ")


def test_promises_grow_from_bronze_to_platinum() -> None:
    found = [resolve(name, PolicyShelf({})) for name in ("platinum", "gold", "silver", "bronze")]
    rpos = [policy.rpo for policy in found]
    assert rpos == sorted(rpos, key=lambda one: one or timedelta(0))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_schemas_are_current(name: str) -> None:
    committed = (POLICIES / "schema" / name).read_text()
    assert committed == schemas()[name], "run: python -m continuity.model.documents.jsonschema"
    assert json.loads(committed)["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("path", sorted((POLICIES.parent / "controls").glob("*.yaml")), ids=lambda path: path.stem)
def test_each_framework_points_to_its_schema_and_says_for_whom(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert (path.parent / lines[0].removeprefix("# yaml-language-server: $schema=")).is_file()
    assert lines[1].startswith("# ")


def test_a_policy_of_ours_comes_first() -> None:
    own = shipped("gold")
    shelf = PolicyShelf({"silver": own})
    assert shelf["silver"] is own
    assert set(shelf) == set(shipped_names())
    assert len(shelf) == 5
    with pytest.raises(KeyError):
        shelf["none"]
