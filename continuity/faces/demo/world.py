"""The world of the demo: real input that keeps changing, three places for copies, a document that names them."""

from __future__ import annotations

import shutil
import sysconfig
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from continuity.faces.demo.lab.servers import Lab
    from continuity.ground.clock import Clock

BUCKET = "acme-backup"

#: What users would write themselves: the shipped gold policy on three repositories.
_DOCUMENT = """\
# Written by `continuity demo`: one client, one asset on the shipped policy gold, three repositories.
version: 1
language: {language}
timezone: Europe/Paris
state: {root}/state
lab: true                      # everything is on this machine: failure domains are taken as declared

client: {{name: acme, title: Acme SARL}}
sites:
  paris: {{title: Head office}}
  lyon:  {{title: Second room}}
  cloud: {{title: Object store}}

repositories:
  disk:   {{adapter: local, path: "{root}/disk", site: paris, medium: disk, credential: backup-server}}
  remote:
    adapter: sftp
    host: {ssh_host}
    port: {ssh_port}
    user: {ssh_user}
    identity: {{file: "{identity}"}}
    known_hosts: "{known_hosts}"
    path: "{ssh_path}"
    site: lyon
    medium: disk
    credential: lyon-sftp
  object:
    adapter: s3
    endpoint: {endpoint}
    bucket: {bucket}
    access_key: {{vault: acme/object/access-key}}
    secret_key: {{vault: acme/object/secret-key}}
    lock: {{mode: compliance, period: 60d}}   # longer than gold's immutable_for: a lock counts from upload
    site: cloud
    medium: object
    credential: s3-writer

assets:
  share:
    title: Shared files
    criticality: critical
    site: paris
    policy: gold
    canary: sidecar
    source: {{kind: files, paths: ["{root}/share"], exclude: ["*.tmp"]}}
    copies: [disk, remote, object]
"""


def originals() -> dict[str, Path]:
    """Return the real input by name: the standard library and the libraries of the Python that runs us."""
    paths = sysconfig.get_paths()
    return {"python": Path(paths["stdlib"]), "libraries": Path(paths["purelib"])}


def copy_input(target: Path) -> int:
    """Copy a few thousand files of this machine to the work folder and return their number."""
    for name, source in originals().items():
        unwanted = shutil.ignore_patterns("site-packages", "dist-packages", "__pycache__", "data", "*.a", "*.so*")
        shutil.copytree(source, target / name, ignore=unwanted, symlinks=True)
    return sum(path.is_file() for path in target.rglob("*"))


def write_document(root: Path, lab: Lab, language: str) -> Path:
    """Write the configuration and return its path."""
    path = root / "continuity.yaml"
    sshd, ceph = lab.sshd, lab.ceph
    path.write_text(
        _DOCUMENT.format(
            root=root,
            language=language,
            bucket=BUCKET,
            endpoint=ceph.endpoint,
            ssh_host=sshd.host,
            ssh_port=sshd.port,
            ssh_user=sshd.user,
            identity=sshd.identity,
            known_hosts=sshd.known_hosts,
            ssh_path=sshd.root / "acme",
        )
    )
    return path


class Office(threading.Thread):
    """People at work: a ledger that grows and a draft that is rewritten, several times a second, until told to stop."""

    def __init__(self, share: Path, clock: Clock) -> None:
        super().__init__(daemon=True)
        self._share, self._clock, self._over = share, clock, threading.Event()
        self.changes = 0

    def run(self) -> None:
        """Work."""
        while not self._over.wait(0.2):
            self.changes += 1
            with (self._share / "ledger.csv").open("a") as ledger:
                ledger.write(f"{self.changes},{self._clock.now().isoformat()}\n")
            (self._share / "draft.txt").write_text(f"version {self.changes}\n" * 200)

    def stop(self) -> None:
        """Go home."""
        self._over.set()
        self.join()
