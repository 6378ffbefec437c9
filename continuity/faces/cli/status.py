"""``continuity status``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli import kit_words, proof_words
from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.drill_standing import told_standing
from continuity.faces.cli.drill_words import drilling_of, tell_drilling, tell_last_drill
from continuity.faces.cli.status_trend import show_trends
from continuity.faces.cli.status_words import plain_standing, tell_standing
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import write_time
from continuity.model.job import Outcome
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.past import PastStanding
    from continuity.faces.cli.drill_words import Drilling
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset
    from continuity.policy.proving import Proof


@click.command(cls=Leaf)
@click.argument("assets", nargs=-1)
@click.option("--at", type=Moment(), help="Answer for this moment of the past (RFC 3339), from what was recorded.")
@click.option("--trend", is_flag=True, help="Show lengths, sizes and ages of a week, a month and a year instead.")
@click.pass_obj
def status(session: Session, assets: tuple[str, ...], at: datetime | None, trend: bool) -> int:  # noqa: FBT001
    """Hold each asset's objectives against what is really achieved: RPO, proven RPO, RTO, 3-2-1-1-0.

    Exits 1 while anything is missed, the last backup did not succeed or changes are suspicious; what is unproven is
    shown as such, never as met, and so is a runbook that nobody walked to its end in its period. The past is held
    against today's documents, and what was not recorded then is unproven.
    """
    inventory, now = session.app.inventory, session.app.clock.now()
    if at is not None and at > now:
        raise UsageError("{time} has not come yet", hint="give a moment of the past", time=write_time(at))
    chosen = [inventory.asset(name) for name in assets] or list(inventory.assets())
    if trend:
        return show_trends(session, chosen, at or now)
    found, proofs, drilling = _standings(session, [asset for asset in chosen if asset.active], now, at)
    if at is not None:
        session.say("As of {time}, from what was recorded, held against today's documents", time=write_time(at))
    for one in found:
        tell_standing(session, one.standing, one.notes)
        tell_last_drill(session, drilling.last.get(one.standing.asset.reference))
    for asset in chosen:
        if not asset.active:
            session.say(
                "{asset}: inactive, {kind} sources are not read yet", asset=asset.reference, kind=asset.source.kind
            )
    proof_words.tell_proofs(session, proofs)
    standing = told_standing(session) if at is None else {}
    tell_drilling(session, drilling, at or now)
    kit = None if at is not None else kit_words.shown(session)
    plain: dict[str, Any] = {"schema": "continuity.status/1", "at": write_time(at or now), "past": at is not None}
    session.emit(
        plain
        | {"assets": [_plain(one, drilling) for one in found]}
        | {"runbooks": [one.as_json() for one in proofs]}
        | ({"standing_drills": standing["standing"]} if standing else {})
        | drilling.as_json()
        | {"kit": kit_words.plain_standing(kit)}
        | {"inactive": [asset.reference for asset in chosen if not asset.active]}
    )
    return _code(found)


def _plain(one: PastStanding, drilling: Drilling) -> dict[str, Any]:
    last = drilling.last_of(one.standing.asset.reference)
    return plain_standing(one.standing, one.notes) | {"last_drill": last}


def _standings(
    session: Session, assets: list[Asset], now: datetime, at: datetime | None
) -> tuple[list[PastStanding], list[Proof], Drilling]:
    from continuity.engine.observed import Look, standings
    from continuity.engine.past import PastStanding, standing_then

    app = session.app
    look = Look(inventory=app.inventory, at=at or now)
    with app.store.reading(as_of=at) as tx:
        proofs = proof_words.proofs_of(session, tx, assets, look.at)
        drilling = drilling_of(session, tx, assets, look.at)
        if at is not None:
            return [standing_then(tx, asset, app.policy(asset), look) for asset in assets], proofs, drilling
        chosen = [(asset, app.policy(asset)) for asset in assets]
        return [PastStanding(standing=one, notes=()) for one in standings(tx, chosen, look)], proofs, drilling


def _code(found: list[PastStanding]) -> int:
    all_of_them = [one.standing for one in found]
    verdicts = [one.rpo.verdict for one in all_of_them] + [one.copies.verdict for one in all_of_them if one.copies]
    missed = Verdict.MISSED in [*verdicts, *(one.rto.verdict for one in all_of_them)]
    failed = any(one.last_backup and one.last_backup.outcome is not Outcome.SUCCEEDED for one in all_of_them)
    return 1 if missed or failed or any(one.suspicion for one in all_of_them) else 0
