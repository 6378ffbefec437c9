"""One machine of the lab of two sites: its own network, root directory, name and processes; sshd is its first process.

All of it hangs on that process, which the kernel ends with us: no name of a namespace is left behind, whatever ended
the test.
"""

from __future__ import annotations

import json
import pwd
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from continuity.faces.demo.lab.ports import wait_until
from continuity.faces.demo.lab.programs import call, program
from continuity.faces.demo.lab.server import Server
from continuity.ground import process
from continuity.model.device import Device, SshAccess
from continuity.model.secrets import SecretRef
from continuity.recovery.actions.upstream_nginx import MARKER

_SSHD = """\
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
"""
_RUNUSER = "auth sufficient pam_rootok.so\nsession required pam_permit.so\n"
_NGINX = """\
user www-data;
worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx.log;
events {}
http {
    access_log off;
    upstream app { include /etc/nginx/app.conf; }
    server { listen 80; listen [::]:80; location / { proxy_pass http://app; proxy_set_header Connection close; } }
}
"""
_APP = '''\
"""A shop: it tells which site it is, and counts its orders in the database beside it, if there is one."""
import http.server, pathlib, subprocess

PSQL = str(max(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"), default="psql"))
SITE = pathlib.Path("/etc/hostname").read_text().strip()

def sql(query):
    words = [PSQL, "-XAtqh", "/tmp", "-U", "postgres", "-d", "shop", "-c", query]
    return subprocess.run(words, capture_output=True, text=True)

class Shop(http.server.BaseHTTPRequestHandler):
    def answer(self, body, status=200):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self):
        done = sql("select count(*) from orders") if self.path == "/orders" else None
        self.answer(SITE if done is None else done.stdout or done.stderr, 503 if done and done.returncode else 200)

    def do_POST(self):
        done = sql("insert into orders default values")
        self.answer(done.stderr or SITE, 503 if done.returncode else 200)

    def log_message(self, *_): pass

http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Shop).serve_forever()
'''
#: Debian's own script starts and stops nginx; the shop and PostgreSQL have as plain ones.
_INIT = """\
#!/bin/sh
case "$1" in
    start) {start} ;;
    stop) {stop} ;;
    restart) $0 stop; $0 start ;;
    status) {status} ;;
esac
"""
_BOOT = """\
set -e
hostname {name}
mount --make-rprivate /
mount --bind {root} {root}
mount --bind /usr {root}/usr
mount -o remount,bind,ro {root}/usr
mount --rbind /dev {root}/dev
mount -t proc proc {root}/proc
ip link set lo up
exec chroot {root} {sshd} -D -e -f /etc/ssh/sshd_config
"""
_FOLDERS = ("dev", "etc/ssh", "etc/nginx", "etc/init.d", "etc/pam.d", "proc", "root", "run/sshd", "run/lock", "srv",
            "tmp", "usr", "var/tmp", "var/log", "var/lib/nginx")  # fmt: skip
_ROOT_LINKS = ("bin", "sbin", "lib", "lib64")
_ENV = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8")
_STANDING = "start-stop-daemon --{how} --pidfile /run/shop.pid"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it stands in the network of the lab."""

    name: str
    address: str
    address6: str


class Site(Server):
    """The machine; :attr:`port` is the name of its end of the cable."""

    port = "eth0"

    def __init__(self, work: Path, place: Place) -> None:
        super().__init__(work)
        self.place, self.root = place, self.work / "root"
        self.identity, self.known_hosts = self.work / "user_key", self.work / "known_hosts"

    def start(self) -> None:
        """Make its root and its keys, and let people log in; it has no cable yet."""
        for folder in _FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "tmp").chmod(0o1777)
        for name in _ROOT_LINKS:
            if Path("/", name).is_symlink():
                (self.root / name).symlink_to(f"usr/{name}")
        self._write_etc()
        boot = _BOOT.format(name=self.place.name, root=self.root, sshd=program("sshd"))
        alone = ["unshare", "--net", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--", "sh", "-c", boot]
        log = self.work / "sshd.log"
        with log.open("ab") as output:  # unshare(1) does not hear SIGTERM
            self._children.append(process.start(alone, output=output, farewell=signal.SIGKILL))
        wait_until(lambda: "Server listening" in log.read_text(), what="sshd", limit_s=10, log=log)

    @property
    def network(self) -> str:
        """The file that is its network namespace, for as long as it runs."""
        return f"/proc/{self._children[0].pid}/ns/net"

    @property
    def first(self) -> str:
        """Its first process, as a number of ours."""
        own = self._children[0].pid
        (first,) = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return first

    def does(self, *argv: str) -> str:
        """Have a program run on it, as root on its console; return what it says."""
        alone = ("--net", "--mount", "--uts", "--pid", "--root", "--wd")
        return call(["nsenter", "-t", self.first, *alone, "--", *_ENV, *argv])

    def ip(self, *words: str) -> str:
        """Have its network changed, or told."""
        return self.does("ip", *words)

    def serve(self) -> None:
        """Start the shop and the nginx before it."""
        self.does("service", "shop", "start")
        self.does("service", "nginx", "start")
        wait_until(lambda: "LISTEN" in self.does("ss", "-Hltn", "sport", "=", "8080"), what="the shop", limit_s=10)

    def hardware(self) -> str:
        """Return the hardware address of its port."""
        found: str = json.loads(self.ip("-json", "link", "show", self.port))[0]["address"]
        return found

    def init(self, name: str, *, start: str, stop: str, status: str) -> None:
        """Write the script by which a service is started and stopped."""
        script = self.root / "etc" / "init.d" / name
        script.write_text(_INIT.format(start=start, stop=stop, status=status))
        script.chmod(0o755)

    def device(self) -> dict[str, Any]:
        """Return what a document says of it."""
        way = {"port": 22, "user": "root", "identity": {"file": str(self.identity)}}
        return {"address": self.place.address, "site": "here", "ssh": way | {"known_hosts": str(self.known_hosts)}}

    def as_device(self, port: int = 22, name: str = "") -> Device:
        """Return the same as the engine knows it."""
        identity = SecretRef(file=self.identity)
        way = SshAccess(port=port, user="root", identity=identity, known_hosts=self.known_hosts)
        return Device(name=name or self.place.name, client="acme", title="", address=self.place.address, ssh=way)

    def _write_etc(self) -> None:
        etc = self.root / "etc"
        users = [pwd.getpwnam(name) for name in ("root", "sshd", "www-data", "postgres")]
        lines = (f"{one.pw_name}:x:{one.pw_uid}:{one.pw_gid}::{one.pw_dir}:/bin/sh\n" for one in users)
        (etc / "passwd").write_text("".join(lines))
        (etc / "group").write_text("".join(f"{one.pw_name}:x:{one.pw_gid}:\n" for one in users))
        (etc / "hostname").write_text(self.place.name + "\n")
        (etc / "ssh" / "sshd_config").write_text(_SSHD)
        (etc / "pam.d" / "runuser").write_text(_RUNUSER)
        (etc / "nginx" / "nginx.conf").write_text(_NGINX)
        (etc / "nginx" / "app.conf").write_text(f"{MARKER}\nserver 127.0.0.1:8080;\n")
        (self.root / "srv" / "shop.py").write_text(_APP)
        shutil.copy("/etc/init.d/nginx", etc / "init.d" / "nginx")
        words = "--background --make-pidfile --exec /usr/bin/python3 -- /srv/shop.py"
        self.init(
            "shop",
            start=f"{_STANDING.format(how='start')} {words}",
            stop=f"{_STANDING.format(how='stop')} --oknodo --remove-pidfile --retry 5",
            status=_STANDING.format(how="status"),
        )
        for key in (etc / "ssh" / "host_key", self.identity):
            call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)])
        shutil.copy(self.identity.with_suffix(".pub"), etc / "ssh" / "authorized_keys")
        kind, word, *_ = (etc / "ssh" / "host_key.pub").read_text().split()
        self.known_hosts.write_text(f"{self.place.address} {kind} {word}\n")
