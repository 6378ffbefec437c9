"""The ``ssh-command`` source: what commands print on a device, such as the running configuration of a switch.

Much equipment ends every command with the status 0, whatever it printed, or tells no status at all: what proves that
an output is whole is a line that must be among its last ones. Secrets are replaced as the lines come in, before they
touch a disk.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.line_memory import Lines
from continuity.backup.sources.printed import LAST, ends_with, last_lines, matching
from continuity.backup.sources.redaction import Block, Redactor
from continuity.backup.sources.staged import StagedFiles, Taken
from continuity.ground import ssh, ssh_command
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from continuity.ground.patterns import Pattern

HOW = "each output is there, not empty and with the line that ends it; the asset's patterns are looked for in it"
_PATIENCE = timedelta(seconds=30)  # for each stage of logging in
_SHOWN = 300


@dataclass(frozen=True, kw_only=True)
class Printed:
    """One command and the file that keeps what it prints; ``expects`` is one of its last lines, if it is whole."""

    name: str
    command: str
    expects: Pattern | None = None


@dataclass(frozen=True, kw_only=True)
class SshCommandSource:
    """What commands print on one device; satisfies :class:`~continuity.backup.sources.staged.Staged`.

    ``login`` opens the way in for as long as it is entered; ``limit`` is what one command may take; lines that
    ``ignore`` matches do not count as a change; ``memory`` is a directory of its own.
    """

    device: str
    login: Callable[[], AbstractContextManager[ssh.Login]] = field(repr=False)
    printed: Sequence[Printed]
    limit: timedelta
    memory: Path
    ignore: Sequence[Pattern] = ()
    redact: Sequence[Pattern] = ()
    blocks: Sequence[Block] = ()
    how: str = HOW

    def files(self, staging: Path) -> StagedFiles:
        """Return the outputs as files; what falls together with the device is unknown here."""
        return StagedFiles(paths=(staging,), exclude=(), elsewhere=True)

    def stage(self, staging: Path) -> Taken:
        """Run the commands, one after the other, in a connection each: much equipment serves one command and hangs up.

        What is said of them is how many lines changed since the last point that a repository holds.
        Raises ``Refused`` for a device whose host key is not the one that is pinned, ``Unavailable`` where it cannot
        be reached or a command fails, ``NotProven`` where what it printed is not whole.
        """
        with self.login() as login:
            for one in self.printed:
                self._print(login, one, staging / one.name)
        lines = [Lines.of(staging / one.name, self.ignore) for one in self.printed]
        changes = {one.name: asdict(found) for one in lines if (found := one.since(self.memory))}

        def kept_by(count: int) -> None:
            for one in lines if count else ():
                one.remember(self.memory)

        return Taken(detail={"lines": changes}, kept_by=kept_by)

    def _print(self, login: ssh.Login, one: Printed, target: Path) -> None:
        redactor = Redactor(rules=self.redact, blocks=self.blocks)
        with target.open("wb") as file, ssh.connect(login, timeout=_PATIENCE) as connection:
            writer = _Writer(file=file, redactor=redactor, expects=one.expects)
            ended = ssh_command.run(connection, one.command, writer.take, limit=self.limit)
            self._judge(one, ended, redactor)
            writer.end()
        if not target.stat().st_size:
            raise Unavailable(
                "{device}: {command} printed nothing: no recovery point is made of that",
                hint="run it by hand with ssh as the same user, and look at what it prints",
                **self._values(one),
            )
        if one.expects and not ends_with(writer.last, one.expects):
            raise NotProven(
                "{device}: what {command} printed is not whole: none of its last lines matches {expects}",
                hint="run it by hand with ssh as the same user; a pager, a right that is missing, or `expect_line`",
                expects=one.expects.text,
                **self._values(one),
            )

    def _judge(self, one: Printed, ended: ssh_command.Ended, redactor: Redactor) -> None:
        if ended.cut:
            raise Unavailable(
                "{device}: the connection was cut while {command} printed",
                hint="see whether the device is well, then try again; nothing was backed up",
                **self._values(one),
            ).that_may_pass()
        if ended.status:
            raise Unavailable(
                "{device}: {command} failed (exit {code}): {said}",
                hint="run it by hand with ssh as the same user; nothing was backed up",
                code=ended.status,
                said=redactor.text(ended.complaint)[-_SHOWN:] or "-",
                **self._values(one),
            )
        if ended.status is None and one.expects is None:
            raise NotProven(
                "{device} does not tell how {command} ended: whether it printed all is not known",
                hint="name the line that ends it: `expect_line` of the source, for example ^end$",
                **self._values(one),
            )

    def _values(self, one: Printed) -> dict[str, Any]:
        return {"device": self.device, "command": one.command}

    @contextmanager
    def opened(self, restored: Path, room: Path) -> Iterator[Callable[[str], str]]:
        """See that every output is there and whole, and answer with the number of lines that match a pattern."""
        for one in self.printed:
            path = restored / one.name
            if not path.is_file() or not path.stat().st_size:
                raise NotProven("what came back holds no {name}", name=one.name)
            if one.expects and not ends_with(last_lines(path), one.expects):
                raise NotProven(
                    "{name} came back without the line that ends it ({expects})",
                    name=one.name,
                    expects=one.expects.text,
                )
        paths = [restored / one.name for one in self.printed]
        yield lambda text: str(matching(paths, pattern(text)))


@dataclass(kw_only=True)
class _Writer:
    """Writes what a device prints, without what is to be redacted, and looks for the line that proves it whole."""

    file: Any
    redactor: Redactor
    expects: Pattern | None
    last: deque[bytes] = field(default_factory=lambda: deque(maxlen=LAST))

    def take(self, piece: bytes) -> None:
        if not (self.expects or self.redactor.rules or self.redactor.blocks):
            self.file.write(piece)  # it need not be text
            return
        self._write(self.redactor.feed(piece))

    def end(self) -> None:
        self._write(self.redactor.end())

    def _write(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            self.file.write(line)
            if self.expects and line.strip():
                self.last.append(line)
