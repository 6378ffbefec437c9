"""The shipped runbook for a standby that has no replica: the database comes back there from a repository elsewhere."""

from __future__ import annotations

import shutil
import tempfile
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.test_runbooks import ended, walk
from tests.lab.site_database import serve, sql
from tests.lab.sites import TwoSites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client


@pytest.fixture
def apart() -> Iterator[TwoSites]:
    """Two sites with a database each; that of the standby holds nothing, and follows nobody."""
    work = Path(tempfile.mkdtemp(prefix="apart-"))
    with TwoSites(work) as sites:
        for site in (sites.primary, sites.standby):
            serve(site)
        sql(sites.primary, "create database shop", "postgres")
        sql(sites.primary, "create table orders (at timestamptz default now())")
        yield sites
    shutil.rmtree(work, ignore_errors=True)


def test_the_shop_runs_at_the_standby_from_its_backup(client: Client, apart: TwoSites) -> None:
    orders = f"http://{apart.address}/orders"
    for _ in range(2):
        urllib.request.urlopen(orders, data=b"", timeout=5)
    declare(client, apart)
    client.run("backup", "shop")
    urllib.request.urlopen(orders, data=b"", timeout=5)  # nobody has a copy of it
    given = {
        "asset": "shop",
        "from": "disk",
        "server": f"postgresql://postgres@{apart.standby.place.address}:5432",
        "into": "shop",
        "primary": "primary",
        "standby": "standby",
        "address": f"{apart.address}/24",
        "url": orders,
        "standby_url": f"http://{apart.standby.place.address}/",
    }
    words = [word for name, value in given.items() for word in ("--with", f"{name}={value}")]
    answers = ["it burns", "bob", "yes", "bob", "yes", ""]
    walk(client, "runbook", "run", "restore-site", "--as", "ana", *words, answers=answers)
    with urllib.request.urlopen(orders, timeout=5) as answer:
        assert answer.read() == b"2\n"
    (rto,) = [one for one in ended(client)["measurements"] if one["objective"] == "rto"]
    assert (rto["verdict"], set(rto["phases"])) == (
        "met",
        {"decided", "provisioned", "restored", "verified", "usable"},
    )
    assert (apart.holds(apart.primary), apart.holds(apart.standby)) == (False, True)


def declare(client: Client, sites: TwoSites) -> None:
    source = {"kind": "postgresql", "host": sites.primary.place.address, "database": "shop", "user": "postgres"}
    shop = {"site": "here", "policy": "plain", "copies": ["disk"], "source": source}
    client.more["assets"] = {"shop": shop | {"checks": [{"sql": "select count(*) from orders", "expect": "> 0"}]}}
    client.more["devices"] = {one.place.name: one.device() for one in (sites.primary, sites.standby)}
    client.write()
