"""The files of another host where restic runs there: listed and hashed by the host's own programs.

So what the manifest says rests on the host's word, as what restic stores does: whoever is root there could make both
lie. What it proves is that what was stored comes back as it was read.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from continuity.backup.canary import is_planted
from continuity.backup.manifest import Entry
from continuity.backup.remote.host import HASHING
from continuity.backup.remote.listing import FIND, STAT, Listed, Pieces, Walked, outermost, read_hashed, read_listed
from continuity.backup.sources.exclude import Excluder
from continuity.backup.sources.files import FilesSource
from continuity.ground.errors import Unavailable
from continuity.ground.ssh_command import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from continuity.backup.remote.host import Host
    from continuity.backup.sources.files import Reuse

_AT_ONCE = 65536  # names that are sent in one piece


class _Enough(Exception):
    """A listing has answered the question already."""


@dataclass(frozen=True, kw_only=True)
class HostFiles(FilesSource):
    """Files of a host, read there; see :class:`FilesSource`."""

    host: Host

    def absent(self) -> tuple[Path, ...]:
        """Return the paths that are not there; where the host cannot be asked any more, nothing is said of them."""
        try:
            kinds = self._kinds()
        except Unavailable:
            return ()
        return tuple(path for path in self.paths if path not in kinds)

    def present(self) -> tuple[Path, ...]:
        """Return the paths that are there, without those below another of them, in the order of a walk."""
        return tuple(outermost(self._kinds()))

    def links(self) -> Iterator[tuple[Path, str]]:
        """Yield the paths that are symbolic links, and what they point to."""
        for path, kind in self._kinds().items():
            if kind == "l":
                yield path, self.host.answer(f"readlink -f -- {shlex.quote(str(path))}").removesuffix("\n")

    def device(self) -> str:
        """Return nothing: what its disks are called says nothing here; the host itself is told by its key."""
        return ""

    def hosts(self) -> tuple[str, ...]:
        """Return the fingerprint of the host's key: a repository that it serves would fall together with it."""
        return (self.host.connection.host_key,)

    def is_empty(self) -> bool:
        """Tell whether there is not one file to read."""
        return not self._any(self.present())

    def empty(self) -> tuple[Path, ...]:
        """Return the paths below which there is not one file to read."""
        return tuple(path for path in self.present() if not self._any((path,)))

    def put(self, path: Path, text: str) -> None:
        """Write the canary's file on the host, in a directory of its own."""
        self.host.put(str(path), text)

    def take_out(self, path: Path) -> None:
        """Remove it there."""
        self.host.remove(str(path))

    def entries(self, reuse: Reuse, go_on: Callable[[], bool]) -> Iterator[tuple[Entry, bool]]:
        """Yield what the manifest says of each file, in the byte order of the paths, and whether it was hashed anew."""
        listed: list[Listed] = []
        self._list(self.present(), _while(go_on, listed.append))
        listed.sort()
        known = {one.path: entry for one in listed if (entry := reuse(one.path, one.stamp))}
        hashed = self._hashed([one.path for one in listed if one.path not in known], go_on)
        for one in listed:
            if entry := known.get(one.path):
                yield entry, False
            elif found := hashed.get(one.path):
                stamp, sha256 = found
                yield Entry(one.path, sha256 if stamp == one.stamp else "", *stamp), True

    def _hashed(
        self, paths: Sequence[bytes], go_on: Callable[[], bool]
    ) -> dict[bytes, tuple[tuple[int, int, int, int], str]]:
        """Return stamp and hash of files that are still there; what the stamp was after it was hashed."""
        hashes: dict[bytes, str] = {}
        stamps: dict[bytes, tuple[int, int, int, int]] = {}
        if paths:
            self._each("sha256sum --zero --", paths, _while(go_on, lambda line: hashes.update([read_hashed(line)])))
            self._each(f"stat --printf={shlex.quote(STAT)} --", paths, lambda line: stamps.update([read_listed(line)]))
        return {path: (stamps[path], sha256) for path, sha256 in hashes.items() if path in stamps}

    def _each(self, command: str, paths: Sequence[bytes], take: Callable[[bytes], None]) -> None:
        """Run a command over all the names; what it cannot read it leaves out, and restic says so."""
        names = (b"".join(path + b"\0" for path in paths[at : at + _AT_ONCE]) for at in range(0, len(paths), _AT_ONCE))
        script = f"xargs -0 -r {command} 2>/dev/null; [ $? -le 123 ]"  # 123: of some of the names, it could not
        self.host.stream(script, Pieces(take=take).feed, Given(pieces=names), limits=HASHING)

    def _any(self, paths: Sequence[Path]) -> bool:
        def found(one: Listed) -> None:
            if not is_planted(one.path):
                raise _Enough

        try:
            self._list(paths, found)
        except _Enough:
            return True
        return False

    def _list(self, paths: Sequence[Path], take: Callable[[Listed], None]) -> None:
        if not paths:
            return
        walked = Walked(Excluder(self.exclude), [PurePosixPath(path) for path in paths])

        def read(line: bytes) -> None:
            one = read_listed(line)
            if not walked.leaves_out(one.path):
                take(one)

        self.host.stream(
            find(paths, f"-type f -printf {shlex.quote(FIND)}", stays=self.one_file_system), Pieces(take=read).feed
        )

    def _kinds(self) -> dict[Path, str]:
        said = self.host.answer(find(self.paths, r"-maxdepth 0 -printf '%y %p\0'", stays=False))
        pairs = (one.split(" ", 1) for one in said.split("\0") if one)
        return {Path(path): kind for kind, path in pairs}


def find(paths: Sequence[Path], what: str, *, stays: bool) -> str:
    """Return the shell that lists paths; what it may not read it leaves out, and ends well."""
    words = " ".join(shlex.quote(str(path)) for path in paths)
    return f"find {words} {'-xdev ' if stays else ''}{what} 2>/dev/null; [ $? -le 1 ]"


def _while(go_on: Callable[[], bool], take: Callable[[Any], object]) -> Callable[[Any], None]:
    def guarded(one: Any) -> None:
        if not go_on():
            raise InterruptedError
        take(one)

    return guarded
