"""A kit is made whole, with all its sheets, or not at all; it holds the runbooks; any file system takes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.engine.vault import Vault, read_key_file
from continuity.faces.app import App
from continuity.faces.kit.making import taken_back
from continuity.ground.ids import SystemIds
from continuity.recovery.kit.contents import read_kit
from tests.kit.conftest import PASSPHRASE

if TYPE_CHECKING:
    from tests.kit.conftest import Server

#: A process to which the kernel refuses hard links (seccomp: link and linkat give EPERM), as it does on FAT.
NO_LINKS = """
import ctypes, os, runpy, struct, sys
def op(code, jt, jf, k): return struct.pack("HBBI", code, jt, jf, k)
link, linkat = {"x86_64": (86, 265), "aarch64": (0xFFFF, 37)}[os.uname().machine]
code = op(0x20, 0, 0, 0) + op(0x15, 1, 0, link) + op(0x15, 0, 1, linkat)
code += op(0x06, 0, 0, 0x00050001) + op(0x06, 0, 0, 0x7FFF0000)
held = ctypes.create_string_buffer(code)
program = struct.pack("HxxxxxxP", 5, ctypes.addressof(held))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def kept(server: Server) -> tuple[str, str]:
    """The passphrase that the vault keeps, and what is said of the newest kit."""
    vault = Vault.open(server.client.state / "vault.json", read_key_file(server.client.key), SystemIds().nonce)
    return vault.get("kit-passphrase"), server.client.run("kit", "--json", code=None).out


def test_an_old_sheet_in_the_way_keeps_a_split_kit_from_being_made(server: Server, tmp_path: Path) -> None:
    before, old = kept(server), tmp_path / "kit.tar.share-2.md"
    old.write_text("of an earlier kit")
    done = server.client.run("kit", "create", "-o", tmp_path / "kit.tar", "--split", "2/3", code=5)
    assert f"there is a file at {old} already" in done.err
    assert list(tmp_path.iterdir()) == [old]
    assert kept(server) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small file system")
def test_sheets_that_cannot_all_be_written_leave_nothing(server: Server, tmp_path: Path) -> None:
    before = kept(server)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "nr_inodes=3", "none", tmp_path], check=True
    )  # the second has no room
    try:
        done = server.client.run("kit", "create", "-o", tmp_path / "kit.tar", "--split", "2/3", code=4)
        assert "kit.tar.share-2.md cannot be written" in done.err
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", tmp_path], check=True)
    assert kept(server) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small file system")
def test_a_kit_that_cannot_be_written_takes_its_sheets_with_it(server: Server, tmp_path: Path) -> None:
    before = kept(server)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "none", tmp_path], check=True)  # room for sheets alone
    try:
        done = server.client.run("kit", "create", "-o", tmp_path / "kit.tar", "--split", "2/3", code=4)
        assert "kit.tar cannot be written" in done.err
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", tmp_path], check=True)
    assert kept(server) == before


def test_what_fails_after_the_kit_was_written_gives_the_vault_its_passphrase_back(
    server: Server, tmp_path: Path
) -> None:
    made = tmp_path / "kit.tar"
    before, app = kept(server), App(server.client.config, server.client.environ, server.client.key)

    def cut_off() -> None:
        with taken_back(app) as written:
            made.write_text("a kit")
            written.append(made)
            app.vault.set("kit-passphrase", "of a kit that was not recorded")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    assert not made.exists()
    assert kept(server) == before


def test_where_there_are_no_hard_links_a_kit_is_written_all_the_same(tmp_path: Path) -> None:
    write = "from continuity.recovery.kit.file import write_new; from pathlib import Path; import sys, os\n"
    write += "try: os.link(sys.argv[1], sys.argv[1] + '-link')\nexcept PermissionError: print('refused')\n"
    write += "write_new(Path(sys.argv[1] + '.new'), b'whole')\n"
    (tmp_path / "writing.py").write_text(write)
    (tmp_path / "file").write_text("")
    argv = [sys.executable, "-c", NO_LINKS, "writing", str(tmp_path / "file")]
    for code in (0, 1):  # the second time there is one of that name
        done = subprocess.run(
            argv,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{Path.cwd()}:{tmp_path}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (code, "refused\n"), done.stderr
    assert "there is a file at" in done.stderr
    made = tmp_path / "file.new"
    assert (made.read_bytes(), made.stat().st_mode & 0o777) == (b"whole", 0o600)
    assert not [path for path in tmp_path.iterdir() if "partial" in path.name]


def test_a_kit_holds_the_runbooks_as_they_are_printed(server: Server) -> None:
    runbooks = read_kit(server.kit.read_bytes()).open(PASSPHRASE).runbooks
    names = {one["name"] for one in server.client.run("runbook", "list", "--json").json["runbooks"]}
    forms = [f"{language}.{form}" for language in ("en",) for form in ("md", "html", "pdf")]
    assert set(runbooks) == {f"acme/{name}.{form}" for name in names for form in forms}
    page = server.client.run("runbook", "render", "restore-files").out
    assert _undated(runbooks["acme/restore-files.en.md"].decode()) == _undated(page)
    assert all(page.startswith(b"%PDF-") for name, page in runbooks.items() if name.endswith(".pdf"))


def _undated(page: str) -> list[str]:
    return [line for line in page.splitlines() if " as of " not in line]
