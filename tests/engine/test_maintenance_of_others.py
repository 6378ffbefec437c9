"""A maintenance window of one service silences nothing that is still promised to another, or to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.contract.service_time import Stretch
from continuity.engine.contracts.windows import Exclusion, Scope
from continuity.engine.incidents.in_maintenance import covered, held_back
from continuity.faces.app import App
from continuity.model.incident import Cause, Severity
from tests.engine.kit import Client, local
from tests.engine.test_maintenance import ASSET

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.model.inventory import Client as Documented

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def acme(tmp_path: Path) -> Documented:
    """Two services behind one switch: the data of the second is on a machine of the first."""
    here = {"address": "127.0.0.1", "site": "here", "checks": [{"kind": "tcp", "port": 9, "every": "5m"}]}
    behind = here | {"parents": ["switch"]}
    client = Client(root=tmp_path, repositories={"disk": local(tmp_path / "disk")})
    files = {"kind": "files", "paths": [str(client.share)]}
    client.more |= {
        "devices": {"switch": here, "lamp": behind, "web1": behind, "web2": behind, "door": here},
        "services": {
            "first": {"devices": ["switch", "web1"], "up_when": "web1/tcp"},
            "second": {"devices": ["web2"], "assets": ["sql"], "up_when": "door/tcp"},
        },
        "assets": {name: ASSET | {"source": files} for name in ("sql", "logs")},
    }
    client.write()
    found = App(client.config, {}, client.key).inventory.clients["acme"]
    on_web1 = {"device": "web1"}
    assets = {name: replace(one, source=replace(one.source, settings=on_web1)) for name, one in found.assets.items()}
    return replace(found, assets=assets)


def window(scope: Scope, name: str, *services: str) -> Exclusion:
    return Exclusion(
        id=name,
        scope=scope,
        name=name,
        services=services,
        stretch=Stretch(begin=NOW, end=NOW + timedelta(hours=1)),
        declared=NOW,
        why="disks",
        by="T. Petit",
        agreed_by="",
        record="-",
    )


FIRST, SECOND = (window(Scope.SERVICE, name, name) for name in ("first", "second"))


def test_what_another_service_needs_is_promised_to_it(acme: Documented) -> None:
    assert set(covered(acme, [FIRST])) == {"device/web1", "backup/logs"}, "the switch is before web2, sql the second's"
    assert set(covered(acme, [SECOND])) == {"device/web2", "device/door", "backup/sql"}, "what decides it is its own"
    assert set(covered(acme, [FIRST, SECOND])) >= {"device/switch", "device/web1", "device/web2", "backup/sql"}
    by_name = covered(acme, [window(Scope.DEVICE, "web1", "first")])
    assert set(by_name) == {"device/web1", "backup/sql", "backup/logs"}, "what is on it fails as agreed"


@pytest.mark.parametrize(
    ("on", "behind", "is_held"),
    [
        ([FIRST, SECOND], "web2", True),
        ([FIRST, SECOND], "lamp", False),
        ([window(Scope.DEVICE, "switch", "first")], "lamp", True),
        ([window(Scope.CLIENT, "acme")], "lamp", True),
    ],
)
def test_a_cause_is_held_back_with_all_behind_it_or_not(
    acme: Documented, on: list[Exclusion], behind: str, *, is_held: bool
) -> None:
    cause = Cause(
        client="acme",
        key="device/switch",
        subject="acme/switch",
        severity=Severity.MINOR,
        since=NOW,
        reason="no answer",
        members=tuple(f"acme/{name}/tcp" for name in ("switch", "web1", behind)),
    )
    quiet = {("acme", key): one for key, one in covered(acme, on).items()}
    left, held = held_back({("acme", cause.key): cause}, [], quiet)
    assert (list(left.values()), held) == (([], [cause]) if is_held else ([cause], []))
