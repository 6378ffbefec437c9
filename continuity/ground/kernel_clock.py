"""What the kernel knows of its own clock: whether somebody keeps it right, and by how much it may be wrong."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

_STA_UNSYNC = 0x40  # adjtimex(2): nobody disciplines the clock
_NO_BOUND_US = 16_000_000  # the kernel's NTP_PHASE_LIMIT: it has given up counting


class _Timex(ctypes.Structure):
    """The first fields of ``struct timex``; the rest is only room for the kernel to write into."""

    _fields_: ClassVar = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    ]


@dataclass(frozen=True, kw_only=True)
class Discipline:
    """``synchronised`` None where the kernel does not say; ``error`` the bound that it keeps, None for none."""

    synchronised: bool | None
    error: timedelta | None = None


def discipline() -> Discipline:
    """Ask the kernel (adjtimex(2), reading only): no network, no other program, the same for every time service."""
    answer = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(answer))
    except (OSError, AttributeError):
        return Discipline(synchronised=None)
    if state < 0:
        return Discipline(synchronised=None)
    bound = timedelta(microseconds=answer.maxerror) if answer.maxerror < _NO_BOUND_US else None
    return Discipline(synchronised=not answer.status & _STA_UNSYNC, error=bound)
