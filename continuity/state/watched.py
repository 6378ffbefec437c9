"""What supervision knows: where each check stands, its hard changes, and its figures rolled up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, update
from sqlmodel import col, select

from continuity.ground.timestamps import read_time, write_time
from continuity.model.standing import Change, Standing, Status
from continuity.state.watch_tables import ChangeRow, RollupRow, StandingRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session

#: Client, device, check.
Key = tuple[str, str, str]
_TIMES = ("since", "at", "trying_since")
_KEY = ("client", "device", "name")


@dataclass(frozen=True, kw_only=True)
class Rolled:
    """One figure of one check over ``grain_s`` seconds from ``begins`` on."""

    key: Key
    figure: str
    grain_s: int
    begins: datetime
    count: int
    least: float
    most: float
    total: float


class Watched:
    """The supervision of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def standings(self, client: str | None = None) -> dict[Key, Standing]:
        """Return where each check stands that was ever asked, of one client or of all."""
        query = select(StandingRow)
        if client is not None:
            query = query.where(StandingRow.client == client)
        return {(row.client, row.device, row.name): _standing(row.facts) for row in self._session.exec(query)}

    def save(self, standings: Mapping[Key, Standing], known: Iterable[Key]) -> None:
        """Write where these checks stand now; ``known`` are those that were written before."""
        before = set(known)
        rows = [dict(zip(_KEY, key, strict=True)) | {"facts": _plain(one)} for key, one in standings.items()]
        old = [row for row in rows if (row["client"], row["device"], row["name"]) in before]
        new = [row for row in rows if (row["client"], row["device"], row["name"]) not in before]
        connection = self._session.connection()
        if new:
            connection.execute(insert(StandingRow), new)
        if old:
            table: Any = StandingRow.__table__  # type: ignore[attr-defined]
            same = [table.c[name] == bindparam(f"of_{name}") for name in _KEY]
            query = update(table).where(*same).values(facts=bindparam("facts"))
            connection.execute(
                query, [{f"of_{name}": row[name] for name in _KEY} | {"facts": row["facts"]} for row in old]
            )

    def add(self, changes: Sequence[tuple[Key, Change]]) -> None:
        """Write hard changes, in the order in which they were known."""
        if changes:
            rows = [dict(zip(_KEY, key, strict=True)) | vars(one) | _words(one) for key, one in changes]
            self._session.connection().execute(insert(ChangeRow), rows)

    def changes(self, client: str, device: str = "", name: str = "") -> dict[Key, list[Change]]:
        """Return the hard changes of a client's checks, of one device or of one check, as they came to be known."""
        query = select(ChangeRow).where(ChangeRow.client == client)
        if device:
            query = query.where(ChangeRow.device == device)
        if name:
            query = query.where(ChangeRow.name == name)
        found: defaultdict[Key, list[Change]] = defaultdict(list)
        for row in self._session.exec(query.order_by(col(ChangeRow.id))):
            found[(row.client, row.device, row.name)].append(_change(row))
        return dict(found)

    def first(self, client: str) -> datetime | None:
        """Return when the first change of a client's checks was known; None where nothing ever changed."""
        return self._session.exec(select(func.min(ChangeRow.at)).where(ChangeRow.client == client)).one()

    def known(self, client: str, begin: datetime, until: datetime, of: Key | None = None) -> dict[Key, list[Change]]:
        """Return the changes of a client that came to be known from ``begin`` up to ``until``, which is part of it.

        Before those of each check comes the last one from before: a timeline from ``begin`` on needs no more. ``of``:
        one check alone.
        """
        mine = ChangeRow.client == client if of is None else and_(*_of(ChangeRow, of))
        before = select(func.max(ChangeRow.id)).where(mine, col(ChangeRow.at) < begin)
        before = before.group_by(col(ChangeRow.device), col(ChangeRow.name))
        query = select(ChangeRow).where(mine, col(ChangeRow.at) <= until)
        query = query.where(or_(col(ChangeRow.at) >= begin, col(ChangeRow.id).in_(before)))
        found: defaultdict[Key, list[Change]] = defaultdict(list)
        for row in self._session.exec(query.order_by(col(ChangeRow.id))):
            found[(row.client, row.device, row.name)].append(_change(row))
        return dict(found)

    def roll(self, rolled: Iterable[Rolled]) -> None:
        """Add figures to what is kept of their stretches of time."""
        for one in rolled:
            key = (*one.key, one.figure, one.grain_s, one.begins)
            row = self._session.get(RollupRow, key)
            if row is None:
                plain = {name: value for name, value in vars(one).items() if name != "key"}
                self._session.add(RollupRow.model_validate(plain | dict(zip(_KEY, one.key, strict=True))))
            else:
                row.count += one.count
                row.least, row.most = min(row.least, one.least), max(row.most, one.most)
                row.total += one.total
        self._session.flush()

    def figures(self, key: Key, grain_s: int, since: datetime) -> list[Rolled]:
        """Return the figures of a check from a moment on, by this grain, the oldest first."""
        client, device, name = key
        query = select(RollupRow).where(RollupRow.client == client, RollupRow.device == device, RollupRow.name == name)
        query = query.where(RollupRow.grain_s == grain_s, RollupRow.begins >= since)
        rows = self._session.exec(query.order_by(col(RollupRow.begins), col(RollupRow.figure)))
        return [Rolled(key=key, **row.model_dump(exclude=set(_KEY))) for row in rows]

    def figure_names(self, key: Key, most: int) -> list[str]:
        """Return the names of a check's figures, in their order, at most so many. Costs a step of the index each."""
        found: list[str] = []
        query = select(RollupRow.figure).where(*_of(RollupRow, key)).order_by(col(RollupRow.figure)).limit(1)
        while len(found) < most:
            more = query.where(col(RollupRow.figure) > found[-1]) if found else query
            name = self._session.exec(more).first()
            if name is None:
                break
            found.append(name)
        return found

    def newest(self, key: Key, figure: str, grain_s: int, since: datetime) -> Rolled | None:
        """Return the newest stretch of one figure that begins at ``since`` or later; None where there is none."""
        query = select(RollupRow).where(*_of(RollupRow, key), RollupRow.figure == figure)
        query = query.where(RollupRow.grain_s == grain_s, RollupRow.begins >= since)
        row = self._session.exec(query.order_by(col(RollupRow.begins).desc()).limit(1)).first()
        return Rolled(key=key, **row.model_dump(exclude=set(_KEY))) if row else None

    def extremes(self, key: Key, figure: str, grain_s: int, since: datetime) -> list[tuple[datetime, float, float]]:
        """Return when each stretch of one figure begins, with its least and its most, the oldest first."""
        query = select(RollupRow.begins, RollupRow.least, RollupRow.most).where(*_of(RollupRow, key))
        query = query.where(RollupRow.figure == figure, RollupRow.grain_s == grain_s, RollupRow.begins >= since)
        rows = self._session.exec(query.order_by(col(RollupRow.begins)))
        return [(begins, least, most) for begins, least, most in rows]

    def prune(self, grain_s: int, before: datetime) -> None:
        """Forget what was kept by this grain from before a moment: only the coarser ones are left of it."""
        query = delete(RollupRow).where(col(RollupRow.grain_s) == grain_s, col(RollupRow.begins) < before)
        self._session.connection().execute(query)


def _of(table: Any, key: Key) -> list[Any]:
    return [getattr(table, name) == value for name, value in zip(_KEY, key, strict=True)]


def _plain(standing: Standing) -> dict[str, Any]:
    """Return a standing as it is stored: times as text, what was seen as one letter each."""
    found = {name: value for name, value in vars(standing).items() if value not in (None, "", 0, (), False)}
    found |= {name: write_time(found[name]) for name in _TIMES if name in found}
    return found | {"seen": [str(one) for one in standing.seen]}


def _standing(facts: Mapping[str, Any]) -> Standing:
    found = dict(facts) | {name: read_time(facts[name]) for name in _TIMES if name in facts}
    found |= {name: Status(facts[name]) for name in ("status", "trying") if name in facts}
    return Standing(**found | {"seen": tuple(Status(one) for one in facts["seen"])})


def _words(change: Change) -> dict[str, str]:
    return {"was": str(change.was), "now": str(change.now)}


def _change(row: ChangeRow) -> Change:
    return Change(was=Status(row.was), now=Status(row.now), since=row.since, at=row.at, said=row.said)
