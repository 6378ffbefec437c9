"""Hooks around a backup: before, and whatever comes of it, after; each recorded with what it said."""

from __future__ import annotations

import shutil
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from continuity.ground import process
from continuity.ground.cancel import shielded
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, Refused, Unavailable
from continuity.ground.secrecy import veil
from continuity.ground.trusted import changeable_by_others
from continuity.model.hooks import OnFailure
from continuity.model.job import Outcome, Result
from continuity.policy.findings import Finding, Severity
from continuity.policy.lengths import said
from continuity.policy.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.ground.clock import Clock
    from continuity.model.hooks import Hook
    from continuity.model.inventory import Asset
    from continuity.model.job import Run

_LINES, _LETTERS = 20, 2000  # of what a hook says: its end


@dataclass
class Hooked:
    """The hooks of one run: what was run so far, and what was wrong."""

    asset: Asset
    run: str
    clock: Clock
    ran: list[dict[str, Any]] = field(default_factory=list)
    faults: list[ContinuityError] = field(default_factory=list)

    def before(self) -> ContinuityError | None:
        """Run the hooks before; returns the fault of the first that may not fail, and runs none behind it."""
        for hook in self.asset.hooks.before:
            fault = self._run("before", hook, {})
            if fault and hook.on_failure is OnFailure.FAIL:
                return fault
            self.faults += [fault] if fault else []
        return None

    def after(self, outcome: Outcome) -> bool:
        """Run the hooks after, all of them; tells whether one failed that may not."""
        hooks = [("after", one) for one in self.asset.hooks.after]
        if outcome is not Outcome.SUCCEEDED:
            hooks += [("after_failure", one) for one in self.asset.hooks.after_failure]
        failed = False
        with shielded():  # what was begun before is ended, also where somebody has had enough of waiting
            for when, hook in hooks:
                if fault := self._run(when, hook, {"CONTINUITY_OUTCOME": str(outcome)}):
                    self.faults.append(fault)
                    failed |= hook.on_failure is OnFailure.FAIL
        return failed

    def _run(self, when: str, hook: Hook, more: dict[str, str]) -> ContinuityError | None:
        lines: deque[str] = deque(maxlen=_LINES)
        start, exit_code = self.clock.mark(), None
        fault: ContinuityError | None = None
        env = {"CONTINUITY_RUN": self.run, "CONTINUITY_ASSET": self.asset.reference, "CONTINUITY_HOOK": when} | more
        try:
            refuse_strange(hook)
            done = process.run(hook.argv, timeout=hook.time_limit, env=env, on_line=lines.append)
            exit_code = done.returncode
            lines.extend(done.stderr.splitlines(keepends=True)[-_LINES:])
            fault = _late(when, hook) if done.timed_out else _failed(when, hook, done) if exit_code else None
        except ContinuityError as error:
            fault = error
        except OSError as error:
            fault = _failed(when, hook, process.Completed(returncode=-1, stdout="", stderr=error.strerror or "-"))
        self.ran.append(
            {
                "when": when,
                "argv": [veil(word) for word in hook.argv],
                "exit": exit_code,
                "fault": str(fault) if fault else "",
                "duration_s": round(elapsed(start, self.clock.mark()).seconds, 3),
                "said": veil("".join(lines))[-_LETTERS:],
            }
        )
        return fault


def hooked(asset: Asset, run: Run, clock: Clock, work: Callable[[], Result]) -> Result:
    """Do the work between its asset's hooks; whatever it comes to, or raises, the hooks after it run.

    An interruption passes on at once: whoever settles the run ends what its hooks began (:func:`settled`).
    """
    if not asset.hooks:
        return work()
    hooks = Hooked(asset=asset, run=run.id, clock=clock)
    fault = hooks.before()
    result = _failure(fault, Outcome.FAILED) if fault else _worked(work)
    failed = hooks.after(result.outcome)
    if failed and result.outcome is Outcome.SUCCEEDED:
        result = replace(result, outcome=Outcome.INCOMPLETE)
    return _with(result, hooks)


def settled(asset: Asset, run: Run, clock: Clock, result: Result) -> Result:
    """Run the hooks after for a run that died or was interrupted, and add what came of it."""
    if not run.detail.get("hooks") or not asset.hooks:
        return result
    hooks = Hooked(asset=asset, run=run.id, clock=clock)
    hooks.after(Outcome.ABORTED)
    return _with(result, hooks)


def intent(asset: Asset) -> dict[str, Any]:
    """Return what a run announces of its hooks: what they began is ended, also where it dies."""
    return {"hooks": "announced"} if asset.hooks else {}


def refuse_strange(hook: Hook) -> None:
    """Raise ``Unavailable`` for a program that is not there, ``Refused`` for one that others may replace."""
    found = shutil.which(hook.argv[0])
    if found is None:
        raise Unavailable(
            "the hook {program} is not there, or cannot be run",
            hint="install it, make it executable, or correct `hooks` in the document",
            program=hook.argv[0],
        )
    try:
        strange = changeable_by_others(found)
    except OSError as error:
        raise Unavailable("the hook {program} cannot be looked at: {cause}", program=found, cause=error) from error
    if strange:
        raise Refused(
            "others may replace the hook {program}: {path} is theirs, or anybody may write to it",
            hint="give it to root (or to the user of this service), and take the right to write from others",
            program=hook.argv[0],
            path=strange,
        )


def examined(asset: Asset) -> list[Finding]:
    """Return what can be said of an asset's hooks before anything is run."""
    found = []
    for hook in asset.hooks.all():
        try:
            refuse_strange(hook)
        except ContinuityError as error:
            needed = hook in asset.hooks.before and hook.on_failure is OnFailure.FAIL
            severity = Severity.ERROR if needed else Severity.WARNING
            reason = Reason(template=error.template, values=error.values)
            found.append(Finding(severity=severity, where=asset.where, subject=asset.reference, reason=reason))
    return found


def _worked(work: Callable[[], Result]) -> Result:
    try:
        return work()
    except ContinuityError as error:
        return _failure(error, Outcome.NOT_RUN if isinstance(error, Refused) else Outcome.FAILED_TO_START)


def _failure(fault: ContinuityError, outcome: Outcome) -> Result:
    return Result(outcome=outcome, reason=str(fault), problems=(fault,))


def _with(result: Result, hooks: Hooked) -> Result:
    reasons: Sequence[str] = [result.reason, *map(str, hooks.faults)]
    return replace(
        result,
        reason="; ".join(filter(None, reasons)),
        problems=(*result.problems, *hooks.faults),
        detail=result.detail | {"hooks": hooks.ran},
    )


def _failed(when: str, hook: Hook, done: process.Completed) -> Unavailable:
    return Unavailable(
        "the hook {program} ({when}) failed (exit {code}): {said}",
        hint="run it by hand as the user of this service; what it said is in the run's record",
        program=hook.argv[0],
        when=when,
        code=done.returncode,
        said=done.stderr.strip()[-300:] or "-",
    )


def _late(when: str, hook: Hook) -> Unavailable:
    return Unavailable(
        "the hook {program} ({when}) ran longer than {limit} and was ended",
        hint="give it more time (`time_limit`), or find out what it waits for",
        program=hook.argv[0],
        when=when,
        limit=said(hook.time_limit),
    )
