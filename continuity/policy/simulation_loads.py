"""What each line of work costs in a simulation: as measured, else as assumed, and then it is said; pure."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.model.job import JobKind
from continuity.policy.deriving import Measured
from continuity.policy.lengths import said
from continuity.policy.reasons import Reason, because
from continuity.policy.simulation import LONG_ONES, Load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.policy.planning import Line
    from continuity.policy.simulation import Key

_MINUTE = timedelta(minutes=1)
_MIB = 1024**2
#: How long a job takes that was never measured.
_LENGTHS = {
    JobKind.RESTORE_TEST: 15 * _MINUTE,
    JobKind.KIT_TEST: 15 * _MINUTE,
    JobKind.VERIFY: 30 * _MINUTE,
    JobKind.STORAGE_CHECK: _MINUTE,
    JobKind.LOCK: _MINUTE,
}
_LENGTH = 10 * _MINUTE
#: What a backup stores that was never measured: the first, and each one after it.
_FIRST, _ADDED = 10 * 1024 * _MIB, 20 * _MIB


def loads(
    lines: Sequence[Line], lengths: Mapping[Key, Measured], added: Mapping[tuple[str, str], float]
) -> tuple[dict[Key, Load], tuple[Reason, ...]]:
    """Return the load of each line, and everything that is assumed.

    ``lengths`` are those measured; ``added`` says by ``client/asset`` and ``client/repository`` what a backup adds.
    """
    found: dict[Key, Load] = {}
    unmeasured: Counter[JobKind] = Counter()
    unsized = 0
    for line in lines:
        known = lengths.get(line.key)
        unmeasured[line.kind] += known is None
        sizes: dict[str, float] = {}
        if line.kind is JobKind.BACKUP:
            sizes = {one: added.get((line.subject, one), _ADDED) for one in line.repositories}
            unsized += sum((line.subject, one) not in added for one in line.repositories)
        first = {one: float(_FIRST) for one in sizes if (line.subject, one) not in added}
        found[line.key] = Load(lengths=known or _assumed(line.kind), added=sizes, first=first)
    return found, (*_said(unmeasured, unsized), because("sim_worst", count=LONG_ONES), *_always())


def _assumed(kind: JobKind) -> Measured:
    length = _LENGTHS.get(kind, _LENGTH)
    return Measured(typical=length, worst=length)


def _said(unmeasured: Mapping[JobKind, int], unsized: int) -> tuple[Reason, ...]:
    found = [
        because("sim_length", count=count, kind=str(kind), length=said(_assumed(kind).typical))
        for kind, count in unmeasured.items()
        if count
    ]
    if unsized:
        sizes = {"first": f"{_FIRST // 1024 // _MIB} GiB", "added": f"{_ADDED // _MIB} MiB"}
        found.append(because("sim_size", count=unsized, **sizes))
    return tuple(found)


def _always() -> tuple[Reason, ...]:
    return because("sim_reach"), because("sim_removed"), because("sim_first")
