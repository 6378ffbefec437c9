"""A certificate authority of the tests' own, and servers' certificates of it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Whom the tests trust: its certificate is the file :attr:`ca`."""

    def __init__(self, work: Path) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self._work, self._key = work, ec.generate_private_key(ec.SECP256R1())
        self.ca = work / "ca.pem"
        made = self._signed(_name("the lab"), self._key.public_key(), timedelta(days=3650), authority=True)
        self.ca.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def server(self, name: str, length: timedelta) -> ssl.SSLContext:
        """Return what a server of ``shop.example`` at 127.0.0.1 speaks TLS with, for so long from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._signed(_name("shop.example"), key.public_key(), length, authority=False)
        form, private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        both = key.private_bytes(serialization.Encoding.PEM, form, private)
        file = self._work / f"{name}.pem"
        file.write_bytes(both + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, length: timedelta, *, authority: bool
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        names = x509.SubjectAlternativeName([x509.DNSName("shop.example"), x509.IPAddress(ip_address("127.0.0.1"))])
        building = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(_name("the lab"))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(min(now, now + length) - timedelta(days=1))
            .not_valid_after(now + length)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        return (building if authority else building.add_extension(names, critical=False)).sign(
            self._key, hashes.SHA256()
        )
