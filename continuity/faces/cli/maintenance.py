"""``continuity maintenance``: what is agreed to be out of service, from when until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Group, Leaf
from continuity.faces.cli.exclusion_words import excluding
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.contracts.windows import Exclusion
    from continuity.faces.cli.session import Session

COLUMNS = ("window", "client", "about", "from", "until", "state", "agreed by", "why")
SAID = {
    "to_come": "to come",
    "on": "on now",
    "over": "gone by",
    "withdrawn": "withdrawn",
    "late": "declared late: does not count",
    "announced": "announced, not agreed: does not count",
}
_AS = click.option("--as", "name", metavar="NAME", help="Who acts; without it, the user of the system.")
_WHY = click.option("--why", required=True, metavar="TEXT", help="Why, for the record.")


@click.group(cls=Group)
@click.pass_context
def maintenance(ctx: click.Context) -> int | None:
    """Maintenance windows, announced or agreed to by the client; without a verb, those that are on or to come."""
    return _list(ctx.obj, None, every=False) if ctx.invoked_subcommand is None else None


@maintenance.command("list", cls=Leaf)
@click.option("--client", metavar="NAME", help="Only this client's.")
@click.option("--all", "every", is_flag=True, help="Those that are over or withdrawn, too.")
@click.pass_obj
def list_(session: Session, client: str | None, every: bool) -> int:  # noqa: FBT001 - a flag
    """List the windows that are on or to come, and whether they count."""
    return _list(session, client, every=every)


@maintenance.command(cls=Leaf)
@excluding
@_WHY
@_AS
@click.pass_obj
def add(session: Session, /, why: str, name: str | None, **said: Any) -> int:
    """Put a maintenance window of SERVICE on record before it begins.

    While it lasts, no incident is opened for what is in it and nobody is called; its checks go on. Its time is taken
    out of the availability where somebody of the client agreed before it began: --agreed-by, or maintenance agree.
    Without, it is only announced and does not count; declared once it has begun, it is recorded, and neither counts
    nor keeps anybody from being called: both exit 1.
    """
    from continuity.engine.contracts.excluding import declare
    from continuity.faces.cli.exclusion_words import asked
    from continuity.faces.cli.incident_words import who

    wanted = asked(session, said, why)
    return _told(session, wanted.client, declare(session.app.workshop, wanted, who(session, name)))


@maintenance.command(cls=Leaf)
@click.argument("window")
@click.option("--agreed-by", "agreed_by", required=True, metavar="NAME", help="Who of the client agreed to it.")
@_AS
@click.pass_obj
def agree(session: Session, window: str, agreed_by: str, name: str | None) -> int:
    """Put on record that the client agrees to WINDOW, before it begins: from then on it counts."""
    from continuity.engine.contracts.excluding import agree_window
    from continuity.faces.cli.drill_actions import _worded as worded
    from continuity.faces.cli.exclusion_words import client_of
    from continuity.faces.cli.incident_words import who

    worded(agreed_by)
    client = client_of(session, 0, window)
    return _told(session, client, agree_window(session.app.workshop, client, window, agreed_by, who(session, name)))


@maintenance.command("end", cls=Leaf)
@click.argument("window")
@_WHY
@_AS
@click.pass_obj
def end_(session: Session, window: str, why: str, name: str | None) -> int:
    """End WINDOW now, or withdraw it before it begins; what went by of it is not changed."""
    from continuity.engine.contracts.excluding import end
    from continuity.faces.cli.drill_actions import _worded as worded
    from continuity.faces.cli.exclusion_words import client_of
    from continuity.faces.cli.incident_words import who

    worded(why)
    client = client_of(session, 0, window)
    _told(session, client, end(session.app.workshop, client, window, why, who(session, name)))
    return 0


def plain(session: Session, client: str, one: Exclusion) -> dict[str, Any]:
    """Return one element of ``windows`` in ``continuity.maintenance-windows/1``."""
    told = {"counts": _counts(one), "why_not": _why_not(one) or None, "state": _state(session, one)}
    return {"client": client} | one.as_json() | told


def _list(session: Session, client: str | None, *, every: bool) -> int:
    found = [(name, one) for name, one in _known(session, client) if every or _stands(session, one)]
    session.table(COLUMNS, [_row(session, name, one) for name, one in found])
    windows = [plain(session, name, one) for name, one in found]
    session.emit({"schema": "continuity.maintenance-windows/1", "windows": windows})
    return 0


def _known(session: Session, client: str | None) -> Iterator[tuple[str, Exclusion]]:
    from continuity.faces.cli.chosen import clients_of
    from continuity.faces.cli.exclusion_words import known_of

    for name in clients_of(session, client):
        windows = known_of(session, name)[0]
        yield from ((name, one) for one in sorted(windows, key=lambda one: one.stretch.begin))


def _told(session: Session, client: str, one: Exclusion) -> int:
    session.table(COLUMNS, [_row(session, client, one)])
    session.emit({"schema": "continuity.maintenance-window/1"} | plain(session, client, one))
    if not one.services:
        session.say("no service is decided by it: no availability changes")
    if _counts(one) or one.left is None:
        return 0
    if _why_not(one) == "late":
        session.say("it was declared once it had begun: it is on record, and its time is not taken out")
    else:
        session.say(
            "nobody of the client agreed: its time is not taken out until somebody does, before it begins: "
            "continuity maintenance agree {id} --agreed-by NAME",
            id=one.id,
        )
    return NotProven.exit_code


def _row(session: Session, client: str, one: Exclusion) -> tuple[str, ...]:
    from continuity.faces.cli.exclusion_words import about, wall

    zone = session.app.inventory.clients[client].timezone
    left = one.left or one.stretch
    state = session.language.template(SAID[_state(session, one)])
    begin, end = wall(left.begin, zone), wall(left.end, zone)
    return (one.id, client, about(session, one), begin, end, state, one.agreed_by, one.why)


def _counts(one: Exclusion) -> bool:
    return one.window is not None and one.window.counts


def _why_not(one: Exclusion) -> str:
    return one.window.why_not if one.window else ""


def _state(session: Session, one: Exclusion) -> str:
    now = session.app.clock.now()
    if one.left is None:
        return "withdrawn"
    if why := _why_not(one):
        return "late" if why == "late" else "announced"
    if one.left.end <= now:
        return "over"
    return "on" if one.left.begin <= now else "to_come"


def _stands(session: Session, one: Exclusion) -> bool:
    return one.left is not None and one.left.end > session.app.clock.now()
