"""The drill ransomware at a real store under Object Lock: struck, noticed, brought back; and what it refuses."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from continuity.engine.drills.encrypting import ENDING
from continuity.engine.drills.set_aside import MARKER
from tests.attacks.stronghold import Stronghold, build
from tests.engine.kit import ROOT, tree
from tests.engine.test_drills import states, verdicts

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph

INPUTS = ("--with", "asset=share", "--with", "repository=object")


def aside(stronghold: Stronghold) -> None:
    """Set the asset and its repository aside, as the page says."""
    client = stronghold.client
    client.repositories["object"]["rehearsal"] = True
    asset = {
        "site": "here", "policy": "plain", "source": {"kind": "files", "paths": [str(client.share)]},
        "copies": ["object"], "rehearsal": True,
    }  # fmt: skip
    client.more["assets"] = {"share": asset}
    client.write()
    (client.share / MARKER).write_text("acme/share\n")


@pytest.fixture(scope="module")
def stronghold(ceph_server: Ceph, tmp_path_factory: pytest.TempPathFactory) -> Stronghold:
    found = build(tmp_path_factory.mktemp("drilled"), ceph_server)
    aside(found)
    found.client.run("backup")
    return found


def drill(stronghold: Stronghold, code: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = stronghold.client.run("drill", "run", "ransomware", *INPUTS, "--json", code=code).json
    assert not list((stronghold.client.state / "sandbox").glob("*")), "everything was taken down"
    return found


def test_encrypted_robbed_and_back(stronghold: Stronghold) -> None:
    client, before = stronghold.client, tree(stronghold.client.share)
    (clean, *_) = client.points()
    found = drill(stronghold)
    assert set(states(found).values()) == {"done"}, found["reason"]
    assert verdicts(found) == {"rto": "unproven", "rpo": "met", "steady_state": "met"}, "nobody was there"
    assert set(found["detail"]["phases"]) == {"decided", "provisioned", "restored", "verified", "usable"}
    struck = found["detail"]["fault"]
    assert struck["noticed"] == "yes"
    assert struck["written_over"] > 5, "the store lets a writer write over"
    assert struck["deleted"] == struck["destroyed"] == 0
    assert struck["refused_deleted"] == struck["written_over"], "it refused what it must"
    assert struck["lost_at"] > clean["data_time"]
    (rpo,) = [one["actual_s"] for one in found["measurements"] if one["objective"] == "rpo"]
    assert 0 < rpo < 600
    assert tree(client.share) == before, "what was set aside is as it was"
    client.check_evidence()


@pytest.mark.slow
def test_who_takes_the_spoilt_point_for_clean_misses(stronghold: Stronghold) -> None:
    """The same drill, its people too late: what comes back equals its manifest, and is encrypted."""
    client = stronghold.client
    shipped = YAML(typ="safe", pure=True).load((ROOT / "drills" / "ransomware.yaml").read_text())
    shipped["answers"] |= {"clean": "newest"}
    client.more["drills"] = {"ransomware": shipped}
    client.write()
    try:
        found = drill(stronghold)
    finally:
        del client.more["drills"]
        client.write()
    assert states(found)["compare"] == "done", "equal bytes of the wrong moment"
    assert states(found)["drill-check-readable"] == "given_up"
    assert verdicts(found)["steady_state"] == verdicts(found)["rto"] == "missed"


@pytest.mark.slow
def test_a_drill_killed_in_its_attack_gives_the_files_back(stronghold: Stronghold) -> None:
    """By the next drill of it; what the watch found stays for a person to accept."""
    client, before = stronghold.client, tree(stronghold.client.share)
    child = client.spawn("drill", "run", "ransomware", *INPUTS)
    for _ in range(600):
        if any(client.share.rglob(f"*{ENDING}")):
            break
        time.sleep(0.02)
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    assert tree(client.share) != before
    client.run("drill", "run", "ransomware", *INPUTS, code=None)
    assert tree(client.share) == before
    assert not list((client.state / "sandbox").glob("*"))
