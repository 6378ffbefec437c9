"""Where assets stand, as Prometheus names it: one family a figure, a label each for client and asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily

from continuity.model.job import Outcome
from continuity.model.measurement import Verdict
from continuity.policy.proving import ProofState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prometheus_client import Metric

    from continuity.engine.observed import Standing
    from continuity.model.job import Run
    from continuity.policy.proving import Proof

    Labels = tuple[str, ...]
    Samples = Iterable[tuple[Labels, float | None]]

_WHOSE = ("client", "asset")
_RUNBOOK = ("client", "runbook")


def families(found: Iterable[Standing]) -> Iterator[Metric]:
    """Yield one family of metrics after the other; a figure that is not known has no sample."""
    all_of_them = list(found)
    for name, told, labels, samples in _FAMILIES:
        family = GaugeMetricFamily(f"continuity_{name}", told, labels=(*_WHOSE, *labels))
        for one in all_of_them:
            for more, value in samples(one):
                if value is not None:
                    family.add_metric((one.asset.client, one.asset.name, *more), float(value))
        yield family


def runbook_families(found: Iterable[Proof]) -> Iterator[Metric]:
    """Yield whether each client's runbooks are stale, and when they were last proven."""
    stale = GaugeMetricFamily(
        "continuity_runbook_stale", "1 where nobody walked it to its end in its period.", labels=_RUNBOOK
    )
    proven = GaugeMetricFamily(
        "continuity_runbook_proven_timestamp_seconds", "When it was last walked to its end.", labels=_RUNBOOK
    )
    for one in found:
        stale.add_metric((one.client, one.runbook), float(one.state is ProofState.STALE))
        if one.last:
            proven.add_metric((one.client, one.runbook), one.last.timestamp())
    yield from (stale, proven)


def _verdicts(one: Standing) -> Samples:
    judged = {"rpo": one.rpo.verdict, "proven_rpo": one.proven_rpo.verdict, "rto": one.rto.verdict}
    if one.copies:
        judged["copies"] = one.copies.verdict
    for objective, verdict in judged.items():
        yield from (((objective, word), verdict is word) for word in Verdict)


def _copies(one: Standing) -> Samples:
    if one.copies:
        digits = one.copies.observed
        for name in ("copies", "media", "offsite", "immutable"):
            yield (name,), getattr(digits, name)


def _errors(one: Standing) -> Samples:
    yield (), one.copies.observed.errors if one.copies else None


def _began(which: str) -> Callable[[Standing], Samples]:
    def samples(one: Standing) -> Samples:
        run: Run | None = getattr(one, which)
        yield (), run.started_at.timestamp() if run else None

    return samples


def _outcome(which: str) -> Callable[[Standing], Samples]:
    def samples(one: Standing) -> Samples:
        run: Run | None = getattr(one, which)
        if run and run.outcome:
            yield (run.outcome,), 1

    return samples


def _good(one: Standing) -> Samples:
    yield (), one.last_backup.outcome is Outcome.SUCCEEDED if one.last_backup else None


def _figure(objective: str, side: str) -> Callable[[Standing], Samples]:
    def samples(one: Standing) -> Samples:
        yield (), getattr(getattr(one, objective), side)

    return samples


_FAMILIES: tuple[tuple[str, str, Labels, Callable[[Standing], Samples]], ...] = (
    ("rpo_objective_seconds", "Age of data that the policy allows.", (), _figure("rpo", "target_s")),
    ("rpo_actual_seconds", "Age of the newest data that enough repositories list.", (), _figure("rpo", "actual_s")),
    (
        "proven_rpo_actual_seconds",
        "The same over points that were restored or read in full.",
        (),
        _figure("proven_rpo", "actual_s"),
    ),
    ("rto_objective_seconds", "Time to recover that the policy promises.", (), _figure("rto", "target_s")),
    (
        "technical_recovery_seconds",
        "Time that the last proven restore took, without its people.",
        (),
        _figure("rto", "actual_s"),
    ),
    ("verdict", "1 for the verdict in force: met, missed or unproven.", ("objective", "verdict"), _verdicts),
    ("copies_observed", "The digits of 3-2-1-1-0 as observed.", ("digit",), _copies),
    ("copies_errors", "Errors that the last verification found; none where nobody looked.", (), _errors),
    ("last_backup_timestamp_seconds", "When the last backup began, however it ended.", (), _began("last_backup")),
    ("last_backup_success", "1 where the last backup succeeded.", (), _good),
    ("last_backup_outcome", "1 with the outcome of the last backup.", ("outcome",), _outcome("last_backup")),
    ("last_restore_test_timestamp_seconds", "When the last restore test began.", (), _began("last_test")),
    ("last_restore_test_outcome", "1 with the outcome of the last restore test.", ("outcome",), _outcome("last_test")),
)
