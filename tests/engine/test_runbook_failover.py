"""The shipped runbook that fails a web service over and back: two real sites, and a client who polls them at 20 Hz."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.engine.test_runbooks import ended, standing, walk
from tests.lab.sites import TwoSites

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

NAME = ("runbook", "run", "failover-web", "--as", "ana")
#: What two people type on the way over (what is broken, that the primary is out, of when the data are), and back.
OVER = ["it is dark", "bob", "yes", "bob", "order 7, 12:00"]
BACK = ["yes", "", "a fan, tonight", "bob", "yes", "bob", "yes"]


@pytest.fixture
def prepared(client: Client, two_sites: TwoSites) -> Client:
    for site in (two_sites.primary, two_sites.standby):
        site.does("service", "nginx", "start")
        (site.root / "srv" / "promote").write_text("#!/bin/sh\necho promoted >>/srv/promoted\n")
        (site.root / "srv" / "promote").chmod(0o755)
        (site.root / "srv" / "promoted").unlink(missing_ok=True)
    two_sites.give(two_sites.primary)
    prepare(client, two_sites)
    return client


def prepare(client: Client, sites: TwoSites) -> None:
    sites.introduce(sites.primary)
    client.more["devices"] = {one.place.name: one.device() for one in (sites.primary, sites.standby)}
    client.write()


def given(sites: TwoSites) -> list[str]:
    inputs = {
        "asset": "share",
        "primary": "primary",
        "standby": "standby",
        "address": f"{sites.address}/24",
        "url": f"http://{sites.address}/",
        "promote": "/srv/promote",
        "standby_url": f"http://{sites.standby.place.address}/",
    }
    return [word for name, value in inputs.items() for word in ("--with", f"{name}={value}")]


def test_over_and_back_and_never_two(prepared: Client, two_sites: TwoSites) -> None:
    with two_sites.watch() as watcher:
        done = walk(prepared, *NAME, *given(two_sites), answers=[*OVER, *BACK])
        watcher.until(lambda: watcher.seen[-1] == "primary")
    assert "primary is fenced" in done.out
    assert (two_sites.standby.root / "srv" / "promoted").read_text() == "promoted\n", "once"
    outcome = ended(prepared)
    (rto,) = outcome["measurements"]
    assert (outcome["outcome"], rto["verdict"]) == ("succeeded", "met")
    assert set(rto["phases"]) == {"decided", "provisioned", "restored", "verified", "usable", "failed_back"}
    answered = [one for one in watcher.seen if one]
    sites = [one for one, before in zip(answered, ["", *answered], strict=False) if one != before]
    assert sites == ["primary", "standby", "primary"], "one after the other, each once"
    signed = [one["body"] for one in prepared.records() if one["kind"] == "procedure.step"]
    assert [one["step"] for one in signed if one["by"] == "bob"] == ["decide", "certain", "mended", "return"]
    prepared.check_evidence()


@pytest.mark.slow  # SSH waits half a minute for a machine that is dark
def test_a_primary_that_nobody_reaches_is_cut_off_by_hand(client: Client, lab_directory: Path) -> None:
    with TwoSites(lab_directory / "with-database", database=True) as sites:
        prepare(client, sites)
        orders = f"http://{sites.address}/orders"
        urllib.request.urlopen(orders, data=b"", timeout=5)
        sites.cut(sites.primary)
        done = walk(client, *NAME, *given(sites), answers=[*OVER, "yes", "/leave"], code=130)
        assert "primary is unreachable" in done.out
        urllib.request.urlopen(orders, data=b"", timeout=5)  # the standby takes writes
        with urllib.request.urlopen(orders, timeout=5) as answer:
            assert answer.read() == b"2\n", "what was ordered before is there, too"
        (waits,) = standing(client)
        client.run("runbook", "abort", waits["run"], "--reason", "the end of this test", code=None)


@pytest.mark.slow
def test_given_up_the_primary_serves_again(prepared: Client, two_sites: TwoSites) -> None:
    with two_sites.watch() as watcher:
        answers = [*OVER, "no", "abort it was the line", *["done"] * 3]
        done = walk(prepared, *NAME, *given(two_sites), answers=answers, code=1)
        watcher.until(lambda: watcher.seen[-1] == "primary")
    assert ended(prepared)["outcome"] == "aborted"
    assert (two_sites.holds(two_sites.primary), two_sites.holds(two_sites.standby)) == (True, False)
    assert "NOT UNDONE" not in done.out
    assert done.out.index("undoing take") < done.out.index("undoing fence")
