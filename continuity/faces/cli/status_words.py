"""How one asset's standing is shown, to people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.cli.results import NAMES, because, duration, word
from continuity.ground.timestamps import write_time
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.engine.anomalies import Suspicion
    from continuity.engine.observed import Standing
    from continuity.faces.cli.session import Session
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.policy.lags import Lag
    from continuity.policy.reasons import Reason
    from continuity.recovery.restore_test import Series


def tell_standing(session: Session, one: Standing, notes: Sequence[Reason] = ()) -> None:
    """Show an asset's figures, its last backup, its tests and its copies, each with its reason."""
    session.say("{asset} ({policy}): {title}", asset=one.asset.reference, policy=one.policy.name, title=one.asset.title)
    for note in notes:
        session.say("  note: {reason}", reason=session.language.reason(note.template, note.values))
    for measured in (one.rpo, one.proven_rpo, one.rto):
        session.say(
            "  {name:<12} {target:>8} promised, {actual:>12} achieved: {verdict}{reason}",
            name=session.language.template(NAMES[measured.objective]),
            target=duration(session, measured.target_s) if measured.target_s is not None else "—",
            actual=duration(session, measured.actual_s) if measured.actual_s is not None else "—",
            verdict=word(session, measured.verdict),
            reason=because(session, measured.reason),
        )
    if one.suspicion:
        _tell_suspicion(session, one.suspicion)
    _tell_backup(session, one.last_backup)
    _tell_tests(session, one.tests)
    if one.copies:
        digits = one.copies.observed
        session.say(
            "  {rule:<12} copies {copies}, media {media}, off site {offsite}, immutable {immutable}, errors {errors}: "
            "{verdict}",
            rule=one.copies.rule,
            copies=digits.copies,
            media=digits.media,
            offsite=digits.offsite,
            immutable=digits.immutable,
            errors="?" if digits.errors is None else digits.errors,
            verdict=word(session, one.copies.verdict),
        )
        _tell_lags(session, one)
        for reason in one.copies.reasons:
            session.say("      {reason}", reason=session.language.reason(reason.template, reason.values))


def _tell_lags(session: Session, one: Standing) -> None:
    """Say how far each repository is behind: the RPO that it alone would give."""
    session.say("      newest data: {behind}", behind=", ".join(_lag(session, lag) for lag in one.lags))


def _lag(session: Session, one: Lag) -> str:
    if one.age is None:
        return session.language.fill("{repository} has no point", repository=one.repository)
    late = one.verdict is Verdict.MISSED
    template = "{repository} {age} old, too old" if late else "{repository} {age} old"
    return session.language.fill(template, repository=one.repository, age=duration(session, one.age.total_seconds()))


def _tell_suspicion(session: Session, one: Suspicion) -> None:
    reasons = "; ".join(session.language.reason(reason.template, reason.values) for reason in one.reasons())
    session.say("  suspicious changes since {since}: {reasons}", since=write_time(one.since), reasons=reasons)
    if one.clean:
        session.say(
            "      nothing of it is removed until they are accepted; the last clean point is of run {run}",
            run=one.clean,
        )
    else:
        session.say("      nothing of it is removed until they are accepted; no point from before is known")


def _tell_backup(session: Session, run: Run | None) -> None:
    if run is None:
        session.say("  last backup: none yet")
        return
    session.say(
        "  last backup: {outcome}, {time}{reason}",
        outcome=word(session, run.outcome),
        time=write_time(run.started_at),
        reason=because(session, run.reason),
    )
    if received := run.detail.get("continuous"):
        session.say(
            "      received: {segments} segment(s) since the base of {base}; {waiting} MiB were waiting on its server",
            segments=received["segments"],
            base=received["base_ended_at"],
            waiting=received["lag_bytes"] >> 20,
        )


def _tell_tests(session: Session, tests: Series) -> None:
    """Say what the restore tests of a year cover, and what rate of failure they rule out."""
    values = vars(tests)
    if not tests.tests:
        session.say("  restore tests: none in a year; none of {points} point(s) was tested", **values)
    elif tests.bound is None:
        session.say(
            "  restore tests: {tests} in a year, {failures} failed, {points_tested} of {points} point(s) tested",
            **values,
        )
    else:
        session.say(
            "  restore tests: 0 failures in {tests}, {points_tested} of {points} point(s) tested: at most {bound:.0%} "
            "would fail (95 % confidence)",
            bound=tests.bound,
            **values,
        )


def plain_standing(one: Standing, notes: Sequence[Reason] = ()) -> dict[str, Any]:
    """Return one element of ``assets`` in ``continuity.status/1``."""
    return {
        "name": one.asset.reference,
        "policy": one.policy.name,
        "canary": one.asset.canary,
        "rpo": _figure(one.rpo),
        "proven_rpo": _figure(one.proven_rpo),
        "rto": _figure(one.rto),
        "copies": one.copies.as_json() if one.copies else None,
        "last_backup": _run(one.last_backup),
        "received": one.last_backup.detail.get("continuous") if one.last_backup else None,
        "last_restore": _run(one.last_restore),
        "last_test": _run(one.last_test),
        "restore_tests": vars(one.tests) | {"failure_rate_at_most": one.tests.bound, "confidence": 0.95},
        "last_drill": None,
        "repositories": [lag.as_json() for lag in one.lags],
        "suspicion": one.suspicion.as_json() if one.suspicion else None,
        "notes": [str(note) for note in notes],
    }


def _figure(measured: Measurement) -> dict[str, Any]:
    plain = measured.as_json()
    return {"objective_s": plain["target_s"]} | {name: plain[name] for name in ("actual_s", "verdict", "how", "reason")}


def _run(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {"run": run.id, "at": write_time(run.started_at), "outcome": str(run.outcome), "reason": run.reason}
