"""The shipped drill of two sites, walked by a script: the primary is cut off, clients ask, rows say what was lost."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.test_drills import states, verdicts
from tests.engine.test_runbook_site import given
from tests.lab.site_cables import cables
from tests.lab.site_database import sql
from tests.lab.sites import TwoSites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client


@pytest.fixture(scope="module")
def shop() -> Iterator[TwoSites]:
    """Two sites whose databases replicate, for the drills of this file."""
    work = Path(tempfile.mkdtemp(prefix="shop-"))
    with TwoSites(work, database=True) as sites:
        sql(sites.primary, "insert into orders select now() from generate_series(1, 3)")
        yield sites
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture
def prepared(client: Client, shop: TwoSites) -> Client:
    shop.introduce(shop.primary)
    client.more["devices"] = {one.place.name: one.device() for one in (shop.primary, shop.standby)}
    client.write()
    return client


def drilled(client: Client, sites: TwoSites, cut: str) -> dict[str, Any]:
    programs = cables(sites, client.root)
    own = {
        "cut": programs[cut],
        "mend": programs["mend"],
        "connect": programs["connect"],
        "schema": "shop",
        "query": "SELECT count(*) FROM orders",
        "polled": f"http://{sites.address}/",
    }
    words = [word for name, value in (given(sites) | own).items() for word in ("--with", f"{name}={value}")]
    found: dict[str, Any] = client.run("drill", "run", "site-failover", *words, "--json", code=1).json
    return found


def test_rows_that_nobody_received_are_lost_and_told(prepared: Client, shop: TwoSites) -> None:
    found = drilled(prepared, shop, "cut_late")
    assert set(states(found).values()) == {"done"}, found["reason"]
    assert found["outcome"] == "succeeded"
    told = verdicts(found)
    assert (told["rto"], told["rpo"], told["steady_state"]) == ("unproven", "met", "met"), "nobody was there"
    phases = ["decided", "provisioned", "restored", "verified", "usable", "failed_back"]
    assert sorted(found["detail"]["phases"]) == sorted(phases)
    rows = found["detail"]["canary_rows"]
    assert (rows["found"] + rows["lost"], rows["lost"] > 0) == (rows["written"], True)
    rpo, rto = (next(one for one in found["measurements"] if one["objective"] == name) for name in ("rpo", "rto"))
    assert rpo["actual_s"] == rows["lost_s"] > 1, "for as long as the standby heard nothing"
    first = max(found["detail"]["probes"]["page"]["outages"], key=lambda one: float(one["seconds"]))
    assert first["seconds"] < rto["actual_s"] + 1, "the clients saw it, from the cut to the standby"
    assert (shop.holds(shop.primary), shop.holds(shop.standby)) == (True, False)
    assert sql(shop.standby, "select status from pg_stat_wal_receiver") == "streaming"
    prepared.check_evidence()


@pytest.mark.slow
def test_what_was_received_is_not_lost(prepared: Client, shop: TwoSites) -> None:
    found = drilled(prepared, shop, "cut")
    assert set(states(found).values()) == {"done"}, found["reason"]
    assert found["detail"]["canary_rows"]["lost"] == 0
    assert found["detail"]["canary_rows"]["written"] > 0


@pytest.mark.slow
def test_a_standby_that_does_not_promote_leaves_the_primary_serving(prepared: Client, shop: TwoSites) -> None:
    held_up = shop.standby.does("pgrep", "-f", "startup recovering").strip()
    shop.standby.does("kill", "-STOP", held_up)
    found = drilled(prepared, shop, "cut")
    shop.standby.does("kill", "-CONT", held_up)
    assert states(found)["promote"] != "done"
    assert verdicts(found)["rto"] in ("missed", "unproven")
    assert "could not be undone" not in found["reason"]
    assert (shop.holds(shop.primary), shop.holds(shop.standby)) == (True, False)
    with shop.watch() as watcher:
        watcher.until(lambda: watcher.seen[-1] == "primary")
    assert sql(shop.standby, "select pg_is_in_recovery()") == "t", "and it is not promoted an hour later"
    prepared.check_evidence()
