"""What verdicts on many assets depend on, in a few questions for all of them, however long their past is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import CTE, String, and_, case, column, func, values
from sqlalchemy import select as core_select
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from continuity.model.job import JobKind, Outcome, Run
from continuity.model.point import Point
from continuity.state.observations import Observation
from continuity.state.runs import whole_runs
from continuity.state.tables import CopyRow, ObservationRow, PointRow, RunRow
from continuity.state.times import UtcTime

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.types import TypeEngine
    from sqlmodel import Session

Key = tuple[JobKind, str]

#: Ended like this, a run left something in the world.
WITH_DATA = (Outcome.SUCCEEDED, Outcome.INCOMPLETE)
_LISTED = col(PointRow.gone_at).is_(None)
_WHERE = (col(PointRow.client), col(PointRow.asset), col(PointRow.repository))
_POINT = [column for column in PointRow.__table__.columns if column.name != "gone_at"]  # type: ignore[attr-defined]


@dataclass(frozen=True, kw_only=True)
class Newest:
    """The newest run of a kind and subject that ended, and the newest that left something in the world."""

    last: Run
    good: Run | None


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the repositories list of an asset.

    ``newest``: the newest point of each repository, and the newest proven one, newest data first (of those that lie in
    the future, if any do, and of the others); ``count``: of all;
    ``tested``: those that a restore test of the time asked for brought back.
    """

    newest: tuple[Point, ...] = ()
    count: int = 0
    tested: int = 0


class Overview:
    """The questions of one transaction, about now. ``subjects`` are ``client/asset``; a few hundred at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self, subjects: Collection[str], kinds: Collection[JobKind]) -> dict[Key, Newest]:
        """Return the newest runs of each of these kinds and subjects that has any."""
        last = self._last(subjects, kinds, tuple(Outcome))
        good = self._last(subjects, kinds, WITH_DATA)
        return {key: Newest(last=run, good=good.get(key)) for key, run in last.items()}

    def _last(
        self, subjects: Collection[str], kinds: Collection[JobKind], outcomes: Collection[Outcome]
    ) -> dict[Key, Run]:
        """Return the newest run of each kind and subject that ended like this: one step into an index for each."""
        wanted = _wanted({"kind": String, "subject": String}, [(str(kind), one) for kind in kinds for one in subjects])
        other = aliased(RunRow)
        newest = select(other.id).where(
            other.kind == wanted.c.kind,
            other.subject == wanted.c.subject,
            col(other.outcome).in_([str(one) for one in outcomes]),
        )
        newest = newest.order_by(col(other.started_at).desc(), col(other.id).desc()).limit(1)
        query = select(RunRow).join(wanted, col(RunRow.id) == newest.scalar_subquery())
        return {(run.kind, run.subject): run for run in whole_runs(self._session, self._session.exec(query).all())}

    def tests(self, subjects: Collection[str], since: datetime) -> dict[str, Counter[Outcome]]:
        """Return how the restore tests ended that began since then, by subject."""
        query = select(RunRow.subject, RunRow.outcome, func.count()).where(
            RunRow.kind == str(JobKind.RESTORE_TEST), col(RunRow.subject).in_(subjects), col(RunRow.started_at) >= since
        )
        found: dict[str, Counter[Outcome]] = {}
        for subject, outcome, count in self._session.exec(query.group_by(col(RunRow.subject), col(RunRow.outcome))):
            if outcome:
                found.setdefault(subject, Counter())[Outcome(outcome)] = count
        return found

    def held(self, subjects: Collection[str], since: datetime, now: datetime) -> dict[str, Held]:
        """Return what is listed of each asset; ``since`` when a restore test counts."""
        at, proven = col(PointRow.data_time), col(PointRow.verified_at).is_not(None)
        come = at <= now  # a point of the future, by a clock that was wrong, must hide none of these
        wanted = _wanted({"client": String, "asset": String}, [tuple(one.split("/", 1)) for one in subjects])
        newest = [func.max(case((of, at))) for of in (at.is_not(None), come, proven, come & proven)]
        query = core_select(*_WHERE, func.count(), *newest).where(_LISTED)
        query = query.join(wanted, (_WHERE[0] == wanted.c.client) & (_WHERE[1] == wanted.c.asset)).group_by(*_WHERE)
        counts, times = Counter[str](), set()
        for client, asset, repository, count, *found in self._session.connection().execute(query):
            counts[f"{client}/{asset}"] += count
            times |= {(client, asset, repository, one) for one in found if one}
        tested, points = self._tested(subjects, since), self._points(times)
        return {
            subject: Held(newest=tuple(points[subject]), count=count, tested=tested[subject])
            for subject, count in counts.items()
        }

    def _points(self, times: Collection[tuple[str, str, str, datetime]]) -> dict[str, list[Point]]:
        """Return the listed points with just these data times, newest data first."""
        names = {"client": String, "asset": String, "repository": String, "data_time": UtcTime}
        wanted = _wanted(names, sorted(times))
        same = and_(*(getattr(PointRow, name) == wanted.c[name] for name in names))
        query = core_select(*_POINT).join(wanted, same).where(_LISTED)
        found: dict[str, list[Point]] = {}
        newest_first = (col(PointRow.data_time).desc(), col(PointRow.repository), col(PointRow.run).desc())
        for row in self._session.connection().execute(query.order_by(*newest_first)):
            found.setdefault(f"{row.client}/{row.asset}", []).append(Point(**row._mapping))  # noqa: SLF001 - its public name
        return found

    def _tested(self, subjects: Collection[str], since: datetime) -> Counter[str]:
        """Return how many of the listed points restore tests brought back since then, by subject."""
        listed = (
            select(PointRow.snapshot)
            .where(
                PointRow.client == RunRow.client,
                PointRow.repository == CopyRow.repository,
                PointRow.snapshot == CopyRow.snapshot,
                RunRow.subject == PointRow.client + "/" + PointRow.asset,
            )
            .where(_LISTED)
        )
        query = (
            core_select(col(RunRow.subject), col(CopyRow.repository), col(CopyRow.snapshot), col(RunRow.outcome))
            .join_from(RunRow, CopyRow, col(CopyRow.run) == col(RunRow.id))
            .where(
                col(RunRow.kind) == str(JobKind.RESTORE_TEST),
                col(RunRow.subject).in_(subjects),
                col(RunRow.started_at) >= since,
                listed.exists(),  # not a join: without statistics, a planner may begin with every point of the client
            )
        )
        good = {row[:3] for row in self._session.connection().execute(query) if row.outcome in WITH_DATA}
        return Counter(subject for subject, *_copy in good)

    def seen(self, clients: Collection[str], kinds: Collection[str]) -> dict[tuple[str, str, str], Observation]:
        """Return the newest look of each of these kinds at each repository, by client, repository and kind."""
        query = select(ObservationRow).where(
            col(ObservationRow.client).in_(clients), col(ObservationRow.kind).in_(kinds)
        )
        return {
            (row.client, row.repository, row.kind): Observation(at=row.at, run=row.run, facts=row.facts)
            for row in self._session.exec(query)
        }


def _wanted(names: Mapping[str, type[TypeEngine[Any]]], rows: Sequence[tuple[object, ...]]) -> CTE:
    """Return rows of ours as a table to join with: a database looks each up in its index."""
    columns = [column(name, kind) for name, kind in names.items()]
    return values(*columns, name="wanted").data(rows or [(None,) * len(columns)]).cte("wanted")
