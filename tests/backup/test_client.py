"""What comes of a restic that answers strangely; the real one is met in the other tests."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.backup.restic import command
from continuity.backup.restic.client import ResticClient
from continuity.backup.restic.program import usable
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


def test_a_transfer_that_stands_still_is_ended(
    fake: Path, client: ResticClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("continuity.backup.restic.client.PATIENCE", timedelta(seconds=0.3))
    status = '{"message_type":"status","seconds_elapsed":%d,"percent_done":0.5,"bytes_done":7}'
    (fake / "answer").write_text(f"for n in $(seq 600); do printf '{status}\\n' $n; sleep 0.05; done")
    with pytest.raises(Unavailable, match="nothing moved on nas"):
        backed_up(client, [])


def test_slow_progress_is_progress(fake: Path, client: ResticClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity.backup.restic.client.PATIENCE", timedelta(seconds=0.5))
    status = '{"message_type":"status","percent_done":0.5,"bytes_done":%d}'
    (fake / "answer").write_text(
        f"for n in 1 2 3 4; do printf '{status}\\n' $n; sleep 0.2; printf '{status}\\n' $n; done; echo '{SUMMARY}'"
    )
    assert backed_up(client, [])


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
