"""The lab's servers: on loopback only, gone when they are stopped or when we are, clear about what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.faces.demo.lab import programs
from continuity.faces.demo.lab.ports import free_ports, listens, wait_until
from continuity.faces.demo.lab.servers import Lab, missing_packages
from continuity.faces.demo.lab.sshd import Sshd
from continuity.ground.errors import Unavailable
from tests.lab.newer_restic import _entries, _options_of

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph
    from continuity.faces.demo.lab.server import Server

LOOPBACK = "0100007F"  # 127.0.0.1 in /proc/net/tcp, proc(5)


def listening_addresses(server: Server) -> set[str]:
    """The addresses (hexadecimal) on which the server's own processes listen."""
    inodes = set()
    for child in server._children:
        for entry in Path(f"/proc/{child.pid}/fd").iterdir():
            inodes.add(str(entry.readlink()).removeprefix("socket:[").removesuffix("]"))
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.add(fields[1].partition(":")[0])
    return found


def test_every_server_listens_on_loopback_only(sshd_server: Sshd, ceph_server: Ceph) -> None:
    assert listening_addresses(sshd_server) == {LOOPBACK}
    assert listening_addresses(ceph_server) == {LOOPBACK}


def test_a_stopped_server_is_gone_and_stopping_is_repeatable(tmp_path: Path) -> None:
    server = Sshd(tmp_path / "sshd")
    with server:
        assert server.running()
        assert listens(server.port)
    wait_until(lambda: not listens(server.port), what="the end of sshd", limit_s=10)  # a session just forked may linger
    server.stop()
    assert not server.running()


def test_a_server_can_be_started_again_with_the_same_host_key(tmp_path: Path) -> None:
    server = Sshd(tmp_path / "sshd")
    with server:
        first = server.known_hosts.read_text().split()[1:]
    with server:
        assert server.known_hosts.read_text().split()[1:] == first


def test_a_killed_demo_takes_its_servers_along(tmp_path: Path) -> None:
    code = (
        "import pathlib, signal, sys\n"
        "from continuity.faces.demo.lab.sshd import Sshd\n"
        f"server = Sshd(pathlib.Path({str(tmp_path)!r}) / 'sshd'); server.start()\n"
        "print(server.port, flush=True)\n"
        "signal.pause()"
    )
    demo = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    port = int(demo.stdout.readline())
    assert listens(port)
    demo.kill()
    demo.wait()
    demo.stdout.close()
    wait_until(lambda: not listens(port), what="the end of sshd", limit_s=10)


def test_a_lab_that_cannot_come_up_leaves_nothing_behind(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "with space")
    with pytest.raises(Unavailable, match="ceph cannot work in"), lab:
        pass
    assert not lab.sshd.running()  # its port may be somebody else's by now


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path: None)
    with pytest.raises(Unavailable, match="radosgw-admin is not installed") as caught:
        programs.program("radosgw-admin")
    assert caught.value.hint == "apt-get install --no-install-recommends radosgw"
    assert missing_packages() == [
        "ceph-common",
        "ceph-mon",
        "ceph-osd",
        "openssh-client",
        "openssh-server",
        "radosgw",
    ]


def test_nothing_is_missing_here() -> None:
    assert missing_packages() == []


def test_a_program_that_fails_is_told_with_its_words() -> None:
    with pytest.raises(Unavailable, match=r"ssh-keygen failed \(\d+\): .*No such file"):
        programs.call(["ssh-keygen", "-lf", "/no/such/key"])


def test_a_program_that_hangs_meets_the_limit() -> None:
    with pytest.raises(Unavailable, match=r"sleep failed \(time limit\)"):
        programs.call(["sleep", "60"], limit_s=0.2)


def test_waiting_has_a_limit_and_quotes_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("began\nno such class\n")
    with pytest.raises(Unavailable, match=r"it did not come up within 0\.1 s") as caught:
        wait_until(lambda: False, what="it", limit_s=0.1, log=log)
    assert caught.value.hint == f"its log ({log}) ends: began | no such class"


def test_free_ports_are_distinct_and_free() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert not any(listens(port) for port in ports)


def test_the_secrets_of_a_user_are_not_shown(ceph_server: Ceph) -> None:
    user = ceph_server.create_user("shy")
    assert user.secret_key not in repr(user)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deb http://host/debian bookworm main\n", [("http://host/debian", "bookworm")]),
        ("deb [signed-by=/k.gpg] http://host/debian bookworm main", [("http://host/debian", "bookworm")]),
        (
            "Types: deb\nURIs: http://host/debian\nSuites: bookworm bookworm-updates\nSigned-By: /k.gpg\n",
            [("http://host/debian", "bookworm"), ("http://host/debian", "bookworm-updates")],
        ),
        ("# deb http://host/debian bookworm main", []),
    ],
)
def test_apt_sources_are_read_in_both_forms(text: str, expected: list[tuple[str, str]]) -> None:
    assert _entries(text) == expected
    assert _options_of(text) == ("[signed-by=/k.gpg] " if "/k.gpg" in text else "")
