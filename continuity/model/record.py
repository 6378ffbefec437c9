"""An evidence record as the database holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StoredRecord:
    """One record as the database holds it; ``index`` is None until it is integrated.

    An erased record has an empty ``salt``, and ``body`` is then its 32-byte entry: the tree stays verifiable.
    """

    number: int
    log: str
    index: int | None
    kind: str
    run: str | None
    salt: bytes
    body: bytes
