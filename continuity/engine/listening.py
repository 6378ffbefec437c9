"""What a restore test hears in restored data, beside a canary's file: a planted row, and the newest time stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.backup.canary import is_sung, question
from continuity.ground.errors import ContinuityError, NotProven
from continuity.model.measurement import Measurement, Verdict
from continuity.policy.reasons import because
from continuity.recovery.freshness import hear
from continuity.recovery.singing import newest_below

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from continuity.model.inventory import Asset
    from continuity.model.point import Point
    from continuity.recovery.freshness import Taken

#: How each is heard.
HOW = {
    "planted": "the row that was planted before the backup, looked for in the restored data",
    "freshness": "data time - newest time stamp in the restored data (freshness)",
}


class Listening:
    """One point's own canaries, heard once its data is there; ``told`` is what its run announced."""

    def __init__(self, asset: Asset, point: Point, told: Mapping[str, Any] | None, taken: Taken) -> None:
        self._asset, self._point, self._taken = asset, point, taken
        self._sha256 = str(told["sha256"]) if told and told.get("table") else ""
        self.file = bool(told and told.get("path"))  # it stands in a file: whoever restored has looked for it
        self._measured: dict[str, Measurement] = {}
        unheard = str(because("canary_unopened"))
        if self._sha256:
            self._measure("planted", Verdict.UNPROVEN, unheard)
        if asset.freshness:
            self._measure("freshness", Verdict.UNPROVEN, unheard)

    def ask(self, ask: Callable[[str], str]) -> None:
        """Ask restored data that answers queries."""
        if self._sha256:
            self._ask_for_row(ask)
        if self._asset.freshness and self._asset.freshness.sql:
            self._ask_for_stamp(ask, self._asset.freshness.sql)

    def look(self, data: Path) -> None:
        """Look at restored files."""
        if self._asset.freshness and self._asset.freshness.path:
            self._hear(newest_below(data / self._asset.freshness.path.relative_to("/")))

    @property
    def measured(self) -> tuple[Measurement, ...]:
        """What was heard; nothing where there was nothing to listen to."""
        return tuple(self._measured.values())

    @property
    def faults(self) -> tuple[ContinuityError, ...]:
        """What is wrong with it; that no RPO is promised is not the data's fault."""
        wrong = [one for one in self.measured if one.verdict is not Verdict.MET]
        return tuple(
            NotProven("{fault}", hint="list the points: continuity points", fault=one.reason)
            for one in wrong
            if one.verdict is Verdict.MISSED or one.actual_s is None
        )

    def _ask_for_row(self, ask: Callable[[str], str]) -> None:
        try:
            sung = is_sung(ask(question(self._point.run)), self._sha256)
        except ContinuityError as error:
            self._measure("planted", Verdict.MISSED, str(because("canary_unasked", cause=error)))
            return
        reason = "" if sung else str(because("canary_silent"))
        self._measure("planted", Verdict.MET if sung else Verdict.MISSED, reason)

    def _ask_for_stamp(self, ask: Callable[[str], str], sql: str) -> None:
        try:
            self._hear(ask(sql))
        except ContinuityError as error:
            self._measure("freshness", Verdict.UNPROVEN, str(because("canary_unasked", cause=error)))

    def _hear(self, answer: str) -> None:
        heard = hear(answer, self._taken)
        self._measure("freshness", heard.verdict, heard.reason, heard.age_s(self._point.data_time))

    def _measure(self, mode: str, verdict: Verdict, reason: str, age_s: float | None = None) -> None:
        rpo = self._taken.rpo if mode == "freshness" else None
        self._measured[mode] = Measurement(
            subject=self._asset.reference,
            objective="canary",
            target_s=rpo.total_seconds() if rpo else None,
            actual_s=age_s,
            verdict=verdict,
            how=HOW[mode],
            reason=reason,
        )
