"""Those outside who say when: a real time-stamping authority (``openssl ts``) and a witness with a key of its own."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.model.anchor import Anchor, AnchorKind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.evidence.lab import Lab

_CONFIG = """\
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
[stamping]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
"""
_NEW = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-config", "config")


class Authority:
    """An authority of its own certificates, ``ca.pem``; two of them trust each other in nothing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.ca = folder, folder / "ca.pem"
        (folder / "config").write_text(_CONFIG)
        (folder / "serial").write_text("01\n")
        openssl = self._openssl
        openssl("req", "-x509", *_NEW, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca", "-extensions", "ca")
        openssl("req", "-new", *_NEW, "-keyout", "key", "-out", "request", "-subj", "/CN=tsa")
        signed = (
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-extfile",
            "config",
            "-extensions",
            "stamping",
        )
        openssl("x509", "-req", "-in", "request", "-out", "pem", *signed)

    def stamp(self, data: bytes, *, alone: bool = False) -> bytes:
        """Return the response to a query for these bytes, or the token alone."""
        (self.folder / "data").write_bytes(data)
        self._openssl("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query")
        form = ("-token_out",) if alone else ()
        keys = ("-config", "config", "-signer", "pem", "-inkey", "key")
        self._openssl("ts", "-reply", "-queryfile", "query", *keys, "-out", "reply", *form)
        return (self.folder / "reply").read_bytes()

    def _openssl(self, *arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


class Witness:
    """Somebody who cosigns what is shown, without looking."""

    def __init__(self, name: str, seed: int) -> None:
        self.name, self._key = name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        public = b"\x04" + self._key.public_key().public_bytes_raw()
        self._id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        self.vkey = f"{name}+{self._id.hex()}+{base64.b64encode(public).decode()}"

    def cosign(self, text: str, at: datetime) -> str:
        """Return the signature line (C2SP tlog-cosignature)."""
        seconds = int(at.timestamp())
        signature = self._key.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        raw = self._id + seconds.to_bytes(8, "big") + signature
        return f"— {self.name} {base64.b64encode(raw).decode()}\n"


def head(lab: Lab, size: int) -> Checkpoint:
    """Return the head of the log at that size."""
    found = open_checkpoint(lab.records.checkpoint(lab.log, size) or "", lab.signer.verifier)
    assert found.size == size
    return found


def anchor(lab: Lab, size: int, kind: AnchorKind, name: str, proof: bytes, at: datetime | None = None) -> Anchor:
    """Keep an anchor in the state, as the engine does."""
    root = head(lab, size).root
    at = at or datetime(2026, 11, 1, size, tzinfo=UTC)
    kept = Anchor(log=lab.log, tree_size=size, root=root, kind=kind, name=name, at=at, proof=proof)
    with lab.store.transaction() as tx:
        tx.anchors.add(kept)
    return kept
