"""REST servers for restic: Debian's restic-rest-server (the newer release's), and rclone's own; and rclone's WebDAV."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bcrypt

from continuity.faces.demo.lab.ports import HOST, free_ports, listens, wait_until
from continuity.faces.demo.lab.programs import call
from continuity.faces.demo.lab.server import Server
from tests.lab.newer_restic import fetch

if TYPE_CHECKING:
    from collections.abc import Sequence

RCLONE = Path(sys.executable).parent / "rclone"


def htpasswd(path: Path, user: str, password: str) -> Path:
    """Write a file of users with one in it (restic-rest-server reads bcrypt and SHA-1); it is only a lab's."""
    path.write_bytes(user.encode() + b":" + bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)) + b"\n")
    return path


class RestServer(Server):
    """restic-rest-server, without users; ``words`` are its further options."""

    def __init__(self, work: Path, *words: str) -> None:
        super().__init__(work)
        self.words = words
        (self.port,) = free_ports(1)
        self.root = self.work / "root"

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"{'https' if '--tls' in self.words else 'http'}://{HOST}:{self.port}"

    def start(self) -> None:
        """Serve (0.1 s)."""
        self.root.mkdir(parents=True, exist_ok=True)
        self._spawn(self._argv(), self.work / "server.log")
        wait_until(lambda: listens(self.port), what=type(self).__name__, limit_s=10, log=self.work / "server.log")

    def _argv(self) -> Sequence[str]:
        program = fetch().with_name("restic-rest-server")
        users = () if "--htpasswd-file" in self.words else ("--no-auth",)
        return [str(program), "--listen", f"{HOST}:{self.port}", "--path", str(self.root), *users, *self.words]


class RcloneRest(RestServer):
    """``rclone serve restic`` over a directory."""

    def _argv(self) -> Sequence[str]:
        where = ["--addr", f"{HOST}:{self.port}", *self.words, str(self.root)]
        return [str(RCLONE), "--config", "/dev/null", "serve", "restic", *where]


class RcloneDav(RestServer):
    """``rclone serve webdav`` over a directory, for one user."""

    user, password = "dav", "dav secret 1"

    def _argv(self) -> Sequence[str]:
        who = ["--user", self.user, "--pass", self.password]
        where = ["--addr", f"{HOST}:{self.port}", *who, str(self.root)]
        return [str(RCLONE), "--config", "/dev/null", "serve", "webdav", *where]

    def config(self) -> str:
        """Return an rclone.conf with three remotes: the server, what is encrypted in it, and a directory of ours."""
        return (
            f"[dav]\ntype = webdav\nurl = {self.url}\nvendor = rclone\nuser = {self.user}\n"
            f"pass = {obscured(self.password)}\n"
            f"[sealed]\ntype = crypt\nremote = dav:sealed\npassword = {obscured('sealing')}\n"
            f"[near]\ntype = alias\nremote = {self.root}\n"
        )


def obscured(word: str) -> str:
    """Return a password as rclone wants it in its configuration."""
    return call([str(RCLONE), "obscure", word]).strip()
