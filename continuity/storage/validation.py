"""The contract suite on a store in use: in places of its own beside the repository, which is only looked at.

What is tried are fresh folders named after the trial, under the repository's own settings and credentials.
Nothing of them is removed (no port deletes, and a lock would forbid it): what is left behind is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import Refused, Unavailable
from continuity.ground.timestamps import write_time
from continuity.storage.conformance import CheckOutcome, Result, run_suite
from continuity.storage.ports import Aside, Repository, Retention, Trial
from continuity.storage.subject import Restic, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from continuity.model.inventory import RepositorySpec
    from continuity.model.secrets import SecretRef
    from continuity.storage.ports import Reveal

PREFIX = "continuity-validate-"


@dataclass(frozen=True, kw_only=True)
class Left:
    """What one trial place holds afterwards: ``locked_until`` the last lock's end, None where nothing is locked."""

    url: str
    locked_until: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"url": self.url, "locked_until": write_time(self.locked_until) if self.locked_until else None}


@dataclass
class Validation:
    """One trial of one repository's store; ``word`` makes its folders' names unique."""

    spec: RepositorySpec
    place: Aside
    word: str
    secrets: frozenset[str]
    _made: list[Repository] = field(default_factory=list)

    @classmethod
    def open(
        cls, spec: RepositorySpec, opener: Callable[[RepositorySpec, Reveal], Repository], reveal: Reveal, word: str
    ) -> Validation:
        """Look at the repository before anything is tried.

        Raises ``Unavailable`` where it cannot be reached or was never made, ``Refused`` where its adapter knows no
        place beside it.
        """
        seen: set[str] = set()

        def remembering(reference: SecretRef) -> str:
            secret = reveal(reference)
            seen.add(secret)
            return secret

        place = opener(spec, remembering)
        if not isinstance(place, Aside):
            raise Refused(
                "repository {name}: the adapter {adapter} knows no place beside it to try things in",
                hint="run the contract suite of continuity.storage.conformance on an empty store of this kind",
                name=spec.name,
                adapter=spec.adapter,
            )
        if not place.probe().initialised:
            raise Unavailable("there is no repository at {name} yet", hint="create it: continuity init", name=spec.name)
        place.address()
        return cls(spec, place, word, frozenset(seen))

    def run(self, restic: str, work: Path) -> Iterator[Result]:
        """Run every check, yielding each result as it comes."""
        yield from run_suite(self._subject(Restic(restic, work)))

    def left(self) -> list[Left]:
        """Return the trial places that were made, with the last end of their locks. Raises ``Unavailable``."""
        found = [Left(url=one.address().url, locked_until=_locked_until(one)) for one in self._made]
        # an empty folder of a bucket is nothing at all; a directory without locks stays as a directory
        locking = isinstance(self.place, Retention) and self.place.lock_state().object_lock
        return [one for one in found if one.locked_until or not locking]

    def _subject(self, restic: Restic) -> Subject:
        settings = self.spec.settings
        return Subject(
            restic,
            self._fresh,
            lock=settings.lock,
            secrets=self.secrets,
            destroy=_attack if isinstance(self.place.aside(self.word), Trial) else None,
            append_only=bool(getattr(settings, "append_only", False)),
            makes=False,
        )

    def _fresh(self) -> Repository:
        place = self.place.aside(f"{PREFIX}{self.word}-{len(self._made) + 1}")
        self._made.append(place)
        return place


def _attack(place: Repository, key: str, version: str) -> bool:
    return isinstance(place, Trial) and place.destroy(key, version)


def _locked_until(place: Repository) -> datetime | None:
    if not isinstance(place, Retention):
        return None
    return max((one.locked_until for one in place.objects() if one.locked_until), default=None)


def verdict_code(results: list[Result]) -> int:
    """Return the exit code: 0 where every promise that applies was kept, 1 where one was broken."""
    return int(any(one.outcome is CheckOutcome.FAILED for one in results))
