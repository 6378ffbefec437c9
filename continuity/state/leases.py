"""Leases: one worker a subject, told apart by a fencing token that only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import Refused
from continuity.ground.identity import alive
from continuity.state.tables import LeaseRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlmodel import Session


class Busy(Refused):
    """Somebody else does the same work now; nothing was begun and nothing recorded."""


class Leases:
    """The leases of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, name: str, holder: str, run: str) -> int:
        """Take the lease ``kind:subject`` and return its new token; :class:`Busy` while a live process holds it."""
        row = self._session.get(LeaseRow, name)
        if row and row.holder and alive(row.holder):
            raise Busy(
                "{subject} is being worked on by run {run} (process {holder})",
                hint="wait for it to end, then run the command again",
                subject=name.partition(":")[2],
                run=row.run,
                holder=row.holder.split("/")[-2],
            )
        return self._give(row, LeaseRow(name=name, holder=holder, run=run, token=0))

    def turn(self, places: Iterable[tuple[str, int]], holder: str, run: str) -> tuple[tuple[str, int], ...] | None:
        """Take one turn in each of these places, all of them or none; None while one place has no turn left.

        A place is a name and how many may be there at once. What is returned is what :meth:`release` takes back.
        """
        free: list[str] = []
        for name, limit in places:
            turns = (f"turn:{name}:{number}" for number in range(limit))
            found = next((one for one in turns if not self._held(one)), None)
            if found is None:
                return None
            free.append(found)
        return tuple((one, self._give(self._session.get(LeaseRow, one), self._row(one, holder, run))) for one in free)

    def in_turn(self, name: str, limit: int) -> list[str]:
        """Return the runs that hold the turns of a place."""
        rows = (self._session.get(LeaseRow, f"turn:{name}:{number}") for number in range(limit))
        return [row.run for row in rows if row and row.holder and alive(row.holder)]

    def _held(self, name: str) -> bool:
        row = self._session.get(LeaseRow, name)
        return bool(row and row.holder and alive(row.holder))

    def _row(self, name: str, holder: str, run: str) -> LeaseRow:
        return LeaseRow(name=name, holder=holder, run=run, token=0)

    def release(self, name: str, token: int) -> None:
        """Give the lease back; one that was taken over in between is left alone."""
        row = self._session.get(LeaseRow, name)
        if row and row.token == token:
            row.holder, row.until = "", None
            self._session.flush()

    def take_until(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        """Take a lease that must be renewed, and return its new token; None while another holds it.

        It is free once its holder's process is dead, or its time is over: a holder on another host, or one that
        was stopped, may still believe in it, and is told apart by its token (:meth:`renew`, :meth:`holds`).
        """
        row = self._session.get(LeaseRow, name)
        if row and row.holder not in ("", holder) and alive(row.holder) and row.until and row.until > now:
            return None
        return self._give(row, LeaseRow(name=name, holder=holder, run="", token=0, until=until))

    def renew(self, name: str, token: int, until: datetime) -> bool:
        """Hold a lease for longer; False where somebody has taken it over."""
        row = self._session.get(LeaseRow, name)
        if row is None or row.token != token or not row.holder:
            return False
        row.until = until
        self._session.flush()
        return True

    def holds(self, name: str, token: int) -> bool:
        """Tell whether nobody has taken the lease over."""
        row = self._session.get(LeaseRow, name)
        return row is not None and row.token == token and bool(row.holder)

    def holder(self, name: str) -> str:
        """Return who holds a lease, empty where nobody does."""
        row = self._session.get(LeaseRow, name)
        return row.holder if row else ""

    def held_until(self, name: str) -> datetime | None:
        """Return until when a live process holds a lease that must be renewed; None where none does."""
        row = self._session.get(LeaseRow, name)
        return row.until if row and row.holder and alive(row.holder) else None

    def _give(self, before: LeaseRow | None, row: LeaseRow) -> int:
        row.token = (before.token if before else 0) + 1
        token = row.token
        self._session.merge(row)
        self._session.flush()
        return token
