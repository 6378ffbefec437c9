"""The doctor on real installations, well and spoiled: what it finds, what it says to do, that it changes nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.doctor.check import Check, State
from continuity.engine.doctor.examination import examine
from continuity.faces.app import App
from continuity.ground.clock import SystemClock, elapsed
from tests.engine.kit import Client, Done, command, local, tree
from tests.lab import limits
from tests.lab.rest import RestServer
from tests.storage.places import S3, Sftp, silent_port

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from continuity.faces.demo.lab.sshd import Sshd

CLOCK = SystemClock()
#: Whether somebody keeps the clock of the machine that runs the tests right is not ours to say.
NOT_OURS = "clock"


def checks(done: Done) -> list[dict[str, str]]:
    """The checks of a JSON answer; every one that is not well has a remedy."""
    document = done.json
    assert document["schema"] == "continuity.doctor/1"
    for one in document["checks"]:
        assert set(one) == {"name", "subject", "state", "message", "remedy"}
        assert one["state"] == "ok" or one["remedy"], one
    return [one for one in document["checks"] if one["name"] != NOT_OURS]


def bad(done: Done) -> dict[str, dict[str, str]]:
    """What is not well, by name."""
    return {one["name"]: one for one in checks(done) if one["state"] != "ok"}


def doctor(client: Client, *words: str, code: int | None = None, **more: Any) -> Done:
    return client.run("doctor", "--json", *words, code=code, **more)


def test_an_installation_in_good_health(client: Client) -> None:
    before = tree(client.root)
    done = doctor(client)
    assert bad(done) == {}
    assert done.code in (0, 1)
    assert {one["name"] for one in checks(done)} == {
        "cache", "continuity", "database", "documents", "free-space", "log", "password", "program", "python",
        "repository", "restic", "state", "state-space", "state-writable", "time-zone", "vault", "vault-key",
        "vault-opens",
    }  # fmt: skip
    changed = {path for path, what in tree(client.root).items() if before.get(path) != what}
    assert not {path for path in changed if b"/disk/" in path or b"vault" in path or b"log/" in path}


def test_without_any_document_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = command(["doctor", "--json", "--config", str(tmp_path / "none.yaml")], {}).checked(4)
    assert set(bad(done)) == {"documents"}
    assert "continuity init" in bad(done)["documents"]["remedy"]
    assert list(tmp_path.iterdir()) == []


def test_every_mistake_of_a_document_is_a_check(client: Client) -> None:
    client.write(timezon="Europe/Paris", repositories={"disk": local("/x", site="nowhere", secret="no")})
    found = [one for one in checks(doctor(client, code=4)) if one["name"] == "documents"]
    assert len(found) >= 2
    assert all(one["subject"].startswith(str(client.config)) for one in found)


def test_before_init_it_says_init_and_makes_nothing(tmp_path: Path) -> None:
    client = Client(root=tmp_path, repositories={"disk": local(tmp_path / "disk")})
    client.share.mkdir()
    client.write()
    found = bad(doctor(client, code=4))
    assert set(found) == {"state", "vault-opens", "repository"}
    assert all("continuity init" in one["remedy"] for one in found.values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["continuity.yaml", "share"]


def test_a_locked_vault_leaves_things_unknown(client: Client) -> None:
    done = command(["doctor", "--json", "--config", str(client.config)], {"CONTINUITY_LANG": "en"}).checked(1)
    found = bad(done)
    assert {one["state"] for one in found.values()} == {"unknown"}
    assert set(found) == {"vault-opens", "password"}


def test_a_vault_that_does_not_open_is_a_fault_told_once(client: Client) -> None:
    client.key.write_bytes(b"another key, of thirty-two bytes")
    found = [one for one in checks(doctor(client, code=4)) if one["state"] == "fault"]
    assert [one["name"] for one in found] == ["vault-opens"]


@pytest.mark.parametrize(
    ("spoil", "name", "remedy"),
    [
        (lambda one: one.state.chmod(0o755), "state", "chmod 0700"),
        (lambda one: (one.state / "vault.json").chmod(0o644), "vault", "chmod 0600"),
        (lambda one: one.key.chmod(0o640), "vault-key", "chmod 0600"),
        (lambda one: (one.state / "vault.json").unlink(), "vault-opens", "continuity init"),
        (lambda one: (one.state / "vault.json").write_text("{"), "vault-opens", "previous"),
        (lambda one: (one.state / "state.db").write_text("no database " * 100), "database", "intact"),
        (lambda one: (one.state / "state.db").unlink(), "database", "continuity init"),
        (lambda one: (one.state / "log/acme/checkpoint").unlink(), "log", "continuity init"),
        (lambda one: (one.state / "log/acme/checkpoint").write_text("forged\n\n— x y\n"), "log", ""),
        (lambda one: (one.root / "disk/config").unlink(), "repository", "another copy"),
        (lambda one: (one.root / "disk").rename(one.root / "moved"), "repository", "continuity init"),
    ],
)
def test_each_fault_is_named_with_its_remedy(client: Client, spoil: Any, name: str, remedy: str) -> None:
    for extra in ("state.db-wal", "state.db-shm"):
        (client.state / extra).unlink(missing_ok=True)
    spoil(client)
    found = bad(doctor(client))
    assert name in found
    assert remedy in found[name]["remedy"]


def test_a_database_of_another_version_is_left_alone(client: Client) -> None:
    for version, state in (("0000", "warning"), ("9999", "fault")):
        with closing(sqlite3.connect(client.state / "state.db")) as connection:
            connection.execute("update alembic_version set version_num = ?", (version,))
            connection.commit()
        assert bad(doctor(client))["database"]["state"] == state
    with closing(sqlite3.connect(client.state / "state.db")) as connection:
        assert connection.execute("select version_num from alembic_version").fetchone() == ("9999",)


def test_a_promise_that_cannot_be_kept_is_a_fault(client: Client) -> None:
    promise = {
        "objectives": {"rpo": "24h", "rto": "8h"},
        "copies": {"copies": 2},
        "retention": {"immutable_for": "30d"},
    }
    client.write(policies={"plain": promise})
    found = bad(doctor(client, code=4))
    assert found["policy"]["subject"] == "acme/share"
    assert "continuity policy check" in found["policy"]["remedy"]


def test_a_missing_restic_is_one_fault(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    monkeypatch.setenv("PATH", str(bare))
    states = {(one["name"], one["subject"]): one for one in checks(doctor(client, code=4)) if one["state"] != "ok"}
    assert {key: one["state"] for key, one in states.items()} == {
        ("restic", ""): "fault",
        ("program", "setpriv"): "fault",
        ("password", "acme/disk"): "unknown",
    }
    assert "apt-get install restic" in states["restic", ""]["remedy"]


def test_an_old_restic_is_a_fault(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "restic"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho restic 0.9.6 compiled with go1.13\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}:{os.environ['PATH']}")
    assert "0.9.6 is too old" in bad(doctor(client, code=4))["restic"]["message"]


def test_a_password_that_does_not_open_is_a_fault(client: Client) -> None:
    client.vault().set("acme/disk/password", "not this one")
    found = bad(doctor(client, code=4))
    assert set(found) == {"password"}
    assert "continuity vault set acme/disk/password --replace" in found["password"]["remedy"]


def test_dead_places_delay_nobody(
    client: Client, ceph_server: Ceph, s3_user: S3User, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits.shorten(monkeypatch, 4)  # four of them, one after the other, would take sixteen
    with silent_port() as port:
        dead = S3(ceph_server, s3_user).settings(endpoint=f"http://127.0.0.1:{port}", site="here", credential="w")
        client.repositories |= {f"dead{number}": dead for number in range(4)}
        client.copies = ["disk"]
        client.write()
        begun = CLOCK.mark()
        done = doctor(client, code=4, environ={"ACCESS": s3_user.access_key, "SECRET": s3_user.secret_key})
        assert elapsed(begun, CLOCK.mark()).seconds < 15
    states = {one["subject"]: one["state"] for one in checks(done) if one["name"] == "repository"}
    assert states == {"acme/disk": "ok"} | {f"acme/dead{number}": "fault" for number in range(4)}


def test_an_sftp_server_shows_its_pinned_key(client: Client, sshd_server: Sshd, tmp_path: Path) -> None:
    settings = Sftp(sshd_server).settings(site="there", medium="disk", credential="ssh")
    client.repositories["remote"] = {**settings, "path": str(sshd_server.root / tmp_path.name)}
    client.write()
    client.run("init")
    seen = {one["name"]: one for one in checks(doctor(client)) if one["subject"] in ("acme/remote", "ssh")}
    assert "SHA256:" in seen["host-key"]["message"]
    assert {one["state"] for one in seen.values()} == {"ok"}
    assert "program" in seen
    (tmp_path / "empty").touch()
    client.repositories["remote"] |= {"known_hosts": str(tmp_path / "empty")}
    client.write()
    found = bad(doctor(client, code=4))
    assert "host key" in found["repository"]["message"]
    assert "ssh-keygen -lf" in found["repository"]["remedy"]


def test_a_rest_server_that_deletes_breaks_the_promise(client: Client, lab_directory: Path) -> None:
    with RestServer(lab_directory / "rest-of-the-doctor") as server:
        keys = {"adapter": "rest", "url": f"{server.url}/place", "site": "there", "medium": "disk", "credential": "r"}
        client.repositories["rest"] = keys
        client.write()
        client.run("init")
        seen = {one["name"]: one["state"] for one in checks(doctor(client)) if one["subject"] == "acme/rest"}
        assert seen == {"clock-skew": "ok", "repository": "ok", "password": "ok"}
        client.repositories["rest"] = keys | {"append_only": True}
        client.write()
        assert "--append-only" in bad(doctor(client, code=4))["append-only"]["remedy"]


def test_a_key_that_others_can_read_is_told_before_the_way(client: Client, tmp_path: Path, sshd_server: Sshd) -> None:
    key = tmp_path / "open_key"
    key.write_bytes(sshd_server.identity.read_bytes())
    key.chmod(0o644)
    settings = Sftp(sshd_server).settings(site="there", medium="disk", credential="ssh", identity={"file": str(key)})
    client.repositories["remote"] = {**settings, "port": 1}
    client.write()
    found = bad(doctor(client, code=4))
    assert found["key-file"]["subject"] == str(key)
    assert f"chmod 0600 {key}" in found["key-file"]["remedy"]


class Shifted(SystemClock):
    """The machine's clock, as it would be if it were wrong."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by


@pytest.mark.parametrize(
    ("by", "state"),
    [
        (timedelta(), State.OK),
        pytest.param(timedelta(minutes=-1), State.WARNING, marks=pytest.mark.slow),  # test_judging has the bounds
        (timedelta(hours=3), State.FAULT),
    ],
    ids=["right", "a-minute-slow", "hours-fast"],
)
def test_a_wrong_clock_is_seen_against_the_store(
    client: Client, ceph_server: Ceph, s3_user: S3User, by: timedelta, state: State
) -> None:
    client.repositories["object"] = S3(ceph_server, s3_user).settings(site="cloud", credential="w")
    client.write()
    environ = {"ACCESS": s3_user.access_key, "SECRET": s3_user.secret_key}
    client.run("init", environ=environ)
    app = App(client.config, environ, client.key)
    app.clock = Shifted(by)
    found: dict[str, Check] = {one.name: one for one in examine(app) if one.subject == "acme/object"}
    assert found["clock-skew"].state is state
    assert abs(float(str(found["clock-skew"].values["seconds"])) + by.total_seconds()) < 3
    assert found["lock"].state is State.OK
    assert found["owner"].state is State.WARNING
    assert found["password"].state is State.OK


def test_a_weaker_bucket_than_promised_is_a_fault(client: Client, ceph_server: Ceph, s3_user: S3User) -> None:
    there = S3(ceph_server, s3_user)
    settings = there.settings(site="cloud", credential="w")
    there.open(bucket=settings["bucket"], lock={"mode": "compliance", "period": "7d"}).prepare()
    client.repositories["object"] = settings
    client.write()
    done = doctor(client, code=4, environ={"ACCESS": s3_user.access_key, "SECRET": s3_user.secret_key})
    assert "shorter than promised" in bad(done)["lock"]["message"]


def test_people_read_marks_and_remedies_in_both_languages(client: Client) -> None:
    (client.state / "vault.json").chmod(0o644)
    english, french = (client.run("doctor", "--lang", lang, code=4).out for lang in ("en", "fr"))
    assert "✗ vault" in english
    assert "→ chmod 0600" in english
    assert "est ouvert à d'autres" in french
    quiet = client.run("doctor", "-q", code=4).out
    assert "✓" not in quiet
    assert "✗ vault" in quiet


def test_no_secret_is_ever_shown(client: Client) -> None:
    secret = client.vault().get("acme/disk/password")
    client.vault().set("acme/disk/password", secret[::-1])
    shown = doctor(client).all + client.run("doctor", code=None).all
    assert secret not in shown
    assert secret[::-1] not in shown
