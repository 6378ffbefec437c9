"""Canaries tell points apart; secrets stay in the vault and in the environment of the child that needs them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import Client, finish, fresh, local
from tests.lab import quick_vault

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph, S3User

WORDS = {
    "vault passphrase": "the-passphrase-of-the-vault-7c1d",
    "restic password": "the-password-of-the-repository-55e0",
    "environment": "something-else-of-the-users-environment-91ab",
}


def test_yesterdays_point_fails_todays_canary(client: Client) -> None:
    """Somebody swaps two points in the database: the restored data says so."""
    client.run("backup")
    (client.share / "new").write_text("new")
    client.run("backup")
    first, second = sorted(client.points(), key=lambda one: str(one["data_time"]))
    with closing(sqlite3.connect(client.state / "state.db")) as database:
        for old, new in ((first["run"], "swapped"), (second["run"], first["run"]), ("swapped", second["run"])):
            database.execute("update point set run = ? where run = ?", (new, old))
        database.commit()
    run = client.run("restore", "share", "--to", client.root / "target", "--json", code=1)
    verdicts = {one["objective"]: one["verdict"] for one in run.json["measurements"]}
    assert verdicts["rpo"] == "unproven"
    assert "canary" in run.json["reason"]
    assert client.run("status", "--json", code=None).json["assets"][0]["proven_rpo"]["verdict"] == "unproven"


def test_a_canary_taken_out_of_the_data_is_missed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrapper of restic restores everything but the canary."""
    client.run("backup")
    real = shutil.which("restic")
    wrapper = client.root / "bin" / "restic"
    wrapper.parent.mkdir()
    wrapper.write_text(
        f'#!/bin/sh\n{real} "$@"; code=$?\ncase "$*" in *" restore "*) find {client.root} -path "*continuity-*" '
        "-name canary.json -delete;; esac\nexit $code\n"
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    done = client.run("restore", "share", "--to", client.root / "target", "--json", code=1)
    assert "the canary is not in the restored data" in done.json["reason"]


def test_the_nonce_is_nowhere_but_in_the_snapshot(client: Client) -> None:
    run = client.run("backup", "--json").json
    canary = run["detail"]["canary"]
    assert not Path(canary["path"]).exists()
    environ = {"RESTIC_PASSWORD": client.vault().get("acme/disk/password"), "PATH": os.environ["PATH"]}
    snapshot = run["copies"][0]["snapshot"]
    words = ["restic", "-r", client.root / "disk", "--no-lock", "dump", snapshot, canary["path"]]
    said = json.loads(subprocess.run(words, env=environ, capture_output=True, check=True).stdout)
    assert said["run"] == run["id"]
    assert_nowhere(client.state, {"nonce": said["nonce"]})


def assert_nowhere(root: Path, secrets: dict[str, str], *more: str) -> None:
    """Neither as text nor in another usual form, in any file below ``root`` or any of these texts."""
    for path in root.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            for what, secret in secrets.items():
                assert secret.encode() not in raw, f"the {what} stands in {path}"
    for text in more:
        for what, secret in secrets.items():
            assert secret not in text, f"the {what} was printed"


@pytest.fixture
def spied(template: Client, place: Path, ceph_server: Ceph, s3_user: S3User, fresh_bucket: str) -> Client:
    """A directory and a bucket, secrets from everywhere, and a restic that writes down how it was called."""
    bucket = {
        "adapter": "s3",
        "endpoint": ceph_server.endpoint,
        "bucket": fresh_bucket,
        "access_key": {"vault": "s3/access"},
        "secret_key": {"env": "LAB_SECRET"},
        "site": "cloud",
        "medium": "object",
        "credential": "s3",
    }
    (place / "password").write_text(WORDS["restic password"] + "\n")
    repositories = {
        "disk": local(place / "disk", password={"file": str(place / "password")}),
        "object": bucket,
    }
    real = shutil.which("restic")
    (place / "bin").mkdir()
    wrapper = place / "bin" / "restic"
    wrapper.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >> {place}/argv\nenv | cut -d= -f1 | sort >> {place}/names\n'
        f'env >> {place}/values\nexec {real} "$@"\n'
    )
    wrapper.chmod(0o755)
    client = Client(root=place, repositories=repositories)
    client.environ |= {
        "CONTINUITY_VAULT_PASSPHRASE": WORDS["vault passphrase"],
        "LAB_SECRET": s3_user.secret_key,
        "UNRELATED_TOKEN": WORDS["environment"],
        "PATH": f"{place}/bin:{os.environ['PATH']}",
    }
    client.share.mkdir()
    (client.share / "file").write_text("content")
    client.write()
    return client


def test_no_secret_leaves_the_vault_or_the_childs_environment(spied: Client, s3_user: S3User) -> None:
    """The vault opens by passphrase here, and everything runs as a process of its own, with -v."""
    printed: list[str] = []
    (spied.root / "access").write_text(s3_user.access_key)

    def call(*words: object, code: int = 0) -> None:
        child = spied.spawn(*words, "-v", program=quick_vault.PROGRAM)
        done = finish(child).checked(code)
        printed.extend((done.out, done.err))

    spied.argv = lambda *words: [*map(str, words), "--config", str(spied.config)]  # type: ignore[method-assign]
    call("init", code=3)  # the bucket's key is not in the vault yet
    call("vault", "set", "s3/access", "--from-file", spied.root / "access")
    call("init")
    call("backup", "--json")
    call("storage", "check")
    call("restore", "share", "--to", spied.root / "target")
    (spied.root / "password").write_text("wrong-" + WORDS["restic password"])
    call("backup", "--json", code=3)
    sealed = _passwords(spied)
    secrets = WORDS | {"S3 key": s3_user.access_key, "S3 secret": s3_user.secret_key} | sealed
    assert_nowhere(spied.state, secrets, *printed)
    assert_nowhere(spied.root / "target", secrets)
    argv = (spied.root / "argv").read_text()
    assert_nowhere(spied.root / "nothing", secrets, argv)
    names = set((spied.root / "names").read_text().split())
    assert {"RESTIC_PASSWORD", "AWS_SECRET_ACCESS_KEY"} <= names
    assert not {"CONTINUITY_VAULT_PASSPHRASE", "LAB_SECRET", "UNRELATED_TOKEN"} & names
    values = (spied.root / "values").read_text()
    assert WORDS["vault passphrase"] not in values
    assert WORDS["environment"] not in values
    assert WORDS["restic password"] in values, "the test would see a secret where one is"


def _passwords(spied: Client) -> dict[str, str]:
    """The password that init made up for the bucket, and the key that signs the log."""
    from continuity.engine.vault import Unlock, Vault
    from continuity.ground.ids import SystemIds

    unlock = Unlock("scrypt", WORDS["vault passphrase"].encode())
    vault = Vault.open(spied.state / "vault.json", unlock, SystemIds().nonce)
    return {name: vault.get(name) for name in vault.names() if name != "s3/access"}


def test_what_we_write_is_its_owners_alone(client: Client) -> None:
    client.child("backup")
    client.child("restore", "share", "--to", client.root / "target")
    for path in [client.state / "manifests", client.state / "canary", *client.state.glob("manifests/*/*/*")]:
        assert path.stat().st_mode & 0o077 == 0, path
    assert (client.root / "target").stat().st_mode & 0o077 == 0


def test_an_unchanged_tree_costs_one_restic_process(template: Client, place: Path) -> None:
    client = fresh(template, place, "disk")
    (place / "bin").mkdir()
    (place / "bin" / "restic").write_text(f'#!/bin/sh\necho "$@" >> {place}/argv\nexec {shutil.which("restic")} "$@"\n')
    (place / "bin" / "restic").chmod(0o755)
    environ = {"PATH": f"{place}/bin:{os.environ['PATH']}"}
    client.child("backup", environ=environ)
    first = (place / "argv").read_text().splitlines()
    assert [line.split()[0] for line in first] == ["version", "-r"]
    client.child("backup", environ=environ)
    again = (place / "argv").read_text().splitlines()[len(first) :]
    assert len(again) == 1
    assert " backup " in again[0]
