"""Leases: one worker a subject, told apart by a fencing token that only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import Refused
from continuity.ground.identity import alive
from continuity.state.tables import LeaseRow

if TYPE_CHECKING:
    from sqlmodel import Session


class Leases:
    """The leases of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, name: str, holder: str, run: str) -> int:
        """Take the lease and return its new token; ``Refused`` while a live process holds it."""
        row = self._session.get(LeaseRow, name)
        if row and row.holder and alive(row.holder):
            raise Refused(
                "{subject} is being worked on by run {run} (process {holder})",
                hint="wait for it to end, then run the command again",
                subject=name,
                run=row.run,
                holder=row.holder.split("/")[-2],
            )
        token = (row.token if row else 0) + 1
        self._session.merge(LeaseRow(name=name, holder=holder, run=run, token=token))
        self._session.flush()
        return token

    def release(self, name: str, token: int) -> None:
        """Give the lease back; one that was taken over in between is left alone."""
        row = self._session.get(LeaseRow, name)
        if row and row.token == token:
            row.holder = ""
            self._session.flush()
