"""Another host as its sshd lets us see it: short questions, long listings, and what it has to work with."""

from __future__ import annotations

import shlex
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, TYPE_CHECKING

from continuity.backup.restic.versions import capabilities
from continuity.ground import ssh_command
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.ground.ssh_command import Given, Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.ground.ssh import Connection

QUICK = Limits(whole=timedelta(minutes=2), silence=timedelta(seconds=60))
#: A disk that is asleep, or a directory of millions, may take its time; a host that hangs must not take ours.
LONG = Limits(whole=timedelta(hours=24), silence=timedelta(minutes=30))
#: Who hashes says nothing until a file is read, or many are: its output is kept back. A line that is cut is noticed.
HASHING = Limits(whole=LONG.whole)
_BEGIN = "LC_ALL=C; export LC_ALL; PATH=$PATH:/usr/local/bin:/usr/bin:/bin; "
_SHOWN = 300
_MOST = 1 << 20
_LOOK = """\
echo continuity-looks
command -v restic >/dev/null 2>&1 && restic version
for program in tar find; do $program --version 2>/dev/null | head -n 1; done
for program in sha256sum xargs stat; do command -v $program >/dev/null 2>&1 && echo "has $program"; done
:"""
_WANTED = {"tar": "tar (GNU tar)", "find": "find (GNU findutils)"}


#: Ends a command with all it started, politely first, once nobody holds its input any more; sshd itself ends nothing.
#: `kill -s`: the short form takes no `--` in dash, and no group without one in others.
_GUARD = """\
exec 3<&0
apart=$(command -v setsid)
$apart COMMAND 3<&- </dev/null &
child=$!
end() { kill -s $1 -- -$child || kill -s $1 $child; }
{
    while IFS= read -r _; do :; done <&3
    end SIGNAL
    for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 $child || exit; sleep 1; done
    end KILL
} >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait $child
status=$?
kill $guard
exit $status"""


@dataclass(frozen=True, kw_only=True)
class Has:
    """What a host has: ``no_restic`` says why its restic cannot be used, empty where it can."""

    no_restic: str
    lacks: frozenset[str]
    restic: tuple[int, int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Host:
    """An open connection to a host; ``name`` is its device's in the documents."""

    name: str
    connection: Connection

    @property
    def alive(self) -> bool:
        """Whether the connection still stands."""
        transport = self.connection.client.get_transport()
        return transport is not None and transport.is_active()

    def answer(self, script: str, given: Given | None = None) -> str:
        """Run a few lines of shell that say little, and return what they say. Raises ``Unavailable`` if they fail."""
        said = bytearray()

        def take(piece: bytes) -> None:
            said.extend(piece)
            if len(said) > _MOST:
                raise self._strange("more than it was asked for")

        self.stream(script, take, given, limits=QUICK)
        return said.decode("utf-8", "surrogateescape")

    def stream(
        self, script: str, take: Callable[[bytes], None], given: Given | None = None, *, limits: Limits = LONG
    ) -> ssh_command.Ended:
        """Run shell whose output is taken piece by piece. Raises ``Unavailable`` where it fails or is cut."""
        done = self.run(script, take, given, limits=limits)
        if done.status != 0:
            raise self._strange(done.complaint[-_SHOWN:] or f"exit {done.status}")
        return done

    def run(
        self,
        script: str,
        take: Callable[[bytes], None],
        given: Given | None = None,
        *,
        limits: Limits = LONG,
        hear: Callable[[bytes], None] | None = None,
    ) -> ssh_command.Ended:
        """Run shell; how it ended is the caller's to judge. Raises ``Unavailable`` where the connection was cut."""
        given = given or Given()
        done = ssh_command.run(self.connection, shell(script), take, limit=limits, given=given, hear=hear)
        if done.cut:
            raise Unavailable(
                "the connection to {host} was cut", hint="see whether the host is well, then try again", host=self.name
            ).that_may_pass()
        return done

    def look(self) -> Has:
        """Return what the host has to work with. Raises ``Unavailable`` where it runs no commands for us."""
        said = self.answer(_LOOK)
        if "continuity-looks" not in said:
            raise self._strange(said.strip()[:_SHOWN] or "nothing")
        lines = said.splitlines()
        lacks = {name for name, banner in _WANTED.items() if not any(line.startswith(banner) for line in lines)}
        lacks |= {name for name in ("sha256sum", "xargs", "stat") if f"has {name}" not in lines}
        banner = next((line for line in lines if line.startswith("restic ")), "")
        if not banner:
            return Has(no_restic="restic is not installed there", lacks=frozenset(lacks))
        try:
            return Has(no_restic="", lacks=frozenset(lacks), restic=capabilities(banner).version)
        except ContinuityError as error:
            return Has(no_restic=str(error), lacks=frozenset(lacks))

    def needs(self, has: Has, *programs: str) -> None:
        """Raise ``Unavailable`` where the host lacks one of these."""
        if missing := [name for name in programs if name in has.lacks]:
            raise Unavailable(
                "{host} has no {programs} of the GNU kind",
                hint="install it there (Debian: tar, findutils, coreutils)",
                host=self.name,
                programs=", ".join(missing),
            )

    def put(self, path: str, text: str) -> None:
        """Write a small file into a new directory, for this user alone. Raises ``Unavailable``.

        The directory's name ends with a point and a word that nobody guesses; those that dead runs left are removed.
        """
        folder, _, name = path.rpartition("/")
        stem, _, word = folder.rpartition(".")
        old = f'[ -O "$old" ] && [ ! -L "$old" ] && rm -f "$old"/{shlex.quote(name)} && rmdir "$old"'
        tidied = f"for old in {shlex.quote(stem)}.{'?' * len(word)}; do {old}; done"
        made = f"umask 077; mkdir {shlex.quote(folder)} && set -C && cat >{shlex.quote(path)}"
        self.answer(f"{tidied}; {made}", Given(pieces=(text.encode(),)))

    def remove(self, path: str) -> None:
        """Remove what :meth:`put` wrote, and its directory; where the host is gone, it stays."""
        folder = path.rpartition("/")[0]
        with suppress(ContinuityError, OSError, EOFError):
            self.answer(f"rm -f {shlex.quote(path)}; rmdir {shlex.quote(folder)}")

    def _strange(self, said: str) -> Unavailable:
        return Unavailable(
            "{host} does not do what it was asked for: {said}",
            hint="log in with ssh as the same user and look: a shell, the right to read, no ForceCommand",
            host=self.name,
            said=said,
        )


def writer(file: IO[bytes]) -> Callable[[bytes], None]:
    """Return what writes each piece of a stream into a file."""

    def write(piece: bytes) -> None:
        file.write(piece)

    return write


def guarded(command: str, signal: str = "TERM") -> str:
    """Return the shell that runs a command which ends with us, whatever ended us: its input must be held open."""
    return _GUARD.replace("SIGNAL", signal).replace("COMMAND", command)


def shell(script: str) -> str:
    """Return the command that has a script run by the POSIX shell, whatever the user's own shell is."""
    return f"exec sh -c {shlex.quote(_BEGIN + script)}"
