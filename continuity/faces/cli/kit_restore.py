"""``continuity kit restore``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.kit_opened import KIT, SHARES, opened, passphrase_of
from continuity.ground.errors import Incomplete
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.faces.kit.restoring import Back


@click.command(cls=Leaf)
@KIT
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR",
              help="Where the documents go: a new directory.")  # fmt: skip
@click.option("--repository", default="", metavar="NAME", help="Take the state from this repository.")
@click.option("--without-history", is_flag=True, help="Bring documents and secrets back, and no state.")
@SHARES
@click.pass_obj
def restore(
    session: Session,
    file: Path,
    target: Path,
    repository: str,
    without_history: bool,  # noqa: FBT001 - a flag
    share: tuple[Path, ...],
) -> int:
    """Bring a lost server back on a bare machine: from a kit and one surviving repository, over nothing that exists.

    Documents go to DIR, the state to where they say. The new vault opens with --vault-key-file, which is made where it
    does not exist, or $CONTINUITY_VAULT_PASSPHRASE. Nothing is begun, and no log is signed: it says what comes next.
    """
    from continuity.faces.kit.restoring import Wanted, bring_back
    from continuity.ground.clock import SystemClock
    from continuity.recovery.phases import Marks

    clock = SystemClock()
    marks = Marks(clock, clock.mark())
    closed, sha256 = opened(session, file)
    contents = closed.open(passphrase_of(session, closed, share))
    wanted = Wanted(
        target=target.absolute(),
        server=closed.label.server,
        kit_sha256=sha256,
        repository=repository,
        history=not without_history,
        environ=session.environ,
        key_file=session.vault_key_file,
        ask=session.asker,
    )
    back = bring_back(contents, wanted, marks)
    _tell(session, back)
    session.emit(_plain(back, sha256))
    return 0 if back.returned else Incomplete.exit_code


def _tell(session: Session, back: Back) -> None:
    if back.returned:
        session.say(
            "the state of {time} is back at {path}, from {repository}",
            time=write_time(back.returned.data_time),
            path=back.state,
            repository=f"{back.returned.asset.client}/{back.returned.repository}",
        )
        for fault in back.returned.unreachable:
            session.complain(fault)
    else:
        session.say("documents and secrets are back, history and evidence are not: new logs begin, with new keys")
    for path in back.kept:
        session.say("  {path} was there and is not as in the kit: it was left as it is", path=path)
    tr = session.language.template
    for phase, seconds in [*back.phases.items(), (tr("in all"), back.total_s)]:
        session.say("      {phase:<12} {seconds:8.2f} s", phase=tr(phase), seconds=seconds)
    _tell_next(session, back)


def _tell_next(session: Session, back: Back) -> None:
    given = f" --config {shlex.quote(str(back.config))}"
    session.say("Next, before anything new is signed:")
    if not back.returned:
        session.say("  continuity init{given}", given=given)
    for log in back.logs:
        text = "  the log of {client} has {size} record(s), and the kit knows of {known}"
        session.say(text, client=log.client, size=log.size, known=log.known)
    if back.logs:
        text = (
            "  of a newer published copy, if one is left: continuity evidence recover{given} --client NAME --from DIR"
        )
        session.say(text, given=given)
    # the server's own log first: the others' recovery is recorded in it
    for log in sorted((log for log in back.logs if log.behind), key=lambda log: not log.client.startswith("@")):
        copy = _home(back) / "heads" / log.client
        found = {"given": given, "client": log.client}
        if (copy / "tile").exists():
            text = "  else from the kit's: continuity evidence recover{given} --client {client} --from {copy}"
            session.say(text, copy=shlex.quote(str(copy)), **found)
        else:
            text = "  else, for it is lost: continuity evidence recover{given} --client {client} --lost {head}"
            session.say(text, head=shlex.quote(str(copy / "checkpoint")), **found)
    if (variables := _home(back) / "environment").exists():
        session.say("  the documents ask for variables: {path}", path=variables)
    session.say("Then: continuity doctor{given}, continuity status{given}, continuity kit create{given}", given=given)


def _home(back: Back) -> Path:
    return back.config if back.config.is_dir() else back.config.parent


def _plain(back: Back, sha256: str) -> dict[str, object]:
    found = back.returned
    return {
        "schema": "continuity.kit-restore/1",
        "kit": sha256,
        "config": str(back.config),
        "state": str(back.state),
        "repository": f"{found.asset.client}/{found.repository}" if found else None,
        "snapshot": found.snapshot if found else None,
        "data_time": write_time(found.data_time) if found else None,
        "logs": [vars(log) | {"behind": log.behind} for log in back.logs],
        "phases": dict(back.phases),
        "total_s": back.total_s,
    }
