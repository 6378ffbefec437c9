"""The starter configuration loads, keeps its own promises, and so does its commented part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from continuity.model.documents.starter import STARTER
from continuity.policy.checking import Severity, check

if TYPE_CHECKING:
    from tests.documents.conftest import Loads


def test_starter_loads_and_keeps_its_rule(loads: Loads) -> None:
    inventory = loads(STARTER)
    assert [one for one in check(inventory, lockable={"s3"}) if one.severity is Severity.ERROR] == []
    assert [asset.active for asset in inventory.assets()] == [True]
    assert [one.path for one in inventory.inactive] == ["policies.bronze"]


def test_commented_part_is_right_too(loads: Loads) -> None:
    text = re.sub(r"^  # (elsewhere|cloud|remote|object|  )", r"  \1", STARTER, flags=re.MULTILINE)
    text = text.replace("copies: [disk]  ", "copies: [disk, remote, object]  ").replace(
        "policy: bronze", "policy: gold"
    )
    inventory = loads(text)
    assert list(inventory.clients["home"].repositories) == ["disk", "remote", "object"]
    assert check(inventory, lockable={"s3"}) == ()
