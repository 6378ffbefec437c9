"""A second host: its own network, root directory and processes, an sshd, and of restic what a test gives it."""

from __future__ import annotations

import shlex
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

PORT = 22
_SETTINGS = """\
Port {port}
ListenAddress {address}
HostKey /etc/ssh/host_key
PidFile none
AuthorizedKeysFile /etc/ssh/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowTcpForwarding {forwarding}
PrintMotd no
MaxStartups 100
"""
#: Its root: this machine's programs, read only, and everything else its own. All of it goes with its first process.
_BOOT = """\
set -e
mount --make-rprivate /
mount --bind {root} {root}
mount --bind /usr {root}/usr
mount -o remount,bind,ro {root}/usr
[ -z {restic} ] || mount --bind {restic} {root}/usr/bin/restic
mount --rbind /dev {root}/dev
mount -t proc proc {root}/proc
exec chroot {root} {sshd} -D -e -f /etc/ssh/sshd_config
"""
_FOLDERS = ("dev", "etc/ssh", "proc", "root", "run/sshd", "srv", "tmp", "usr", "var/tmp")
NONE = Path("/dev/null")  # as the restic of a host: there is none


class SecondHost(Server):
    """A host on a link of its own. ``restic``: the program it has (None: this machine's)."""

    def __init__(self, work: Path, link: Link, restic: Path | None = None, *, forwarding: str = "yes") -> None:
        super().__init__(work)
        self.link, self.restic, self.forwarding = link, restic, forwarding
        self.root = self.work / "root"
        self.identity, self.known_hosts = self.work / "user_key", self.work / "known_hosts"

    def start(self) -> None:
        """Make its root and its keys, and serve."""
        for folder in _FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "tmp").chmod(0o1777)
        for name in ("bin", "sbin", "lib", "lib64"):
            if Path("/", name).is_symlink():
                (self.root / name).symlink_to(f"usr/{name}")
        etc = self.root / "etc"
        (etc / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\nsshd:x:105:65534::/run/sshd:/usr/sbin/nologin\n")
        (etc / "group").write_text("root:x:0:\nnogroup:x:65534:\n")
        for key in (etc / "ssh" / "host_key", self.identity):
            call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)])
        shutil.copy(self.identity.with_suffix(".pub"), etc / "ssh" / "authorized_keys")
        kind, word, *_ = (etc / "ssh" / "host_key.pub").read_text().split()
        self.known_hosts.write_text(f"{self.link.far} {kind} {word}\n")
        call(["ip", "-n", self.link.name, "link", "set", "lo", "up"])
        self.serve()

    def serve(self) -> None:
        """Boot it, with what its fields say."""
        settings = _SETTINGS.format(port=PORT, address=self.link.far, forwarding=self.forwarding)
        (self.root / "etc" / "ssh" / "sshd_config").write_text(settings)
        boot = _BOOT.format(
            root=shlex.quote(str(self.root)), restic=shlex.quote(str(self.restic or "")), sshd=program("sshd")
        )
        alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--", "sh", "-c", boot]
        log = self.work / "sshd.log"
        self._spawn(["ip", "netns", "exec", self.link.name, *alone], log)
        wait_until(lambda: "Server listening" in log.read_text(), what="sshd", limit_s=10, log=log)

    def device(self) -> dict[str, Any]:
        """Return what a document says of it."""
        way = {"user": "root", "identity": {"file": str(self.identity)}, "known_hosts": str(self.known_hosts)}
        return {"address": self.link.far, "site": "here", "ssh": way}

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
