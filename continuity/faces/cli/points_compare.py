"""``continuity points compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import printable
from continuity.ground.errors import Incomplete, NotProven
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.comparing.found import Compared, Pairing
    from continuity.faces.cli.session import Session

SCHEMA = "continuity.points-compare/1"
_SAMPLE = 100

#: What is said of a copy, by its verdict and by what was compared.
SAID = {
    ("equal", "trees"): "✓ {repository}: {snapshot} is equal: restic's trees are the same",
    ("equal", "content-ids"): "✓ {repository}: {snapshot} is equal in content; owners, permissions or times differ",
    ("equal", "sample"): "✓ {repository}: {snapshot} is equal: all {files} file(s) were read from both",
    ("unproven", "sample"): (
        "? {repository}: {snapshot} has the same names and sizes, and {files} of {of} file(s) read from both are equal;"
        " with 95 % confidence, at most {bound} % differ"
    ),
    ("different", "quiet"): (
        "✗ {repository}: {snapshot} differs in {differing} file(s), though the time stamps of some are equal"
    ),
    ("different", "told"): (
        "✗ {repository}: {snapshot} differs in {differing} file(s); each copy reads the source at a time of its own"
    ),
    ("unproven", "none"): "? {repository}: {snapshot} could not be compared: {reason}",
}


@click.command(cls=Leaf)
@click.argument("asset")
@click.option("--at", type=Moment(), metavar="TIME", help="The newest copies of this time or older.")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    default=_SAMPLE,
    show_default=True,
    help="How many files are read from both where restic's trees do not tell.",
)
@click.option("--nonce", default="", metavar="TEXT", help="Select the same files as before; else by chance.")
@click.pass_obj
def compare(session: Session, asset: str, at: datetime | None, sample: int, nonce: str) -> int:
    """Compare the copies of one run of ASSET between the repositories: equal, different, or not proven.

    Equal trees prove equal content. Where a source changed between two copies, what differs is named. Repositories
    that cut files differently are compared by all names and sizes and by a random sample of files, read from both.
    """
    from continuity.engine.comparing.copies import compare_copies

    app, wanted = session.app, session.app.inventory.asset(asset)
    found = compare_copies(app.workshop, wanted, at, nonce or app.workshop.ids.nonce().hex()[:16], sample)
    first = found.first
    session.say(
        "{asset}: the copies of {time}, held against {repository} ({snapshot})",
        asset=wanted.reference,
        time=write_time(first.data_time),
        repository=first.repository,
        snapshot=first.snapshot[:8],
    )
    for one in found.pairings:
        _tell(session, wanted.name, one)
    for name in found.absent:
        session.say("? {repository}: has no copy of this run; the next backup makes up for it", repository=name)
    told = {"schema": SCHEMA, "asset": wanted.reference, "data_time": write_time(first.data_time)}
    session.emit(told | found.as_json())
    return _code(found)


def _tell(session: Session, asset: str, one: Pairing) -> None:
    values = {
        "repository": one.point.repository,
        "snapshot": one.point.snapshot[:8],
        "files": one.files,
        "of": one.of,
        "bound": round(100 * (one.bound or 0), 2),
        "differing": one.differing,
        "reason": one.reason,
    }
    how = ("quiet" if one.quiet else "told") if one.differing else str(one.method)
    session.say(SAID[str(one.alike), how], **values)
    for name in one.as_json()["names"]:
        session.say("    {path}", path=printable(name))
    if one.differing:
        session.say("  see which one is right: continuity test {asset} --from {repository}", asset=asset, **values)


def _code(found: Compared) -> int:
    """Return 0 where all are equal, 3 where a repository could not be asked and nothing differs, else 1."""
    if found.alike == "equal":
        return 0
    unseen = any(one.method == "none" for one in found.pairings)
    return Incomplete.exit_code if unseen and found.alike == "unproven" else NotProven.exit_code
