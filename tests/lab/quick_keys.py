"""restic for tests: the real one, whose new repositories have a password that is cheap to try.

restic makes each opening of a repository cost half a second of processor (scrypt, calibrated by ``init``): three
quarters of what the tests did was that. A key file says itself how dear it is, so the one that ``init`` has just
written is written anew with the smallest cost; every restic opens it as it opens any other. Only repositories that are
directories of this machine (also behind sftp) are changed. `make test-all` sets ``CONTINUITY_TEST_DEAR_KEYS`` and
leaves everything as restic makes it.

Format: restic's design.rst, "Keys, Encryption and MAC". Run as ``python -m tests.lab.quick_keys RESTIC ARGUMENTS``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_CHEAP = {"N": 2, "r": 8, "p": 1}
_R_MASK = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF  # Poly1305: bits of r that must be clear, as a little-endian number


def wrapper(restic: str, directory: Path) -> Path:
    """Write a program ``restic`` into the directory, which is the given one, but for ``init``; return its path."""
    made = directory / "restic"
    directory.mkdir(parents=True, exist_ok=True)
    ourselves = f"PYTHONPATH={Path(__file__).parents[2]} exec {sys.executable} -m tests.lab.quick_keys"
    made.write_text(
        f'#!/bin/sh\nfor word; do case "$word" in init) {ourselves} {restic} "$@";; esac; done\nexec {restic} "$@"\n'
    )
    made.chmod(0o755)
    return made


def cheapen(repository: Path, password: str) -> None:
    """Replace each key file that the password opens by one that opens at the smallest cost."""
    for path in (repository / "keys").iterdir():
        old = json.loads(path.read_text())
        master = _open(_derived(password, old), base64.b64decode(old["data"]))
        new: dict[str, Any] = old | _CHEAP
        new["data"] = base64.b64encode(_seal(_derived(password, new), master)).decode()
        content = json.dumps(new).encode()
        (path.parent / hashlib.sha256(content).hexdigest()).write_bytes(content)
        path.unlink()


def _derived(password: str, key: dict[str, Any]) -> bytes:
    """Return 64 bytes: 32 to encrypt with, 16 (k) and 16 (r) to sign with."""
    return hashlib.scrypt(
        password.encode(),
        salt=base64.b64decode(key["salt"]),
        n=key["N"],
        r=key["r"],
        p=key["p"],
        maxmem=256 << 20,
        dklen=64,
    )


def _open(key: bytes, sealed: bytes) -> bytes:
    nonce, text, mac = sealed[:16], sealed[16:-16], sealed[-16:]
    if _mac(key, nonce, text) != mac:
        raise SystemExit("quick_keys: the password does not open the key that init has just made")
    return _counted(key, nonce, text)


def _seal(key: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(16)
    text = _counted(key, nonce, plain)
    return nonce + text + _mac(key, nonce, text)


def _counted(key: bytes, nonce: bytes, text: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    worker = Cipher(algorithms.AES(key[:32]), modes.CTR(nonce)).encryptor()
    return worker.update(text) + worker.finalize()


def _mac(key: bytes, nonce: bytes, text: bytes) -> bytes:
    """Return Poly1305-AES (Bernstein 2005): one-time key r and AES_k(nonce)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.poly1305 import Poly1305

    one = Cipher(algorithms.AES(key[32:48]), modes.ECB()).encryptor()
    r = (int.from_bytes(key[48:64], "little") & _R_MASK).to_bytes(16, "little")
    return Poly1305.generate_tag(r + one.update(nonce), text)


def _repository(argv: list[str]) -> Path | None:
    named = argv[argv.index("-r") + 1] if "-r" in argv else os.environ.get("RESTIC_REPOSITORY", "")
    place = Path(named.removeprefix("sftp:").partition(":")[2] if named.startswith("sftp:") else named)
    return place if place.is_absolute() and (place / "keys").is_dir() else None


def main(argv: list[str]) -> int:
    """Run restic's ``init`` as asked, then make the keys of the new repository cheap."""
    known = _repository(argv[1:])
    done = subprocess.run(argv, check=False)
    made = _repository(argv[1:])
    password = os.environ.get("RESTIC_PASSWORD", "")
    if done.returncode == 0 and known is None and made is not None and password:
        cheapen(made, password)
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
