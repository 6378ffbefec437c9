"""The starter configuration loads, keeps its own promises, and so does its commented part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from continuity.model.documents.starter import STARTERS
from continuity.policy.checking import Severity, check

if TYPE_CHECKING:
    from tests.documents.conftest import Loads


@pytest.mark.parametrize("language", STARTERS)
def test_starter_loads_and_keeps_its_rule(loads: Loads, language: str) -> None:
    inventory = loads(STARTERS[language])
    assert inventory.language == language
    assert [one for one in check(inventory, lockable={"s3"}) if one.severity is Severity.ERROR] == []
    assert [asset.active for asset in inventory.assets()] == [True]
    assert [one.path for one in inventory.inactive] == []


@pytest.mark.parametrize(("language", "copies"), [("en", "disk, remote, object"), ("fr", "disque, distant, objet")])
def test_commented_part_is_right_too(loads: Loads, language: str, copies: str) -> None:
    text = re.sub(r"^  # ([a-z]+:|  )", r"  \1", STARTERS[language], flags=re.MULTILINE)
    text = re.sub(r"^# (unprotected|  )", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"copies: \[\w+\]", f"copies: [{copies}]", text).replace("policy: bronze", "policy: gold")
    inventory = loads(text)
    (client,) = inventory.clients.values()
    assert ", ".join(client.repositories) == copies
    assert len(client.sites) == 3
    assert [str(one.path) for one in client.unprotected] == ["/srv/tmp"]
    assert check(inventory, lockable={"s3"}) == ()


def test_both_languages_start_from_the_same() -> None:
    keys = [re.findall(r"^[ #]*(\w+):", text, re.MULTILINE) for text in STARTERS.values()]
    assert len(keys[0]) == len(keys[1])
