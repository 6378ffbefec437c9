"""What verdicts on assets depend on, as the database knows it: now, of many at once; as of the past, one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.anomalies import INCIDENT
from continuity.ground.identity import alive
from continuity.model.job import JobKind, Outcome
from continuity.policy.objectives import CLOCKS_DIFFER
from continuity.recovery.restore_test import Series
from continuity.state.overview import WITH_DATA, Held, Newest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.point import Point
    from continuity.state.observations import Observation
    from continuity.state.store import Transaction

#: What `status` counts restore tests over.
TEST_PERIOD = timedelta(days=365)
_RUNS = (JobKind.BACKUP, JobKind.RESTORE, JobKind.RESTORE_TEST)
#: The looks at a repository that verdicts depend on.
_LOOKS = ("domain", "locks", "verification", INCIDENT)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of one asset; ``seen`` are the looks at its repositories, by repository and kind of look.

    What the anomaly watch knows of it stands there under its own name.
    """

    runs: Mapping[JobKind, Newest]
    died: tuple[Run, ...]
    points: Held
    tests: Mapping[Outcome, int]
    seen: Mapping[tuple[str, str], Observation] = field(default_factory=dict)
    walked: Sequence[Mapping[str, Any]] = ()  # by people, to the end, newest first

    @property
    def last_backup(self) -> Run | None:
        """The last backup that is over, however it ended; one whose process died and nobody settled is aborted."""
        return _latest((self._last(JobKind.BACKUP), *self.died))

    @property
    def last_good_backup(self) -> Run | None:
        """The last backup that left something in the world."""
        return self._good(JobKind.BACKUP)

    @property
    def last_restore(self) -> Run | None:
        """The last restore or restore test that brought something back."""
        return _latest(map(self._good, (JobKind.RESTORE, JobKind.RESTORE_TEST)))

    @property
    def last_test(self) -> Run | None:
        """The last restore test, however it ended."""
        return self._last(JobKind.RESTORE_TEST)

    @property
    def series(self) -> Series:
        """What the restore tests of the last :data:`TEST_PERIOD` covered; one that could not begin is no test."""
        tests = sum(self.tests.get(one, 0) for one in WITH_DATA)
        return Series(
            tests=tests,
            failures=tests - self.tests.get(Outcome.SUCCEEDED, 0),
            points=self.points.count,
            points_tested=self.points.tested,
        )

    def _last(self, kind: JobKind) -> Run | None:
        return self.runs[kind].last if kind in self.runs else None

    def _good(self, kind: JobKind) -> Run | None:
        return self.runs[kind].good if kind in self.runs else None


def known_now(tx: Transaction, assets: Collection[Asset], at: datetime) -> dict[str, Known]:
    """Return what is known of assets now, by reference: so many questions, however many assets there are."""
    subjects, since = [one.reference for one in assets], at - TEST_PERIOD
    runs, tests = tx.overview.newest(subjects, _RUNS), tx.overview.tests(subjects, since)
    points = tx.overview.held(subjects, since, at + CLOCKS_DIFFER)
    seen = tx.overview.seen({one.client for one in assets}, _LOOKS)
    walked = tx.drills.walked(subjects)
    died: dict[str, list[Run]] = {}
    for run in _died(tx):
        died.setdefault(run.subject, []).append(run)
    return {
        one.reference: Known(
            runs={kind: runs[kind, one.reference] for kind in _RUNS if (kind, one.reference) in runs},
            died=tuple(died.get(one.reference, ())),
            points=points.get(one.reference, Held()),
            tests=tests.get(one.reference, {}),
            seen={key[1:]: look for key, look in seen.items() if key[0] == one.client},
            walked=walked.get(one.reference, ()),
        )
        for one in assets
    }


def known_then(tx: Transaction, asset: Asset, at: datetime, points: Collection[Point]) -> Known:
    """Return what was known of an asset when ``tx`` looks, with ``points`` as they were then."""
    subject = asset.reference
    tests = [run for run in tx.runs.since(subject, JobKind.RESTORE_TEST, at - TEST_PERIOD) if run.outcome in WITH_DATA]
    tried = {(copy.repository, copy.snapshot) for run in tests for copy in run.copies}
    tested = len(tried & {(point.repository, point.snapshot) for point in points})
    names = {*asset.copies, asset.name}
    looks = {(name, kind): tx.observations.latest(asset.client, name, kind) for name in names for kind in _LOOKS}
    return Known(
        runs={
            kind: Newest(last=last, good=tx.runs.latest(subject, kind, WITH_DATA))
            for kind in _RUNS
            if (last := tx.runs.latest(subject, kind))
        },
        died=tuple(_died(tx, subject)),
        points=Held(newest=tuple(points), count=len(points), tested=tested),
        tests=Counter(run.outcome for run in tests if run.outcome),
        seen={key: look for key, look in looks.items() if look},
        walked=tx.drills.walked([subject]).get(subject, ()),
    )


def _died(tx: Transaction, subject: str | None = None) -> Iterator[Run]:
    """Yield the backups without an end whose process is gone."""
    for run, holder in tx.runs.open(subject):
        if run.kind is JobKind.BACKUP and not alive(holder):
            yield replace(run, outcome=Outcome.ABORTED)


def _latest(runs: Iterable[Run | None]) -> Run | None:
    return max((run for run in runs if run), key=lambda run: run.started_at, default=None)
