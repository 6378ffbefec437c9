"""The way without us, gone by the kit's own scripts where there is no Python and nothing of ours."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.daemon.performing import perform
from continuity.faces.app import App
from continuity.ground.bare import ESSENTIAL, bare, program
from continuity.model.job import JobKind
from continuity.policy.lines import lines
from continuity.policy.planning import Planned
from continuity.recovery.kit.contents import assemble, read_kit
from tests.engine.kit import Client, fill
from tests.kit.conftest import PASSPHRASE, VARIABLE

if TYPE_CHECKING:
    from continuity.faces.demo.lab.sshd import Sshd
    from tests.kit.conftest import Server


@pytest.fixture(autouse=True)
def _the_real_restic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bare machine gets one file for each program, and the tests' restic is a script that begins another."""
    wrapped = os.environ.get("CONTINUITY_TEST_RESTICS", "-")
    monkeypatch.setenv("PATH", ":".join(one for one in os.environ["PATH"].split(":") if not one.startswith(wrapped)))


def test_a_bare_machine_has_nothing_of_ours(tmp_path: Path) -> None:
    say = "for one in /* /usr/bin/* /usr/lib/python*/*; do echo $one; done; cat /proc/net/dev"
    done = subprocess.run(
        bare(("sh", "-c", say), tmp_path, {"gpg": program("gpg")}, (), network=False),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = set(done.stdout.split())
    assert {one for one in found if one.startswith("/usr/bin/")} == {f"/usr/bin/{one}" for one in (*ESSENTIAL, "gpg")}
    below = bare(("sh",), tmp_path, {}, (Path("/root/repository"),), network=False)  # what comes later lies above
    assert below.index("/root") < below.index("/root/repository")
    top = {"bin", "dev", "etc", "lib", "lib64", "proc", "root", "tmp", "usr"}
    assert {one for one in found if one.count("/") == 1} == {f"/{one}" for one in top}
    assert "/usr/lib/python*/*" in found  # nothing matches
    assert "eth0:" not in found


def test_a_kit_brings_data_back_with_restic_alone(server: Server) -> None:
    run = server.client.run("kit", "test", "--asset", "share", "--json").json
    (alone,) = run["measurements"]
    assert (run["kind"], alone["objective"], alone["verdict"]) == ("kit_test", "restic_alone", "met")
    assert list(alone["phases"]) == ["opened", "restored", "verified"]
    assert "40 file(s) equal" in alone["reason"]
    assert "is not proven" in alone["how"]  # nobody typed the passphrase
    assert run["detail"]["content"]["matched"] == 40
    given = server.client.run("kit", "test", server.kit, "--asset", "share", "--json", environ={VARIABLE: PASSPHRASE})
    assert "given by people" in given.json["measurements"][0]["how"]
    assert (
        given.json["copies"][0]["repository"] != run["copies"][0]["repository"]
    )  # the one that was tested longest ago
    (record,) = [one for one in server.client.records() if one["run"] == run["id"] and one["kind"] == "run.outcome"]
    assert record["body"]["measurements"][0]["verdict"] == "met"
    told = server.client.run("status", "--json", code=None).json["kit"]
    assert [(one["asset"], one["verdict"]) for one in told["tests"]] == [("acme/share", "met")]


def test_a_repository_that_is_away_does_not_keep_the_others_from_their_turn(server: Server) -> None:
    for _ in range(2):
        last = server.client.run("kit", "test", "--asset", "share", "--json").json["copies"][0]["repository"]
    due = server.client.root / ({"disk", "second"} - {last}).pop()
    away = due.rename(due.with_name("away"))
    try:
        done = server.client.run("kit", "test", "--asset", "share", "--json", code=None)
        assert done.code != 0, done.all
        assert server.client.run("kit", "test", "--asset", "share", "--json").json["copies"][0]["repository"] == last
    finally:
        away.rename(due)


def test_data_that_is_damaged_misses(server: Server) -> None:
    packs = [path for path in (server.client.root / "second" / "data").rglob("*") if path.is_file()]
    whole = {path: path.read_bytes() for path in packs}
    for path in packs:
        path.chmod(0o600)
        path.write_bytes(bytes(len(whole[path])))
    try:
        done = server.client.run("kit", "test", "--asset", "share", "--from", "second", "--json", code=1)
    finally:
        for path, content in whole.items():
            path.write_bytes(content)
    assert done.json["outcome"] == "incomplete"
    assert done.json["measurements"][0]["verdict"] == "missed"


def test_data_that_is_not_the_sources_misses(server: Server) -> None:
    """restic is content, and the manifest is not."""
    (manifest,) = (server.client.state / "manifests/acme/share").glob("*.jsonl.gz")
    whole = manifest.read_bytes()
    other = re.sub(rb'"[0-9a-f]{64}"', b'"' + b"0" * 64 + b'"', gzip.decompress(whole))
    manifest.write_bytes(gzip.compress(other))
    try:
        done = server.client.run("kit", "test", "--asset", "share", "--json", code=1)
    finally:
        manifest.write_bytes(whole)
    assert done.json["measurements"][0]["verdict"] == "missed"
    assert "differs from its manifest" in done.err


def test_a_kit_that_is_gone_or_another_is_told(server: Server) -> None:
    away = server.kit.with_suffix(".away")
    server.kit.rename(away)
    try:
        assert "cannot be read" in server.client.run("kit", "test", "--asset", "share", code=4).err
        shutil.copy(server.split, server.kit)
        assert "its SHA-256 is another" in server.client.run("kit", "test", "--asset", "share", code=1).err
    finally:
        away.replace(server.kit)


def test_a_kit_of_another_server_is_told(server: Server, tmp_path: Path) -> None:
    closed = read_kit(server.kit.read_bytes())
    other = assemble(closed.label, closed.open(PASSPHRASE), (), PASSPHRASE)  # it knows of no repository of ours
    (tmp_path / "other.tar").write_bytes(other)
    done = server.client.run(
        "kit", "test", tmp_path / "other.tar", "--asset", "share", environ={VARIABLE: PASSPHRASE}, code=1
    )
    assert "the kit knows of no repository acme/" in done.err


def test_a_policy_plans_it_and_the_daemon_does_it(server: Server) -> None:
    client = replace(server.client, more=dict(server.client.more))
    before = client.config.read_bytes()
    client.write(
        policies={"plain": {"objectives": {"rto": "8h"}, "copies": {"copies": 2}, "kit_test": {"every": "month"}}}
    )
    try:
        app = App(client.config, client.environ | {"PATH": os.environ["PATH"]}, client.key)
        asked = {line.subject: line for line in lines(app.inventory, {}) if line.kind is JobKind.KIT_TEST}
        assert set(asked) == {"acme/share", "acme/self"}
        line = asked["acme/self"]
        planned = Planned(line=line, scheduled_for=app.clock.now(), work=None, reason=line.why)
        run = perform(app.workshop, planned, None).run  # type: ignore[arg-type]  # by hand, as the daemon would
        assert str(run.measurements[0].verdict) == "met"
        assert "the recovery kit is older than the documents" in client.run("status", code=None).out
        checks = client.run("doctor", "--json", code=None).json["checks"]
        assert [one["state"] for one in checks if one["name"] == "recovery-kit"] == ["warning"]
    finally:
        client.config.write_bytes(before)
    plain = App(client.config, client.environ, client.key).inventory
    assert JobKind.KIT_TEST not in {line.kind for line in lines(plain, {})}


def test_keys_and_known_hosts_go_with_the_kit(sshd_server: Sshd, tmp_path: Path) -> None:
    """Over SFTP, the key and the list of hosts being gone from this machine."""
    lost = tmp_path / "lost"
    lost.mkdir()
    settings: dict[str, Any] = dict(sshd_server.settings(sshd_server.root / f"kit-{os.getpid()}"))
    for name, key in (("identity", "key"), ("known_hosts", "hosts")):
        found = settings[name]["file"] if name == "identity" else settings[name]
        shutil.copy(found, lost / key)
    settings |= {"identity": {"file": str(lost / "key")}, "known_hosts": str(lost / "hosts")}
    settings |= {"site": "there", "medium": "disk", "credential": "me"}
    client = Client(root=tmp_path, repositories={"remote": settings})
    client.share.mkdir()
    fill(client.share)
    client.write()
    client.run("init")
    client.run("backup", "share", code=None)
    client.run("kit", "create", "-o", tmp_path / "kit.tar", environ={VARIABLE: PASSPHRASE})
    run = client.run("kit", "test", "--asset", "share", "--json").json
    assert run["measurements"][0]["verdict"] == "met"
    (tmp_path / "out").mkdir()
    subprocess.run(["tar", "-xf", tmp_path / "kit.tar", "-C", tmp_path / "out"], check=True)
    shutil.rmtree(lost)
    opened = tmp_path / "opened"
    subprocess.run(
        ["sh", tmp_path / "out/continuity-kit/open.sh", opened],
        input=PASSPHRASE,
        text=True,
        check=True,
        capture_output=True,
    )
    listed = subprocess.run(
        [opened / "restic/acme/remote/restic", "snapshots"], check=True, capture_output=True, text=True
    )
    assert "continuity:asset=share" in listed.stdout
