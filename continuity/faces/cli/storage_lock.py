"""``continuity storage lock``: what would lose its lock before what is promised is locked anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.chosen import repositories
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.lock_words import short_time, tell_outlook
from continuity.faces.cli.results import duration, each, size, tell_measurements, word
from continuity.ground.errors import ContinuityError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.engine.locks.renewing import Renewal
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import RepositorySpec


@click.command(cls=Leaf)
@click.argument("names", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show what would be locked anew and what it costs, and change nothing.")
@click.option(
    "--rate",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Ask for no more than so many locks a second; as many as the store takes if not said.",
)
@click.pass_obj
def lock(session: Session, names: tuple[str, ...], dry_run: bool, rate: float) -> int:  # noqa: FBT001
    """Lock anew what would lose its lock in NAMES (all that promise one, without names) before what is promised.

    No lock is ever shortened or weakened, and restic's own lock files are left alone. A run that was interrupted goes
    on where it ended. The keys of the keeper are used where the document names them.
    """
    from continuity.engine.locks.renewing import Renewal, run_lock

    workshop, wish = session.app.workshop, Renewal(rate=rate, on_progress=session.progress)
    chosen = [one for one in repositories(session, names) if names or one.lock is not None]
    if dry_run:
        return _preview(session, chosen, wish)
    return each(session, chosen, lambda spec: run_lock(workshop, spec, wish), _tell)


def _preview(session: Session, chosen: Sequence[RepositorySpec], wish: Renewal) -> int:
    from continuity.engine.locks.renewing import forecast

    worst = 0
    for spec in chosen:
        name = f"{spec.client}/{spec.name}"
        try:
            facts = forecast(session.app.workshop, spec, wish)
        except ContinuityError as error:
            if len(chosen) == 1:
                raise
            session.complain(error, as_json=True)
            worst = max(worst, error.exit_code)
            continue
        session.say(
            "{repository}: {count} object(s), {size}, would be locked anew until {until}",
            repository=name,
            count=facts["extended"],
            size=size(session, facts["extended_bytes"]),
            until=short_time(facts["locked_until"]),
        )
        _tell_cost(session, facts)
        session.emit({"schema": "continuity.storage-lock/1", "repository": name} | facts)
    return worst


def _tell(session: Session, ended: Ended) -> None:
    run, facts = ended.run, ended.run.detail
    session.say("{subject}: {outcome}", subject=run.subject, outcome=word(session, run.outcome))
    if "extended" in facts:
        session.say(
            "  {count} object(s), {size}, locked anew until {until}, in {time}",
            count=facts["extended"],
            size=size(session, facts["extended_bytes"]),
            until=short_time(facts["locked_until"]),
            time=duration(session, facts["seconds"]),
        )
        _tell_cost(session, facts)
    for one in facts.get("failures", ())[:5]:
        session.say("    {key}: {error}", key=one["key"], error=one["error"])
    if "outlook" in facts:
        tell_outlook(session, facts["outlook"])
    tell_measurements(session, run.measurements)
    for problem in ended.problems:
        session.complain(problem)


def _tell_cost(session: Session, facts: Mapping[str, Any]) -> None:
    """Say what the store is asked for, and what is held because of suspicious changes."""
    session.say(
        "  {requests} request(s) besides the listing; {cost:.2f} GB-months are bound to be paid by it",
        requests=facts["requests"],
        cost=facts["gb_months"],
    )
    for one in facts["held"]:
        session.say(
            "  {asset}: its changes are suspicious since {since}; its last clean point {snapshot} stays locked",
            asset=one["asset"],
            since=short_time(one["since"]),
            snapshot=one["snapshot"][:8],
        )
