"""``device status --verify``: the records of days and months against the tables that they were made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.engine.supervision.proving import Proof
    from continuity.faces.cli.session import Session


def verified(session: Session, names: Sequence[str]) -> int:
    """Tell what differs, for the clients of these devices (of all, without names); 1 where anything does."""
    from continuity.engine.supervision.looking import devices_named
    from continuity.engine.supervision.proving import proof

    app = session.app
    clients = sorted({one.client for one in devices_named(app.inventory, names)})
    with app.store.reading() as tx:
        proofs = [proof(tx, client, app.verifier(client).name) for client in clients]
    for one in proofs:
        _tell(session, one)
    session.emit(
        {
            "schema": "continuity.device-verify/1",
            "clients": [
                {
                    "client": one.client,
                    "periods": one.periods,
                    "made_up": one.made_up,
                    "differences": [session.language.fill(each.why, **each.values) for each in one.differences],
                }
                for one in proofs
            ],
        }
    )
    return NotProven.exit_code if any(one.differences for one in proofs) else 0


def _tell(session: Session, one: Proof) -> None:
    session.say(
        "{client}: {count} day(s) and month(s) recorded, {made_up} of them made up later: {verdict}",
        client=one.client,
        count=one.periods,
        made_up=one.made_up,
        verdict=session.language.template("they differ" if one.differences else "as the tables say"),
    )
    for each in one.differences:
        session.say("  {difference}", difference=session.language.fill(each.why, **each.values))
