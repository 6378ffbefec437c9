"""``continuity evidence challenge``: an auditor asks, a restored point answers."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import tell_run
from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from continuity.engine.orders import Ended
    from continuity.evidence.format.fact import Fact
    from continuity.faces.cli.session import Session

_PATH = click.Path(path_type=Path)


@click.command(cls=Leaf)
@click.argument("asset")
@click.option("--at", type=Moment(), required=True, metavar="TIME", help="The data as of this time.")
@click.option("--nonce", required=True, metavar="TEXT", help="What the auditor chose: it selects the files.")
@click.option("--count", type=click.IntRange(1, 100), default=10, show_default=True, help="How many files answer.")
@click.option(
    "--from", "repository", default="", metavar="NAME", help="From this repository; else the first reachable."
)
@click.option("--to", "target", type=_PATH, metavar="DIR", help="Keep what came back in this new directory.")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="Write the proof of the answer here.")
@click.pass_obj
def challenge(session: Session, /, asset: str, output: Path | None, **asked: Any) -> int:
    """Restore the point of ASSET at that time, and have the files that the nonce selects answer with their SHA-256.

    The nonce is recorded before anything is restored, the answer with the outcome of the run.
    """
    declared = session.app.clock.mark()
    from continuity.engine.rehearsals.challenges import Challenge, run_challenge

    if output is not None and output.exists():
        raise Refused("{path} exists already", hint="name a file that does not exist yet", path=output)
    if output is not None and not output.absolute().parent.is_dir():  # said before an hour of restoring, not after
        raise Unavailable(
            "{path} cannot be written: {why}",
            hint="name a file in a directory of yours",
            path=output,
            why=os.strerror(errno.ENOENT),
        )
    asked["target"] = asked["target"].absolute() if asked["target"] else None
    found = session.app.inventory.asset(asset)
    ended = run_challenge(session.app.workshop, found, Challenge(**asked), declared)
    tell_run(session, ended)
    _tell(session, ended)
    if output is not None:
        fact = _fact(session, found.client, ended.run.id)
        output.write_text(json.dumps(fact.as_json(), ensure_ascii=False) + "\n", encoding="utf-8")
        session.say("{path}: record {index} and its proof", path=output, index=fact.index)
    session.emit(ended.run.as_json())
    return ended.exit_code


def _tell(session: Session, ended: Ended) -> None:
    found = ended.run.detail.get("challenge")
    if not found:
        return
    text = "of {files} file(s) that came back, the nonce selects {count}:"
    session.say(text, files=found["files"], count=len(found["answers"]))
    for one in found["answers"]:
        mark = "?" if one["manifest"] is None else "=" if one["manifest"] == one["sha256"] else "!"
        session.say("  {sha256} {mark} {path}", sha256=one["sha256"], mark=mark, path=one["path"])


def _fact(session: Session, client: str, run: str) -> Fact:
    """Return the proof of the run's outcome; it is among the newest records."""
    from continuity.evidence.format.checkpoint import open_checkpoint
    from continuity.evidence.journal import OUTCOME
    from continuity.evidence.single import prove
    from continuity.state.records import DatabaseLog

    app = session.app
    log, verifier = DatabaseLog(app.store), app.verifier(client)
    app.log(client).sequencer.run()
    size = open_checkpoint(log.checkpoint(verifier.name) or "", verifier).size
    recent = log.read(verifier.name, max(0, size - 10_000), size)
    index = max(one.index or 0 for one in recent if one.kind == OUTCOME and one.run == run)
    return prove(log, verifier, app.state / "log" / client, index)
