"""Two people who handle the statement of a month at once: only the first of them is let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.contracts.gathering import MONTH
from continuity.evidence.format.record import parse
from continuity.ground.errors import Refused

if TYPE_CHECKING:
    from continuity.state.store import Transaction


def is_newest(tx: Transaction, log: str, month: str, record: str) -> bool:
    """Tell whether a statement is the newest of its month (empty: it has none), beside those without an index, too.

    Ask it in the transaction that writes what rests on it.
    """
    told = [one for one in tx.records.of_kinds(log, (MONTH,)) if one.salt]
    same = [one.index for one in told if parse(one.body).body["inputs"]["month"] == month]
    return None not in same and (str(same[-1]) if same else "") == record


def overtaken(month: str) -> Refused:
    """Return what is said to who came second."""
    return Refused(
        "another statement of {month} was written meanwhile",
        hint="look at it, then decide: continuity sla show {month}",
        month=month,
    )
