"""What comes of a restic that answers strangely; the real one is met in the other tests."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.backup.restic import command
from continuity.backup.restic.client import ResticClient
from continuity.backup.restic.program import usable
from continuity.backup.restic.stall import patience
from continuity.ground.errors import Unavailable
from continuity.storage.ports import Address

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "correct horse battery staple"
SUMMARY = json.dumps({"message_type": "summary", "snapshot_id": "ab12cd34", "data_added": 3})


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory in which a program named restic notes its arguments and runs the script ``answer``."""
    program = tmp_path / "restic"
    program.write_text(
        f"""#!/bin/sh
test "$1" = version && echo 'restic 0.14.0 compiled by hand' && exit
echo "$@" >> {tmp_path}/argv
env > {tmp_path}/env
. {tmp_path}/answer
"""
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("UNRELATED_TOKEN", "not for restic")
    return tmp_path


@pytest.fixture
def client(fake: Path) -> ResticClient:
    return ResticClient(
        name="nas",
        password_entry="acme/nas/password",
        address=Address(url="rest:http://nas/", environment={"AWS_SECRET_ACCESS_KEY": SECRET}),
        cache=fake / "cache",
        password=SECRET + "!",
    )


def backed_up(client: ResticClient, shares: list[float]) -> object:
    return client.backup(command.backup(["/srv"], host="h", tags=(), exclude=()), shares.append)


def test_secrets_travel_in_the_environment_alone(fake: Path, client: ResticClient) -> None:
    (fake / "answer").write_text("echo '[]'")
    assert client.snapshots() == ()
    assert SECRET not in (fake / "argv").read_text()
    environment = (fake / "env").read_text()
    assert f"RESTIC_PASSWORD={SECRET}!\n" in environment
    assert f"AWS_SECRET_ACCESS_KEY={SECRET}\n" in environment
    assert "UNRELATED_TOKEN" not in environment
    assert SECRET not in repr(client)


@pytest.mark.parametrize("answer", ["echo nothing", "echo '{}'", "echo '[{}]'", "echo '[1]'", "true"])
def test_a_strange_list_is_told_as_such(fake: Path, client: ResticClient, answer: str) -> None:
    (fake / "answer").write_text(answer)
    with pytest.raises(Unavailable, match="restic's list of nas cannot be read"):
        client.snapshots()


def test_a_strange_node_is_told_as_such(fake: Path, client: ResticClient) -> None:
    (fake / "answer").write_text("""echo '{"type":"file","path":"/a","mtime":"yesterday"}'""")
    with pytest.raises(Unavailable, match="restic's list of nas cannot be read"):
        client.nodes("ab12", lambda _node: None)


def test_progress_and_the_summary_are_told(fake: Path, client: ResticClient) -> None:
    (fake / "answer").write_text(
        f"""echo 'open repository'; echo '{{"message_type":"status","percent_done":0.5}}'; echo '{SUMMARY}'"""
    )
    shares: list[float] = []
    done = backed_up(client, shares)
    assert shares == [0.5]
    assert vars(done)["summary"].snapshot == "ab12cd34"


def saying(fake: Path, each: str, *, seconds: float) -> None:
    """Let restic say the status of a transfer twenty times a second; ``each`` is done every time, ``n`` counts."""
    status = '{"message_type":"status","seconds_elapsed":%d,"bytes_done":%d}\n'
    code = f"import os, time\nfor n in range({int(seconds * 20)}):\n  done = 7\n  {each}\n"
    code += f"  os.write(1, ({status!r} % (n, done)).encode())\n  time.sleep(0.05)\nos.write(1, {SUMMARY.encode()!r})"
    (fake / "code").write_text(code)
    (fake / "answer").write_text(f"exec {sys.executable} {fake}/code")


def transfer(client: ResticClient) -> object:
    return client.backup(command.backup(["/srv"], host="h", tags=(), exclude=()), patience=timedelta(seconds=1))


def test_a_transfer_that_stands_still_is_ended(fake: Path, client: ResticClient) -> None:
    saying(fake, "pass", seconds=30)
    with pytest.raises(Unavailable, match="nothing moved on nas"):
        transfer(client)


def test_slow_progress_is_progress(fake: Path, client: ResticClient) -> None:
    saying(fake, "done = n // 10", seconds=3)
    assert transfer(client)


def test_bytes_on_their_way_are_progress_that_restic_does_not_tell(fake: Path, client: ResticClient) -> None:
    """A slow line takes minutes for the last packs, while every file has long been read."""
    saying(fake, "open('/dev/null', 'wb', 0).write(bytes(1000))", seconds=3)
    assert transfer(client)


@pytest.mark.parametrize(
    ("store", "told"),
    [
        ("client.PutObject: Access Denied.", "the store does not let restic write to nas"),
        ("client.PutObject: Error response code QuotaExceeded.", "the quota of nas is used up"),
        ('OpenFile: sftp: "Failure" (SSH_FX_FAILURE)', "SFTP does not say why"),
        ("open /nas/locks/x: read-only file system", "nas is read-only"),
    ],
)
def test_a_refusal_is_not_asked_for_a_quarter_of_an_hour(
    fake: Path, client: ResticClient, monkeypatch: pytest.MonkeyPatch, store: str, told: str
) -> None:
    monkeypatch.setattr("continuity.backup.restic.stall.INSISTENCE", timedelta(seconds=0.3))
    complaint = f"Save(<lock/ab12>) returned error, retrying after 1.2s: {store}"
    (fake / "answer").write_text(f"for n in $(seq 600); do echo '{complaint}' >&2; sleep 0.1; done")
    with pytest.raises(Unavailable, match=told) as caught:
        backed_up(client, [])
    assert caught.value.hint
    assert str(caught.value).endswith(store) or "said" not in caught.value.template


def test_one_refusal_that_passes_is_none(fake: Path, client: ResticClient) -> None:
    complaint = "Save(<lock/ab12>) returned error, retrying after 1.2s: client.PutObject: Access Denied."
    (fake / "answer").write_text(f"echo '{complaint}' >&2; echo '{SUMMARY}'")
    assert backed_up(client, [])


def test_a_quarter_of_the_rpo_is_what_a_line_is_given() -> None:
    given = {hours: patience(timedelta(hours=hours)) for hours in (0.02, 0.25, 1, 24)}
    assert given == {
        0.02: timedelta(minutes=2),
        0.25: timedelta(minutes=3.75),
        1: timedelta(minutes=15),
        24: timedelta(hours=1),
    }
    assert patience(None) == timedelta(hours=1)


def test_the_lock_of_the_dead_is_cleared_once(fake: Path, client: ResticClient) -> None:
    (fake / "answer").write_text(
        f"""case "$*" in *unlock*) touch {fake}/cleared;; *) test -e {fake}/cleared && echo '{SUMMARY}' && return
            echo 'Fatal: unable to create lock: repository is already locked by PID 1' >&2; exit 1;; esac"""
    )
    assert vars(backed_up(client, []))["summary"].snapshot == "ab12cd34"
    assert [line.split()[4] for line in (fake / "argv").read_text().splitlines()] == ["backup", "unlock", "backup"]


@pytest.mark.parametrize(
    ("answer", "message", "hint"),
    [
        ("echo 'Fatal: wrong password or no key found' >&2; exit 1", "does not open", "vault set acme/nas/password"),
        ("exit 12", "does not open", "vault set acme/nas/password"),
        ("exit 10", "there is no repository at nas", "init"),
        ("echo 'write: no space left on device' >&2; exit 1", "no space left", "free some space"),
        ("exit 77", "restic failed on nas: exit code 77", "restic's words"),
    ],
)
def test_a_failure_is_told_with_its_remedy(
    fake: Path, client: ResticClient, answer: str, message: str, hint: str
) -> None:
    (fake / "answer").write_text(answer)
    with pytest.raises(Unavailable, match=message) as caught:
        client.snapshots()
    assert hint in caught.value.hint
    assert SECRET not in f"{caught.value}{caught.value.hint}{caught.value.values}"


def test_no_restic_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="restic is not installed") as caught:
        usable(tmp_path)
    assert "apt-get install restic" in caught.value.hint
