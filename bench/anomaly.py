"""How well the anomaly watch tells attacks from ordinary years: tuned on some seeds, scored on others."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass

from bench.attacks import ATTACKS, Attack
from bench.shares import Kind, Share
from continuity.backup.anomaly import judge
from continuity.backup.changes import Changes, compare

#: Limits were chosen by looking at these years only; what is reported is of the others.
TUNED_ON, SCORED_ON = range(1, 6), range(101, 111)
_ATTACKED_ON, _WATCHED = 80, 15


@dataclass(frozen=True)
class Found:
    """Of one attack: after how many backups it was found (None: never), and the share of the files it had by then."""

    after: int | None
    lost: float


def nights(share: Share, days: int) -> list[Changes]:
    """Return the changes of each night of a share."""
    found, before = [], None
    for after in share.year(days):
        if before is not None:
            found.append(compare(before, after))
        before = after
    return found


def alarms(row: list[Changes]) -> list[tuple[int, str]]:
    """Return each alarm of a year (the night, its signs); what was looked at counts as usual from then on."""
    return [
        (night, "+".join(one.sign for one in found))
        for night, now in enumerate(row)
        if (found := judge(row[:night], now))
    ]


def attacked(kind: Kind, seed: int, attack: Attack) -> Found:
    """Return how an attack on an ordinary share was found."""
    share = Share(kind, seed, attack=ATTACKS[attack], attacked_on=_ATTACKED_ON)
    row, clean, before = list[Changes](), list[Changes](), share.manifest()
    for day in range(1, _ATTACKED_ON + _WATCHED):
        share.day(day)
        after = share.manifest()
        row.append(compare(before, after))
        before = after
        suspicious = bool(judge(clean, row[-1]))
        if day >= _ATTACKED_ON and suspicious:
            return Found(day - _ATTACKED_ON + 1, min(1.0, len(share.hit) / max(1, len(share.files))))
        clean.append(row[-1])
    return Found(None, 1.0)


def score(seeds: range) -> None:
    """Print the false alarms of ordinary years and, for each attack, how many were found and how soon."""
    total, signs, years = 0, Counter[str](), 0
    for kind in Kind:
        found = [alarm for seed in seeds for alarm in alarms(nights(Share(kind, seed), 365))]
        years += len(seeds)
        total += len(found)
        signs.update(f"{kind}: {what}" for _, what in found)
        print(f"ordinary years  {kind:8} false alarms a year: {len(found) / len(seeds):.2f}")
    print(f"ordinary years  all      false alarms a year: {total / years:.2f}  {dict(signs)}")
    for attack in Attack:
        for kind in Kind:
            results = [attacked(kind, seed, attack) for seed in seeds]
            caught = [one for one in results if one.after]
            late = max((one.after or 0 for one in caught), default=0)
            lost = sum(one.lost for one in results) / len(results)
            told = f"found {len(caught)}/{len(results)}, after {late} backup(s) at most, {lost:.0%} lost by then"
            print(f"{attack[:44]:45} {kind:8} {told}")


def main() -> None:
    """Score the watch on years that nobody looked at; ``tune`` shows the others."""
    score(TUNED_ON if "tune" in sys.argv else SCORED_ON)


if __name__ == "__main__":
    main()
