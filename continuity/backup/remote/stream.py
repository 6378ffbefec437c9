"""Files of another host without restic: listed there, streamed by its tar, unpacked here, whole or not at all.

GNU tar's manual: exit 1 says that files changed or went while they were read, 2 that some could not be read at all;
an archive ends with two blocks of zeros. A connection that breaks between two members would else look like an end.
"""

from __future__ import annotations

import contextvars
import os
import shlex
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from continuity.backup.remote.complaints import Complaints
from continuity.backup.remote.links import refuse_links
from continuity.backup.remote.listing import Pieces, Walked
from continuity.backup.remote.source import HostFiles, find
from continuity.backup.sources.exclude import Excluder
from continuity.backup.sources.files import FilesSource
from continuity.ground import process
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.ssh_command import Ended, Given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import IO

    from continuity.backup.manifest import Entry
    from continuity.backup.sources.files import Reuse
    from continuity.ground.errors import ContinuityError

_END = bytes(1024)
_COMPLAINT = 300
_MISSED = 2  # tar's exit status where some of it could not be read; 1 where it changed
_LISTED = "--no-recursion --null --verbatim-files-from --files-from=-"
#: SELinux labels and what this machine's kernel keeps for itself are of no use on another one.
_KEEPS = "--sparse --acls --xattrs --xattrs-include='user.*' --xattrs-include='security.capability'"
_PACK = f"tar --create --file=- --format=posix --numeric-owner --directory=/ {_KEEPS} {_LISTED}"
_UNPACK = ("tar", "--extract", "--file=-", "--preserve-permissions", "--numeric-owner", *shlex.split(_KEEPS))
_LIMIT = timedelta(hours=24)
_AT_ONCE = 65536  # names that are sent in one piece


@dataclass(frozen=True, kw_only=True)
class Streamed:
    """What came over: how many files went while they were read, and what else was wrong with it."""

    vanished: int
    problems: tuple[ContinuityError, ...]


@dataclass(frozen=True, kw_only=True)
class Unpacked(FilesSource):
    """Files of a host that stand below ``root`` here, called as they are called there; ``gone``: what was not there.

    No path of it leads through a symbolic link: behind one stands what is this machine's own.
    """

    root: Path
    host_key: str
    gone: tuple[Path, ...] = ()

    def absent(self) -> tuple[Path, ...]:
        """Return the paths that were not there."""
        return self.gone

    def present(self) -> tuple[Path, ...]:
        """Return the paths that came, as the host calls them."""
        return tuple(Path("/") / path.relative_to(self.root) for path in self._here.present())

    def links(self) -> Iterator[tuple[Path, str]]:
        """Yield nothing: the host was asked."""
        yield from ()

    def is_empty(self) -> bool:
        """Tell whether not one file came."""
        return self._here.is_empty()

    def empty(self) -> tuple[Path, ...]:
        """Return the paths below which not one file came."""
        return tuple(Path("/") / path.relative_to(self.root) for path in self._here.empty())

    def entries(self, reuse: Reuse, go_on: Callable[[], bool]) -> Iterator[tuple[Entry, bool]]:
        """Yield what the manifest says of each file, by the host's names; each is hashed as it came."""
        cut = len(os.fsencode(self.root))
        for entry, fresh in self._here.entries(lambda path, stamp: reuse(path[cut:], stamp), go_on):
            yield (entry._replace(path=entry.path[cut:]) if fresh else entry), fresh

    def put(self, path: Path, text: str) -> None:
        """Write the canary's file among what came, anew: through no link, and into no file that the host sent."""
        refuse_links(self.root, (path.parent,))
        place = self.root / path.relative_to("/")
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        new = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(new, "w") as file:
            file.write(text)

    def take_out(self, path: Path) -> None:
        """Remove it again."""
        super().take_out(self.root / path.relative_to("/"))

    def told(self, path: Path) -> str:
        """Return the path from the root: restic, which works there, calls it in the snapshot as the host does."""
        return str(path.relative_to("/"))

    def device(self) -> str:
        """Return nothing: what is here goes away after the backup, and the host's disks have no names here."""
        return ""

    def hosts(self) -> tuple[str, ...]:
        """Return the fingerprint of the host's key."""
        return (self.host_key,)

    @property
    def _here(self) -> FilesSource:
        """The files as they stand on this machine; what was excluded did not come, and mount points are plain here."""
        return FilesSource(paths=tuple(self.root / path.relative_to("/") for path in self.paths), exclude=())


def fetch(source: HostFiles, root: Path) -> tuple[Unpacked, Streamed]:
    """Bring the files of a host into ``root``, an empty directory.

    Raises ``Unavailable`` where they cannot be read or unpacked, ``NotProven`` where what came is not whole, or leads
    out of ``root``.
    """
    gone, present = source.absent(), source.present()
    received = _Received(complaints=Complaints(own=present))
    done, unpacked = _through_tar(source, root, received, _names(source, present))
    whole = done is not None and done.status in (0, 1, _MISSED) and received.tail == _END
    if not whole and (done is not None or unpacked.returncode == 0):
        raise NotProven(
            "what {host} sent is not whole: {said}",
            hint="see what ended tar there: its memory, its disks; no recovery point was made",
            host=source.host.name,
            said=(done.complaint[-_COMPLAINT:] or f"exit {done.status}") if done else "-",
        )
    if unpacked.returncode != 0:
        raise Unavailable(
            "what {host} sent cannot be unpacked here: {said}",
            hint="free some space below the state directory, and run continuity as root: owners are kept",
            host=source.host.name,
            said=unpacked.stderr.strip()[-_COMPLAINT:] or f"exit {unpacked.returncode}",
        )
    refuse_links(root, source.paths)
    heard = received.complaints.ended(failed=done is not None and done.status == _MISSED)
    for line in unpacked.stderr.splitlines():
        heard.add(line)
    here = Unpacked(paths=source.paths, exclude=(), root=root, host_key=source.host.connection.host_key, gone=gone)
    return here, Streamed(vanished=heard.vanished, problems=_problems(source, heard))


@dataclass
class _Received:
    """The stream as it passes: its last bytes, how many there were, and what tar complained of."""

    complaints: Complaints
    tail: bytes = field(default=b"")
    size: int = 0

    def saw(self, piece: bytes) -> None:
        self.size += len(piece)
        self.tail = (self.tail + piece)[-len(_END) :]


class _Deaf(Exception):
    """The tar of this machine has ended, and reads no more."""


def _through_tar(
    source: HostFiles, root: Path, received: _Received, names: Given
) -> tuple[Ended | None, process.Completed]:
    """Run tar there and tar here, and carry what the one writes to the other; None: that of here read no more."""
    outlet, inlet = os.pipe()
    with ThreadPoolExecutor(1, "unpack") as pool:
        unpacked = pool.submit(contextvars.copy_context().run, _unpack, outlet, root)
        try:
            with os.fdopen(inlet, "wb", buffering=0) as pipe:
                heard = received.complaints.feed
                done = source.host.run(f"exec {_PACK}", _writing(pipe, received), names, hear=heard)
        except _Deaf:
            done = None  # what this machine's tar said is the cause
        return done, unpacked.result()


def _unpack(outlet: int, root: Path) -> process.Completed:
    argv = (*_UNPACK, f"--directory={root}")
    with os.fdopen(outlet, "rb") as stream, Path(os.devnull).open("wb") as nowhere:
        return process.run_into(argv, nowhere, timeout=_LIMIT, env={"LC_ALL": "C"}, source=stream)


def _writing(pipe: IO[bytes], received: _Received) -> Callable[[bytes], None]:
    def write(piece: bytes) -> None:
        received.saw(piece)
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[pipe.write(rest) :]
        except BrokenPipeError as error:
            raise _Deaf from error

    return write


def _names(source: HostFiles, present: Sequence[Path]) -> Given:
    """List all that is to come, of whatever kind, as tar reads it: from the root, each ended by NUL."""
    found: list[bytes] = []
    walked = Walked(Excluder(source.exclude), [PurePosixPath(path) for path in present])

    def take(path: bytes) -> None:
        if not walked.leaves_out(path):
            found.append((path[1:] or b".") + b"\0")

    source.host.stream(find(present, r"-printf '%p\0'", stays=source.one_file_system), Pieces(take=take).feed)
    return Given(pieces=(b"".join(found[at : at + _AT_ONCE]) for at in range(0, len(found), _AT_ONCE)))


def _problems(source: HostFiles, heard: Complaints) -> tuple[ContinuityError, ...]:
    if not heard.count:
        return ()
    return (
        Unavailable(
            "{count} item(s) of {host} could not be read as they are: {items}",
            hint="give the user of the host the right to read them, or back up at a quieter time, or exclude them",
            count=heard.count,
            host=source.host.name,
            items="; ".join(heard.faults),
        ),
    )
