"""Where an action's commands run: on this machine, or on a device of the client; words, never a line for a shell."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Protocol

from continuity.ground import process
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.ground.process import Completed
from continuity.ground.secrecy import veil

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How long a command may take where nobody says otherwise.
LIMIT = timedelta(hours=1)
#: How much of an output is kept, in bytes: its end.
MOST = 8 << 20
#: The variable by which a command can tell which run it belongs to.
RUN = "CONTINUITY_RUN"
#: How much of it is shown, and goes into the record, in letters: its end.
SHOWN = 2000
_NOT_FOUND = 127  # the POSIX shell's word for a program that is not there, and setsid's
_QUICK = timedelta(minutes=1)
_LACKING = 'for one; do command -v "$one" >/dev/null || echo "- $one"; done'


class Machine(Protocol):
    """A machine on which commands run as one user, whose name the documents know; this machine's is empty."""

    @property
    def name(self) -> str:
        """The device's name; empty for this machine."""

    def run(self, argv: Sequence[str], *, stdin: str = "", timeout: timedelta | None = None) -> Completed:
        """Run a command to its end, with ``stdin`` to read, and return how it ended; its status is the caller's.

        Of what it says the end is kept (:data:`MOST`). Cancelling ends it with all it started. Raises ``Unavailable``
        where it cannot be begun, or where nobody knows how it ended; ``Refused`` for a host whose key is another.
        """

    def as_typed(self, argv: Sequence[str]) -> str:
        """Return what a person types at this machine to have the same done; no I/O."""


@dataclass(frozen=True, kw_only=True)
class ThisMachine:
    """The machine that the product runs on."""

    run_id: str = ""
    name: str = ""

    def run(self, argv: Sequence[str], *, stdin: str = "", timeout: timedelta | None = None) -> Completed:
        """Run it as a child of ours."""
        with TemporaryFile() as given, TemporaryFile() as said:
            given.write(stdin.encode())
            given.seek(0)
            own = {RUN: self.run_id}
            done = process.run_into(argv, said, timeout=timeout or LIMIT, env=own, source=given)
            return Completed(
                returncode=done.returncode, stdout=_end(said), stderr=done.stderr, timed_out=done.timed_out
            )

    def as_typed(self, argv: Sequence[str]) -> str:
        """Return the command itself."""
        return shlex.join(argv)


def answer(machine: Machine, argv: Sequence[str], *, stdin: str = "", timeout: timedelta | None = None) -> str:
    """Run a command that must succeed, and return the end of what it says, without secrets.

    Raises ``NotProven`` where it fails, ``Unavailable`` where it is not there or does not end, and as the machine does.
    """
    done = machine.run(argv, stdin=stdin, timeout=timeout)
    if done.timed_out:
        raise Unavailable("{program} did not end in time", program=argv[0])
    said = veil(done.stdout.strip())[-SHOWN:]
    complaint = veil(done.stderr.strip())[-SHOWN:]
    if machine.name and done.returncode == _NOT_FOUND:
        raise _lacks(machine, argv[0])
    if done.returncode:
        raise NotProven(
            "{program} ended with {status}: {said}",
            hint="run it by hand and see",
            program=argv[0],
            status=done.returncode,
            said=complaint or said or "-",
        )
    return said


def missing(machine: Machine, *programs: str) -> ContinuityError | None:
    """Return the fault that says which of these a machine does not have, or why it cannot be asked; else None."""
    try:
        if not machine.name:
            for program in programs:
                process.find_program(program)
            return None
        asked = machine.run(["sh", "-c", _LACKING, "sh", *programs], timeout=_QUICK)
    except ContinuityError as error:
        return error
    lacking = [line[2:] for line in asked.stdout.splitlines() if line.startswith("- ")]
    if lacking:
        return _lacks(machine, ", ".join(lacking))
    return None


def _lacks(machine: Machine, programs: str) -> Unavailable:
    return Unavailable(
        "{machine} has no {programs}",
        hint="install it there, on the PATH of the user that we log in as",
        machine=machine.name,
        programs=programs,
    )


def _end(said: IO[bytes]) -> str:
    said.seek(max(os.fstat(said.fileno()).st_size - MOST, 0))
    return said.read().decode("utf-8", errors="replace")
