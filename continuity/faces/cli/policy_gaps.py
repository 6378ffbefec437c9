"""``continuity policy gaps``: what is unprotected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import size
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.policy.coverage import Exclusion, Gap


@click.command(cls=Leaf)
@click.pass_obj
def gaps(session: Session) -> int:
    """Show what is unprotected, and what is left out on purpose.

    Unprotected are assets of kinds that are not read yet, devices of which no asset keeps anything, file systems with
    data and database servers of this machine that no document names. Ends with 1 where there is any.
    """
    from continuity.engine.surroundings import look_around
    from continuity.policy.coverage import exclusions
    from continuity.policy.coverage import gaps as gaps_of

    inventory = session.app.inventory
    found, left_out = gaps_of(inventory, look_around()), exclusions(inventory)
    _tell(session, found, left_out)
    plain: dict[str, Any] = {"schema": "continuity.policy-gaps/1", "gaps": [_plain(gap) for gap in found]}
    session.emit(plain | {"exclusions": [vars(one) for one in left_out]})
    return NotProven.exit_code if found else 0


def _tell(session: Session, found: tuple[Gap, ...], left_out: tuple[Exclusion, ...]) -> None:
    tr = session.language.template
    for gap in found:
        session.say(
            "unprotected: {kind} {subject}{used}{where}: {reason}",
            kind=tr(str(gap.kind)),
            subject=gap.subject,
            used=f", {size(session, gap.used)}" if gap.used is not None else "",
            where=f" ({gap.where})" if gap.where else "",
            reason=session.language.reason(gap.reason.template, gap.reason.values),
        )
    for one in left_out:
        reason = f": {one.reason}" if one.reason else ""
        session.say("left out: {subject} ({of}, {where}){reason}", **(vars(one) | {"reason": reason}))
    session.say("{gaps} gap(s), {exclusions} exclusion(s)", gaps=len(found), exclusions=len(left_out))


def _plain(gap: Gap) -> dict[str, Any]:
    plain = {"kind": str(gap.kind), "subject": gap.subject, "where": gap.where or None}
    return plain | {"reason": str(gap.reason), "bytes": gap.used}
