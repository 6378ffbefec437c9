"""The images of an asset that its restore test boots, each a measurement of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError, NotProven
from continuity.model.measurement import Measurement, Verdict
from continuity.recovery.boot import HOW, boot

if TYPE_CHECKING:
    from continuity.ground.clock import Clock
    from continuity.model.expectation import Boot
    from continuity.model.inventory import Asset
    from continuity.recovery.sandbox import Sandbox


def booted(asset: Asset, sandbox: Sandbox, clock: Clock) -> tuple[list[Measurement], list[ContinuityError]]:
    """Boot each image of the asset among what was restored, one after the other; returns figures and faults."""
    found: list[Measurement] = []
    faults: list[ContinuityError] = []
    for number, one in enumerate(asset.boots):
        try:
            seconds = boot(one, sandbox.data, sandbox.path / f"console-{number}", clock)
        except ContinuityError as error:
            faults.append(error)
            found.append(_measured(asset, one, None, error))
        else:
            found.append(_measured(asset, one, seconds, None))
    return found, faults


def _measured(asset: Asset, one: Boot, seconds: float | None, fault: ContinuityError | None) -> Measurement:
    failed = Verdict.MISSED if isinstance(fault, NotProven) else Verdict.UNPROVEN
    return Measurement(
        subject=asset.reference,
        objective="boot",
        target_s=one.within.total_seconds(),
        actual_s=seconds,
        verdict=failed if fault else Verdict.MET,
        how=HOW,
        reason=str(fault) if fault else "",
    )
