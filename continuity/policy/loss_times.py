"""When each lost asset is back: what comes from one repository comes one after the other; pure.

No bandwidth is divided and no machine counted: a plain sum for each repository, which restores side by side would not
beat by much where its line is what limits them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from continuity.model.measurement import Measurement, Verdict
from continuity.policy.forecast import NEEDED
from continuity.policy.lengths import said
from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.policy.loss import Return
    from continuity.policy.policy import Policy

_MUCH_LARGER = 2  # beyond that, a forecast says little of a point that was never restored


@dataclass(frozen=True, kw_only=True)
class _Ahead:
    """What comes back before, from the same repository; ``foreseen``: each of it has a forecast that counts."""

    typical_s: float = 0.0
    slow_s: float = 0.0
    foreseen: bool = True

    def then(self, one: Return) -> _Ahead:
        """Return it with one more."""
        time = one.forecast
        typical = time.typical_s if time else 0.0
        slow = time.slow_s if time and time.slow_s is not None else typical
        foreseen = self.foreseen and _unforeseen(one) is None
        return _Ahead(typical_s=self.typical_s + typical, slow_s=self.slow_s + slow, foreseen=foreseen)


def one_after_the_other(found: Sequence[Return]) -> tuple[Return, ...]:
    """Let each wait for what comes before it from its repository, and judge when it is back."""
    queues: dict[str, _Ahead] = {}
    queued = []
    for one in found:
        if not one.data_lost:
            queued.append(one)
            continue
        line = f"{one.asset.client}/{one.data.repository}" if one.data else ""
        ahead = queues.get(line, _Ahead()) if one.data else _Ahead()
        queued.append(replace(one, waits_s=ahead.typical_s, restore=_restore(one, ahead)))
        queues[line] = ahead.then(one)
    return tuple(queued)


def _restore(one: Return, ahead: _Ahead) -> Measurement:
    """Return the verdict on the time, technical: its end must lie within the RTO at the slow end of the interval."""
    reason = _unforeseen(one) or _unwalked(one) or (None if ahead.foreseen else because("loss_behind"))
    total, target = _with_people(one, ahead) or ahead.then(one), one.policy.rto
    verdict = Verdict.UNPROVEN
    if reason is None:
        verdict, reason = _held(one.policy, total)
    return Measurement(
        subject=one.asset.reference,
        objective="restore_time",
        target_s=target.total_seconds() if target else None,
        actual_s=total.typical_s if one.forecast or one.walked else None,
        verdict=verdict,
        how="forecast",
        reason=str(reason) if reason else "",
    )


def _with_people(one: Return, ahead: _Ahead) -> _Ahead | None:
    """Return when it is usable by the runbook that brings it back, after what is ahead; None without one."""
    if one.walked is None:
        return None
    slow = one.walked.typical_s if one.walked.slow_s is None else one.walked.slow_s
    return replace(ahead, typical_s=ahead.typical_s + one.walked.typical_s, slow_s=ahead.slow_s + slow)


def _unwalked(one: Return) -> Reason | None:
    """Return what keeps a runbook's time from being more than an indication."""
    if one.walked is None or one.walked.counted >= NEEDED:
        return None
    walked = one.walked
    return because("loss_few_walks", runbook=walked.runbook, count=walked.counted, needed=NEEDED)


def _unforeseen(one: Return) -> Reason | None:
    """Return what keeps a forecast from being more than an indication."""
    if one.data is None:
        return because("loss_nothing_left")
    time, repository = one.forecast, one.data.repository
    if time is None:
        return because("loss_unmeasured", repository=repository)
    if one.measured_on_others:
        return because("loss_others", repository=repository, count=time.measured)
    if time.measured < NEEDED:
        return because("loss_few", repository=repository, count=time.measured, needed=NEEDED)
    if one.data.bytes > _MUCH_LARGER * time.largest:
        return because("loss_larger", ratio=one.data.bytes / time.largest)
    return None


def _held(policy: Policy, total: _Ahead) -> tuple[Verdict, Reason | None]:
    if policy.rto is None:
        return Verdict.UNPROVEN, because("no_objective", policy=policy.name, objective="RTO")
    target = policy.rto.total_seconds()
    if total.typical_s > target:
        return Verdict.MISSED, because("loss_slow", typical=said(total.typical_s), target=said(target))
    if total.slow_s > target:
        return Verdict.UNPROVEN, because("loss_maybe_slow", slow=said(total.slow_s), target=said(target))
    return Verdict.MET, None
