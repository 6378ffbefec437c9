"""restic, run: each method is one process with a time limit, its secrets in its environment only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from continuity.backup.restic import command, faults, messages
from continuity.backup.restic.cache import evict
from continuity.backup.restic.program import usable
from continuity.backup.restic.stall import Hopeless, Watch
from continuity.ground import process
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.watch import watched_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from continuity.backup.restic.versions import Capabilities
    from continuity.storage.ports import Address

SHORT = timedelta(minutes=10)  # listing, unlocking, creating: minutes at the worst
LONG = timedelta(hours=24)  # moving data: the longest objective a policy may promise


@dataclass(frozen=True, kw_only=True)
class Backup:
    """What one ``restic backup`` came to; ``summary`` None where no snapshot was saved.

    ``unreadable``: what it complained of, and among that ``uncompared`` the folders that it could not load from the
    repository.
    """

    summary: messages.Summary | None
    unreadable: tuple[str, ...]
    returncode: int
    said: str
    uncompared: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ResticClient:
    """One repository as restic sees it; ``password_entry`` is where the vault keeps its password."""

    name: str
    password_entry: str
    address: Address
    cache: Path
    password: str = field(repr=False)
    limits: tuple[str, ...] = ()  # of bandwidth: command.limits
    wrapped: tuple[str, ...] = ()  # in what makes it gentle: policy/load
    directory: Path | None = None  # where restic works, and relative paths begin

    def initialise(self, like: ResticClient | None = None) -> None:
        """Create the repository, with the chunker parameters of ``like`` if given; raises ``Unavailable``.

        ``like`` must be reachable with our own options and environment: ask :meth:`may_copy_from`.
        """
        secret = {"RESTIC_FROM_PASSWORD": like.password} if like else {}
        done = self._run(command.initialise(like.address.url if like else ""), SHORT, env=secret)
        if done.returncode != 0:
            self.explain(done)

    def may_copy_from(self, other: ResticClient) -> bool:
        """Tell whether one restic process can reach both: options and environment are common to all it opens."""
        return not other.address.options and not other.address.environment

    def backup(
        self,
        argv: Sequence[str],
        on_progress: Callable[[float], None] | None = None,
        *,
        patience: timedelta | None = None,
        until: datetime | None = None,
    ) -> Backup:
        """Run a backup built by :func:`command.backup`; exit 3 (unreadable files) is told, not raised.

        Raises ``Unavailable`` where restic could not work at all, stood still for longer than ``patience``, or was
        still at work at ``until``; a dead process's lock is cleared once, and what is damaged in our own cache fetched
        anew once.
        """
        found: list[messages.Summary] = []
        watch = Watch(self.name, patience, until)

        def read(line: str) -> None:
            plain = messages.parse_line(line)
            watch.see(line, plain)
            if summary := messages.summary(plain):
                found.append(summary)
            elif on_progress and (share := messages.fraction_done(plain)) is not None:
                on_progress(share)

        done = self._read_in(argv, read, watch)
        if messages.locked(done.returncode, done.stderr):
            self.unlock()
            done = self._read_in(argv, read, watch)
        elif done.returncode and evict(self.cache, done.stderr):
            done = self._read_in(argv, read, watch)
            evict(self.cache, done.stderr)  # what is damaged there must not stay here once it is mended there
        if done.returncode not in (0, 3):
            self.explain(done)
        return Backup(
            summary=found[-1] if found else None,
            unreadable=messages.unreadable(done.stderr),
            returncode=done.returncode,
            said=messages.last_words(done.stderr),
            uncompared=messages.uncompared(done.stderr),
        )

    def snapshots(self, tag: str = "") -> tuple[messages.Snapshot, ...]:
        """List the snapshots; raises ``Unavailable``, also where restic's answer is not a list."""
        stdout = self._checked(command.snapshots(tag), SHORT).stdout
        try:
            return messages.snapshots(stdout)
        except ValueError as error:
            raise Unavailable(_STRANGE, name=self.name, cause=error) from error

    def nodes(self, snapshot: str, take: Callable[[messages.Node], None]) -> None:
        """Hand every file of a snapshot to ``take``; raises ``Unavailable`` where the snapshot cannot be read."""
        read_at_all = False

        def read(line: str) -> None:
            nonlocal read_at_all
            plain = messages.parse_line(line)
            read_at_all = read_at_all or plain.get("struct_type") == "snapshot"
            if node := messages.node(plain):
                take(node)

        try:
            done = self._checked(command.nodes(snapshot), LONG, read)
        except ValueError as error:
            raise Unavailable(_STRANGE, name=self.name, cause=error) from error
        if not read_at_all:  # 0.14 leaves a damaged snapshot out of its list, and ends with 0
            raise Unavailable(_STRANGE, name=self.name, cause=messages.last_words(done.stderr) or snapshot)

    def restore(
        self, snapshot: str, target: Path, include: Sequence[str] = (), *, patience: timedelta | None = None
    ) -> str:
        """Restore below ``target``; returns what restic complained of, empty if nothing.

        That restic ended well proves nothing of the content: compare it. Raises ``Unavailable`` where it could not
        begin, was ended by somebody, stood still for longer than ``patience`` or lost its connection.
        """
        argv = command.restore(snapshot, target, include, sparse=usable(self.cache).sparse_restore)
        done = self._run(argv, LONG, lambda _line: None, watch=Watch(self.name, patience))
        if faults.unanswered(done):
            self.explain(done)
        return messages.last_words(done.stderr) if done.returncode else ""

    def check(self, read: tuple[int, int]) -> None:
        """Check the structure and read slice ``k`` of ``n``; ``NotProven`` where restic finds a fault."""
        done = self._run(command.check(read), LONG)
        if done.returncode == 0:
            return
        try:
            self.explain(done)
        except Unavailable as error:
            if error.template not in (faults.OTHER, faults.DAMAGED):
                raise
            raise NotProven(
                "{name} did not verify: {said}",
                hint="restores take another repository until it is mended; docs/explanation/faults.md tells how",
                name=self.name,
                said=error.values["said"],
            ) from error

    def opens(self) -> None:
        """Open the repository with our password, writing nothing; raises ``Unavailable`` where it does not."""
        self._checked(command.opening(), SHORT)

    def unlock(self) -> None:
        """Remove the locks of dead processes."""
        self._checked(command.unlock(), SHORT)

    def ask(self, argv: Sequence[str]) -> process.Completed:
        """Run a short command; how it ended is the caller's to judge, and :meth:`explain`'s to tell."""
        return self._run(argv, SHORT)

    def stream(
        self,
        argv: Sequence[str],
        on_line: Callable[[str], None],
        ends: str = "\n",
        *,
        patience: timedelta | None = None,
    ) -> process.Completed:
        """Run a long command whose stdout is taken piece by piece; how it ended is the caller's to judge.

        Raises ``Unavailable`` where it stood still for longer than ``patience``.
        """
        return self._run(argv, LONG, on_line, ends=ends, watch=Watch(self.name, patience))

    def call(self, argv: Sequence[str]) -> tuple[tuple[str, ...], dict[str, str]]:
        """Return the whole command line and its environment; raises ``Unavailable`` where restic is not usable."""
        waiting = ("--retry-lock=1m",) if self.able().retry_lock else ()
        own = {"RESTIC_PASSWORD": self.password, "RESTIC_PROGRESS_FPS": "2", **self.address.environment}
        return (*self.wrapped, *command.common(self.address, self.cache), *self.limits, *waiting, *argv), own

    def able(self) -> Capabilities:
        """Return what the restic at hand can do; raises ``Unavailable`` where there is none that is usable."""
        return usable(self.cache)

    def _read_in(self, argv: Sequence[str], on_line: Callable[[str], None], watch: Watch) -> process.Completed:
        return self._run(argv, LONG, on_line, watch=watch)

    def _checked(
        self, argv: Sequence[str], limit: timedelta, on_line: Callable[[str], None] | None = None
    ) -> process.Completed:
        done = self._run(argv, limit, on_line)
        if done.returncode and evict(self.cache, done.stderr) and on_line is None:
            done = self._run(argv, limit)
        if done.returncode != 0:
            self.explain(done)
        return done

    def _run(
        self,
        argv: Sequence[str],
        limit: timedelta,
        on_line: Callable[[str], None] | None = None,
        *,
        env: Mapping[str, str] | None = None,
        watch: Watch | None = None,
        ends: str = "\n",
    ) -> process.Completed:
        words, own = self.call(argv)
        try:
            with watched_by(watch or Watch(self.name)):
                secret = own | dict(env or {})
                return process.run(words, timeout=limit, env=secret, cwd=self.directory, on_line=on_line, ends=ends)
        except Hopeless as refusal:
            return process.Completed(returncode=1, stdout="", stderr=str(refusal))

    def explain(self, done: process.Completed) -> NoReturn:
        """Raise the ``Unavailable`` that says why a command failed, and what mends it."""
        if done.timed_out:
            raise Unavailable("restic did not end in time on {name}", hint="see what holds it up there", name=self.name)
        raise faults.explained(self.name, self.password_entry, done.returncode, done.stderr)


_STRANGE = "restic's list of {name} cannot be read: {cause}"
