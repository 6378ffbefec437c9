"""C2SP signed notes with Ed25519 (signed-note v1.0.0): keys, signing, opening.

A private key is written like Go's ``note`` package writes it, beginning with the literal ``PRIVATE+KEY`` to
avoid confusion; a public key as ``name+hex+base64`` (a *vkey*) and as PEM.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from continuity.ground.errors import NotProven

MAX_NOTE_BYTES = 1 << 16
_MAX_SIGNATURES = 64
_KEY_BYTES = 32
_SIGNATURE_BYTES = 4 + 64
_ED25519 = b"\x01"
_SPKI = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, section 4: what DER puts before the 32 bytes
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True)
class Verifier:
    """A public key and the name it signs under."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        check_name(self.name)

    @property
    def key_id(self) -> bytes:
        """The first four bytes of ``SHA-256(name || newline || 0x01 || public key)``: a name, not a proof."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public_key).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER public key in hexadecimal, as ``openssl pkey -pubin -outform DER`` writes it."""
        return hashlib.sha256(_SPKI + self.public_key).hexdigest()

    def vkey(self) -> str:
        """Return ``name+hex+base64``."""
        return f"{self.name}+{self.key_id.hex()}+{_encode(_ED25519 + self.public_key)}"

    def pem(self) -> str:
        """Return the public key as PEM (RFC 8410)."""
        return f"-----BEGIN PUBLIC KEY-----\n{_encode(_SPKI + self.public_key)}\n-----END PUBLIC KEY-----\n"

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Read a vkey; raises :class:`NotProven` where it is not one of an Ed25519 key."""
        name, key_id, key = [*vkey.strip().split("+", 2), "", ""][:3]
        public_key = decode(key)
        if len(public_key) != 1 + _KEY_BYTES or public_key[:1] != _ED25519:
            raise NotProven("{vkey} is not an Ed25519 verifier key", vkey=vkey)
        verifier = cls(name, public_key[1:])
        if verifier.key_id.hex() != key_id:
            raise NotProven("the key id of {vkey} is not the one of its key", vkey=vkey)
        return verifier

    def of(self, _note: str) -> Verifier:
        """Return the key that a note must be signed by: this one; a log whose key was rotated has several."""
        return self

    def accepts(self, text: bytes, signature: bytes) -> bool:
        """Return whether the 64 bytes are this key's signature of ``text`` (RFC 8032)."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key (32 bytes, RFC 8032) and the name it signs under; the bytes come from ``ground.ids``."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_name(self.name)

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        public_key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, public_key.public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, text: str) -> str:
        """Return the note: ``text`` (ending in a newline), a blank line, one signature line."""
        if not text.endswith("\n"):
            msg = "the text of a note ends in a newline"
            raise ValueError(msg)
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"{text}\n— {self.name} {_encode(self.verifier.key_id + signature)}\n"

    def secret(self) -> str:
        """Return the private key as text, to be sealed at once: ``PRIVATE+KEY+name+hex+base64``."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_encode(_ED25519 + self.seed)}"

    @classmethod
    def parse(cls, secret: str) -> Signer:
        """Read what :meth:`secret` wrote; raises :class:`NotProven`, and never repeats the text."""
        name, key_id, key = [*secret.strip().removeprefix(_PRIVATE).split("+", 2), "", ""][:3]
        seed = decode(key)
        if not secret.startswith(_PRIVATE) or len(seed) != 1 + _KEY_BYTES or seed[:1] != _ED25519:
            raise NotProven("this is not an Ed25519 private key of a log")
        signer = cls(name, seed[1:])
        if signer.verifier.key_id.hex() != key_id:
            raise NotProven("the key id of the private key of {name} is not the one of its key", name=name)
        return signer


def check_name(name: str) -> None:
    """Raise :class:`NotProven` for a key name that signed-note forbids (empty, with spaces, ``+`` or controls)."""
    if not name or "+" in name or any(c.isspace() or ord(c) < 32 for c in name):  # noqa: PLR2004 - below U+0020
        raise NotProven("{name} cannot be the name of a key: no spaces, no plus sign", name=repr(name))


def open_note(note: str, verifier: Verifier) -> str:
    """Return the text of a note that ``verifier`` signed; signatures of unknown keys are passed over.

    Raises :class:`NotProven` where the note is malformed, unsigned by this key, or its signature is false.
    """
    text, signatures = _split(note)
    known = False
    for line in signatures:
        name, _, encoded = line.removeprefix("— ").partition(" ")
        raw = decode(encoded)
        if not line.startswith("— ") or not name or len(raw) <= len(verifier.key_id):
            raise NotProven("the note has a malformed signature line: {line}", line=repr(line))
        if name == verifier.name and raw[:4] == verifier.key_id:
            if len(raw) != _SIGNATURE_BYTES or not verifier.accepts(text.encode(), raw[4:]):
                raise NotProven("the signature of {name} is false", name=verifier.name)
            known = True
    if not known:
        raise NotProven("the note is not signed by {vkey}", vkey=verifier.vkey())
    return text


def decode(text: str) -> bytes:
    """Read strict base64 (RFC 4648, section 4): one text for each value; returns nothing for anything else."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if _encode(raw) == text else b""


def _split(note: str) -> tuple[str, list[str]]:
    text, blank, tail = note.rpartition("\n\n")
    try:
        length = len(note.encode())
    except UnicodeEncodeError as error:
        raise NotProven("the note is not UTF-8") from error
    if length > MAX_NOTE_BYTES or not blank or not tail.endswith("\n"):
        raise NotProven("this is not a signed note")
    if any(ord(c) < 32 and c != "\n" for c in note):  # noqa: PLR2004 - below U+0020
        raise NotProven("the note has control characters")
    lines = tail[:-1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise NotProven("the note has more than {limit} signatures", limit=_MAX_SIGNATURES)
    return text + "\n", lines


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
