"""What the contract suite works on: one kind of place, a real restic, and the hands that damage.

A check ends quietly, or raises ``NotProven`` (the promise is broken) or :class:`NotApplicable` (with the reason).
Checks that would have to destroy something ask the subject for the hand that does it, so that nothing shipped
can delete.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

from continuity.ground.errors import NotProven
from continuity.ground.ids import SystemIds
from continuity.ground.process import Completed, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from continuity.storage.ports import Address, LockSettings, Repository

_LIMIT = timedelta(minutes=2)  # for one restic command on a repository of a few kilobytes


#: Why a check does not concern a place, as people read it.
EXCUSES = (
    "the document promises no append-only",
    "the document promises no lock",
    "nobody here tries to delete",
    "nobody here tries to destroy a version",
    "nobody here may remove the config of a repository",
    "no such place can be made here",
    "nothing weaker can be made here",
    "this kind of place does not lock",
    "this kind of place does not move objects",
    "this kind of place does not seal",
    "this place does not lock",
)


class NotApplicable(Exception):
    """A check does not concern this place; the argument says why."""


@dataclass(frozen=True)
class Restic:
    """A real restic with a password of its own: ``program`` is its path, ``work`` a directory for its caches."""

    program: str
    work: Path
    password: str = field(default_factory=lambda: SystemIds().nonce().hex(), repr=False)

    def __call__(self, address: Address, *words: str, password: str = "", limit: timedelta = _LIMIT) -> Completed:
        """Run one command against a place and return how it ended."""
        secrets = {"RESTIC_PASSWORD": password or self.password, **address.environment}
        argv = [self.program, "--cache-dir", str(self.work / "cache"), *address.words(), *words]
        return run(argv, timeout=limit, env=secrets)

    def must(self, address: Address, *words: str) -> str:
        """Run one command that has to succeed and return its stdout; raises ``NotProven``."""
        done = self(address, *words)
        expect(done.returncode == 0, "restic {verb} failed: {text}", verb=words[0], text=done.stderr.strip()[-500:])
        return done.stdout


@dataclass
class Subject:
    """What the suite works on: one kind of place, as it is configured here.

    ``fresh`` opens a place that was never used before (not even prepared); ``unreachable`` one with the same
    settings where nothing answers; ``weaker`` one that exists and holds less than its settings promise.
    ``halve`` removes the ``config`` of a place; ``destroy`` (place, key, version) tries to delete one object for
    good, with the very credentials of the place, and returns True if the store let it happen. A hand that is None
    makes its check not applicable. ``secrets`` must appear nowhere but in the environment; ``append_only`` is
    promised by the document; ``makes`` is False where a fresh place needs no making (a folder of a bucket).
    """

    restic: Restic
    fresh: Callable[[], Repository]
    lock: LockSettings | None = None
    secrets: frozenset[str] = frozenset()
    unreachable: Callable[[], Repository] | None = None
    weaker: Callable[[], Repository] | None = None
    halve: Callable[[Repository], None] | None = None
    destroy: Callable[[Repository, str, str], bool] | None = None
    append_only: bool = False
    makes: bool = True

    @cached_property
    def used(self) -> Repository:
        """A place with one repository and two snapshots, shared by the checks that only read."""
        place = self.initialised()
        self.source.mkdir(parents=True, exist_ok=True)
        for content in ("one", "two"):
            (self.source / "file").write_text(content)
            self.backup(place)
        return place

    @property
    def source(self) -> Path:
        """The directory that is backed up."""
        return self.restic.work / "source"

    def initialised(self) -> Repository:
        """Return a fresh place with an empty restic repository."""
        place = self.fresh()
        place.prepare()
        self.restic.must(place.address(), "init")
        return place

    def backup(self, place: Repository) -> None:
        """Add one snapshot of :attr:`source`."""
        self.restic.must(place.address(), "backup", "--quiet", str(self.source))

    def listed(self, place: Repository) -> frozenset[str]:
        """Return the full names of the snapshots that restic sees."""
        answer = json.loads(self.restic.must(place.address(), "snapshots", "--json", "--no-lock") or "[]")
        return frozenset(snapshot["id"] for snapshot in answer)


def expect(condition: object, message: str, **values: object) -> None:
    """Raise ``NotProven`` with the message unless the condition holds."""
    if not condition:
        raise NotProven(message, hint="", **values)


def not_applicable(why: str) -> NoReturn:
    """End a check that does not concern this place."""
    raise NotApplicable(why)
