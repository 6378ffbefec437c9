"""A provider's year, written straight into the database: runs, copies, points, observations, trends and messages.

Each asset is backed up once, twice or four times a day to two or three repositories; retention took away what is older
than two weeks, but for a point a month. Nothing that is measured here reads records or jobs: none are written.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

from continuity.faces.app import App
from continuity.faces.initialise import initialise
from continuity.model.measurement import Measurement, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

PER_CLIENT = 100
DAYS = 365
_STAYS = timedelta(days=14)
_AT_ONCE = 5_000

_SHARED = """\
version: 1
state: {root}/state
sites: {{here: {{title: Here}}, there: {{title: There}}}}
policies:
  house:
    objectives: {{rpo: 26h, rto: 8h}}
    schedule: {{every: 6h}}
    copies: {{copies: 3, media: 2, offsite: 1, immutable: 0, errors: 0}}
"""
_CLIENT = """\
client: {{name: {name}, title: Client {name}}}
repositories:
  disk: {{adapter: local, path: {root}/nowhere/{name}/1, site: here, medium: disk, credential: one}}
  nas: {{adapter: local, path: {root}/nowhere/{name}/2, site: here, medium: removable, credential: two}}
  away: {{adapter: local, path: {root}/nowhere/{name}/3, site: there, medium: disk, credential: three}}
notifications: {{team: [{{url: "json://localhost/bench"}}]}}
assets:
"""
_ASSET = """\
  a{number}:
    {{title: Asset {number}, site: here, policy: house, copies: [{copies}], source: {{kind: files, paths: [/srv]}}}}
"""
Row = dict[str, Any]


@dataclass(frozen=True)
class _Asset:
    number: int

    @property
    def client(self) -> str:
        return f"c{self.number // PER_CLIENT}"

    @property
    def name(self) -> str:
        return f"a{self.number}"

    @property
    def subject(self) -> str:
        return f"{self.client}/{self.name}"

    @property
    def repositories(self) -> tuple[str, ...]:
        return ("disk", "nas", "away")[: 2 + self.number % 2]

    @property
    def a_day(self) -> int:
        return (1, 1, 1, 2, 1, 1, 2, 4)[self.number % 8]


@dataclass(frozen=True)
class Year:
    """So many assets below ``root``; ``lived`` for a year, or with nothing recorded yet."""

    root: Path
    assets: int
    lived: bool = True

    @property
    def argv(self) -> list[str]:
        """How a command finds it."""
        return ["--config", str(self.root), "--vault-key-file", str(self.root / "key")]

    def app(self) -> App:
        """Read the documents."""
        return App(self.root, {}, self.root / "key")

    def make(self) -> Year:
        """Write the documents, create state and logs, and remember the year."""
        self.root.mkdir(parents=True)
        (self.root / "shared.yaml").write_text(_SHARED.format(root=self.root))
        (self.root / "nowhere").write_text("a file, so that every repository below it fails at once\n")
        known = [_Asset(number) for number in range(self.assets)]
        for start in range(0, self.assets, PER_CLIENT):
            self._write_client(known[start : start + PER_CLIENT])
        list(initialise(self.app()))
        with closing(self.app().store.open(self.root / "state" / "state.db")) as store:
            assert store  # the schema is the newest
        if self.lived:
            self._remember(known)
        return self

    def _write_client(self, assets: Sequence[_Asset]) -> None:
        name = assets[0].client
        folder = self.root / name
        folder.mkdir()
        text = _CLIENT.format(name=name, root=self.root)
        text += "".join(_ASSET.format(number=one.number, copies=", ".join(one.repositories)) for one in assets)
        (folder / "continuity.yaml").write_text(text)

    def _remember(self, assets: Sequence[_Asset]) -> None:
        now = datetime.now(UTC)
        with closing(sqlite3.connect(self.root / "state" / "state.db")) as connection:
            connection.execute("pragma synchronous=off")
            for asset in assets:
                runs = list(_backups(asset, now))
                _insert(connection, "run", (_run(asset, "backup", at, run) for at, run in runs))
                _insert(connection, "run_copy", (one for at, run in runs for one in _copies(asset, at, run)))
                _insert(connection, "point", (one for at, run in runs for one in _points(asset, at, run, now)))
                tests = [(at, f"t{run}") for at, run in runs[-1 :: -30 * asset.a_day]]
                _insert(connection, "run", (_run(asset, "restore_test", at, run) for at, run in tests))
                _insert(connection, "run_copy", (next(_copies(asset, at, run, run[1:])) for at, run in tests))
                _insert(connection, "trend", _trends(asset, now))
            for client in dict.fromkeys(asset.client for asset in assets):
                _insert(connection, "run", _readings(client, now))
                _insert(connection, "observation", _seen(client, now))
                _insert(connection, "seen", _seen(client, now))
                _insert(connection, "notice", _messages(client, now))
            connection.commit()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        names = ", ".join(some[0])
        marks = ", ".join(f":{name}" for name in some[0])
        connection.executemany(f"insert into {table} ({names}) values ({marks})", some)


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _backups(asset: _Asset, now: datetime) -> Iterator[tuple[datetime, str]]:
    """Yield when each run of the year began, and its id; the newest a quarter of an hour ago."""
    every = timedelta(days=1) / asset.a_day
    for number in range(DAYS * asset.a_day, 0, -1):
        at = now - timedelta(minutes=15 + asset.number % 60) - (number - 1) * every
        yield at, f"{int(at.timestamp()):011}B{asset.number:06}"


def _run(asset: _Asset, kind: str, at: datetime, run: str) -> Row:
    objective = "rpo" if kind == "backup" else "technical_recovery_time"
    measured = Measurement(
        subject=asset.subject, objective=objective, target_s=28800.0, actual_s=61.5, verdict=Verdict.MET,
        how="data_time", phases={"restored": 60.0, "verified": 1.5}, proven_by=(run,),
    )  # fmt: skip
    detail = {"device": "8:1", "hosts": ["bench"], "kind": "incremental", "kinds": {}}
    return _plain_run(asset.client, asset.subject, kind, at, run) | {
        "measurements": json.dumps([measured.as_json()]),
        "detail": json.dumps(detail),
    }


def _plain_run(client: str, subject: str, kind: str, at: datetime, run: str) -> Row:
    return {
        "id": run, "job": f"j{run}", "kind": kind, "client": client, "subject": subject, "policy_digest": "d" * 64,
        "scheduled_for": _time(at), "started_at": _time(at), "holder": "bench/1/1/1", "duration_s": 61.5,
        "outcome": "succeeded", "reason": "", "measurements": "[]", "detail": "{}",
    }  # fmt: skip


def _snapshot(run: str, repository: str) -> str:
    return sha256(f"{run} {repository}".encode()).hexdigest()


def _copies(asset: _Asset, at: datetime, run: str, backup: str = "") -> Iterator[Row]:
    for repository in asset.repositories:
        yield {
            "run": run, "repository": repository, "snapshot": _snapshot(backup or run, repository),
            "data_time": _time(at), "outcome": "succeeded", "reason": "", "bytes_added": 10**6,
            "bytes_processed": 10**9, "files_new": 3, "files_changed": 4, "duration_s": 20.5,
        }  # fmt: skip


def _points(asset: _Asset, at: datetime, run: str, now: datetime) -> Iterator[Row]:
    gone = None if now - at < _STAYS or (now - at).days % 30 == 0 else _time(at + _STAYS)
    for repository in asset.repositories:
        yield {
            "client": asset.client, "repository": repository, "snapshot": _snapshot(run, repository),
            "asset": asset.name, "run": run, "data_time": _time(at), "kind": "incremental", "parent": "",
            "bytes": 10**9, "listed_at": gone or _time(now), "gone_at": gone, "locked_until": None,
            "verified_at": _time(at + timedelta(hours=2)) if at.day == 1 else None,
            "verified_by": f"t{run}" if at.day == 1 else "", "tree": "ab" * 32,
        }  # fmt: skip


def _trends(asset: _Asset, now: datetime) -> Iterator[Row]:
    days = [now.date() - timedelta(days=days) for days in range(DAYS)]
    for kind in ("backup", "restore_test"):
        for day in days:
            if (now.date() - day).days < 110 or day.day == 1:
                yield {
                    "subject": asset.subject, "kind": kind, "day": day.isoformat(), "days": 1, "runs": asset.a_day,
                    "failed": 0, "seconds": 61.5, "longest": 70.0, "added": 10**6, "processed": 10**9, "rpa_s": 9e4,
                }  # fmt: skip


def _readings(client: str, now: datetime) -> Iterator[Row]:
    """Yield a look at the locks of each repository a day, and a verification a week."""
    for place, repository in enumerate(("disk", "nas", "away")):
        for kind, every in (("storage_check", 1), ("verify", 7)):
            for days in range(1, DAYS, every):
                at = now - timedelta(days=days, minutes=place)
                run = f"{int(at.timestamp()):011}{kind[0].upper()}{client}{repository}"
                yield _plain_run(client, f"{client}/{repository}", kind, at, run)


def _seen(client: str, now: datetime) -> Iterator[Row]:
    facts: dict[str, Row] = {
        "domain": {"device": "", "host": "", "endpoint": "", "credential": ""},
        "locks": {},
        "verification": {"errors": 0},
    }
    for repository in ("disk", "nas", "away"):
        for kind, found in facts.items():
            text = found | ({"device": f"{client}/{repository}", "host": repository} if kind == "domain" else {})
            yield {
                "client": client, "repository": repository, "kind": kind, "at": _time(now), "run": "",
                "facts": json.dumps(text),
            }  # fmt: skip


def _messages(client: str, now: datetime) -> Iterator[Row]:
    for number in range(DAYS):
        at = _time(now - timedelta(days=number))
        yield {
            "route": "team", "client": client, "destination": "team", "place": 0, "title": "A backup failed",
            "body": "it ended as failed", "critical": False, "made_at": at, "next_at": at, "attempts": 1,
            "outcome": "sent", "ended_at": at, "error": "",
        }  # fmt: skip
