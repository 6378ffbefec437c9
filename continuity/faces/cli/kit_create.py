"""``continuity kit create``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import new_passphrase
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.kit_opened import PASSPHRASE
from continuity.ground.errors import Incomplete

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.faces.kit.making import Made, Opener


@click.command(cls=Leaf)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The kit's file, a new one (.tar)."
)
@click.option("--markdown", is_flag=True, help="Write a page beside it, as Markdown.")
@click.option("--pdf", is_flag=True, help="Write a page beside it, to print.")
@click.option(
    "--split", metavar="K/N", help="Draw the passphrase, and split it so that any K of N people bring it back."
)
@click.pass_obj
def create(session: Session, output: Path | None, markdown: bool, pdf: bool, split: str | None) -> int:  # noqa: FBT001
    """Make a recovery kit: where the repositories are, every secret sealed, the documents, and a way with restic alone.

    The passphrase is asked for twice, or taken from $CONTINUITY_KIT_PASSPHRASE. That the kit was made is recorded, with
    its SHA-256. Keep it, and what opens it, in different places outside of the server's own.
    """
    from continuity.faces.kit.making import make
    from continuity.faces.kit.papers import Papers, fit_to_print
    from continuity.recovery.kit.shares import read_split

    fit_to_print(pdf=pdf)
    _ = session.app.inventory  # the page is in the language of the documents
    now = session.app.clock.now()
    target = output or Path(f"continuity-kit-{session.app.server}-{now:%Y-%m-%d}.tar")
    papers = Papers(target, markdown=markdown, pdf=pdf)
    papers.refuse_others(read_split(split)[1] if split is not None else 0)
    opener, shares = _opener(session, split)
    with papers.whole_or_none():
        made = make(
            session.app, target, opener, session.language, lambda one: papers.write(one, shares, session.language)
        )
    written = tuple(papers.written)
    _tell(session, made, written)
    session.emit(
        {
            "schema": "continuity.kit/1",
            "path": str(made.path),
            "sha256": made.sha256,
            "opens_with": opener.words,
            "written": [str(one) for one in written],
            "missing": [str(one) for one in made.missing],
            "state": not made.stateless,
        }
    )
    return Incomplete.exit_code if made.missing else 0


def _opener(session: Session, split: str | None) -> tuple[Opener, tuple[str, ...]]:
    """Return what opens the kit, and its shares where it is split."""
    from continuity.faces.kit.making import Opener
    from continuity.ground.secrecy import keep
    from continuity.recovery.kit.sealing import fit

    if split is None:
        return Opener(passphrase=keep(fit(new_passphrase(session, PASSPHRASE)))), ()
    from continuity.recovery.kit import shares

    needed, made = shares.read_split(split)
    secret = session.app.ids.nonce()[: shares.SECRET_BYTES]
    opener = Opener(passphrase=keep(secret.hex()), split=(needed, made))
    return opener, tuple(map(keep, shares.split(secret, needed, made)))


def _tell(session: Session, made: Made, written: tuple[Path, ...]) -> None:
    session.say("{path}: a kit of {count} client(s)", path=made.path, count=len(made.label.clients))
    session.say("  SHA-256 {sha256}", sha256=made.sha256)
    for path in written:
        session.say("  {path}: print it, hand it over, and remove the file", path=path)
    for fault in made.missing:
        session.complain(fault)
    if made.stateless:
        session.say(
            "  nothing backs up this server's own state: from this kit the data comes back, history and evidence do not"
        )
    session.say("Next: put it, and what opens it, in different places; then continuity kit test {path}", path=made.path)
