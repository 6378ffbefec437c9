"""What the deciding check of a service saw over a month: its changes, and the record that vouches for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine.contracts import inputs as given
from continuity.engine.supervision.recorder import rules_of
from continuity.ground.timestamps import read_time
from continuity.model.standing import Change, Status
from continuity.supervision.standing import unseen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.contract.service_time import Stretch
    from continuity.engine.contracts.gathering import Month
    from continuity.engine.contracts.recorded import Recorded
    from continuity.engine.workshop import Workshop
    from continuity.model.standing import Standing
    from continuity.state.store import Transaction
    from continuity.state.watched import Key

#: A check that changed more often in a month is stated without its words: a record has its limit.
MOST = 2000


@dataclass(frozen=True, kw_only=True)
class KnownOfAll:
    """What is read once for all checks of a month: where each stands, and the record that sums its month up."""

    standings: Mapping[Key, Standing]
    summed: Mapping[str, tuple[Recorded, Mapping[str, Any]]]


def known_of(tx: Transaction, wanted: Month, sums: Sequence[Recorded]) -> KnownOfAll:
    """Return what :func:`seen_by` needs for every check of a client."""
    summed: dict[str, tuple[Recorded, Mapping[str, Any]]] = {}
    for one in sums:
        for entry in one.body["checks"] if one.body["name"] == wanted.month else ():
            summed.setdefault(entry["check"], (one, entry))
    return KnownOfAll(standings=tx.watched.standings(wanted.client), summed=summed)


def seen_by(
    workshop: Workshop, tx: Transaction, wanted: Month, which: tuple[str, Stretch], of_all: KnownOfAll
) -> dict[str, Any]:
    """Return the changes of a check (``device/check``) over a stretch; ``record`` is empty until the month is summed.

    Once it is, what was known then is what counts: the same for whoever asks later.
    """
    check, whole = which
    device, _, name = check.partition("/")
    key = (wanted.client, device, name)
    record, entry = of_all.summed.get(check, (None, {}))
    known = read_time(record.body["known"]) if record else wanted.known
    changes = tx.watched.known(wanted.client, whole.begin, known, of=key).get(key, [])
    if record is None:
        changes = changes + _blind(workshop, of_all.standings.get(key), key, wanted)
    kept = changes if len(changes) <= MOST else [replace(one, said="") for one in changes]
    found: dict[str, Any] = {"changes": [given.plain_change(one) for one in kept]}
    found |= {"record": record.name if record else "", "worded": kept is changes}
    return found | ({"left": entry["left"]} if "left" in entry else {})


def _blind(workshop: Workshop, standing: Standing | None, key: Key, wanted: Month) -> list[Change]:
    """Return that nobody sees it now, where the service is away, or the documents do not name it any more."""
    if standing is None or standing.at is None:
        return []
    devices = workshop.inventory.clients[wanted.client].devices
    spec = next((one for one in devices[key[1]].checks if one.name == key[2]), None) if key[1] in devices else None
    if spec is None:
        return [Change(was=standing.status, now=Status.UNDETERMINED, since=standing.at, at=wanted.known)]
    return list(unseen(standing, wanted.known, rules_of(spec))[1])
