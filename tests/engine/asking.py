"""The action ``sql`` asked as a runbook of a client would ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.procedures.actions.sql import SqlAction
from continuity.faces.app import App
from continuity.recovery.actions.ports import Context

if TYPE_CHECKING:
    from continuity.recovery.actions.ports import Performed
    from tests.engine.kit import Client


def asked(client: Client, asset: str, query: str, **more: Any) -> Performed:
    workshop = App(client.config, client.environ, client.key).workshop
    context = Context(run="", client="acme", clock=workshop.clock, world=workshop)
    return SqlAction().perform({"asset": asset, "query": query, **more}, context)
