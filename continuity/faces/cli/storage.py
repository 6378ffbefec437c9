"""``continuity storage``: where copies live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.chosen import repositories
from continuity.faces.cli.commands import Group
from continuity.faces.cli.lock_words import tell_outlook, tell_rules
from continuity.faces.cli.results import each, tell_measurements, word
from continuity.faces.cli.storage_forget import forget, prune
from continuity.faces.cli.storage_lock import lock
from continuity.faces.cli.storage_policy import policy
from continuity.faces.cli.storage_rewind import rewind
from continuity.faces.cli.storage_validate import validate
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session


@click.group(cls=Group)
@click.pass_context
def storage(ctx: click.Context) -> int | None:
    """Where copies live; without a verb, the list of repositories."""
    return _list(ctx.obj) if ctx.invoked_subcommand is None else None


storage.add_command(forget)
storage.add_command(lock)
storage.add_command(policy)
storage.add_command(prune)
storage.add_command(rewind)
storage.add_command(validate)


@storage.command("list")
@click.pass_obj
def list_(session: Session) -> int:
    """List the repositories as declared."""
    return _list(session)


def _list(session: Session) -> int:
    found = repositories(session, ())
    session.table(
        ("repository", "adapter", "site", "medium", "credential", "lock"),
        (
            (
                f"{one.client}/{one.name}",
                one.adapter,
                one.site,
                one.medium,
                one.credential,
                f"{one.lock.mode} {one.lock.period.days}d" if one.lock else "",
            )
            for one in found
        ),
    )
    plain = [
        {"client": one.client, "name": one.name, "adapter": one.adapter, "site": one.site, "medium": one.medium}
        for one in found
    ]
    session.emit({"schema": "continuity.storage/1", "repositories": plain})
    return 0


@storage.command()
@click.argument("names", nargs=-1)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    help="Read the locks of so many objects only, drawn at random: quick, and never more than unproven.",
)
@click.option("--seed", default="", help="Draw the sample that this word stands for; made up, and told, if not said.")
@click.pass_obj
def check(session: Session, names: tuple[str, ...], sample: int | None, seed: str) -> int:
    """Ask the stores of NAMES (all, without names) what they list, and until when they lock it.

    Beside the locks: versioning, the default lock, the bucket's policy and lifecycle rules, and the store's clock.
    """
    from continuity.engine.checks import run_storage_check
    from continuity.engine.locks.sampled import Sample, run_sampled_check

    workshop = session.app.workshop
    chosen = repositories(session, names)
    if sample is not None:
        drawn = Sample(size=sample, seed=seed or session.app.ids.nonce().hex()[:16])
        locked = [one for one in chosen if names or one.lock is not None]
        return each(session, locked, lambda spec: run_sampled_check(workshop, spec, drawn), _tell, _document)
    return each(session, chosen, lambda spec: run_storage_check(workshop, spec), _tell, _document)


def _document(ended: Ended) -> dict[str, Any]:
    """Return ``continuity.storage-check/1``; without locks there are no objects to count."""
    names = ("objects", "versions", "locked", "unlocked", "shortest_lock_until", "required_until")
    facts = dict.fromkeys((*names, "outlook")) | {"exceptions": []} | ended.run.detail
    verdict = Verdict.worst([one.verdict for one in ended.run.measurements])
    head = {"schema": "continuity.storage-check/1", "repository": ended.run.subject, "verdict": str(verdict)}
    return facts | head | {"run": ended.run.id}


def _tell(session: Session, ended: Ended) -> None:
    facts = ended.run.detail
    session.say("{subject}: {outcome}", subject=ended.run.subject, outcome=word(session, ended.run.outcome))
    if "points_listed" in facts:
        session.say("  {listed} recovery point(s) listed by the place itself", listed=facts["points_listed"])
    if "sample" in facts:
        drawn = facts["sample"]
        session.say("  {drawn} of {of} objects drawn by the seed {seed}, {bad} of them short", **drawn)
    if "objects" in facts:
        session.say(
            "  {locked} of {objects} objects locked as the store reports, first until {first}, needed until {needed}",
            locked=facts["locked"],
            objects=facts["objects"],
            first=facts["shortest_lock_until"] or "—",
            needed=facts["required_until"] or "—",
        )
        for one in facts["exceptions"][:5]:
            why = session.language.told(one["why"])
            session.say("    {key}: {why} ({until})", key=one["key"], why=why, until=one["locked_until"] or "—")
        tell_rules(session, facts)
        if "outlook" in facts:
            tell_outlook(session, facts["outlook"])
    tell_measurements(session, ended.run.measurements)
    for problem in ended.problems:
        session.complain(problem)
