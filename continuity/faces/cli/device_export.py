"""``device export``: what is known of devices, sent to another monitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("names", nargs=-1)
@click.option("--zabbix", "server", required=True, metavar="HOST[:PORT]", help="A Zabbix server or proxy.")
@click.pass_obj
def export(session: Session, /, names: tuple[str, ...], server: str) -> int:
    """Send how the checks of NAMES stand, and their newest figures, to Zabbix as values of trapper items.

    Exits 1 where Zabbix refused any of them.
    """
    from continuity.engine.supervision.looking import devices_named
    from continuity.faces.zabbix import address, send, values

    where, app = address(server), session.app
    with app.store.reading() as tx:
        found = list(values(tx, devices_named(app.inventory, names), app.clock.now()))
    taken, refused = send(where, found) if found else (0, 0)
    session.say("{taken} value(s) taken, {refused} refused", taken=taken, refused=refused)
    if refused:
        session.say("Zabbix does not know their host or item, or an item is no trapper: see its log")
    session.emit({"schema": "continuity.device-export/1", "taken": taken, "refused": refused})
    return NotProven.exit_code if refused else 0
