"""The service makes up the records of the days on which nobody watched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.app import App
from continuity.model.standing import Change, Standing, Status
from tests.daemon.service import until

if TYPE_CHECKING:
    from tests.engine.kit import Client

CHECK = {"kind": "tcp", "port": 9, "every": "1s", "attempts": 1}


@pytest.mark.slow
def test_days_without_a_service_are_made_up_when_it_is_back(client: Client) -> None:
    client.more |= {"devices": {"web": {"address": "127.0.0.1", "site": "here", "checks": [CHECK]}}}
    client.write()
    key, seen = ("acme", "web", "tcp"), datetime.now(UTC) - timedelta(days=3)
    app = App(client.config, {}, client.key)
    with app.store.transaction() as tx:
        tx.watched.add([(key, Change(was=Status.UNDETERMINED, now=Status.OK, since=seen, at=seen))])
        tx.watched.save({key: Standing(status=Status.OK, since=seen, at=seen, seen=(Status.OK,))}, ())

    def days() -> list[dict[str, Any]]:
        return [one["body"] for one in client.records() if one["kind"] == "supervision.day"]

    until(client, lambda: len(days()) >= 2, "-v")
    found = days()
    assert all(one["made_up"] for one in found[:2])
    assert found[1]["checks"][0]["seconds"] == {"undetermined": 86400}, "nobody saw: never up"
    (proof,) = client.run("device", "status", "--verify", "--json").json["clients"]
    assert proof["differences"] == []
    assert len(days()) == len(found), "once each"
