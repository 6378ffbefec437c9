"""What a monitoring plugin says of one thing: its state, a line, and figures in the plugins' own notation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from continuity.faces.cli.results import NAMES, because, duration, word
from continuity.model.job import Outcome
from continuity.model.measurement import Verdict
from continuity.policy.proving import ProofState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from continuity.engine.observed import Standing
    from continuity.faces.cli.session import Session
    from continuity.model.measurement import Measurement
    from continuity.policy.proving import Proof
    from continuity.state.store import Transaction


class State(IntEnum):
    """A plugin's exit codes; monitors know these words in every language."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure, a warning above ``warn`` and critical above ``limit`` where there is one; ``unit`` as plugins do."""

    label: str
    value: float
    warn: float | None = None
    limit: float | None = None
    unit: str = "s"
    least: float | None = 0.0


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One thing that is watched."""

    state: State
    line: str
    figures: tuple[Figure, ...] = ()


_OF_VERDICT = {Verdict.MET: State.OK, Verdict.UNPROVEN: State.WARNING, Verdict.MISSED: State.CRITICAL}


def worst(states: Iterable[State]) -> State:
    """Return the state that matters most: what is critical rings, whatever else is not known."""
    return max(states, key=weight, default=State.UNKNOWN)


def weight(state: State) -> int:
    """Return how much a state matters beside others; not the order of their numbers."""
    return (State.OK, State.UNKNOWN, State.WARNING, State.CRITICAL).index(state)


def of_asset(session: Session, one: Standing, accepted: Collection[str] = ()) -> Watched:
    """Return the state of an asset; what is unproven and ``accepted`` is no warning."""
    name, tr = one.asset.reference, session.language.template
    states, said = [State.OK], []
    for measured in (one.rpo, one.proven_rpo, one.rto):
        state = _state(measured.verdict, measured.objective in accepted)
        states.append(state)
        if state is not State.OK or measured is one.rpo:
            label, reason = tr(NAMES[measured.objective]), because(session, measured.reason)
            said.append(f"{label} {word(session, measured.verdict)}{_age(session, measured)}{reason}")
    if one.copies:
        state = _state(one.copies.verdict, "copies" in accepted)
        states.append(state)
        if state is not State.OK:
            said.append(f"{one.copies.rule} {word(session, one.copies.verdict)}")
    if one.last_backup and one.last_backup.outcome is not Outcome.SUCCEEDED:
        states.append(State.WARNING)
        said.append(session.language.fill("last backup: {outcome}", outcome=word(session, one.last_backup.outcome)))
    return Watched(state=worst(states), line=f"{name}: {', '.join(said)}", figures=tuple(_figures(name, one)))


def of_runbooks(session: Session, found: Iterable[Proof]) -> Iterator[Watched]:
    """Yield one warning for each client whose runbooks are stale; nothing for those that are not."""
    stale: dict[str, list[str]] = {}
    for one in found:
        if one.state is ProofState.STALE:
            stale.setdefault(one.client, []).append(one.runbook)
    for client, names in stale.items():
        line = session.language.fill("{client}: stale runbooks: {names}", client=client, names=", ".join(names))
        yield Watched(state=State.WARNING, line=line)


def of_daemon(session: Session, tx: Transaction, now: datetime) -> Watched:
    """Return the state of the service: whether a live one holds the scheduler's lease, and for how long still."""
    from continuity.engine.orders import SCHEDULER

    until = tx.leases.held_until(SCHEDULER)
    left = (until - now).total_seconds() if until else 0.0
    if left <= 0:
        return Watched(state=State.CRITICAL, line=session.language.fill("no daemon is active: nothing falls due"))
    return Watched(state=State.OK, line=session.language.fill("the daemon is active"))


def perfdata(watched: Iterable[Watched]) -> str:
    """Return ``'label'=value;warn;crit;min`` for each figure, by the Monitoring Plugins' guidelines."""
    return " ".join(_written(figure) for one in watched for figure in one.figures)


def _state(verdict: Verdict, accepted: bool) -> State:  # noqa: FBT001 - one of the two inputs
    return State.OK if verdict is Verdict.UNPROVEN and accepted else _OF_VERDICT[verdict]


def _age(session: Session, measured: Measurement) -> str:
    if measured.actual_s is None or measured.target_s is None:
        return ""
    return f" ({duration(session, measured.actual_s)} / {duration(session, measured.target_s)})"


def _figures(name: str, one: Standing) -> Iterator[Figure]:
    for label, measured in (("rpo", one.rpo), ("recovery", one.rto)):
        if measured.actual_s is not None:
            yield Figure(label=f"{name} {label}", value=measured.actual_s, limit=measured.target_s)
    if (proven := one.proven_rpo).actual_s is not None:
        yield Figure(label=f"{name} proven rpo", value=proven.actual_s, warn=proven.target_s)


def _written(figure: Figure) -> str:
    # a quote inside is doubled, = ends a label for some readers, and a bar begins the figures
    label = " ".join(figure.label.replace("'", "''").replace("=", "-").replace("|", "/").split())
    warn, limit, least = ("" if one is None else f"{one:.10g}" for one in (figure.warn, figure.limit, figure.least))
    return f"'{label}'={figure.value:.10g}{figure.unit};{warn};{limit};{least}"
