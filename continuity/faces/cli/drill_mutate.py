"""``continuity drill mutate``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import UsageError
from continuity.recovery.drills.defects import HOW, SAID, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.engine.drills.mutating import Noticed, Sensitivity
    from continuity.faces.cli.session import Session


@click.command("mutate", cls=Leaf)
@click.argument("name")
@click.option("--with", "given", multiple=True, metavar="NAME=VALUE", help="An input of the drill (may be repeated).")
@click.option("--client", metavar="NAME", help="Whose drill, where there are several clients.")
@click.option("--only", multiple=True, metavar="PART", help="Break only this: step, key, copy, data, … (repeatable).")
@click.option("--seed", default=0, metavar="N", help="Which file is broken is drawn by this number.")
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=60,
    metavar="MINUTES",
    help="Begin no further defect after so many minutes.",
)
@click.pass_obj
def mutate(session: Session, /, name: str, given: Sequence[str], client: str | None, **how: Any) -> int:
    """Break one thing at a time in the sandbox of the drill NAME, and see whether the drill notices.

    Exit 0: it noticed every defect. Those that it missed are named, with the check that would notice them.
    """
    from continuity.engine.drills.mutating import Order, try_drill
    from continuity.engine.drills.planning import DrillWalk
    from continuity.faces.cli.drill_named import drill_named
    from continuity.faces.cli.runbook_run import pairs
    from continuity.recovery.procedure.scripted import Scripted

    owner, found = drill_named(session, name, client)
    walk = DrillWalk(client=owner, drill=found, inputs=pairs(given), people=Scripted(found.answers), played=True)
    order = Order(
        only=frozenset(map(_part, how["only"])),
        seed=how["seed"],
        budget=timedelta(minutes=how["budget"]),
        heard=lambda one: _say(session, one),
    )
    came = try_drill(session.app.workshop, walk, order)
    _tell(session, came)
    session.emit(
        {"schema": "continuity.sensitivity/1", "run": came.ended.run.id, "drill": found.name, "seed": order.seed}
        | {"caught": len(came.caught), "of": len(came.caught) + len(came.missed)}
        | {"defects": [one.as_json() for one in came.noticed]}
        | {"absent": dict(came.absent), "left": [one.name for one in came.left]}
    )
    return came.exit_code


def _part(word: str) -> Part:
    if word not in list(Part):
        raise UsageError(
            "{word} is nothing that can be broken", hint="one of: {names}", word=word, names=", ".join(Part)
        )
    return Part(word)


def _say(session: Session, one: Noticed) -> None:
    """Say what came of one defect, as it comes."""
    means, step = session.language.template(HOW[one.mutation.how]), one.mutation.step
    what = f"{means} ({step})" if step else means
    if one.by is None:
        session.say("  -       {what}: it could not be broken so here", what=what)
    elif one.by:
        session.say("  caught  {what}: {names}", what=what, names=", ".join(_plain(name) for name in one.by))
    else:
        session.say("  MISSED  {what}", what=what)


def _plain(name: str) -> str:
    return re.sub("^drill-", "", name)


def _tell(session: Session, came: Sensitivity) -> None:
    for part, why in came.absent.items():
        session.say("  -       {part}: {why}", part=part, why=session.language.template(why))
    if came.left:
        session.say("  {count} defects were not tried: the time was over", count=len(came.left))
    caught, whole = len(came.caught), len(came.caught) + len(came.missed)
    session.say("{caught} of {whole} defects caught", caught=caught, whole=whole)
    for part in dict.fromkeys(one.mutation.part for one in came.missed):
        names = ", ".join(one.mutation.name for one in came.missed if one.mutation.part is part)
        session.say("  {names}: {advice}", names=names, advice=session.language.template(SAID[part]))
