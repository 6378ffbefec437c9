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
from tests.engine.test_link_faults import cut_in_mid_upload, link, over  # noqa: F401 - link is a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.sshd import Sshd
    from tests.lab.link import Link

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


@pytest.mark.usefixtures("hasty")
def test_a_cut_in_mid_upload_is_made_good_within_the_run(
    template: Client,
    place: Path,
    link: Link,  # noqa: F811
    sshd_server: Sshd,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = persistent(fresh(template, place, "disk"))
    client.repositories = {"far": over(link, sshd_server, client.root / "pins"), **client.repositories}
    client.write()
    client.run("init")
    (client.share / "large").write_bytes(os.urandom(LARGE))
    small_packs(client.root / "bin", monkeypatch)
    link.slow(24)
    cut_in_mid_upload(link, SENT)
    mending = threading.Thread(target=mended_after_a_try, args=(client, link))
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


def small_packs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let restic write packs of 4 MiB: it sends five at once, and what a cut leaves half done is lost."""
    folder.mkdir()
    wrapper = folder / "restic"
    wrapper.write_text(f'#!/bin/sh\nRESTIC_PACK_SIZE=4 exec {shutil.which("restic")} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


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
