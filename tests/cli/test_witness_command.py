"""``continuity witness`` as a command, and an export after a rotation: what all of it comes to for those outside."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client


def test_the_command_speaks_for_the_file(client: Client, tmp_path: Path) -> None:
    log, state = client.state / "log/acme", tmp_path / "w"
    (fingerprint,) = (one["fingerprint"] for one in client.run("evidence", "keys", "--json").json["keys"])
    client.run("witness", log, code=2)
    client.run("witness", log, "--state", state, code=2)
    said = client.run("witness", log, "--state", state, "--key-fingerprint", fingerprint, "--json").json
    assert said["verdict"] == "consistent"
    assert said["note"].startswith("continuity/")
    french = client.run("witness", log, "--state", state, "--lang", "fr", "-o", tmp_path / "out")
    assert "cohérent" in french.err
    (log / "checkpoint").unlink()
    client.run("witness", log, "--state", state, code=2)
    client.run("witness", "--write", tmp_path / "witness.py")
    client.run("witness", "--write", tmp_path / "witness.py", code=5)
    argv = [sys.executable, "-I", "-S", str(tmp_path / "witness.py"), "--help"]
    assert "LOG" in subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def test_an_export_after_a_rotation_verifies_with_either_key(client: Client, tmp_path: Path) -> None:
    client.run("backup")
    client.run("evidence", "rotate-key", "--reason", "yearly")
    client.run("backup")
    client.run("evidence", "export", "-o", tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        archive.extractall(tmp_path / "bundle")
    for one in client.run("evidence", "keys", "--json").json["keys"]:
        argv = [sys.executable, str(tmp_path / "bundle/verify.py"), "--key-fingerprint", one["fingerprint"]]
        done = subprocess.run([*argv, "--lang", "en"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert done.stdout.startswith("VALID")
