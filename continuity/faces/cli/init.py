"""``continuity init``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Incomplete, Refused

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.faces.initialise import Step


@click.command(cls=Leaf)
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("--anew", multiple=True, metavar="NAME", help="Make this lost repository again (may be repeated).")
@click.pass_obj
def init(session: Session, directory: Path | None, anew: tuple[str, ...]) -> int:
    """Write a starter configuration; with one already there, create only what is missing.

    Run it any number of times: state, vault, keys, repositories and buckets that exist are left as they are.
    """
    if _write_starter(session, directory):
        return 0
    from continuity.faces.initialise import initialise

    steps = []
    for step in initialise(session.app, anew):
        steps.append(step)
        _tell(session, step)
    failed = [step for step in steps if step.fault]
    if not failed:
        session.say("\nNext: continuity policy check{given}, then continuity backup{given}", given=_given(session))
    session.emit({"schema": "continuity.init/1", "steps": [_plain(step) for step in steps]})
    # What was refused for safety is told as such: nothing was made weaker than the document promises.
    refused = any(isinstance(step.fault, Refused) for step in failed)
    return Refused.exit_code if refused else Incomplete.exit_code if failed else 0


def _write_starter(session: Session, directory: Path | None) -> bool:
    """Write a configuration where there is none; False where there is one to work with."""
    from continuity.model.documents.starter import STARTERS

    if directory is not None:
        session.config = directory if any(directory.glob("*.yaml")) else directory / "continuity.yaml"
    elif session.config is None and not session.environ.get("CONTINUITY_CONFIG"):
        session.config = _found_document()
    if session.config is None or session.config.exists():
        return False
    session.config.parent.mkdir(parents=True, exist_ok=True)
    language = session.language
    session.config.write_text(STARTERS[language.name], encoding="utf-8")
    session.say("{path}: a starter configuration was written.", path=session.config)
    again = f" {shlex.quote(str(directory))}" if directory else _given(session)
    session.say("Next: edit it, then continuity init{given} again, to create what it names.", given=again)
    session.emit({"schema": "continuity.init/1", "steps": [{"what": str(session.config), "made": True}]})
    return True


def _given(session: Session) -> str:
    """Return the option with which other commands find these documents; empty where they do so by themselves."""
    by_themselves = session.config in (None, Path("continuity.yaml"))
    return "" if by_themselves else f" --config {shlex.quote(str(session.config))}"


def _found_document() -> Path | None:
    """Return the document of this directory, whether it exists or not, unless the machine has one."""
    here = Path("continuity.yaml")
    return None if not here.exists() and Path("/etc/continuity/continuity.yaml").exists() else here


def _tell(session: Session, step: Step) -> None:
    what = session.language.reason(step.what, step.values)
    if step.fault:
        session.say("failed   {what}", what=what)
        session.complain(step.fault)
    elif step.made:
        session.say("created  {what}", what=what)
    else:
        session.say("present  {what}", what=what)


def _plain(step: Step) -> dict[str, object]:
    what = step.what.format(**step.values)
    return {"what": what, "made": step.made, "fault": str(step.fault) if step.fault else None}
