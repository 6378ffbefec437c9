"""A real nginx on a free port, in the foreground; it can be killed and started again."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import free_ports, listens, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CONF = """\
daemon off; master_process off; pid {work}/pid; error_log {work}/log;
events {{}}
http {{
  access_log off; client_body_temp_path {work}/body; proxy_temp_path {work}/proxy;
  fastcgi_temp_path {work}/fastcgi; uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 "shop\\n"; }} }}
}}
"""


class WebServer:
    """One nginx; ``url`` is what it answers at while it runs."""

    def __init__(self, work: Path) -> None:
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}/"
        self._conf = work / "nginx.conf"
        work.mkdir(parents=True, exist_ok=True)
        self._conf.write_text(_CONF.format(work=work, port=self.port))
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve."""
        self._child = subprocess.Popen(["nginx", "-c", str(self._conf), "-e", "stderr"])
        wait_until(lambda: listens(self.port), what="nginx", limit_s=10)

    def kill(self) -> None:
        """End it, as a crash would."""
        if self._child:
            self._child.kill()
            self._child.wait()
            self._child = None


@contextmanager
def running(work: Path) -> Iterator[WebServer]:
    """Serve for the length of the block."""
    server = WebServer(work)
    server.start()
    try:
        yield server
    finally:
        server.kill()
