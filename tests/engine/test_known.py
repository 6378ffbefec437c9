"""What is asked of many assets at once is what is asked of each alone, whatever their past is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from continuity.engine.observed import Look, standing, standings
from continuity.faces.app import App
from continuity.ground.identity import identity
from continuity.model.job import Copy, JobKind, Outcome, Run
from continuity.model.point import Point
from continuity.state.observations import Observation
from continuity.state.overview import WITH_DATA
from continuity.state.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.engine.observed import Standing
    from continuity.state.store import Transaction

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DEAD = "host/boot/1/1"
SHARED = """\
version: 1
state: state
sites: {here: {title: Here}, there: {title: There}}
policies: {plain: {objectives: {rpo: 24h, rto: 1h}, copies: 3-2-1-1-0}}
"""
CLIENT = """\
client: {name: NAME, title: A client}
repositories:
  disk: {adapter: local, path: /nowhere/NAME/1, site: here, medium: disk, credential: one}
  away: {adapter: local, path: /nowhere/NAME/2, site: there, medium: tape, credential: two}
assets:
  a: {title: A, site: here, policy: plain, copies: [disk, away], source: {kind: files, paths: [/srv]}}
  b: {title: B, site: here, policy: plain, copies: [disk], source: {kind: files, paths: [/srv]}}
"""
CLIENTS, ASSETS, REPOSITORIES = ("acme", "bolt"), ("a", "b"), ("disk", "away")
ENDS = (Outcome.SUCCEEDED, Outcome.SUCCEEDED, Outcome.SUCCEEDED, Outcome.INCOMPLETE, Outcome.FAILED, None)

# Few moments, snapshots and names, so that they meet: two runs or points of one instant, a point of another asset.
moments = st.sampled_from([timedelta(hours=hours) for hours in (-1, -0.01, 0, 2, 23, 25, 24 * 364, 24 * 366)])
whose = st.tuples(st.sampled_from(CLIENTS), st.sampled_from(ASSETS))
where = st.tuples(st.sampled_from(REPOSITORIES), st.sampled_from(["s1", "s2", "s3"]))


@dataclass(frozen=True)
class _Ran:
    whose: tuple[str, str]
    kind: JobKind
    before: timedelta
    outcome: Outcome | None
    copies: dict[str, str]
    dead: bool


@dataclass(frozen=True)
class _Lay:
    whose: tuple[str, str]
    where: tuple[str, str]
    before: timedelta
    verified: bool
    gone: bool


runs = st.builds(
    _Ran,
    whose,
    st.sampled_from([JobKind.BACKUP, JobKind.RESTORE_TEST, JobKind.RESTORE]),
    moments,
    st.sampled_from(ENDS),
    st.lists(where, max_size=3).map(dict),
    st.booleans(),
)
points = st.builds(_Lay, whose, where, moments, st.booleans(), st.booleans())
looks = st.tuples(st.sampled_from(CLIENTS), st.sampled_from(REPOSITORIES), st.sampled_from(["domain", "verification"]))


class _UndoneError(Exception):
    """Takes everything back."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    root: Path = tmp_path_factory.mktemp("known")
    (root / "shared.yaml").write_text(SHARED)
    for name in CLIENTS:
        (root / name).mkdir()
        (root / name / "continuity.yaml").write_text(CLIENT.replace("NAME", name))
    return App(root, {})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(tmp_path_factory.mktemp("known") / "state.db")


def _write_run(tx: Transaction, number: int, one: _Ran) -> None:
    client, asset = one.whose
    began = NOW - one.before
    run = Run(
        id=f"{number:03}",
        kind=one.kind,
        client=client,
        subject=f"{client}/{asset}",
        policy_digest="d",
        scheduled_for=NOW + timedelta(seconds=number),
        started_at=began,
        detail={"device": f"device {number % 3}", "hosts": ["here"]},
    )
    tx.runs.claim(run, DEAD if one.dead else identity())
    if one.outcome:
        copies = tuple(
            Copy(repository=name, snapshot=snapshot, data_time=began, outcome=Outcome.SUCCEEDED)
            for name, snapshot in one.copies.items()
        )
        tx.runs.finish(replace(run, outcome=one.outcome, duration_s=1.0, copies=copies))


def _write_point(tx: Transaction, number: int, one: _Lay) -> None:
    at = NOW - one.before
    (client, asset), (repository, snapshot) = one.whose, one.where
    point = Point(
        client=client, asset=asset, repository=repository, snapshot=snapshot, run=f"{number:03}", data_time=at,
        kind="full", bytes=1, listed_at=NOW, verified_at=at if one.verified else None,
    )  # fmt: skip
    tx.points.add(point)
    if one.gone:
        tx.points.removed(client, repository, [snapshot], NOW)


def _alone(app: App, tx: Transaction, look: Look) -> list[Standing]:
    """Ask of each asset by itself, run by run and point by point, as the past is asked."""
    return [
        standing(tx, asset, app.policy(asset), look, tx.points.all(asset.client, asset=asset.name))
        for asset in app.inventory.assets()
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(runs, min_size=10, max_size=25), st.lists(points, min_size=5, max_size=12), st.lists(looks, max_size=4))
def test_many_at_once_are_judged_as_each_alone(
    app: App, store: Store, ran: list[_Ran], lay: list[_Lay], seen: list[tuple[str, str, str]]
) -> None:
    look = Look(inventory=app.inventory, at=NOW)
    with suppress(_UndoneError), store.transaction() as tx:
        for number, one in enumerate(ran):
            _write_run(tx, number, one)
        for number, point in enumerate(lay):
            _write_point(tx, number, point)
        for number, key in enumerate(seen):
            facts = {"device": f"device {number}", "errors": number % 2}
            tx.observations.note(key, Observation(at=NOW, run="r", facts=facts))
        chosen = [(asset, app.policy(asset)) for asset in app.inventory.assets()]
        assert list(standings(tx, chosen, look)) == _alone(app, tx, look)
        raise _UndoneError


def test_who_left_data_is_no_matter_of_agreement(store: Store) -> None:
    """Both ways of asking share one list of outcomes: an incomplete run left data, and a failed one left none."""
    ends = (Outcome.SUCCEEDED, Outcome.INCOMPLETE, Outcome.FAILED)
    with suppress(_UndoneError), store.transaction() as tx:
        for number, outcome in enumerate(ends):
            before = timedelta(hours=9 - number)
            _write_run(tx, number, _Ran(("acme", "a"), JobKind.BACKUP, before, outcome, {}, dead=False))
        [found] = tx.overview.newest(["acme/a"], [JobKind.BACKUP]).values()
        assert (found.last.outcome, found.good and found.good.outcome) == (Outcome.FAILED, Outcome.INCOMPLETE)
        assert found.good == tx.runs.latest("acme/a", JobKind.BACKUP, WITH_DATA)
        raise _UndoneError


def test_the_number_of_questions_does_not_grow_with_the_assets(app: App, store: Store) -> None:
    asked: list[str] = []
    engine = store._engine  # what reaches the database is what counts
    assets = list(app.inventory.assets())

    def questions(count: int) -> int:
        asked.clear()
        with store.reading() as tx:
            chosen = [(asset, app.policy(asset)) for asset in assets[:count]]
            assert len(list(standings(tx, chosen, Look(inventory=app.inventory, at=NOW)))) == count
        return len(asked)

    event.listen(engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    assert 0 < questions(1) == questions(4) < 20
