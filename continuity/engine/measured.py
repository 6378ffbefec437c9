"""Restores that were measured: what forecasts of the next one rest on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.model.job import JobKind, Outcome
from continuity.policy.forecast import Sample

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.state.store import Transaction

_MEASURED = timedelta(days=365)


def restores_of(tx: Transaction, asset: Asset, at: datetime) -> dict[str, list[Sample]]:
    """Return the restores of a whole point that went well in the last year, newest first, by repository."""
    kinds = (JobKind.RESTORE, JobKind.RESTORE_TEST)
    runs = [run for kind in kinds for run in tx.runs.since(asset.reference, kind, at - _MEASURED)]
    found: dict[str, list[Sample]] = {}
    for run in sorted(runs, key=lambda run: run.started_at, reverse=True):
        if run.outcome is Outcome.SUCCEEDED and is_whole(run):
            (copy, *_) = run.copies
            sample = Sample(bytes=copy.bytes_processed, seconds=copy.duration_s)
            found.setdefault(copy.repository, []).append(sample)
    return found


def is_whole(run: Run) -> bool:
    """Tell whether a restore brought back all of a point, and all of it in its own time."""
    parts = run.detail.get("paths") or run.detail.get("tables")
    return bool(run.copies) and not parts and not run.detail.get("resumed", {}).get("bytes")
