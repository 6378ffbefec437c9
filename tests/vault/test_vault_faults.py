"""What the machine does to a vault: a full disk, a directory nobody may write, processes that are killed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.engine.vault import make_key_file, read_key_file
from continuity.ground.errors import Refused, Unavailable, UsageError
from continuity.ground.process import run
from tests.vault.keys import KEY, OTHER_KEY, ROOT, SECRETS, everything, made, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from continuity.engine.vault import Vault

MINUTE = timedelta(minutes=1)
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = f"size=256k,uid={os.geteuid()},mode=0700"
    mounted = run([*AS_ROOT, "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], timeout=MINUTE)
    assert mounted.returncode == 0, f"cannot mount a tmpfs: {mounted.stderr}"
    yield disk
    run([*AS_ROOT, "umount", "-l", str(disk)], timeout=MINUTE)


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)


ACTS: dict[str, Callable[[Vault], object]] = {
    "set": lambda vault: vault.set("own", "z" * 9000),
    "rotate": lambda vault: vault.rotate([OTHER_KEY]),
    "erase": lambda vault: vault.erase("acme"),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_full_disk_leaves_the_vault_as_it_was(disk: Path, act: str) -> None:
    path = disk / "vault.json"
    vault = made(path)
    before = path.read_bytes()
    fill(disk)
    with pytest.raises(Unavailable, match="cannot be written: No space left") as caught:
        ACTS[act](vault)
    assert "free space" in caught.value.hint
    assert path.read_bytes() == before
    assert not path.with_suffix(".partial").exists()
    (disk / "filler").unlink()
    assert everything(opened(path)) == everything(vault) == SECRETS


def test_a_full_disk_makes_no_half_vault(disk: Path) -> None:
    fill(disk)
    with pytest.raises(Unavailable, match="No space left"):
        made(disk / "vault.json")
    assert not (disk / "vault.json").exists()


def test_a_directory_nobody_may_write_can_be_read(disk: Path) -> None:
    path = disk / "vault.json"
    made(path)
    run([*AS_ROOT, "mount", "-o", "remount,ro", str(disk)], timeout=MINUTE)
    assert everything(opened(path)) == SECRETS
    for act in ACTS.values():
        with pytest.raises(Unavailable, match="cannot be written: Read-only"):
            act(opened(path))


ROTATOR = """
import os, sys
from pathlib import Path
from continuity.engine.vault import Unlock, Vault
nonce = lambda: os.urandom(32)
keys = [Unlock("key-file", letter * 32) for letter in (b"k", b"o")]
vault = Vault.open(Path(sys.argv[1]), keys[int(sys.argv[2])], nonce)
print("ready", flush=True)
for number in range(10_000):
    keys.reverse() if number or int(sys.argv[2]) == 0 else None
    vault.rotate([keys[0]])
"""


def test_a_killed_rotation_leaves_one_that_opens(tmp_path: Path) -> None:
    path, chance = tmp_path / "vault.json", random.Random(5)
    made(path)
    for _ in range(8):
        current = 0 if opens(path, 0) else 1
        child = subprocess.Popen(
            [sys.executable, "-c", ROTATOR, path, str(current)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.1))
        child.kill()
        child.wait()
        child.stdout.close()
        assert [opens(path, 0), opens(path, 1)].count(True) == 1
    current = 0 if opens(path, 0) else 1
    vault = opened(path, (KEY, OTHER_KEY)[current])
    vault.rotate([KEY])
    assert everything(opened(path)) == SECRETS


def opens(path: Path, which: int) -> bool:
    try:
        return everything(opened(path, (KEY, OTHER_KEY)[which])) == SECRETS
    except Unavailable:
        return False


def test_a_key_file_is_its_owner_s(tmp_path: Path) -> None:
    key = tmp_path / "new" / "key"
    make_key_file(key, b"k" * 32)
    assert key.stat().st_mode & 0o777 == 0o600
    assert read_key_file(key) == KEY
    key.chmod(0o640)
    assert read_key_file(key) == KEY
    for mode in (0o604, 0o602, 0o666):
        key.chmod(mode)
        with pytest.raises(Refused, match="everybody") as caught:
            read_key_file(key)
        assert f"chmod 600 {key}" in caught.value.hint


def test_a_key_file_is_made_once(tmp_path: Path) -> None:
    key = tmp_path / "key"
    make_key_file(key, b"k" * 32)
    with pytest.raises(Refused, match="cannot be made: File exists"):
        make_key_file(key, b"o" * 32)
    assert read_key_file(key) == KEY
    assert list(tmp_path.iterdir()) == [key]


@pytest.mark.parametrize("content", [b"", b"hunter2\n", b"k" * 31, b"k" * 65537])
def test_what_cannot_be_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(UsageError, match="no key file"):
        read_key_file(tmp_path / "key")


def test_a_key_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(Unavailable, match="cannot be read"):
            read_key_file(path)
