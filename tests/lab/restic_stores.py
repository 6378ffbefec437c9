"""Where the files of a new repository are put, by the plain way that each kind of place has; anything else is None.

Only for the lab's servers: http without TLS, the keys in the environment.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import os
import shlex
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDERS = ("keys", "locks", "snapshots", "index", "data")


class Store(ABC):
    """A place without a repository; ``doubtful`` where what was written has to be looked for through restic."""

    doubtful = False

    @abstractmethod
    def put(self, files: Mapping[str, bytes]) -> None:
        """Write the files; raises ``OSError`` where the place does not take one."""

    @abstractmethod
    def undo(self) -> None:
        """Remove what was written, where that can be done."""


class Directory(Store):
    """A directory of this machine; behind ``sftp`` it may be another's."""

    def __init__(self, root: Path, *, doubtful: bool = False) -> None:
        self.root = root
        self.doubtful = doubtful
        self._made = [*reversed([one for one in (root, *root.parents) if not one.exists()])]

    def put(self, files: Mapping[str, bytes]) -> None:
        for folder in (*_FOLDERS, *(f"data/{number:02x}" for number in range(256))):
            (self.root / folder).mkdir(mode=0o700, parents=True)
        for one in self._made:
            one.chmod(0o700)
        for name, content in files.items():
            self.write(self.root / name, content)

    @staticmethod
    def write(path: Path, content: bytes) -> None:
        """Write a file that is not there, with restic's mode."""
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o400)) as file:
            file.write(content)

    def undo(self) -> None:
        for name in (*_FOLDERS, "config"):
            shutil.rmtree(self.root / name, ignore_errors=True)
            with suppress(OSError):
                (self.root / name).unlink()
        for one in reversed(self._made):
            with suppress(OSError):
                one.rmdir()


class Web(Store):
    """Files of a server, by HTTP."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.base = self.url.path.rstrip("/")

    def undo(self) -> None:
        """Leave what a server took: restic's own ``init`` will meet it and say so."""

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        wire = http.client.HTTPConnection(self.url.hostname or "", self.url.port, timeout=10)
        try:
            wire.request(method, path, body, dict(headers))
            answer = wire.getresponse()
            answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            wire.close()
        if answer.status != http.client.OK:
            raise OSError(answer.status, answer.reason)


class Rest(Web):
    """restic's REST protocol (rest-server's README; restic's rest.rst)."""

    def put(self, files: Mapping[str, bytes]) -> None:
        pair = f"{unquote(self.url.username or '')}:{unquote(self.url.password or '')}".encode()
        known = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"} if self.url.username else {}
        self._send("POST", f"{self.base}/?create=true", b"", known)
        for name, content in files.items():
            self._send("POST", f"{self.base}/{name}", content, known | {"Content-Type": "application/octet-stream"})


class S3(Web):
    """One bucket, spoken to by path, each request signed (AWS Signature Version 4)."""

    def put(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            path = quote(f"{self.base}/{name}", safe="/-_.~")
            self._send("PUT", path, content, self._signed(path, content))

    def _signed(self, path: str, body: bytes) -> dict[str, str]:
        now, region = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"), os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
        headers = {
            "content-md5": base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode(),
            "host": self.url.netloc,
            "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
            "x-amz-date": now,
        }
        lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        names = ";".join(sorted(headers))
        asked = f"PUT\n{path}\n\n{lines}\n{names}\n{headers['x-amz-content-sha256']}"
        scope = f"{now[:8]}/{region}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
        key = f"AWS4{os.environ['AWS_SECRET_ACCESS_KEY']}".encode()
        for word in (*scope.split("/"), text):
            key = hmac.digest(key, word.encode(), "sha256")
        who = f"Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
        return headers | {"authorization": f"AWS4-HMAC-SHA256 {who},SignedHeaders={names},Signature={key.hex()}"}


class Remote(Store):
    """A folder of a remote of rclone, whose configuration is in the environment."""

    def __init__(self, program: str, folder: str) -> None:
        self.program = program
        self.folder = folder

    def put(self, files: Mapping[str, bytes]) -> None:
        with tempfile.TemporaryDirectory() as work:
            for name, content in files.items():
                path = Path(work, name)
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            argv = [self.program, "copy", "--retries", "1", work, self.folder]
            done = subprocess.run(argv, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=20)
        if done.returncode != 0:
            raise OSError(done.stderr)

    def undo(self) -> None:
        """Leave what the remote took: restic's own ``init`` will meet it and say so."""


def store_of(repository: str, options: list[str]) -> Store | None:
    """Return the place by restic's name of it, None for what has to be left to restic."""
    kind, _, rest = repository.partition(":")
    if repository.startswith("/"):
        return Directory(Path(repository))
    if kind == "sftp" and (path := rest.partition(":")[2]).startswith("/"):
        return Directory(Path(path), doubtful=True)
    if kind == "rest" and rest.startswith("http://"):
        return Rest(rest)
    programs = [word.partition("=")[2] for word in options if word.startswith("rclone.program=")]
    if kind == "rclone" and programs:
        return Remote(shlex.split(programs[0])[0], rest)
    plain = not any("s3." in word and word != "s3.bucket-lookup=path" for word in options)
    if kind == "s3" and rest.startswith("http://") and plain and "AWS_SECRET_ACCESS_KEY" in os.environ:
        return S3(rest) if "AWS_SESSION_TOKEN" not in os.environ else None
    return None
