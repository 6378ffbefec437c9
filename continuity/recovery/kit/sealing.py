"""What only the kit's passphrase opens: OpenPGP symmetric encryption by gpg, which every Debian has or can install.

The passphrase and the plain content pass through memory (``memfd_create``), never through a file or a command line.
"""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from typing import IO

from continuity.ground import process
from continuity.ground.errors import NotProven, Unavailable, UsageError

#: gpg stretches a passphrase by hashing (RFC 4880, 3.7.1.3), which is not hard in memory: it must be long by itself.
SHORTEST = 16
_LIMIT = timedelta(minutes=5)
_STRETCHED = ("--s2k-mode", "3", "--s2k-digest-algo", "SHA512", "--s2k-count", "65011712")  # the most there is
_SEAL = ("--symmetric", "--cipher-algo", "AES256", *_STRETCHED, "--compress-algo", "none", "--set-filename", "")


def fit(passphrase: str) -> str:
    """Return a passphrase that may seal a kit; raises ``UsageError`` for one that is short or of several lines."""
    if len(passphrase) < SHORTEST or not passphrase.isprintable():
        raise UsageError(
            "a kit's passphrase has at least {count} characters, on one line",
            hint="take six words drawn by lot: kits lie where others may try for years",
            count=SHORTEST,
        )
    return passphrase


def seal(plain: bytes, passphrase: str) -> bytes:
    """Return the content sealed; raises ``Unavailable`` where there is no gpg, or it fails."""
    sealed, done = _gpg(_SEAL, plain, passphrase)
    if done.returncode != 0 or not sealed:
        raise Unavailable("gpg could not seal the kit: {said}", said=done.stderr.strip()[-200:])
    return sealed


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """Return the content. Raises ``NotProven`` where the passphrase does not open it, ``Unavailable`` without gpg."""
    plain, done = _gpg(("--decrypt",), sealed, passphrase)
    if done.returncode != 0:
        raise NotProven(
            "the kit does not open with this passphrase",
            hint="type it as it was chosen; of a kit that was altered: take another copy",
        )
    return plain


def _gpg(words: tuple[str, ...], content: bytes, passphrase: str) -> tuple[bytes, process.Completed]:
    quiet = ("--batch", "--quiet", "--no-tty", "--no-options", "--pinentry-mode", "loopback", "--passphrase-fd", "0")
    with tempfile.TemporaryDirectory(prefix="continuity-kit-") as home, _memory() as given, _memory() as out:
        given.write(passphrase.encode() + b"\n" + content)  # gpg reads the first line byte by byte, and goes on
        given.seek(0)
        done = process.run_into(("gpg", "--homedir", home, *quiet, *words), out, timeout=_LIMIT, source=given)
        out.seek(0)
        return out.read(), done


def _memory() -> IO[bytes]:
    return os.fdopen(os.memfd_create("kit"), "w+b")
