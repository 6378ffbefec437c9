"""A zip that is the same bytes for the same content, and the signed manifest that covers each of its files."""

from __future__ import annotations

import hashlib
import zipfile
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.evidence.format.note import Signer

MANIFEST = "manifest"
#: The first line of a manifest's text: no origin of a log holds a space, so no checkpoint can be taken for one.
MANIFEST_TITLE = "continuity export manifest/1"

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold
_UNIX = 3
_MODE = 0o100644 << 16


class Archive:
    """Writes files one after the other, streaming; leaving its ``with`` block without a fault writes the manifest."""

    def __init__(self, file: IO[bytes], signer: Signer) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._signer = signer
        self._rows: list[str] = []

    def add(self, name: str, content: Iterable[bytes]) -> None:
        """Write one file, named once."""
        digest = hashlib.sha256()
        with self._zip.open(_info(name), "w", force_zip64=True) as member:
            for block in content:
                digest.update(block)
                member.write(block)
        self._rows.append(f"{digest.hexdigest()}  {name}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: type[BaseException] | None, *_: object) -> None:
        if fault is None:
            text = "".join([f"{MANIFEST_TITLE}\n{self._signer.name}\n", *self._rows])  # rows as sha256sum writes them
            self._zip.writestr(_info(MANIFEST), self._signer.sign(text).encode())
        self._zip.close()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system, info.external_attr, info.compress_type = _UNIX, _MODE, zipfile.ZIP_DEFLATED
    return info
