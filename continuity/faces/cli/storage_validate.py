"""``continuity storage validate``: the adapter contract, tried on the user's own store."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.chosen import repositories
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import RepositorySpec
    from continuity.storage.conformance import Result
    from continuity.storage.validation import Left

_MARKS = {"passed": "✓", "failed": "✗", "not_applicable": "–"}


@click.command(cls=Leaf)
@click.argument("name")
@click.pass_obj
def validate(session: Session, name: str) -> int:
    """Try every promise of storage on the repository NAME's store, in fresh folders beside it.

    The repository itself is only looked at. The folders stay, and are named at the end; in a store that locks
    they stay as long as their locks.
    """
    from continuity.ground.process import find_program
    from continuity.storage.registry import open_repository
    from continuity.storage.validation import Validation, verdict_code

    app, spec = session.app, _one(session, name)
    validation = Validation.open(spec, open_repository, app.reveal, app.ids.run_id(app.clock.now()))
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="continuity-validate-") as work:
        for result in validation.run(find_program("restic"), Path(work)):
            results.append(result)
            _tell(session, result)
    left = validation.left()
    _tell_left(session, left)
    _record(session, spec, results, left)
    session.emit(_document(spec, results, left))
    return verdict_code(results)


def _one(session: Session, name: str) -> RepositorySpec:
    spec, *others = repositories(session, (name,))
    if others:
        names = ", ".join(f"{one.client}/{one.name}" for one in (spec, *others))
        raise UsageError("several repositories are named {name}", hint="say which: {names}", name=name, names=names)
    return spec


def _tell(session: Session, result: Result) -> None:
    session.say(
        "{mark} {promise} ({seconds:.1f} s)",
        mark=_MARKS[result.outcome],
        promise=session.language.template(result.promise),
        seconds=result.duration_s,
    )
    if result.detail:
        session.say("    {detail}", detail=session.language.told(result.detail))


def _tell_left(session: Session, left: list[Left]) -> None:
    session.say("left behind, for you to remove:")
    for one in left:
        if one.locked_until:
            session.say("  {url} (locked until {until:%Y-%m-%d %H:%M} UTC)", url=one.url, until=one.locked_until)
        else:
            session.say("  {url}", url=one.url)


def _record(session: Session, spec: RepositorySpec, results: list[Result], left: list[Left]) -> None:
    """Put into the client's log which promises were kept: the next auditor need not believe this screen."""
    app, log = session.app, session.app.log(spec.client)
    told = _document(spec, results, left)
    body = {name: told[name] for name in ("repository", "verdict", "left_behind")}
    checks = [{name: one[name] for name in ("name", "outcome", "detail")} for one in told["checks"]]
    with app.store.transaction() as tx:
        log.journal.record(tx.records, "storage.validate", app.clock.now(), body | {"checks": checks})
    log.sequencer.run()


def _document(spec: RepositorySpec, results: list[Result], left: list[Left]) -> dict[str, Any]:
    """Return ``continuity.storage-validate/1``."""
    outcomes = {str(one.outcome) for one in results}
    checks = [
        {
            "name": one.name,
            "promise": one.promise,
            "outcome": str(one.outcome),
            "detail": one.detail,
            "duration_s": one.duration_s,
        }
        for one in results
    ]
    return {
        "schema": "continuity.storage-validate/1",
        "repository": f"{spec.client}/{spec.name}",
        "verdict": "missed" if "failed" in outcomes else "met",
        "checks": checks,
        "left_behind": [one.as_json() for one in left],
        "duration_s": sum(one.duration_s for one in results),
    }
