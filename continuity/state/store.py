"""The database: opened, brought to the current schema, and used in short transactions.

SQLite runs with ``WAL``, ``synchronous=FULL`` (a committed record survives a power cut), foreign keys, and
``BEGIN IMMEDIATE`` for writers, so that two processes queue for the lock instead of failing half way.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from json import JSONDecodeError
from typing import TYPE_CHECKING

from sqlalchemy import URL, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlmodel import Session, create_engine

from continuity.ground.errors import Unavailable
from continuity.state.anchors import Anchors
from continuity.state.corrective import Corrective
from continuity.state.drills import Drills
from continuity.state.history import History
from continuity.state.incidents import Incidents
from continuity.state.jobs import Jobs
from continuity.state.journals import Journals
from continuity.state.leases import Leases
from continuity.state.migrations import HEAD
from continuity.state.notices import Notices
from continuity.state.observations import Observations
from continuity.state.overview import Overview
from continuity.state.people import People
from continuity.state.points import Points
from continuity.state.records import Records
from continuity.state.runs import Runs
from continuity.state.trends import Trends
from continuity.state.walks import Walks
from continuity.state.watched import Watched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_BUSY_S = 30.0
_READ_ONLY = "continuity_read"  # an execution option: begin without taking the writers' lock


@dataclass(frozen=True)
class Transaction:
    """One transaction, by kind of thing; all of it commits together or not at all."""

    runs: Runs
    points: Points
    observations: Observations
    records: Records
    leases: Leases
    jobs: Jobs
    notices: Notices
    history: History
    overview: Overview
    trends: Trends
    anchors: Anchors
    journals: Journals
    walks: Walks
    drills: Drills
    corrective: Corrective
    watched: Watched
    incidents: Incidents
    people: People


class Store:
    """The engine's memory. Safe to open from several processes at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(**{_READ_ONLY: True})

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open or create the database file and bring it to the current schema.

        Raises ``Unavailable`` where it cannot be opened, is not a database, or was written by a newer version.
        """
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            engine = _engine(path)
            _migrate(engine)
        except (DatabaseError, UnicodeDecodeError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise Unavailable(
                "the state database {path} cannot be used: {cause}",
                hint="check that the directory exists, is writable, has free space, and that the file is intact",
                path=path,
                cause=cause,
            ) from error
        return cls(engine)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a writing transaction (``BEGIN IMMEDIATE``); commits on leaving, rolls back on an exception."""
        with self._session(self._engine) as session:
            yield _rooms(session)
            session.commit()

    @contextmanager
    def reading(self, as_of: datetime | None = None) -> Iterator[Transaction]:
        """Open a reading transaction: one consistent view that waits for nobody.

        With ``as_of``, runs, points and observations answer for that moment of the past, from what was recorded.
        """
        with self._session(self._reader) as session:
            yield _rooms(session, as_of)

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield session
        except OperationalError as error:
            raise Unavailable(
                "the state database could not be written: {cause}",
                hint="free some disk space, or wait for the other process that holds it, and run the command again",
                cause=error.orig,
            ) from error
        except IntegrityError:
            raise
        except (DatabaseError, UnicodeDecodeError, JSONDecodeError) as error:
            raise Unavailable(
                "the state database is damaged: {cause}",
                hint="bring back a copy of the state directory; the published log beside it still verifies",
                cause=getattr(error, "orig", None) or error,
            ) from error


def _rooms(session: Session, as_of: datetime | None = None) -> Transaction:
    return Transaction(
        runs=Runs(session, as_of),
        points=Points(session, as_of),
        observations=Observations(session, as_of),
        records=Records(session),
        leases=Leases(session),
        jobs=Jobs(session),
        notices=Notices(session),
        history=History(session),
        overview=Overview(session),
        trends=Trends(session),
        anchors=Anchors(session),
        journals=Journals(session),
        walks=Walks(session, as_of),
        drills=Drills(session, as_of),
        corrective=Corrective(session),
        watched=Watched(session),
        incidents=Incidents(session),
        people=People(session),
    )


def _engine(path: Path) -> Engine:
    # a connection for every thread that asks: the daemon's may all wait for a database that is locked for a while, and
    # must be told so by the database, not by a pool that ran out
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_S}, max_overflow=-1)

    known: list[tuple[int, int]] = []

    def stay() -> None:
        """Raise where another file lies there by now, or none: what is written into a lost one is lost."""
        found = _which(path)
        if known and found != known[0]:
            raise Unavailable(
                "the state database {path} was moved, removed or replaced while it was in use",
                hint="bring it back to where it was, with the files beside it, and go on",
                path=path,
            )

    @event.listens_for(engine, "engine_disposed")
    def _forget(_engine: Engine) -> None:
        known.clear()  # closed: whoever opens it again means what lies there then

    @event.listens_for(engine, "connect")
    def _configure(connection: object, _record: object) -> None:
        stay()
        connection.isolation_level = None  # type: ignore[attr-defined]  # we begin transactions ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
        known[:] = known or [_which(path)]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(_READ_ONLY)
        if not reading:
            stay()
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _which(path: Path) -> tuple[int, int]:
    """Return what tells this file from any other, also from one of the same name; no file is nothing of all that."""
    try:
        info = path.stat()
    except OSError:
        return (0, 0)
    return (info.st_dev, info.st_ino)


def _migrate(engine: Engine) -> None:
    """Bring the schema to HEAD; Alembic (0.4 s to import) is loaded only where there is something to do."""
    with engine.connect() as connection:
        known = connection.execute(text("select 1 from sqlite_master where name = 'alembic_version'")).first()
        current = connection.execute(text("select version_num from alembic_version")).scalar() if known else None
    if current != HEAD:
        from continuity.state.migrations.upgrade import upgrade

        upgrade(engine)
