"""The shipped runbook that fails a site and its database over and back: two real sites that replicate."""

from __future__ import annotations

import shutil
import tempfile
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.test_runbooks import ended, walk
from tests.lab.site_cables import cables
from tests.lab.site_database import DATA, sql
from tests.lab.sites import TwoSites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client

NAME = ("runbook", "run", "failover-site", "--as", "ana")
OVER = ["it is dark", "bob", "yes", "bob", "yes", ""]
BACK = ["a fan, tonight", "bob", "yes"]


@pytest.fixture(scope="module")
def shop() -> Iterator[TwoSites]:
    """Two sites whose databases replicate, for the tests of this file."""
    work = Path(tempfile.mkdtemp(prefix="shop-"))
    with TwoSites(work, database=True) as sites:
        yield sites
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture
def prepared(client: Client, shop: TwoSites) -> Client:
    shop.introduce(shop.primary)
    client.more["devices"] = {one.place.name: one.device() for one in (shop.primary, shop.standby)}
    client.write()
    return client


def given(sites: TwoSites) -> dict[str, str]:
    return {
        "asset": "share",
        "primary": "primary",
        "standby": "standby",
        "address": f"{sites.address}/24",
        "url": f"http://{sites.address}/orders",
        "standby_url": f"http://{sites.standby.place.address}/",
        "data": DATA,
        "socket": "/tmp",
        "primary_database": f"{sites.primary.place.address}:5432",
        "standby_database": f"{sites.standby.place.address}:5432",
    }


def words(sites: TwoSites) -> list[str]:
    return [word for name, value in given(sites).items() for word in ("--with", f"{name}={value}")]


def order(sites: TwoSites) -> None:
    urllib.request.urlopen(f"http://{sites.address}/orders", data=b"", timeout=5)


@pytest.mark.slow  # the drill site-failover walks it, too
def test_over_and_back_with_every_row(prepared: Client, shop: TwoSites) -> None:
    before = int(sql(shop.primary, "select count(*) from orders"))
    order(shop)
    with shop.watch() as watcher:
        walk(prepared, *NAME, *words(shop), answers=[*OVER, *BACK])
        watcher.until(lambda: watcher.seen[-1] == "primary")
    outcome = ended(prepared)
    (rto,) = outcome["measurements"]
    assert (outcome["outcome"], rto["verdict"]) == ("succeeded", "met")
    assert set(rto["phases"]) == {"decided", "provisioned", "restored", "verified", "usable", "failed_back"}
    answered = [one for one in watcher.seen if one]
    sites = [one for one, last in zip(answered, ["", *answered], strict=False) if one != last]
    assert sites == ["primary", "standby", "primary"], "one after the other, each once"
    order(shop)
    assert sql(shop.standby, "select count(*) from orders, pg_is_in_recovery() as replica where replica") == str(
        before + 2
    ), "the standby follows again"
    prepared.check_evidence()


def test_given_up_before_it_is_certain_the_primary_serves_again(prepared: Client, shop: TwoSites) -> None:
    answers = [*OVER[:2], "no", "abort it was the line", "done"]
    done = walk(prepared, *NAME, *words(shop), answers=answers, code=1)
    assert "NOT UNDONE" not in done.out
    assert ended(prepared)["outcome"] == "aborted"
    assert (shop.holds(shop.primary), shop.holds(shop.standby)) == (True, False)
    order(shop)
    assert sql(shop.standby, "select pg_is_in_recovery()") == "t", "nothing was promoted"


@pytest.mark.slow  # SSH waits half a minute for a machine that is dark
def test_what_the_standby_had_not_received_is_lost_and_kept_beside(prepared: Client, shop: TwoSites) -> None:
    programs = cables(shop, prepared.root)
    before = int(sql(shop.primary, "select count(*) from orders"))
    shop.cut(shop.standby)
    for _ in range(3):
        order(shop)
    shop.cut(shop.primary)
    shop.mend(shop.standby)
    own = [*words(shop), "--with", f"connect={programs['connect']}"]
    done = walk(prepared, *NAME, *own, answers=[*OVER, *BACK])
    assert "primary is unreachable" in done.out
    assert sql(shop.primary, "select count(*) from orders") == str(before)
    (run,) = [
        one["run"] for one in prepared.records() if one["kind"] == "run.outcome" and one["body"]["kind"] == "runbook"
    ]
    assert (shop.primary.root / f"{DATA}.before-{run}"[1:]).is_dir(), "there, and nowhere else"
    order(shop)
    assert sql(shop.standby, "select pg_is_in_recovery()") == "t"
