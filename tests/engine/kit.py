"""A small client of ours: documents, places, a vault opened by a key file, and commands run as a user runs them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.engine.vault import Unlock, Vault
from continuity.faces.cli.main import run
from continuity.faces.cli.session import Session
from continuity.ground.ids import SystemIds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
#: What most tests promise. A copy that fails is tried once: they look at how it failed (test_persisting at the rest).
PLAIN = {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}, "retries": {"count": 0}}
#: Words that only a fault of ours puts on a screen.
OURS = ("Traceback", "fault of continuity itself", "faute de continuity")


@dataclass(frozen=True, kw_only=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """stdout, every line of which must be a JSON document."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> dict[str, Any]:
        """stdout, which must be exactly one JSON document."""
        (only,) = self.lines
        return only

    @property
    def all(self) -> str:
        return self.out + self.err

    def checked(self, code: int | None) -> Done:
        """The same, if it ended like this and no fault of ours shows."""
        assert code in (None, self.code), f"exit {self.code}, wanted {code}\n{self.all}"
        assert not [word for word in OURS if word in self.all], self.all
        return self


def local(path: Path | str, **other: Any) -> dict[str, Any]:
    return {"adapter": "local", "path": str(path), "site": "here", "medium": "disk", "credential": "me", **other}


@dataclass(kw_only=True)
class Client:
    """One client in a directory: ``share`` is what its one asset protects."""

    root: Path
    repositories: dict[str, dict[str, Any]]
    paths: list[str] = field(default_factory=list)
    policy: Any = "plain"
    exclude: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    copies: list[str] | None = None
    archives: list[str] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=lambda: {"CONTINUITY_LANG": "en"})

    def __post_init__(self) -> None:
        self.paths = self.paths or [str(self.share)]

    @property
    def share(self) -> Path:
        return self.root / "share"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def config(self) -> Path:
        return self.root / "continuity.yaml"

    @property
    def key(self) -> Path:
        return self.root / "vault.key"

    def write(self, **other: Any) -> None:
        """Write the documents anew, after a change of fields."""
        document = {
            "version": 1,
            "state": str(self.state),
            "lab": True,
            "client": {"name": "acme", "title": "Acme"},
            "sites": {"here": {"title": "Here"}, "there": {"title": "There"}, "cloud": {"title": "Away"}},
            "repositories": self.repositories,
            "policies": {"plain": PLAIN},
            "assets": {
                "share": {
                    "title": "Shared files",
                    "site": "here",
                    "policy": self.policy,
                    "source": {"kind": "files", "paths": self.paths, "exclude": self.exclude},
                    "copies": self.copies or list(self.repositories),
                    "archives": self.archives,
                }
            },
        }
        self.config.write_text(json.dumps(document | self.more | other, indent=1))  # JSON is YAML 1.2

    def argv(self, *words: object) -> list[str]:
        return [*map(str, words), "--config", str(self.config), "--vault-key-file", str(self.key)]

    def run(self, *words: object, code: int | None = 0, environ: Mapping[str, str] | None = None) -> Done:
        """Run a command in this process; it must end with ``code``."""
        return command(self.argv(*words), self.environ | dict(environ or {})).checked(code)

    def spawn(
        self,
        *words: object,
        prefix: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
        program: str = "continuity.faces.cli.main",
    ) -> subprocess.Popen[str]:
        """Start a command as a process of its own, in a group of its own."""
        return subprocess.Popen(
            [*prefix, sys.executable, "-m", program, *self.argv(*words)],
            env={"PATH": os.environ["PATH"], "HOME": str(self.root), **self.environ, **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )

    def child(
        self, *words: object, code: int | None = 0, prefix: Sequence[str] = (), environ: Mapping[str, str] | None = None
    ) -> Done:
        """Run a command as a process of its own; it must end with ``code``, in time."""
        return finish(self.spawn(*words, prefix=prefix, environ=environ)).checked(code)

    def restored(self, target: Path, root: Path | None = None) -> Path:
        """Where a restore put the share."""
        return target / str(root or self.share).lstrip("/")

    def vault(self) -> Vault:
        return Vault.open(self.state / "vault.json", Unlock("key-file", self.key.read_bytes()), SystemIds().nonce)

    def records(self) -> list[dict[str, Any]]:
        """The client's records, in the order of the log."""
        found: list[dict[str, Any]] = self.run("evidence", "list", "--json").json["records"]
        return found

    def points(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.run("points", "--json").json["points"]
        return found

    def check_evidence(self) -> dict[str, Any]:
        """The log must be valid, and every run that began must have ended exactly once."""
        found = self.run("evidence", "verify", "--json").json
        assert found["verdict"] == "valid", found
        assert found["open_runs"] == []
        began = [one["run"] for one in self.records() if one["kind"] == "run.intent"]
        ended = [one["run"] for one in self.records() if one["kind"] == "run.outcome"]
        assert len(set(ended)) == len(ended)
        assert sorted(began) == sorted(ended)
        return found


def command(argv: Sequence[str], environ: Mapping[str, str]) -> Done:
    """Run one command line in this process, its output kept."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(argv), Session(environ))
    return Done(code=code, out=out.getvalue(), err=err.getvalue())


def finish(child: subprocess.Popen[str], limit_s: float = 120) -> Done:
    """Wait for a child's end; one that does not end in time is killed, and fails the test."""
    try:
        out, err = child.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        raise
    return Done(code=child.returncode, out=out, err=err)


def fill(directory: Path, count: int = 40, size: int = 3000) -> None:
    """Files whose content differs from each other and from run to run of the tests."""
    for number in range(count):
        path = directory / f"folder {number % 4}" / f"file {number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{number} of {directory}\n".encode() * (size // 20))


def hang(client: Client, *repositories: str) -> Path:
    """Let the restic that backs up to one of these neither write nor end; returns the file by which it says so."""
    wrapper, asleep = client.root / "bin" / "restic", client.root / "asleep"
    wrapper.parent.mkdir(exist_ok=True)
    cases = "|".join(f'*"{client.root}/{name} "*" backup "*' for name in repositories)
    sleeping = f'{sys.executable} -c "import time; time.sleep(600)" {client.root}'
    wrapper.write_text(
        f'#!/bin/sh\ncase "$*" in {cases}) touch {asleep}; exec {sleeping};; esac\nexec {shutil.which("restic")} "$@"\n'
    )
    wrapper.chmod(0o755)
    client.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"
    return asleep


def slowly(client: Client, command: str, rate: int = 500) -> None:
    """Let restic read no more than that many KiB in a second while it does this: a moment of it can be met."""
    wrapper, restic = client.root / "bin" / "restic", shutil.which("restic")
    wrapper.parent.mkdir(exist_ok=True)
    slow = f'case "$*" in *" {command} "*) set -- --limit-download {rate} "$@";; esac'
    wrapper.write_text(f'#!/bin/sh\n{slow}\nexec {restic} "$@"\n')
    wrapper.chmod(0o755)
    client.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"


def tree(root: Path) -> dict[bytes, tuple[Any, ...]]:
    """All that is below ``root``: kind, permissions, and content or the target of a link."""
    found: dict[bytes, tuple[Any, ...]] = {}
    base = os.fsencode(root)
    for folder, folders, files in os.walk(base):
        for name in folders + files:
            path = os.path.join(folder, name)  # noqa: PTH118 - names as bytes
            info = os.lstat(path)
            kind = info.st_mode
            content: Any = None
            if os.path.islink(path):  # noqa: PTH114
                content = os.readlink(path)  # noqa: PTH115
            elif os.path.isfile(path):  # noqa: PTH113
                with open(path, "rb") as file:  # noqa: PTH123
                    content = file.read()
            found[path.removeprefix(base)] = (kind, content)
    return found


def sole(root: Path) -> Client:
    """An initialised client with a few files and one repository, ``disk``."""
    client = Client(root=root, repositories={"disk": local(root / "disk")})
    client.share.mkdir()
    fill(client.share, 1)
    client.write()
    client.run("init")
    return client


def fresh(template: Client, root: Path, *names: str, **fields: Any) -> Client:
    """A client of one's own from an initialised one: making a repository costs seconds, copying one nothing."""
    for name in ("state", "vault.key", *names):
        source = template.root / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
    repositories = {name: local(root / name) for name in names}
    client = Client(root=root, repositories=repositories, **fields)
    client.share.mkdir()
    fill(client.share)
    client.write()
    return client
