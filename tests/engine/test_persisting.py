"""A copy that failed for a cause that passes is tried again within its run, and every try is on record."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.backup.restic import stall
from continuity.ground.errors import Passing
from continuity.policy.persistence import PATIENCE, Patience
from tests.engine.kit import PLAIN, Client, fresh
from tests.engine.test_crash import killed
from tests.engine.test_link_faults import AWAY, bucket_of, cut_in_mid_upload, link, over  # noqa: F401 - link is a fixture
from tests.storage.places import unique

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from continuity.faces.demo.lab.sshd import Sshd
    from tests.lab.link import Link
    from tests.lab.rest import RestServer

LARGE, SENT = 48_000_000, 36_000_000
SHORT = Patience(first=timedelta(seconds=0.5), longest=timedelta(seconds=1), within=timedelta(seconds=20))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that a test can wait for."""
    monkeypatch.setattr(stall, "LONGEST", timedelta(seconds=3))
    for fault in Passing:
        monkeypatch.setitem(PATIENCE, fault, SHORT)


def persistent(client: Client) -> Client:
    """The same client, whose policy wants retries."""
    client.more = {"policies": {"plain": {**PLAIN, "retries": {"count": 3}}}}
    client.write()
    return client


@pytest.fixture
def cut(template: Client, place: Path, monkeypatch: pytest.MonkeyPatch, hasty: None) -> Client:
    """A client whose restic writes packs of 4 MiB: it sends five at once, and what a cut leaves half done is lost."""
    wrapper = place / "bin" / "restic"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nRESTIC_PACK_SIZE=4 exec {shutil.which("restic")} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    return persistent(fresh(template, place, "disk"))


def test_sftp(cut: Client, link: Link, sshd_server: Sshd) -> None:  # noqa: F811
    made_good(cut, link, over(link, sshd_server, cut.root / "pins"))


@pytest.mark.slow
def test_rest(cut: Client, link: Link, deleting_rest_server: RestServer) -> None:  # noqa: F811
    url = f"http://{link.far}:{link.door(deleting_rest_server.port)}/{unique('far')}"
    made_good(cut, link, {"adapter": "rest", "url": url, **AWAY})


@pytest.mark.slow
def test_s3(cut: Client, link: Link, ceph_server: Ceph, s3_user: S3User) -> None:  # noqa: F811
    made_good(cut, link, bucket_of(f"http://{link.far}:{link.door(ceph_server.port)}", cut, s3_user))


def made_good(client: Client, way: Link, far: dict[str, Any]) -> None:
    """A cut in mid upload is made good within the run, and what had come through is not sent again."""
    client.repositories = {"far": far, **client.repositories}
    client.write()
    client.run("init")
    (client.share / "large").write_bytes(os.urandom(LARGE))
    way.slow(24)
    cut_in_mid_upload(way, SENT)
    mending = threading.Thread(target=mended_after_a_try, args=(client, way))
    mending.start()
    done = client.run("backup")
    mending.join()
    run = ended(client)
    copies = {copy["repository"]: copy for copy in run["copies"]}
    assert run["outcome"] == "succeeded"
    assert [one["outcome"] for one in copies["disk"]["attempts"]] == ["succeeded"]
    tries = copies["far"]["attempts"]
    assert len(tries) > 1
    assert [one["outcome"] for one in tries] == ["failed"] * (len(tries) - 1) + ["succeeded"]
    assert "nothing moved on far" in tries[0]["reason"] or "connection to far was lost" in tries[0]["reason"]
    assert copies["far"]["duration_s"] > sum(one["duration_s"] for one in tries) > 0
    assert run["detail"]["taken_up"] == ["far"]
    assert copies["far"]["bytes_added"] < LARGE * 0.9, "what had come through is not sent again"
    assert "attempt 1: failed after" in done.out
    assert f"attempt {len(tries)}: succeeded after" in done.out
    assert sorted(one["repository"] for one in client.points()) == ["disk", "far"]
    client.check_evidence()


@pytest.mark.usefixtures("hasty")
def test_what_does_not_pass_is_tried_once(client: Client) -> None:
    """A wrong password is a fact; asking again mends nothing, and may lock somebody out."""
    persistent(client)
    client.vault().set("acme/disk/password", "another one")
    run = client.run("backup", "--json", code=4).json
    (copy,) = [one for one in run["copies"] if one["repository"] == "disk"]
    assert copy["outcome"] == "failed"
    assert [one["outcome"] for one in copy["attempts"]] == ["failed"]
    assert copy["attempts"][0]["reason"] == copy["reason"]


def test_a_crash_between_two_tries_leaves_the_first_on_record(client: Client) -> None:
    """Killed while it waits for its second try; whoever ends its run knows of the first."""
    persistent(client)
    line_breaks(client)
    killed(client, "backup", at=lambda: bool(tries_kept(client)))
    client.environ["PATH"] = os.environ["PATH"]
    client.run("backup", code=None)
    outcomes = [one["body"] for one in client.records() if one["kind"] == "run.outcome"]
    assert [one["outcome"] for one in outcomes] == ["aborted", "succeeded"]
    (copy,) = outcomes[0]["copies"]
    assert copy["attempts"][0]["outcome"] == "failed"
    assert "the connection to disk was lost" in copy["attempts"][0]["reason"]
    assert [one["outcome"] for one in copy["attempts"][1:]] in ([], ["aborted"])
    assert "attempts" not in outcomes[0]["detail"]
    client.check_evidence()


def line_breaks(client: Client) -> None:
    """Let restic say, each time that it backs up, what it says of a line that breaks."""
    wrapper = client.root / "bin" / "restic"
    wrapper.parent.mkdir()
    said = "Fatal: unable to save snapshot: write tcp: connection reset by peer"
    wrapper.write_text(
        f'#!/bin/sh\ncase "$*" in *" backup "*) echo "{said}" >&2; exit 1;; esac\nexec {shutil.which("restic")} "$@"\n'
    )
    wrapper.chmod(0o755)
    client.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"


def mended_after_a_try(client: Client, way: Link) -> None:
    limit = time.monotonic() + 60
    while not tries_kept(client, "far") and time.monotonic() < limit:
        time.sleep(0.05)
    way.mend()


def tries_kept(client: Client, repository: str = "disk") -> list[dict[str, Any]]:
    """The tries of the open run that have ended."""
    with sqlite3.connect(f"file:{client.state / 'state.db'}?mode=ro", uri=True) as state:
        rows = state.execute("select detail from run where outcome is null").fetchall()
    told = [json.loads(detail).get("attempts", {}).get(repository, []) for (detail,) in rows]
    return [one for tries in told for one in tries if one["outcome"]]


def ended(client: Client) -> dict[str, Any]:
    """The newest outcome of a run, as the evidence has it."""
    found: dict[str, Any] = [one["body"] for one in client.records() if one["kind"] == "run.outcome"][-1]
    return found
