"""A backup server is lost with everything on it; a kit and one repository bring it back, where nothing else is left."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.engine.vault import Vault, read_key_file
from continuity.ground.ids import SystemIds
from continuity.recovery.kit.contents import assemble, read_kit
from tests.engine.kit import Done, command
from tests.kit.conftest import PASSPHRASE, VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.kit.conftest import Server


def restore(server: Server, kit: Path, target: Path, *words: object) -> Done:
    argv = ["kit", "restore", str(kit), "--to", str(target), "--vault-key-file", str(target) + ".key", *map(str, words)]
    return command(argv, {"CONTINUITY_LANG": "en", VARIABLE: PASSPHRASE})


def test_a_lost_server_comes_back_where_nothing_is_left(server: Server, tmp_path: Path) -> None:
    """bubblewrap shows a machine without the server's directory: but for the kit, one repository and our programs."""
    root = server.client.root
    bare = tmp_path / "bare"
    bare.mkdir()
    shutil.copytree(root / "disk", bare / "disk")
    shutil.copy(server.kit, bare / "kit.tar")
    given = f"--config {root}/new/continuity.yaml --vault-key-file {root}/new.key"
    ours = f"{sys.executable} -m continuity.faces.cli.main"
    script = f"""set -eux
        test ! -e {root}/state && test ! -e {root}/second && test ! -e {root}/share && test ! -e {root}/vault.key
        {ours} kit restore {root}/kit.tar --to {root}/new --vault-key-file {root}/new.key --json > {root}/restored.json
        . {root}/new/environment && export SITE_TITLE
        {ours} evidence recover {given} --from {root}/new/heads/acme
        {ours} evidence verify {given} --json > {root}/verified.json
        {ours} restore share --to {root}/back {given} --json > {root}/share.json || test $? -eq 1"""
    hidden = ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--bind", bare, root)
    done = subprocess.run(
        ["bwrap", "--unshare-all", "--die-with-parent", *map(str, hidden), "--chdir", root, "sh", "-c", script],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(root),
            "TMPDIR": str(root),
            "PYTHONPATH": str(Path.cwd()),
            VARIABLE: PASSPHRASE,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    def read(name: str) -> dict[str, object]:
        return dict(json.loads((bare / name).read_text()))

    restored = read("restored.json")
    assert restored["repository"] == "acme/disk"
    assert list(restored["phases"]) == ["opened", "documents", "restored", "verified", "usable"]  # type: ignore[call-overload]
    assert read("verified.json")["verdict"] == "valid"
    with closing(sqlite3.connect(bare / "state" / "state.db")) as database:
        kinds = {kind for (kind,) in database.execute("SELECT kind FROM record")}
    assert {"run.outcome", "kit.restored"} <= kinds  # the history came back, and that it did is in it
    files = sorted(path.read_bytes() for path in (bare / "back").rglob("*.txt"))
    assert files == sorted(path.read_bytes() for path in server.client.share.rglob("*.txt"))
    assert "PASSPHRASE" not in done.stderr
    assert PASSPHRASE not in done.stdout + done.stderr


def test_nothing_that_exists_is_replaced(server: Server, tmp_path: Path) -> None:
    done = restore(server, server.kit, tmp_path / "new").checked(5)
    assert "there is a state at" in done.err
    assert not (tmp_path / "new").exists()
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").write_text("mine")
    restore(server, server.kit, full).checked(5)
    assert (full / "mine").read_text() == "mine"


@pytest.fixture
def gone(server: Server, tmp_path: Path) -> Iterator[None]:
    """The server's state and first repository are out of the way while a test runs."""
    away = tmp_path / "away"
    away.mkdir()
    for name in ("state", "disk"):
        (server.client.root / name).rename(away / name)
    yield
    for name in ("state", "disk"):
        shutil.rmtree(server.client.root / name, ignore_errors=True)
        (away / name).rename(server.client.root / name)


@pytest.mark.usefixtures("gone")
def test_without_a_surviving_repository_nothing_is_left_behind(server: Server, tmp_path: Path) -> None:
    done = restore(server, server.kit, tmp_path / "new").checked(4)
    assert "no repository gave the state back" in done.err
    assert not (tmp_path / "new").exists()
    assert not [path for path in server.client.root.iterdir() if "coming-back" in path.name]
    back = restore(server, server.kit, tmp_path / "new", "--without-history").checked(3)
    assert "history and evidence are not" in back.all
    vault = Vault.open(server.client.state / "vault.json", read_key_file(tmp_path / "new.key"), SystemIds().nonce)
    assert "acme/disk/password" in vault.names()
    assert not [name for name in vault.names() if name.endswith("signing-key")]  # an old key would contradict itself


def without(server: Server, path: Path, files: dict[str, bytes], *lost: str) -> Path:
    """The kit without some secrets, the server's state being kept in the second repository first, and these files."""
    closed = read_kit(server.kit.read_bytes())
    contents = closed.open(PASSPHRASE)
    document = json.loads(contents.documents["continuity.yaml"])
    document["assets"]["self"]["copies"] = ["second", "disk"]
    document["repositories"]["second"]["password"] = {"vault": "second/password"}
    changed = replace(
        contents,
        documents={"continuity.yaml": json.dumps(document).encode()},
        secrets={name: secret for name, secret in contents.secrets.items() if name not in lost},
        files=dict(contents.files) | files,
    )
    path.write_bytes(assemble(closed.label, changed, (), PASSPHRASE))
    path.chmod(0o600)
    return path


@pytest.fixture
def stateless(server: Server, tmp_path: Path) -> Iterator[Path]:
    """The server's state is out of the way; yields where it was."""
    state = server.client.root / "state"
    state.rename(tmp_path / "kept")
    yield state
    shutil.rmtree(state, ignore_errors=True)
    (tmp_path / "kept").rename(state)


@pytest.mark.usefixtures("stateless")
def test_a_secret_that_the_kit_lacks_leads_to_the_next_repository(server: Server, tmp_path: Path) -> None:
    kit = without(server, tmp_path / "kit.tar", {})
    assert restore(server, kit, tmp_path / "new", "--json").checked(None).json["repository"] == "acme/disk"
    shutil.rmtree(server.client.state)
    kit = without(server, tmp_path / "less.tar", {}, "acme/disk/password")
    done = restore(server, kit, tmp_path / "again").checked(4)
    assert "the kit holds no" in done.err  # other tests may have made the next word a secret
    assert "second/password" in done.err


@pytest.mark.usefixtures("stateless")
def test_keys_that_cannot_all_be_written_are_taken_back(server: Server, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("no directory")
    keys = {str(tmp_path / "keys" / "one"): b"private", str(tmp_path / "plain" / "two"): b"private"}
    kit = without(server, tmp_path / "kit.tar", keys)
    done = restore(server, kit, tmp_path / "new").checked(4)
    assert "cannot be written" in done.err
    assert not (tmp_path / "keys" / "one").exists()
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_state_directory_that_is_a_mount_point_is_refused_first(
    server: Server, stateless: Path, tmp_path: Path
) -> None:
    stateless.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "none", stateless], check=True)
    try:
        done = restore(server, server.kit, tmp_path / "new").checked(5)
    finally:
        subprocess.run(["umount", stateless], check=True)
    assert "is a mount point" in done.err
    assert not (tmp_path / "new").exists()
