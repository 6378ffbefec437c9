"""What machines tell through their pinned SSH servers: real ones, one connection for all checks of a device."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.faces.demo.lab import sshd
from continuity.faces.demo.lab.ports import free_ports
from continuity.faces.demo.lab.sshd import Sshd
from continuity.supervision.checks import ssh_figures
from continuity.supervision.checks.asking import asked
from continuity.supervision.checks.installed import made
from continuity.supervision.checks.ports import Answer, NotAsked, State
from tests.ground.test_ssh import descendants
from tests.supervision.test_checks import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def shells(lab_directory: Path) -> Iterator[Sshd]:
    """A server that runs commands, too; whichever other is started meanwhile does not."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sshd, "_CONFIG", sshd._CONFIG.replace("ForceCommand internal-sftp\n", ""))
            server = stack.enter_context(Sshd(lab_directory / "shells"))
        yield server


def way(server: Sshd, metric: str, **more: Any) -> dict[str, Any]:
    reached = {"host": server.host, "port": server.port, "user": server.user, "known_hosts": str(server.known_hosts)}
    return {**reached, "identity": server.identity.read_text(), "metric": metric, **more}


def test_files_alone_tell_load_memory_and_disks(sshd_server: Sshd) -> None:
    load = ask("ssh", **way(sshd_server, "load"), times=3)
    assert [one.name for one in load.figures] == ["load1", "load5", "load15"]
    assert abs(load.figures[0].value - os.getloadavg()[0]) < 5
    memory = ask("ssh", **way(sshd_server, "memory"))
    assert 0 < memory.figures[0].value < 100
    disk = ask("ssh", **way(sshd_server, "disk"))
    assert disk.state is State.OK, disk.said
    used = shutil.disk_usage(disk.figures[0].name)
    assert disk.figures[0].value == pytest.approx(100 * used.used / (used.used + used.free), abs=2)


def test_what_the_machine_may_not_run_is_unknown(sshd_server: Sshd) -> None:
    for metric in ("services", "updates"):
        found = ask("ssh", **way(sshd_server, metric))
        assert (found.state, "could not be asked there" in found.said) == (State.UNKNOWN, True)


@pytest.mark.slow  # apt reads its lists for seconds
def test_apt_is_asked_there(shells: Sshd) -> None:
    updates = ask("ssh", 30, **way(shells, "updates"))
    assert updates.state is State.OK, updates.said
    assert {one.name for one in updates.figures} == {"updates", "security"}


def test_its_own_programs_are_asked(shells: Sshd) -> None:
    services = ask("ssh", **way(shells, "services"))
    running = Path("/run/systemd/system").exists()
    assert services.state is (State.OK if running else State.UNKNOWN)


def test_one_connection_serves_all_checks_and_is_mended(shells: Sshd) -> None:
    log = shells.work / "sshd.log"

    def logins() -> int:
        return log.read_text().count("Accepted publickey")

    async def several() -> None:
        checks = [made("ssh", way(shells, metric)) for metric in ("load", "memory", "disk")]
        before = logins()
        for _ in range(2):
            seen = await asyncio.gather(*(asked(one, 10) for one in checks))
            assert {one.state for one in seen} == {State.OK}
        assert logins() == before + 1
        for pid in descendants(shells._children[0].pid):
            os.kill(pid, signal.SIGKILL)
        shells.stop()
        gone = await asked(checks[0], 10)
        assert (gone.state, "cannot be reached" in gone.said) == (State.CRITICAL, True)
        shells.start()
        known = [made("ssh", way(shells, "load"))]
        assert (await asked(known[0], 10)).state is State.OK
        for one in checks + known:
            await one.close()

    asyncio.run(several())


def test_a_stranger_is_critical_and_gets_nothing(sshd_server: Sshd, tmp_path: Path) -> None:
    other = tmp_path / "known_hosts"
    kind, key, *_ = (sshd_server.work / "user_key.pub").read_text().split()
    other.write_text(f"[{sshd_server.host}]:{sshd_server.port} {kind} {key}\n")
    before = (sshd_server.work / "sshd.log").read_text().count("publickey")
    changed = ask("ssh", **way(sshd_server, "load", known_hosts=str(other)))
    assert changed.state is State.CRITICAL
    assert "has changed" in changed.said
    other.write_text("")
    unpinned = ask("ssh", **way(sshd_server, "load", known_hosts=str(other)))
    assert (unpinned.state, "is not known" in unpinned.said) == (State.UNKNOWN, True)
    assert (sshd_server.work / "sshd.log").read_text().count("publickey") == before


def test_our_faults_are_unknown_and_theirs_critical(sshd_server: Sshd, shells: Sshd) -> None:
    stranger = ask("ssh", **way(sshd_server, "load", identity=shells.identity.read_text()))
    assert (stranger.state, "does not accept" in stranger.said) == (State.UNKNOWN, True)
    assert "PRIVATE" not in stranger.said
    broken = ask("ssh", **way(sshd_server, "load", identity="none"))
    assert (broken.state, "not a private key" in broken.said) == (State.UNKNOWN, True)
    nobody = ask("ssh", **way(sshd_server, "load", port=free_ports(1)[0]))
    assert nobody.state is State.CRITICAL


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n/dev/sda1 /again ext4 rw 0 0\n", ["/"]),
        ("/dev/sdb /a\\040b xfs rw,noatime 0 0\n/dev/sr0 /cd iso9660 ro 0 0\ntank /tank zfs rw 0 0", ["/a b", "/tank"]),
        ("/dev/sdc /boot vfat ro,nodev 0 0\n\nodd\n", []),
    ],
)
def test_what_can_fill_up(text: str, named: list[str]) -> None:
    assert list(ssh_figures.mounted(text)) == named


def test_figures_of_what_was_said() -> None:
    disk = ssh_figures.disk({"/": (50, 50), "/srv": (90, 10), "/none": (0, 0)})
    assert [(one.name, one.value) for one in disk.figures] == [("/srv", 90), ("/", 50)]
    failed = ssh_figures.services("web.service loaded failed failed The web\nended 0\n")
    assert (failed.said, failed.figures[0].value) == ("failed: web.service", 1)
    waiting = "Inst a [1] (2 Debian-Security:12/stable-security [all])\nInst b (3 Debian:12 [all])\nConf a\nended 0\n"
    assert [one.value for one in ssh_figures.updates(waiting).figures] == [2, 1]
    for cut in ("", "web.service loaded failed", "ended 0 and more", "sh: systemctl: not found\nended 127"):
        with pytest.raises(NotAsked):
            ssh_figures.services(cut)


@given(st.text(max_size=100), st.sampled_from([ssh_figures.load, ssh_figures.memory, ssh_figures.updates]))
def test_whatever_a_machine_says_is_an_answer_or_none(text: str, read: Callable[[str], Answer]) -> None:
    with suppress(NotAsked):
        assert read(text).figures
    list(ssh_figures.mounted(text))
