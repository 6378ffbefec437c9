"""How long a runbook takes, as people are told: each figure with what it was obtained from, and what that supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.cli.results import duration, size
from continuity.recovery.forecast import USABLE
from continuity.recovery.span import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta
    from typing import Any

    from continuity.faces.cli.session import Session
    from continuity.recovery.forecast import ProcedureForecast, StepForecast, Total
    from continuity.recovery.span import Span

_SHOWN = 3  # earlier times of a step

#: What figures were obtained from.
SAID = {
    Basis.RUNS: "{count} run(s)",
    Basis.OTHERS: "{count} run(s) on other assets",
    Basis.RESTORES: "{count} restore(s) scaled to this much data",
    Basis.SMALLER: "scaled from restores of at most {size}: an estimate only",
    Basis.STEPS: "its steps added up",
    Basis.NONE: "no past run",
}


def tell_last_runs(session: Session, step: StepForecast | None) -> None:
    """Say how long a step took the last times, newest first; nothing where it was never done."""
    if step and step.earlier:
        newest = step.earlier[0][0].date().isoformat()
        lengths = ", ".join(duration(session, seconds) for _, seconds in step.earlier[:_SHOWN])
        session.say("  last runs: {lengths} (newest: {date})", lengths=lengths, date=newest)


def span_said(session: Session, span: Span) -> str:
    """Return a figure with its interval and what it rests on."""
    fill = session.language.fill
    if span.typical_s is None and span.floor_s is not None:
        return fill("no restore of as much data yet; {floor} at least", floor=duration(session, span.floor_s))
    basis = fill(SAID[span.basis], count=span.counted, size=size(session, span.largest))
    if span.typical_s is None:
        return basis
    typical = duration(session, span.typical_s)
    if span.fast_s is None or span.slow_s is None:
        return fill("{typical} ({basis})", typical=typical, basis=basis)
    fast, slow = duration(session, span.fast_s), duration(session, span.slow_s)
    return fill("{typical}, {fast} to {slow} ({basis})", typical=typical, fast=fast, slow=slow, basis=basis)


def tell_totals(session: Session, found: ProcedureForecast, rto: timedelta | None) -> None:
    """Say how long the whole takes, and until the service is usable, which the RTO is held against."""
    for line in _lines(session, found, rto):
        session.say("{line}", line=line)


def _lines(session: Session, found: ProcedureForecast, rto: timedelta | None) -> Iterator[str]:
    fill = session.language.fill
    if found.usable:
        yield fill("until usable: {figure}", figure=_figure(session, found.usable))
        if rto:
            yield fill("  the RTO is {target}: {judged}", target=duration(session, rto.total_seconds()),
                       judged=session.language.template(_judged(found.usable, rto.total_seconds())))  # fmt: skip
    yield fill("the whole: {figure}", figure=_figure(session, found.whole))
    end, total = found.scored
    if total.span.confidence is not None:
        name = session.language.template("until usable" if end == USABLE else "the whole")
        yield fill(
            "{name}: from {count} run(s), the next one lies between these two in {share:.0%} of cases",
            name=name,
            count=total.span.counted,
            share=total.span.confidence,
        )


def _figure(session: Session, total: Total) -> str:
    if total.span.typical_s is None:
        floor, steps = duration(session, total.at_least_s), ", ".join(total.unknown)
        template = (
            "no past run of {steps} with as much data; what is known takes {floor} at least"
            if total.at_least_s
            else "no past run"
        )
        return session.language.fill(template, steps=steps, floor=floor)
    people, machine = duration(session, total.people_s), duration(session, total.machine_s)
    figure = span_said(session, total.span)
    return session.language.fill(
        "{figure}; of it people {people}, the machine {machine}", figure=figure, people=people, machine=machine
    )


#: A forecast held against the RTO; none of it proves anything.
WHY = {
    "unknown": "nothing can be said yet",
    "beyond": "it will take longer",
    "maybe": "it may take longer",
    "likely": "none of the successful runs counted, scaled to this much data, took longer",
    "indication": "an indication, no more",
}


def _judged(total: Total, target: float) -> str:
    span = total.span
    if span.typical_s is None or span.basis is Basis.SMALLER:
        return WHY["beyond" if total.at_least_s > target else "unknown"]
    if span.typical_s > target:
        return WHY["beyond"]
    if span.slow_s is None:
        return WHY["indication"]
    return WHY["maybe" if span.slow_s > target else "likely"]


def tell_score(session: Session, told: Mapping[str, Any] | None) -> None:
    """Say what was forecast when a run began, and what came."""
    if not told or told.get("actual_s") is None or told.get("typical_s") is None:
        return
    typical, took = duration(session, told["typical_s"]), duration(session, told["actual_s"])
    if told["interval_s"] is None:
        session.say("  forecast {typical}, took {took}", typical=typical, took=took)
        return
    fast, slow = (duration(session, bound) for bound in told["interval_s"])
    if told["within"] is None:
        session.say(
            "  forecast {fast} to {slow}, took {took}: people were played, so it is held against nothing",
            fast=fast,
            slow=slow,
            took=took,
        )
        return
    session.say(
        "  forecast {fast} to {slow}, took {took}: within"
        if told["within"]
        else "  forecast {fast} to {slow}, took {took}: outside",
        fast=fast,
        slow=slow,
        took=took,
    )
