"""What is kept of where assets stand is what a fresh look would say, and is looked at again only when it must be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.observed import Look, standing
from continuity.faces.app import App
from continuity.faces.standings import Standings
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.observed import Standing
    from tests.engine.kit import Client


def fresh_look(app: App, at: datetime) -> list[Standing]:
    look = Look(inventory=app.inventory, at=at)
    with app.store.reading() as tx:
        return [standing(tx, asset, app.policy(asset), look) for asset in app.inventory.assets()]


def test_an_asset_is_looked_at_again_when_it_moved_or_time_turns_it(client: Client) -> None:
    client.run("backup")
    app, kept = App(client.config, {}, client.key), Standings()
    now = app.clock.now()
    assert kept.now(app, now) == fresh_look(app, now)
    later = now + timedelta(minutes=10)
    (seen,) = kept.now(app, later)
    assert kept.looks == 1
    assert seen.rpo.actual_s == fresh_look(app, later)[0].rpo.actual_s
    client.run("backup")
    assert kept.now(app, later) == fresh_look(app, later)
    assert kept.looks == 2
    for hours, verdict in ((23, Verdict.MET), (25, Verdict.MISSED)):
        (seen,) = kept.now(app, at := later + timedelta(hours=hours))
        assert seen.rpo.verdict is verdict
        assert seen == fresh_look(app, at)[0]


def test_time_alone_turns_a_verdict(client: Client) -> None:
    """Shortly before the objective and shortly after it: no run ended, and the look is not old."""
    client.run("backup")
    app, kept = App(client.config, {}, client.key), Standings()
    before = app.clock.now() + timedelta(hours=23, minutes=59)
    assert kept.now(app, before)[0].rpo.verdict is Verdict.MET
    assert kept.now(app, before + timedelta(minutes=2))[0].rpo.verdict is Verdict.MISSED
    assert kept.looks == 2


def test_other_documents_forget_everything(client: Client) -> None:
    client.run("backup")
    app, kept = App(client.config, {}, client.key), Standings()
    now = app.clock.now()
    kept.now(app, now)
    client.write(assets={})
    assert kept.now(app.anew(), now) == []
