"""A repository's password is changed so that the vault opens the repository at every moment, whatever dies when."""

from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from continuity.backup.restic.keys import Keys
from continuity.engine.vault.passwords import PasswordChange
from continuity.faces.app import App
from continuity.ground.errors import Unavailable
from tests.engine.kit import Client, fill, finish, local
from tests.lab.rest import RestServer
from tests.vault.keys import nonce

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from continuity.backup.place import Place

ENTRY = "acme/disk/password"
#: What one change asks of restic, in order: the new password's key, add, list twice, the old key, unlock, remove, look.
CALLS = 8
#: Runs the real restic; counts and notes what it is asked; kills whoever called before the call of that number.
SPY = """#!/bin/sh
case "$*" in version) exec {real} version ;; esac
printf '%s\\n' "$*" >>{notes}
[ "$(wc -l <{notes})" != {deadly} ] || {{ kill -9 $PPID; exit 1; }}
{refuse}
exec {real} "$@"
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """One repository with one point."""
    client = Client(root=tmp_path_factory.mktemp("template"), repositories={})
    client.repositories = {"disk": local(client.root / "disk")}
    client.policy = "bronze"
    client.share.mkdir()
    fill(client.share, 5)
    client.write()
    client.run("init")
    client.run("backup", code=None)
    return client


@pytest.fixture
def client(template: Client, tmp_path: Path) -> Client:
    for name in ("state", "disk", "share"):
        shutil.copytree(template.root / name, tmp_path / name)
    shutil.copy(template.key, tmp_path / "vault.key")
    client = Client(root=tmp_path, repositories={"disk": local(tmp_path / "disk")}, policy="bronze")
    client.write()
    return client


def spied(client: Client, *, deadly: int = 0, refuse: str = "", real: str = "") -> dict[str, str]:
    """An environment whose ``restic`` is the spy."""
    folder = client.root / "spy"
    folder.mkdir(exist_ok=True)
    (client.root / "notes").write_text("")
    spy = SPY.format(real=real or shutil.which("restic"), notes=client.root / "notes", deadly=deadly, refuse=refuse)
    (folder / "restic").write_text(spy)
    (folder / "restic").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def calls(client: Client) -> list[str]:
    return (client.root / "notes").read_text().splitlines()


def places(client: Client, *names: str) -> list[Place]:
    app = App(client.config, {}, client.key)
    return [app.place(app.inventory.clients["acme"].repositories[name]) for name in names or ("disk",)]


def opens(client: Client, password: str, name: str = "disk") -> bool:
    (place,) = places(client, name)
    return Keys(replace(place.restic, password=password)).current() is not None


def rotate(client: Client, name: str = "disk", *, code: int = 0, environ: Mapping[str, str] | None = None) -> str:
    return client.child("vault", "rotate", "--repository", name, code=code, environ=environ).all


def settled(client: Client, before: str) -> None:
    """One new password, the old one opens nothing, and nothing of the change is left."""
    names = client.vault().names()
    assert not [name for name in names if name.endswith((".next", ".old", ".kept"))]
    after = client.vault().get(ENTRY)
    assert after != before
    assert opens(client, after)
    assert not opens(client, before)
    assert len(list((client.root / "disk" / "keys").iterdir())) == 1
    assert client.points()
    told = [one["body"]["old"] for one in client.records() if one["kind"] == "vault.rotated"]
    assert told[-1] == {"disk": "opens nothing"}
    client.check_evidence()


def test_the_password_is_another_and_no_command_line_shows_it(client: Client, untouched_restic: str) -> None:
    before = client.vault().get(ENTRY)
    said = rotate(client, environ=spied(client, real=untouched_restic))
    settled(client, before)
    after = client.vault().get(ENTRY)
    assert len(calls(client)) == CALLS
    for secret in (before, after):
        assert not [line for line in (*calls(client), said) if secret in line]
        for file in client.root.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes(), file
    client.run("verify")


@pytest.mark.parametrize(
    "deadly", [pytest.param(n, marks=() if n == 3 else pytest.mark.slow) for n in range(1, CALLS + 1)]
)
def test_a_kill_at_any_moment_loses_nothing(client: Client, deadly: int) -> None:
    before = client.vault().get(ENTRY)
    environ = spied(client, deadly=deadly)
    died = finish(client.spawn("vault", "rotate", "--repository", "disk", environ=environ))
    assert died.code == -signal.SIGKILL
    assert len(calls(client)) == deadly
    assert opens(client, client.vault().get(ENTRY))
    said = rotate(client)
    assert ("an earlier change" in said) == (deadly > 4)
    settled(client, before)


@pytest.mark.parametrize("step", ["promote", *(pytest.param(n, marks=pytest.mark.slow) for n in ("admit", "retire"))])
def test_a_change_that_stops_between_two_steps_goes_on(client: Client, step: str) -> None:
    before = client.vault().get(ENTRY)
    change = PasswordChange(client.vault(), ENTRY, places(client), nonce)
    for act in ("admit", "promote", "retire"):
        getattr(change, act)()
        if act == step:
            break
    assert opens(client, client.vault().get(ENTRY))
    rotate(client)
    settled(client, before)


@pytest.mark.slow
def test_all_that_share_a_password_change_together(client: Client) -> None:
    shared = {"password": {"vault": ENTRY}}
    shutil.copytree(client.root / "disk", client.root / "gone")
    client.repositories["gone"] = local(client.root / "gone", **shared)
    client.write()
    before = client.vault().get(ENTRY)
    (client.root / "gone" / "config").rename(client.root / "config")
    rotate(client, code=4)
    assert client.vault().get(ENTRY) == before  # one cannot be asked: the old password stays, and opens the others
    assert opens(client, before)
    (client.root / "config").rename(client.root / "gone" / "config")
    rotate(client, "gone")
    after = client.vault().get(ENTRY)
    for name in ("disk", "gone"):
        assert (opens(client, after, name), opens(client, before, name)) == (True, False)


def test_a_repository_at_work_is_changed_when_it_rests(client: Client) -> None:
    before = client.vault().get(ENTRY)
    refuse = (
        'case "$*" in *"key remove"*) echo "unable to create lock: repository is already locked" >&2; exit 11 ;; esac'
    )
    rotate(client, code=4, environ=spied(client, refuse=refuse))
    assert opens(client, client.vault().get(ENTRY))
    assert opens(client, before)
    rotate(client)
    settled(client, before)


def test_a_store_that_says_removed_and_keeps_is_noticed(client: Client) -> None:
    before = client.vault().get(ENTRY)
    refuse = 'case "$*" in *"key remove"*) exit 0 ;; esac'
    assert "did not let the old key go" in rotate(client, code=3, environ=spied(client, refuse=refuse))
    first = client.vault().get(ENTRY)
    assert json.loads(client.vault().get(f"{ENTRY}.kept")) == [before]
    rotate(client)  # the next change takes the one that was kept with it
    settled(client, before)
    assert not opens(client, first)


def test_a_password_kept_elsewhere_is_changed_there(client: Client) -> None:
    client.repositories["disk"]["password"] = {"env": "DISK"}
    client.write()
    assert "not in the vault" in rotate(client, code=2, environ={"DISK": "x"})


@pytest.mark.slow
def test_the_newest_restic_does_the_same(client: Client, newest_restic: str) -> None:
    before = client.vault().get(ENTRY)
    rotate(client, environ=spied(client, real=newest_restic))
    settled(client, before)


@pytest.fixture
def append_only(tmp_path: Path) -> Iterator[RestServer]:
    with RestServer(tmp_path / "server", "--append-only") as server:
        yield server


@pytest.mark.slow
def test_an_append_only_server_keeps_the_old_key(client: Client, append_only: RestServer) -> None:
    far = {"site": "there", "medium": "disk", "credential": "far", "adapter": "rest", "append_only": True}
    client.repositories["far"] = far | {"url": f"{append_only.url}/acme"}
    client.write()
    client.run("init")
    before = client.vault().get("acme/far/password")
    said = rotate(client, "far", code=3)
    assert "the old password still opens it" in said
    assert opens(client, client.vault().get("acme/far/password"), "far")
    assert opens(client, before, "far")
    told = [one["body"]["old"] for one in client.records() if one["kind"] == "vault.rotated"]
    assert told[-1] == {"far": "still opens"}


def test_a_wrong_password_is_told(client: Client) -> None:
    client.vault().set(ENTRY, "not the password")
    assert "does not open with the password in the vault" in rotate(client, code=4)
    with pytest.raises(Unavailable):
        PasswordChange(client.vault(), ENTRY, places(client), nonce).admit()
