"""The ``command`` source: what a program of this machine writes to its standard output; its exit code decides."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.backup.sources.dumping import write_output
from continuity.backup.sources.printed import matching
from continuity.backup.sources.staged import staged_files
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from continuity.backup.sources.files import FilesSource

OUTPUT = "output"


HOW = "the restored output, compared with the manifest"


@dataclass(frozen=True, kw_only=True)
class CommandSource:
    """The output of ``argv``; satisfies :class:`~continuity.backup.sources.staged.Staged`."""

    argv: tuple[str, ...]
    how: str = HOW

    def files(self, staging: Path) -> FilesSource:
        """Return the output as a file."""
        return staged_files(staging)

    def stage(self, staging: Path) -> None:
        """Run the command to its end. Raises ``Unavailable`` where it fails or says nothing at all."""
        self.write(staging / OUTPUT)
        if not (staging / OUTPUT).stat().st_size:
            raise Unavailable(
                "{program} ended well and wrote nothing: no recovery point is made of that",
                hint="run the command by hand and look at what it writes to its standard output",
                program=self.argv[0],
            )

    def write(self, target: Path) -> None:
        """Run the command and have its output written to a file. Raises ``Unavailable`` where it fails."""
        write_output(self.argv, target)

    @contextmanager
    def opened(self, restored: Path, room: Path) -> Iterator[Callable[[str], str]]:
        """See that there is an output, and answer with the number of its lines that match a pattern."""
        if not (restored / OUTPUT).is_file():
            raise NotProven("what came back holds no output of the command")
        yield lambda text: str(matching([restored / OUTPUT], pattern(text)))
