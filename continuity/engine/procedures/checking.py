"""What can be said of a client's runbooks before one is walked: better now than at three in the morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError
from continuity.policy.findings import Finding, Severity
from continuity.policy.reasons import Reason
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.doing import refuse_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.inventory import Client


def examined(client: Client) -> Iterator[Finding]:
    """Yield each step whose action is not installed, or is not given what it needs."""
    for procedure in client.runbooks.values():
        for step in procedure.steps.values():
            try:
                refuse_unknown(step, installed_actions(), procedure.where)
            except ContinuityError as error:
                reason = Reason(template=error.template, values=error.values)
                subject = f"{client.name}/{procedure.name}"
                yield Finding(severity=Severity.ERROR, where=procedure.where, subject=subject, reason=reason)
