"""Whatever stands in addresses, options and secrets, a shell hands it to restic letter by letter."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.recovery.kit.access import RCLONE, Access, access_files

#: Anything that a command line or a variable can hold.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
_RESTIC = """#!/bin/sh
printf '%s\\0' "$@" "$SECRET" "$(cat "$RESTIC_PASSWORD_FILE")"
"""


def called(access: Access, kept: dict[str, str], *words: str) -> tuple[Path, list[str]]:
    """What restic is given by the script: its words, then $SECRET, then the password."""
    with tempfile.TemporaryDirectory(prefix="kit-") as place:
        root = Path(place)
        for name, content in access_files(access, kept).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        (root / "bin").mkdir()
        (root / "bin" / "restic").write_text(_RESTIC)
        (root / "bin" / "restic").chmod(0o700)
        done = subprocess.run(
            ["sh", root / access.folder / "restic", *words],
            env={"PATH": f"{root}/bin:/usr/bin:/bin"}, capture_output=True, check=True,
        )  # fmt: skip
        return root, done.stdout.decode().split("\0")[:-1]


def access(words: tuple[str, ...], secret: str = "s") -> Access:
    return Access(client="acme", name="far", shown="-", words=words, environment={"SECRET": secret}, password="p 'w")


@settings(max_examples=25)
@given(words=st.lists(TEXT, max_size=3), secret=TEXT)
def test_words_and_secrets_arrive_as_they_are(words: list[str], secret: str) -> None:
    _, given_ = called(access(("-r", *words), secret), {}, "snapshots", "--tag", "a b")
    assert given_ == ["-r", *words, "snapshots", "--tag", "a b", secret, "p 'w"]


def test_files_of_the_lost_machine_are_those_of_the_kit() -> None:
    option = '"sftp.command=ssh -o \'IdentityFile=""/etc/id""\' -o \'UserKnownHostsFile=""/etc/id_hosts""\'"'
    root, given_ = called(access(("-o", option)), {"/etc/id": "files/0", "/etc/id_hosts": "files/1"})
    inside = option.replace("/etc/id_hosts", f"{root}/files/1").replace('/etc/id"', f'{root}/files/0"')
    assert given_[1] == inside


def test_a_program_of_the_lost_machine_is_not_asked_for() -> None:
    _, given_ = called(access(("-r", "rclone:x:y", "-o", f"\"{RCLONE}'/opt/our rclone'\"")), {})
    assert given_[:2] == ["-r", "rclone:x:y"]
    assert len(given_) == 4
