"""``continuity storage rewind``: a repository again as it was, from the versions that its store kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.chosen import repositories
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.rewind_words import tell_ended, tell_plan
from continuity.ground.errors import Refused, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import RepositorySpec


@click.command(cls=Leaf)
@click.argument("name")
@click.option("--to", "at", type=Moment(), metavar="TIME", help="What it was then, by the store's clock.")
@click.option("--hide-newer", is_flag=True, help="And hide what came later in index/, keys/ and snapshots/.")
@click.option("--dry-run", is_flag=True, help="Show the plan, and change nothing.")
@click.option("--yes", "yes", default="", metavar="NAME", help="Do not ask: the repository's name once more.")
@click.pass_obj
def rewind(
    session: Session,
    name: str,
    at: datetime | None,
    hide_newer: bool,  # noqa: FBT001 - a flag
    dry_run: bool,  # noqa: FBT001
    yes: str,
) -> int:
    """Bring the repository NAME back to what it was at TIME, from the versions that its store kept, and prove it.

    Delete markers are removed, and what was written over is copied forward; nothing is destroyed. The plan is shown
    first. Then all of it is read and the newest points are restored. Without --to, a time is proposed.
    """
    from continuity.engine.rewinding.looking import Wish, ahead_of_us, look, recovery_of
    from continuity.engine.rewinding.rewinding import run_rewind

    workshop, spec = session.app.workshop, _one(session, name)
    place = recovery_of(workshop, spec)
    if at is None:
        from continuity.faces.cli.rewind_times import propose

        return propose(session, place)
    wish = Wish(at=at, hide_newer=hide_newer)
    plan = look(place, wish, workshop.clock)
    tell_plan(session, spec, plan, ahead_of_us(place, workshop.clock))
    if dry_run:
        session.emit(_head(spec) | {"plan": plan.as_json(), "run": None})
        return 0
    _confirm(session, spec, yes)
    ended = run_rewind(workshop, spec, wish, lambda share: session.progress("rewind", share))
    tell_ended(session, ended)
    session.emit(_document(spec, ended))
    return ended.exit_code


def _head(spec: RepositorySpec) -> dict[str, Any]:
    return {"schema": "continuity.storage-rewind/1", "repository": f"{spec.client}/{spec.name}"}


def _document(spec: RepositorySpec, ended: Ended) -> dict[str, Any]:
    names = ("plan", "done", "refused", "left", "restored")
    facts = {name: ended.run.detail.get(name) for name in names}
    return _head(spec) | facts | {"outcome": str(ended.run.outcome), "run": ended.run.id}


def _one(session: Session, name: str) -> RepositorySpec:
    spec, *others = repositories(session, (name,))
    if others:
        names = ", ".join(f"{one.client}/{one.name}" for one in (spec, *others))
        raise UsageError("several repositories are named {name}", hint="say which: {names}", name=name, names=names)
    return spec


def _confirm(session: Session, spec: RepositorySpec, given: str) -> None:
    """Take the repository's name as the word that is not typed by mistake. Raises ``Refused``."""
    if not given and sys.stdin.isatty():
        question = session.language.fill("Type the repository's name to do this ({name})", name=spec.name)
        given = str(click.prompt(question, err=True))
    if given not in (spec.name, f"{spec.client}/{spec.name}"):
        raise Refused(
            "a rewind is confirmed by the repository's name, and nothing was changed",
            hint="type it when asked, or add --yes {name}",
            name=spec.name,
        )
