"""Booting a restored disk image, to see that it comes to print what it always printed on its serial console.

QEMU emulates the machine in software: no network, nothing of this machine but its programs and the restored data,
which it cannot change (what the guest writes lies in memory and is gone with it). What is proven is that boot loader
and system of the image come so far; the guest's services are not asked anything.
Source: https://www.qemu.org/docs/master/system/invocation.html
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground import process
from continuity.ground.clock import elapsed
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.isolation import reading
from continuity.ground.watch import watched_by

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.ground.clock import Clock
    from continuity.model.expectation import Boot

EMULATOR = "qemu-system-x86_64"
HOW = "the image booted without network, emulated in software, until it printed that; its services were not asked"
_QCOW2 = b"QFI\xfb"  # docs/interop/qcow2.txt of QEMU
_MOST_BYTES = 2 << 20  # of console: what prints more is in a loop
_SHOWN = 300


def boot(one: Boot, data: Path, console: Path, clock: Clock) -> float:
    """Boot an image of the restored files and return after how many seconds it printed what is expected.

    ``data`` is where the files were restored, ``console`` a new file for what the guest prints. Raises ``NotProven``
    where it does not come to print that in time, ``Unavailable`` where no machine can be emulated here.
    """
    image = data / str(one.image).lstrip("/")
    if not image.is_file():
        raise NotProven("what came back holds no {name}", name=one.image)
    try:
        process.find_program(EMULATOR)
    except Unavailable as error:
        raise Unavailable(
            "no machine can be emulated here: QEMU is not installed",
            hint="install it (Debian: apt-get install --no-install-recommends qemu-system-x86)",
        ) from error
    began = clock.mark()
    watcher = _Console(path=console, expected=one.expect.encode())
    with console.open("wb") as file, watched_by(watcher), suppress(_SeenError):
        done = process.run_into(reading(_machine(image, one), data, str(data)), file, timeout=one.within)
        if watcher.expected not in console.read_bytes():
            raise _silent(one, console, done)
    return elapsed(began, clock.mark()).seconds


def _machine(image: Path, one: Boot) -> tuple[str, ...]:
    with image.open("rb") as file:
        form = "qcow2" if file.read(len(_QCOW2)) == _QCOW2 else "raw"  # never guessed by QEMU: a guest could deceive it
    place = str(image).replace(",", ",,")
    disk = f"file={place},format={form},if=virtio"
    quiet = ("-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none", "-no-reboot")
    return (EMULATOR, "-accel", "tcg", "-m", str(one.memory_mib), *quiet, "-snapshot", "-drive", disk)


class _SeenError(Exception):
    """What was expected stands on the console."""


@dataclass(frozen=True, kw_only=True)
class _Console:
    """Looks at what the guest printed, while it runs; a :class:`~continuity.ground.watch.Watcher`."""

    path: Path
    expected: bytes

    def complained(self, line: str) -> None:
        """Leave it to the end."""

    def waiting(self, pid: int) -> None:
        """Look whether it is there: told at least once a second."""
        if self.expected in self.path.read_bytes():
            raise _SeenError
        if self.path.stat().st_size > _MOST_BYTES:
            raise NotProven(
                "the guest printed more than {limit} bytes, and not what is expected: it is in a loop",
                hint="restore the image, and boot it by hand",
                limit=_MOST_BYTES,
            )


def _silent(one: Boot, console: Path, done: process.Completed) -> NotProven | Unavailable:
    said = done.stderr.strip()[-_SHOWN:]
    if said.startswith("bwrap: "):
        return Unavailable(
            "the check {program} could not be isolated: {said}",
            hint="install bubblewrap and allow user namespaces, or run as root",
            program="QEMU",
            said=said,
        )
    printed = console.read_bytes()[-_SHOWN:].decode(errors="replace").strip()
    return NotProven(
        "the image {image} did not print {expected} on its serial console within {seconds:g} s: {said}",
        hint="does the guest have a serial console (console=ttyS0)? restore it, and boot it by hand",
        image=one.image,
        expected=one.expect,
        seconds=one.within.total_seconds(),
        said=printed or said or "-",
    )
