"""RFC 3161: what a time-stamping authority is asked, and what of its answer is believed.

A token is believed where it names our hash and our nonce, and where the certificates that the documents trust lead
to its signature; without such certificates the signature is left to whoever verifies it later, who has to bring them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence.format.der import response_of, token_in
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_SHA256 = "2.16.840.1.101.3.4.2.1"


@dataclass(frozen=True, kw_only=True)
class Query:
    """What an authority is asked: ``data`` in DER, and the nonce that its answer must repeat."""

    data: bytes
    nonce: int


def query(text: bytes) -> Query:
    """Return the question for the SHA-256 of ``text``, with a new nonce; certificates are asked for."""
    from rfc3161_client import TimestampRequestBuilder
    from rfc3161_client.base import HashAlgorithm

    builder = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256)
    made = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    assert made.nonce is not None  # noqa: S101 - it was asked for
    return Query(data=made.as_bytes(), nonce=made.nonce)


def token_of(answer: bytes, asked: Query, text: bytes, ca: Path | None) -> bytes:
    """Return the token of an authority's answer (DER) if it is believed; raises :class:`NotProven`."""
    token = token_in(answer)
    if _read(token).nonce != asked.nonce:
        raise NotProven("the time-stamp answers another question: its nonce is not ours")
    stamped_at(token, text, ca)
    return token


def stamped_at(token: bytes, text: bytes, ca: Path | None) -> datetime:
    """Return when the token says that ``text`` existed; raises :class:`NotProven` where it does not say so.

    With ``ca``, its signature is verified; ``Unavailable`` where that file cannot be read.
    """
    from rfc3161_client import VerifierBuilder

    said = _read(token)
    if (said.algorithm, said.imprint) != (_SHA256, hashlib.sha256(text).digest()):
        raise NotProven("the time-stamp is of something else than this checkpoint")
    if ca is not None:
        verifier = VerifierBuilder(roots=certificates(ca)).build()
        try:
            verifier.verify_message(said.whole, text)
        except Exception as error:  # its own, and whatever a mangled certificate in the token makes cryptography raise
            raise NotProven(
                "the certificates in {path} do not lead to the time-stamp's signature: {why}", path=ca, why=error
            ) from error
    return said.at


def certificates(path: Path) -> list[Certificate]:
    """Return the certificates (PEM) in a file; raises ``Unavailable``."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Unavailable(
            "the certificates of the authority cannot be read from {path}: {why}",
            hint="write the authority's certificates there, as PEM",
            path=path,
            why=why,
        ) from error


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What a token says, before anybody believes it."""

    whole: TimeStampResponse
    algorithm: str
    imprint: bytes
    nonce: int | None
    at: datetime


def _read(token: bytes) -> _Said:
    from rfc3161_client import decode_timestamp_response

    try:
        whole = decode_timestamp_response(response_of(token))
        info = whole.tst_info  # the library reads it when it is asked for
        imprint = info.message_imprint
        return _Said(whole=whole, algorithm=imprint.hash_algorithm.dotted_string, imprint=imprint.message,
                     nonce=info.nonce, at=info.gen_time)  # fmt: skip
    except (ValueError, TypeError, OverflowError) as error:
        raise NotProven("this is no time-stamp token") from error
