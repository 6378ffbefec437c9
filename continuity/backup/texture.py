"""What a file looks like from a small sample: how well it compresses, and which known format its head names. Pure.

Ransomware leaves files that compress no more and whose heads name no format; a share of videos, archives and
encrypted containers looks like that on its best day. So neither is judged alone: only what a file *became* counts.
"""

from __future__ import annotations

import zlib

SAMPLE = 4096
UNKNOWN = -1
_LEAST = 256  # of fewer bytes nothing can be said
_HALF = SAMPLE // 2

_HEADS = {
    b"PK\x03\x04": "zip",  # office documents, too
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"%PDF-": "pdf",
    b"{\\rtf": "rtf",
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n": "png",
    b"GIF8": "gif",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"RIFF": "riff",
    b"ID3": "mp3",
    b"OggS": "ogg",
    b"fLaC": "flac",
    b"\x1aE\xdf\xa3": "matroska",
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"(\xb5/\xfd": "zstd",
    b"SQLite format 3\x00": "sqlite",
    b"\x7fELF": "elf",
    b"MZ\x90\x00": "exe",
    b"<?xml": "xml",
    b"PGDMP": "pgdump",
    b"QFI\xfb": "qcow2",
    b"!BDN": "pst",
}
_LONGEST = max(map(len, _HEADS))


def look(chunk: bytes) -> tuple[int, str]:
    """Return the texture and the format of a file that begins with ``chunk`` (256 KiB, or all of it).

    The texture is the size of a compressed sample in thousandths of the sample, at most 1000 (random bytes);
    :data:`UNKNOWN` where the file is too small. The sample is the head and the middle, since some ransomware leaves
    the heads alone. The format is empty where the head names none.
    """
    if len(chunk) <= SAMPLE:
        sample = chunk
    else:
        middle = len(chunk) // 2
        sample = chunk[:_HALF] + chunk[middle : middle + _HALF]
    if len(sample) < _LEAST:
        return UNKNOWN, ""
    return min(1000, len(zlib.compress(sample, 1)) * 1000 // len(sample)), _format(chunk)


def _format(chunk: bytes) -> str:
    head = chunk[:_LONGEST]
    if chunk[4:8] == b"ftyp":
        return "mp4"
    return next((name for magic, name in _HEADS.items() if head.startswith(magic)), "")
