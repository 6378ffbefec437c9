"""The SFTP adapter's own promises and faults: pins, keys, silence, odd paths."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from continuity.faces.demo.lab.ports import free_ports
from continuity.faces.demo.lab.programs import call
from continuity.faces.demo.lab.sshd import Sshd
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Refused, Unavailable
from continuity.ground.process import run
from tests.storage.places import Sftp, place, silent_port

if TYPE_CHECKING:
    from continuity.storage.ports import Repository

CLOCK = SystemClock()


@pytest.fixture
def sftp(sshd_server: Sshd) -> Sftp:
    return Sftp(sshd_server)


def a_key(path: Path, *, passphrase: str = "", kind: str = "ed25519") -> Path:
    call(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", str(path)])
    return path


def fingerprint(public: Path) -> str:
    return call(["ssh-keygen", "-lf", str(public)]).split()[1]


def looks(where: Repository) -> list[Any]:
    return [where.probe, where.prepare, where.snapshot_names]


def restic_refuses(where: Repository, restic: str) -> None:
    """Restic must not open it either, nor take long (what ssh says may or may not reach its stderr in time)."""
    address = where.address()
    done = run([restic, *address.words(), "init"], timeout=timedelta(seconds=30), env={"RESTIC_PASSWORD": "x"})
    assert done.returncode != 0
    assert not done.timed_out
    assert "sftp session" in done.stderr


def test_an_unknown_host_key_is_refused_with_its_fingerprint(sftp: Sftp, tmp_path: Path, restic_binary: str) -> None:
    (tmp_path / "known_hosts").write_text("")
    stranger = place(sftp.settings(known_hosts=str(tmp_path / "known_hosts")))
    for look in looks(stranger):
        with pytest.raises(Refused, match="is not known") as caught:
            look()
        assert fingerprint(sftp.server.work / "host_key.pub") in str(caught.value)
    restic_refuses(stranger, restic_binary)
    assert (tmp_path / "known_hosts").read_text() == "", "nobody may learn a key in silence"


def test_a_changed_host_key_is_refused_with_both_fingerprints(sftp: Sftp, tmp_path: Path, restic_binary: str) -> None:
    a_key(tmp_path / "old")
    kind, key, *_ = (tmp_path / "old.pub").read_text().split()
    (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{sftp.server.port} {kind} {key}\n")
    impostor = place(sftp.settings(known_hosts=str(tmp_path / "known_hosts")))
    with pytest.raises(Refused, match="has changed") as caught:
        impostor.probe()
    assert caught.value.exit_code == 5
    for public in (tmp_path / "old.pub", sftp.server.work / "host_key.pub"):
        assert fingerprint(public) in str(caught.value)
    restic_refuses(impostor, restic_binary)


def test_a_pin_of_another_kind_of_key_is_no_pin_of_this_one(sftp: Sftp, tmp_path: Path) -> None:
    a_key(tmp_path / "rsa", kind="rsa")
    kind, key, *_ = (tmp_path / "rsa.pub").read_text().split()
    (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{sftp.server.port} {kind} {key}\n")
    with pytest.raises(Refused):
        place(sftp.settings(known_hosts=str(tmp_path / "known_hosts"))).probe()


def test_a_missing_pin_file_is_refused(sftp: Sftp, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is not pinned") as caught:
        place(sftp.settings(known_hosts=str(tmp_path / "none"))).probe()
    assert "ssh-keyscan" in caught.value.hint


def test_hashed_pins_are_understood(sftp: Sftp, tmp_path: Path) -> None:
    shutil.copy(sftp.server.known_hosts, tmp_path / "known_hosts")
    call(["ssh-keygen", "-q", "-H", "-f", str(tmp_path / "known_hosts")])
    assert place(sftp.settings(known_hosts=str(tmp_path / "known_hosts"))).probe().initialised is False


def test_a_wrong_key_is_unavailable_and_named(sftp: Sftp, tmp_path: Path) -> None:
    key = a_key(tmp_path / "other")
    with pytest.raises(Unavailable, match=f"does not accept the key {key}") as caught:
        place(sftp.settings(identity={"file": str(key)})).probe()
    assert "authorized_keys" in caught.value.hint


def test_a_wrong_user_is_unavailable(sftp: Sftp) -> None:
    with pytest.raises(Unavailable, match="nobody@"):
        place(sftp.settings(user="nobody")).probe()


def test_a_key_that_others_can_read_is_refused_as_ssh_would(sftp: Sftp, tmp_path: Path) -> None:
    key = a_key(tmp_path / "open")
    key.chmod(0o644)
    with pytest.raises(Refused, match="can be read by others"):
        place(sftp.settings(identity={"file": str(key)})).probe()


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda path: None, "cannot be read: No such file"),
        (lambda path: a_key(path, passphrase="secret words"), "protected by a passphrase"),
        (lambda path: path.write_text("no key at all"), "not a private key"),
    ],
    ids=["missing", "passphrase", "garbage"],
)
def test_a_key_that_cannot_be_used_is_named(sftp: Sftp, tmp_path: Path, make: Any, cause: str) -> None:
    key = tmp_path / "key"
    make(key)
    if key.exists():
        key.chmod(0o600)
    with pytest.raises(Unavailable, match=cause):
        place(sftp.settings(identity={"file": str(key)})).probe()


def test_an_identity_that_is_not_a_file_is_refused_with_a_remedy(sftp: Sftp) -> None:
    with pytest.raises(Refused, match=r"\{vault: key\}") as caught:
        place(sftp.settings(identity={"vault": "key"}))
    assert "identity: {file: PATH}" in caught.value.hint


@pytest.mark.usefixtures("hurried")
def test_a_server_that_never_answers_ends_in_time(sftp: Sftp, tmp_path: Path) -> None:
    with silent_port() as port:
        silent = place(sftp.settings(port=port))
        begun = CLOCK.mark()
        with pytest.raises(Unavailable, match="cannot be reached by SSH"):
            silent.probe()
        assert elapsed(begun, CLOCK.mark()).seconds < 15


def test_a_refused_port_is_told_at_once(sftp: Sftp) -> None:
    (port,) = free_ports(1)
    begun = CLOCK.mark()
    with pytest.raises(Unavailable, match="cannot be reached by SSH") as caught:
        place(sftp.settings(port=port)).probe()
    assert elapsed(begun, CLOCK.mark()).seconds < 12
    assert "sshd listens" in caught.value.hint


def test_a_name_that_does_not_resolve_is_unavailable(sftp: Sftp) -> None:
    with pytest.raises(Unavailable, match=r"no-such-host\.invalid"):
        place(sftp.settings(host="no-such-host.invalid")).probe()


def test_a_server_that_goes_away_is_unavailable_and_comes_back(tmp_path: Path) -> None:
    server = Sshd(tmp_path / "own")
    with server:
        there = Sftp(server).fresh()
        there.prepare()
    with pytest.raises(Unavailable):
        there.probe()


def test_foreign_content_is_refused_and_stays(sftp: Sftp) -> None:
    there = sftp.fresh()
    Path(there.path).mkdir()
    (Path(there.path) / "photo.jpg").write_text("mine")
    with pytest.raises(Refused, match="already holds something else"):
        there.prepare()
    assert [entry.name for entry in Path(there.path).iterdir()] == ["photo.jpg"]


def test_a_vanished_mount_on_the_server_is_never_made_again(sftp: Sftp) -> None:
    lost = place(sftp.settings(path=str(sftp.server.root / "usb" / "repository")))
    for look in (lost.probe, lost.prepare):
        with pytest.raises(Unavailable, match="is not there") as caught:
            look()
        assert "mount" in caught.value.hint
    assert not (sftp.server.root / "usb").exists()


def test_the_directory_is_made_for_its_owner_only(sftp: Sftp) -> None:
    there = sftp.fresh()
    there.prepare()
    assert stat.S_IMODE(Path(there.path).stat().st_mode) == 0o700


def test_a_relative_path_starts_at_the_login_directory(sftp: Sftp) -> None:
    home = Path(f"~{sftp.server.user}").expanduser()
    target = Path(Sftp(sftp.server).settings()["path"])
    there = place(sftp.settings(path=os.path.relpath(target, home)))
    assert there.prepare() is True
    assert target.is_dir()


def test_the_same_key_is_the_same_credential_and_the_host_key_the_host(sftp: Sftp) -> None:
    domain = sftp.fresh().probe().domain
    assert domain.credential == fingerprint(sftp.server.work / "user_key.pub")
    assert domain.host == fingerprint(sftp.server.work / "host_key.pub")


def test_free_space_is_the_servers(sftp: Sftp) -> None:
    seen = sftp.fresh().probe().free_bytes
    assert abs(seen - shutil.disk_usage(sftp.server.root).free) < 2**30


@pytest.mark.parametrize("path", ["~/backup", "a\nb", ""])
def test_a_path_that_cannot_work_is_a_document_error(sftp: Sftp, path: str) -> None:
    with pytest.raises(ValidationError):
        place(sftp.settings(path=path))


@pytest.mark.parametrize(("key", "value"), [("host", "-oProxyCommand=x"), ("user", "-l"), ("known_hosts", "/a'b")])
def test_nothing_can_slip_an_option_into_the_ssh_command(sftp: Sftp, key: str, value: str) -> None:
    with pytest.raises(ValidationError):
        place(sftp.settings(**{key: value}))


def test_keys_and_pins_below_odd_paths_reach_ssh(
    sftp: Sftp, tmp_path: Path, restic_binary: str, newest_restic: str
) -> None:
    odd = tmp_path / "été, with spaces & commas"
    odd.mkdir()
    for name in ("user_key", "known_hosts"):
        shutil.copy(sftp.server.work / name, odd / name)
    for restic in (restic_binary, newest_restic):
        there = place(sftp.settings(identity={"file": str(odd / "user_key")}, known_hosts=str(odd / "known_hosts")))
        there.prepare()
        address = there.address()
        done = run([restic, *address.words(), "init"], timeout=timedelta(minutes=1), env={"RESTIC_PASSWORD": "x"})
        assert done.returncode == 0, done.stderr
        assert there.probe().initialised is True
