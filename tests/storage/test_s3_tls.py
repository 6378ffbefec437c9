"""HTTPS: a private authority is trusted the way restic trusts it, and a bad certificate is told as such."""

from __future__ import annotations

import ssl
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from continuity.ground.clock import SystemClock
from continuity.ground.errors import Unavailable
from tests.storage.places import place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EMPTY_BUCKET = b'<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'
SECRETS = {"ACCESS": "key", "SECRET": "secret"}


class EmptyBucket(BaseHTTPRequestHandler):
    """A store with one bucket and nothing in it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(EMPTY_BUCKET)))
        self.end_headers()
        self.wfile.write(EMPTY_BUCKET)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def certificate(folder: Path, *, days: int) -> tuple[Path, Path]:
    """A certificate for loopback, its own authority, that ends in so many days (or ended)."""
    secret, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab")])
    end = SystemClock().now() + timedelta(days=days)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=10))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    key, cert = folder / "key.pem", folder / "cert.pem"
    pem = serialization.Encoding.PEM
    key.write_bytes(secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    cert.write_bytes(built.public_bytes(pem))
    return key, cert


@contextmanager
def store(key: Path, cert: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = HTTPServer(("127.0.0.1", 0), EmptyBucket)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def bucket(endpoint: str) -> dict[str, object]:
    keys = {"access_key": {"env": "ACCESS"}, "secret_key": {"env": "SECRET"}}
    return {"adapter": "s3", "endpoint": endpoint, "bucket": "bucket", "medium": "object", **keys}


def test_an_unknown_authority_is_told(tmp_path: Path) -> None:
    with store(*certificate(tmp_path, days=2)) as endpoint:
        with pytest.raises(Unavailable, match="its certificate is not trusted") as caught:
            place(bucket(endpoint), SECRETS).probe()
        assert "authority" in caught.value.hint


def test_a_private_authority_is_trusted_as_restic_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, cert = certificate(tmp_path, days=2)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with store(key, cert) as endpoint:
        assert place(bucket(endpoint), SECRETS).probe().initialised is False


def test_an_expired_certificate_is_told_though_its_authority_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, cert = certificate(tmp_path, days=-1)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with store(key, cert) as endpoint, pytest.raises(Unavailable, match="its certificate is not trusted"):
        place(bucket(endpoint), SECRETS).probe()
