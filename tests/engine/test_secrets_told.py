"""Programs are tempted to print secrets; nothing that we write shows one: log, screen, state, evidence, exports."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import socket
import sqlite3
import time
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.engine.kit import Client, fill, local

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

SECRETS = {
    "vault passphrase": "planted-passphrase-1f0c&?",
    "password in the vault": "planted/rest p@ssword-aa31",
    "password in a file": "planted-file-password-77de",
    "password in the environment": "planted-env-password-4c1b",
    "S3 key": "PLANTEDACCESSKEY9",
    "S3 secret": "planted/s3+secret-0b42==",
    "ping": "planted-uuid-of-the-ping-6d2e",
    "rclone": "planted-command-secret-93aa",
}


def closed_port() -> int:
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return int(link.getsockname()[1])


@pytest.fixture
def tempted(place: Path) -> Client:
    """A place that works, and around it those whose programs have a secret at hand when they fail."""
    dead = f"127.0.0.1:{closed_port()}"
    common = {"site": "there", "medium": "object"}
    (place / "password").write_text(SECRETS["password in a file"] + "\n")
    repositories: dict[str, dict[str, Any]] = {
        "disk": local(place / "disk", password={"file": str(place / "password")}),
        "echoed": local(place / "echoed", password={"env": "PLANTED"}),
        "rest": common | {
            "adapter": "rest", "url": f"http://{dead}/r", "credential": "r", "user": "backup",
            "user_password": {"vault": "acme/rest"}, "password": {"env": "PLANTED"},
        },
        "s3": common | {
            "adapter": "s3", "endpoint": f"http://{dead}", "bucket": "planted", "credential": "s",
            "access_key": {"vault": "s3/access"}, "secret_key": {"command": ["cat", str(place / "s3")]},
            "password": {"env": "PLANTED"},
        },
    }  # fmt: skip
    (place / "s3").write_text(SECRETS["S3 secret"])
    client = Client(root=place, repositories=repositories)
    client.more = {
        "supervision": {"ping": {"url": {"vault": "ping"}, "every": "1s"}},
        "policies": {"plain": {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2},
                               "schedule": {"every": "5s"}, "retries": {"count": 1, "wait": "1s"}}},
    }  # fmt: skip
    client.environ |= {"CONTINUITY_VAULT_PASSPHRASE": SECRETS["vault passphrase"],
                       "PLANTED": SECRETS["password in the environment"]}  # fmt: skip
    client.argv = lambda *words: [*map(str, words), "--config", str(client.config)]  # type: ignore[method-assign]
    client.share.mkdir()
    fill(client.share, 4)
    client.write()
    return client


def telling_restic(place: Path) -> dict[str, str]:
    """A restic that, once it has worked for a while, complains with all it was given."""
    real = os.popen("command -v restic").read().strip()
    (place / "bin").mkdir()
    wrapper = place / "bin" / "restic"
    told = "Fatal: strange things happen with $RESTIC_PASSWORD"
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in *echoed*backup*) echo "{told}" >&2; exit 1;; esac\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    return {"PATH": f"{place}/bin:{os.environ['PATH']}"}


def forms(secret: str) -> set[str]:
    raw = secret.encode()
    return {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1], raw.hex(),
            base64.b64encode(raw).decode().rstrip("=")}  # fmt: skip


def assert_nowhere(root: Path, *texts: str) -> None:
    for what, secret in SECRETS.items():
        for form in forms(secret):
            for text in texts:
                assert form not in text, f"the {what} was written: …{text[max(text.index(form) - 150, 0) :][:300]}"
            for path in root.rglob("*"):
                if path.is_file():
                    assert form.encode() not in path.read_bytes(), f"the {what} stands in {path}"


def served(client: Client, form: str, environ: dict[str, str]) -> str:
    """Let a daemon run its backups, break its documents, reload, and stop; all that it wrote."""
    port = closed_port()
    words = ("daemon", "--listen", f"127.0.0.1:{port}", "--log-format", form, "--patience", "30", "-v")
    child: subprocess.Popen[str] = client.spawn(*words, environ=environ)
    before, end = ended(client), time.monotonic() + 90
    while ended(client) == before:
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < end, "no backup fell due"
        time.sleep(0.3)
    pages = [page(port, path) for path in ("/healthz", "/metrics")]
    text = client.config.read_text()
    client.config.write_text(text.replace('"vault": "acme/rest"', '"vault": "acme/nothing"') + "\n")
    child.send_signal(signal.SIGHUP)
    time.sleep(1.5)
    client.config.write_text(text)
    child.terminate()
    out, err = child.communicate(timeout=60)
    assert child.returncode in (0, 3), err
    return "\n".join([out, err, *pages])


def ended(client: Client) -> int:
    """How many runs ended that a daemon began."""
    with closing(sqlite3.connect(client.state / "state.db")) as database:
        (count,) = database.execute("select count(*) from run where job <> '' and outcome is not null").fetchone()
    return int(count)


def page(port: int, path: str) -> str:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    link.request("GET", path)
    return link.getresponse().read().decode()


@pytest.mark.slow
def test_what_is_tempted_to_tell_a_secret_does_not(tempted: Client, place: Path) -> None:
    said: list[str] = []
    environ = telling_restic(place)

    def call(*words: object, code: int | None = None) -> str:
        done = tempted.child(*words, code=code, environ=environ)
        said.extend((done.out, done.err))
        return done.all

    call("init", code=3)
    for name, secret in (("acme/rest", "password in the vault"), ("s3/access", "S3 key"), ("ping", "ping")):
        value = f"http://127.0.0.1:{closed_port()}/{SECRETS['ping']}" if name == "ping" else SECRETS[secret]
        (place / "given").write_text(value)
        call("vault", "set", name, "--from-file", place / "given", "-q")
    (place / "given").unlink()
    call("init", "-v")
    told = call("backup", "--json", "-v") + call("backup", "--lang", "fr")
    assert "strange things happen" in told, told
    assert "***" in told
    call("doctor", "-v")
    call("storage", "check")
    call("status", "--json")
    call("monitor")
    (place / "password").write_text("wrong")
    call("backup", "-v")
    (place / "password").write_text(SECRETS["password in a file"] + "\n")
    logs = [served(tempted, form, environ) for form in ("text", "json")]
    assert all("run.ended" in log for log in logs), logs
    assert any("***" in log for log in logs)
    for line in logs[1].splitlines():
        assert not line.startswith("{") or json.loads(line)
    call("evidence", "list", "--json")
    call("evidence", "export", "--client", "acme", "-o", place / "export.zip")
    with zipfile.ZipFile(place / "export.zip") as archive:
        said.extend(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert_nowhere(tempted.state, *said, *logs)
