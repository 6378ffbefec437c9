"""The result of a drill with what its clients saw: usable is when both they and the steps say so. Arithmetic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.model.measurement import Measurement, Verdict
from continuity.model.procedure import Phase
from continuity.policy.correcting import FAILBACK
from continuity.recovery.drills.compiling import FAULT
from continuity.recovery.drills.usable import as_clients_saw
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.ground.clock import Mark
    from continuity.model.job import Result
    from continuity.recovery.drills.outage import Outage
    from continuity.recovery.drills.usable import Seen, Usable
    from continuity.recovery.procedure.progress import Progress

WHY = {
    "dark": "as its clients see it, the service never came back",
    "unsteady": "its clients saw an outage before the fault, too",
    "blind": "too many polls were due and not asked: this machine was too busy to see for its clients",
    "unseen": "nobody asked for its clients while the drill was put down, after its fault",
    "played": "people were played by a script: only a drill with its people proves an RTO",
}
HOW = {
    "rto": "the later of what clients see, {client} s after the fault, and what the steps say, {steps} s",
    "dark": "what clients see, from the fault; the steps say {steps} s",
    "failback_outage": "an outage that clients saw once the service had been usable again",
}
_FIGURES = 20  # a service that flaps has more outages than anybody reads; all are counted in the detail


def probes_told(seen: Sequence[Seen]) -> dict[str, Any]:
    """Return what a run keeps of its probes; nothing where there were none."""
    return {"probes": {one.name: one.as_json() for one in seen}} if seen else {}


def as_clients_saw_it(
    found: Result, progress: Progress, declared: Mark, seen: Sequence[Seen], *, played: bool
) -> Result:
    """Return the result with its RTO as clients saw it, and each later outage as a figure; unprobed, as it is."""
    if not seen:
        return found
    fault = progress.steps.get(FAULT)
    if fault and fault.state is State.DONE and fault.begun and fault.ended:
        client = as_clients_saw(seen, (fault.begun, fault.ended), _by_steps(found))
    else:  # its clock begins when it is declared, before anybody asks
        client = replace(as_clients_saw(seen, (declared, declared), _by_steps(found)), unseen=False)
    measured = [_held(one, client) if one.objective == "rto" else one for one in found.measurements]
    promised = next((one for one in measured if one.objective == "rto"), None)
    later = [_later(one, promised, client, played=played) for one in client.later[:_FIGURES]] if promised else []
    return replace(found, measurements=(*measured, *later), detail=found.detail | probes_told(seen))


def _by_steps(found: Result) -> float | None:
    """Return how long after the fault the steps say usable; None where they never do."""
    reached: dict[str, float] = found.detail["phases"]
    if Phase.USABLE not in reached:
        return None
    return round(sum(seconds for name, seconds in reached.items() if name != Phase.FAILED_BACK), 3)


def _held(rto: Measurement, client: Usable) -> Measurement:
    """Return the RTO with what clients saw beside what the steps say; the later counts, and the worse."""
    steps, target = rto.actual_s, rto.target_s or 0.0
    if client.back_s is None:
        late = client.dark_s > target
        verdict = Verdict.worst([rto.verdict, Verdict.MISSED if late else Verdict.UNPROVEN])
        how = HOW["dark"].format(steps="-" if steps is None else steps)
        return replace(rto, actual_s=None, verdict=verdict, how=how, reason=_reasons(rto.reason, WHY["dark"]))
    if steps is None:
        return rto
    seen = (("unsteady", client.before), ("blind", client.blind), ("unseen", client.unseen))
    doubts = [WHY[name] for name, so in seen if so]
    seconds = max(steps, client.back_s)
    verdicts = [rto.verdict, *([Verdict.UNPROVEN] if doubts else []), *([Verdict.MISSED] if seconds > target else [])]
    how = HOW["rto"].format(client=client.back_s, steps=steps)
    return replace(
        rto, actual_s=seconds, verdict=Verdict.worst(verdicts), how=how, reason=_reasons(rto.reason, *doubts)
    )


def _later(outage: Outage, rto: Measurement, client: Usable, *, played: bool) -> Measurement:
    """Return an outage after the service had been usable, held against the RTO: clients wait for no other reason."""
    seconds, target = round(outage.seconds(), 3), rto.target_s or 0.0
    doubt = WHY["dark"] if outage.back is None else WHY["blind"] if client.blind else WHY["played"] if played else ""
    verdict = Verdict.MISSED if seconds > target else Verdict.UNPROVEN if doubt else Verdict.MET
    return Measurement(
        subject=rto.subject,
        objective=FAILBACK,
        target_s=rto.target_s,
        actual_s=seconds if outage.back else None,
        verdict=verdict,
        how=HOW["failback_outage"],
        reason=doubt,
    )


def _reasons(*said: str) -> str:
    return "; ".join(dict.fromkeys(one for one in said if one))
