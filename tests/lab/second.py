"""A second host: its own network, root directory, name and processes; its restic and tar do as tests say."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.faces.demo.lab.ports import wait_until
from continuity.faces.demo.lab.programs import call, program
from continuity.faces.demo.lab.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.link import Link

#: Two doors: behind the second one nothing is forwarded.
PORT, CLOSED = 22, 2222
_SETTINGS = """\
ListenAddress {address}:22
ListenAddress {address}:2222
HostKey /etc/ssh/host_key
PidFile none
AuthorizedKeysFile /etc/ssh/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
MaxStartups 100
Subsystem sftp internal-sftp
Match LocalPort 2222
    AllowTcpForwarding no
"""
#: Its root: this machine's programs, read only, and everything else its own. All of it goes with its first process.
_BOOT = """\
set -e
hostname second
mount --make-rprivate /
mount --bind {root} {root}
mount --bind /usr {root}/usr
mount -o remount,bind,ro {root}/usr
mount --bind {work}/restic {root}/usr/bin/restic
mount --bind {work}/tar {root}/usr/bin/tar
mount --rbind /dev {root}/dev
mount -t proc proc {root}/proc
exec chroot {root} {sshd} -D -e -f /etc/ssh/sshd_config
"""
_PROGRAM = '#!/bin/sh\n[ ! -f /srv/{name}-does ] || . /srv/{name}-does\nexec /srv/real-{name} "$@"\n'
_FOLDERS = ("dev", "etc/ssh", "proc", "root", "run/sshd", "srv", "tmp", "usr", "var/tmp")


class SecondHost(Server):
    """A host on a link of its own."""

    def __init__(self, work: Path, link: Link) -> None:
        super().__init__(work)
        self.link, self.root = link, self.work / "root"
        self.identity, self.known_hosts = self.work / "user_key", self.work / "known_hosts"

    def start(self) -> None:
        """Make its root and its keys, and serve."""
        for folder in _FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "tmp").chmod(0o1777)
        for name in ("bin", "sbin", "lib", "lib64"):
            if Path("/", name).is_symlink():
                (self.root / name).symlink_to(f"usr/{name}")
        for name in ("restic", "tar"):
            shutil.copy(
                Path("/usr/bin", name), self.root / "srv" / f"real-{name}"
            )  # tests may have put another on PATH
            (self.work / name).write_text(_PROGRAM.format(name=name))
        etc = self.root / "etc"
        (etc / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\nsshd:x:105:65534::/run/sshd:/usr/sbin/nologin\n")
        (etc / "group").write_text("root:x:0:\nnogroup:x:65534:\n")
        (etc / "ssh" / "sshd_config").write_text(_SETTINGS.format(address=self.link.far))
        for key in (etc / "ssh" / "host_key", self.identity):
            call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)])
        shutil.copy(self.identity.with_suffix(".pub"), etc / "ssh" / "authorized_keys")
        self.as_new()
        call(["ip", "-n", self.link.name, "link", "set", "lo", "up"])
        self.boot()

    def boot(self) -> None:
        """Start it (again)."""
        boot = _BOOT.format(root=self.root, work=self.work, sshd=program("sshd"))
        alone = ["unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--", "sh", "-c", boot]
        log = self.work / "sshd.log"
        log.write_text("")
        self._spawn(["ip", "netns", "exec", self.link.name, *alone], log)
        wait_until(
            lambda: log.read_text().count("Server listening") == len((PORT, CLOSED)), what="sshd", limit_s=10, log=log
        )

    def as_new(self) -> None:
        """Undo what tests did: its programs do as they should, its key is known, and it holds no data."""
        shutil.rmtree(self.root / "srv" / "data", ignore_errors=True)
        for name in ("restic", "tar"):
            (self.work / name).chmod(0o755)
            (self.root / "srv" / f"{name}-does").unlink(missing_ok=True)
        self.pin(self.root / "etc" / "ssh" / "host_key.pub")

    def pin(self, public: Path) -> None:
        """Write down which host key is expected: its own, or another one."""
        kind, word, *_ = public.read_text().split()
        self.known_hosts.write_text(f"{self.link.far} {kind} {word}\n[{self.link.far}]:{CLOSED} {kind} {word}\n")

    def does(self, name: str, script: str) -> None:
        """Have its restic or tar do this first; unless that ends it, it goes on as it should."""
        (self.root / "srv" / f"{name}-does").write_text(script + "\n")

    def lacks(self, name: str) -> None:
        """Take its restic or tar away."""
        (self.work / name).chmod(0o644)

    def device(self, port: int = PORT) -> dict[str, Any]:
        """Return what a document says of it."""
        way = {"port": port, "user": "root", "identity": {"file": str(self.identity)}}
        return {"address": self.link.far, "site": "here", "ssh": way | {"known_hosts": str(self.known_hosts)}}

    @contextmanager
    def hands(self) -> Iterator[ThreadPoolExecutor]:
        """Yield a thread that is in its network, and so are the processes that it starts; they end with it."""
        with ThreadPoolExecutor(1, initializer=self.link.enter) as pool:
            yield pool

    def processes(self) -> list[str]:
        """The command lines of all that runs on it, but its sshd."""
        found = []
        for one in Path("/proc").iterdir():
            try:
                if one.name.isdecimal() and (one / "root").readlink() == self.root:
                    found.append((one / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip())
            except OSError:
                continue
        return [one for one in found if one and "sshd" not in one.partition(" ")[0]]
