"""The smallest machine there is: a disk image whose boot sector prints a text on the serial port, and then halts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.demo.lab.programs import call

if TYPE_CHECKING:
    from pathlib import Path

_ORIGIN = 0x7C00  # where a PC's firmware loads a boot sector
_HALT = b"\xf4\xeb\xfd"  # hlt; jmp back to it


def boot_sector(text: bytes, *, for_ever: bool = False) -> bytes:
    """Return 512 bytes of 8086 code: each letter waits until the port's buffer is empty (8250, line status, bit 5)."""
    begin = b"\xfa\x31\xc0\x8e\xd8"  # cli; ax = 0; ds = ax
    load = b"\xbe\x00\x00"  # si = text
    letter = (
        b"\xac\x84\xc0\x74\x11"  # lodsb; was it the last? then to the end
        b"\x88\xc4\xba\xfd\x03"  # ah = al; dx = 0x3fd
        b"\xec\xa8\x20\x74\xfb"  # wait
        b"\xb2\xf8\x88\xe0\xee\xeb\xea"  # dx = 0x3f8; out; next letter
    )
    end = b"\xeb\xe5" if for_ever else _HALT
    code = begin + load + letter + end
    code = code.replace(load, b"\xbe" + (_ORIGIN + len(code)).to_bytes(2, "little"))
    return (code + text + b"\0").ljust(510, b"\0") + b"\x55\xaa"


def make_image(path: Path, sector: bytes) -> None:
    """Write a qcow2 image of a megabyte that begins with the sector."""
    raw = path.with_suffix(".raw")
    raw.write_bytes(sector.ljust(1 << 20, b"\0"))
    call(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", str(raw), str(path)])
    raw.unlink()
