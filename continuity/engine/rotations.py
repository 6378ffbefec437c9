"""When a repository's password was changed: no run of ours, and yet it hides a key in the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from continuity.evidence.format.record import parse
from continuity.evidence.journal import ROTATED
from continuity.ground.errors import NotProven
from continuity.storage.immutability import Removal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec

_FOLDERS = frozenset({"keys"})
_APART = timedelta(minutes=15)  # the old key goes between two records, minutes apart; clocks differ


def rotations(workshop: Workshop, spec: RepositorySpec, ahead: timedelta = timedelta(0)) -> Iterator[Removal]:
    """Yield when ``vault rotate --repository`` removed keys there, by the records of it; on the store's clock."""
    log = workshop.log(spec.client).journal.log
    with workshop.store.reading() as tx:
        bodies = tx.records.bodies(log, ROTATED)
    for body in bodies:
        try:
            record = parse(body)
        except NotProven:  # erased
            continue
        if record.body.get("of") == "password" and spec.name in record.body.get("repositories", ()):
            at = datetime.fromisoformat(record.at) + ahead
            yield Removal(folders=_FOLDERS, begins=at - _APART, ends=at + _APART)
