"""Files in a tar and back: the same files give the same bytes, and nothing but plain files with plain names is read."""

from __future__ import annotations

import io
import re
import tarfile
from typing import TYPE_CHECKING

from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: The names of checksums as ``sha256sum -c`` reads them: of the files beside it.
SUMS = "SHA256SUMS"
MOST_BYTES = 2**26  # documents, secrets and checkpoints; larger is no kit
_CONTROL = re.compile(r"[\x00-\x1f\\]")  # a backslash would have sha256sum write the name in another way
_STRANGE = "it holds something that no kit holds: {name}"
_CUT = "it is cut short, or no tar file"


def pack(files: Mapping[str, bytes], at: datetime, top: str = "") -> bytes:
    """Return a tar of these files, for their owner alone, scripts executable; below ``top`` where it is given."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in sorted(files.items()):
            member = tarfile.TarInfo(top + name)
            member.size, member.mtime = len(content), int(at.timestamp())
            member.mode = 0o700 if content.startswith(b"#!") else 0o600
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def unpack(data: bytes, top: str = "") -> dict[str, bytes]:
    """Return the files of a tar by name; raises ``NotProven`` for what is cut or holds anything else."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            for member in tar:
                name = member.name.removeprefix(top)
                plain = member.isreg() and not member.issparse() and _is_plain(name)
                if not plain or not member.name.startswith(top) or name in found or member.size > MOST_BYTES:
                    raise NotProven(_STRANGE, name=ascii(member.name)[:80])
                file = tar.extractfile(member)
                found[name] = file.read() if file else b""
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise NotProven(_CUT) from error
    if not data.endswith(bytes(2 * tarfile.BLOCKSIZE)):
        raise NotProven(_CUT)
    return found


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return the checksums of files as ``sha256sum`` writes them."""
    return "".join(f"{sha256_hex(content)}  {name}\n" for name, content in sorted(files.items())).encode()


def check_sums(files: Mapping[str, bytes], listed: bytes) -> None:
    """Raise ``NotProven`` where a file is missing, more than what is listed, or another than listed."""
    if (found := sums(files)) != listed:
        wanted = set(listed.decode(errors="replace").splitlines())
        other = sorted(wanted ^ set(found.decode().splitlines()))
        raise NotProven(
            "it was altered, or a part of it is missing: {name}",
            name=other[0].partition("  ")[2][:80] if other else "?",
        )


def _is_plain(name: str) -> bool:
    return not _CONTROL.search(name) and not {"", ".", ".."} & set(name.split("/"))
