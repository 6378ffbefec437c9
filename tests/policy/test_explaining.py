"""Who said so: every value of an asset leads to the line that set it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from continuity.model.documents.loading import load
from continuity.policy.explaining import SetBy, Setting, explain
from continuity.policy.policy import resolve
from tests.documents.settings import ADAPTERS
from tests.documents.test_examples import COPY, ENVIRON

if TYPE_CHECKING:
    from continuity.model.inventory import Inventory
    from tests.documents.conftest import Loads

TEXT = """\
version: 1
state: state
client: {name: acme}
sites: {here: {}}
repositories: {disk: {adapter: local, path: repo, site: here, medium: disk, credential: me}}
policies:
  base: {objectives: {rpo: 4h, rto: 8h}, verify: {every: week, share: 10 %}, copies: {copies: 2}}
  mine:
    extends: base
    verify: {share: 5 %}
    retries: {count: 1}
assets:
  files:
    site: here
    policy: mine
    canary:
    source: {kind: files, paths: [/srv]}
    copies: [disk]
"""


def explained(inventory: Inventory, reference: str) -> dict[str, Setting]:
    asset = inventory.asset(reference)
    policy = resolve(asset.policy, inventory.clients[asset.client].policies)
    return {one.key: one for one in explain(asset, policy)}


def test_each_value_names_its_line_and_its_step(loads: Loads, tmp_path: Path) -> None:
    found = explained(loads(TEXT), "files")
    path = tmp_path / "continuity.yaml"
    told = {key: (one.set_by, one.where, one.step) for key, one in found.items()}
    assert told["site"] == (SetBy.DOCUMENT, f"{path}:14", None)
    assert told["policy.verify.share"] == (SetBy.DOCUMENT, f"{path}:10", 0)
    assert told["policy.verify.every"] == (SetBy.DOCUMENT, f"{path}:7", 1)
    assert told["policy.retries.count"] == (SetBy.DOCUMENT, f"{path}:11", 0)
    assert told["policy.retries.wait"] == (SetBy.DEFAULT, "", None)
    assert told["criticality"] == told["medium"] == (SetBy.DEFAULT, "", None)
    assert (found["policy.verify.every"].chain, found["policy.verify.share"].chain) == (("mine", "base"), ("mine",))


def test_what_follows_from_another_value_says_from_which(loads: Loads) -> None:
    found = explained(loads(TEXT), "files")
    derived = {key: one.source for key, one in found.items() if one.set_by is SetBy.DERIVED}
    assert derived == {"title": "name", "canary": "source.kind", "policy.schedule": "policy.objectives.rpo"}
    assert found["canary"].value == "sidecar"


def test_in_a_fleet_the_shared_policy_and_the_shipped_one_are_named() -> None:
    found = explained(load(COPY / "fleet", ENVIRON, ADAPTERS), "cabinet/plans")
    assert found["policy.objectives.rpo"].where == f"{COPY}/fleet/shared.yaml:15"
    assert found["site"].where.startswith(f"{COPY}/fleet/cabinet/continuity.yaml:")
    assert found["policy.copies"].where.startswith("shipped: silver.yaml:")
    assert found["policy.copies"].chain == ("pme", "silver")


def test_every_line_that_is_named_holds_its_key() -> None:
    inventory = load(COPY / "acme" / "continuity.yaml", ENVIRON, ADAPTERS)
    for asset in inventory.assets():
        for key, one in explained(inventory, asset.reference).items():
            file, _, line = one.where.rpartition(":")
            if one.where and not one.where.startswith("shipped"):
                assert key.rpartition(".")[2] in Path(file).read_text().splitlines()[int(line) - 1]
