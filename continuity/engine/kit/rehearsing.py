"""One going of the way without us: the kit opened, a point brought back by its scripts alone, compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.restic.command import ASSET_TAG
from continuity.engine import canaries
from continuity.engine.rehearsals.rehearsal import Rehearsal, judged
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import NotProven
from continuity.model.job import Copy, Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.recovery.actions.ports import Performed
from continuity.recovery.compare import Comparison, compare
from continuity.recovery.expectation import Asked, expectation
from continuity.recovery.kit.access import RCLONE, folder
from continuity.recovery.kit.file import write_new
from continuity.recovery.kit.rehearsal import BACK, KIT, Stranger
from continuity.recovery.phases import Marks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.backup.place import Place
    from continuity.engine.rehearsals.rehearsal import Part
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.point import Point

HOW = {
    "vault": "the kit's own scripts on a bare machine, restic and gpg alone; its passphrase as the vault keeps it: "
    "that people know it is not proven",
    "person": "the kit's own scripts on a bare machine, restic and gpg alone; its passphrase or shares given by people",
}
#: The ``kind`` of the objective that is measured.
ALONE = "restic_alone"


@dataclass(frozen=True, kw_only=True)
class Tested:
    """The kit that is tested: its bytes, and who gave what opens it."""

    content: bytes = field(repr=False)
    passphrase: str = field(repr=False)
    by: str  # of HOW


class KitTest(Rehearsal):
    """One going of the way, and what is said of it."""

    def __init__(self, workshop: Workshop, run: Run, asset: Asset, place: Place, how: tuple[Tested, Mark]) -> None:
        super().__init__(workshop, run)
        self._asset, self._place, (self._tested, declared) = asset, place, how
        self._marks = Marks(workshop.clock, declared)
        self._walker = self._stranger(self.sandbox.path)
        self._point: Point | None = None
        self._found: Comparison | None = None
        self._size = 0

    def parts(self) -> Mapping[str, Part]:
        """Return the parts of a kit's test."""
        return {"open": self._open, "restore": self._restore, "compare": self._compare}

    def result(self) -> Result:
        """Return what came of it, also where the way ended early: that is what the test is for."""
        stopped = [fault for fault in self.faults.values() if not isinstance(fault, NotProven)]
        if stopped:
            raise stopped[0]
        return self.found(Result(outcome=Outcome.SUCCEEDED))

    def found(self, came: Result) -> Result:
        """Say how far the way went, how long it took, and whether it led to the same data."""
        problems = [fault for fault in self.faults.values() if isinstance(fault, NotProven)]
        judgement = judged(came, *problems)
        facts = {"kit": sha256_hex(self._tested.content), "by": self._tested.by, "phases": self._marks.phases()}
        copy = self._copy(self._point, judgement) if self._point else None
        return replace(
            judgement,
            copies=(copy,) if copy else (),
            measurements=self._measured(judgement.reason),
            detail=facts | ({"content": self._found.as_json()} if self._found else {}),
        )

    def _open(self) -> Performed:
        write_new(self.sandbox.path / KIT, self._tested.content)
        self._walker.open(self._tested.passphrase)
        self._marks.take("opened")
        return Performed()

    def _restore(self) -> Performed:
        self._point = self._named(self._walker.restore(ASSET_TAG))
        self._marks.take("restored")
        return Performed(answer=self._point.snapshot, values={"repository": self._place.spec.name})

    def _compare(self) -> Performed:
        assert self._point  # noqa: S101 - for mypy: the step before it gave one
        self._found, self._size = self._held_against(self._point, self.sandbox.path / BACK)
        self._marks.take("verified")
        if self._found.verdict is Verdict.MISSED:
            raise NotProven(
                "what came back from {repository} differs from its manifest: {said}",
                hint="verify that repository and restore from another: continuity restore {asset} --from …",
                repository=self._place.spec.name,
                said=self._found.reason,
                asset=self._asset.reference,
            )
        return Performed()

    def _stranger(self, room: Path) -> Stranger:
        spec, local = self._place.spec, not self._place.port.capabilities.remote
        url, options = self._place.restic.address.url, self._place.restic.address.options
        rclones = (Path(one.strip('"').removeprefix(RCLONE).strip("'")) for one in options if RCLONE in one)
        return Stranger(
            room=room,
            folder=folder(spec.client, spec.name),
            asset=self._asset.name,
            paths=(Path(url),) if local else (),
            network=not local,
            rclone=next(rclones, None),
        )

    def _named(self, snapshot: str) -> Point:
        with self.workshop.store.reading() as tx:
            points = tx.points.all(self._asset.client, asset=self._asset.name)
        for one in points:
            if one.snapshot.startswith(snapshot) and one.repository == self._place.spec.name:
                return one
        raise NotProven("the point {snapshot} that came back is none of ours", snapshot=snapshot)

    def _held_against(self, point: Point, back: Path) -> tuple[Comparison, int]:
        with self.workshop.store.reading() as tx:
            origin = tx.runs.get(point.run)
        told = canaries.expected(origin.detail.get("canary") if origin else None)
        sidecar = str(told.path) if told and not told.planted else ""
        manifests = self.workshop.directories.manifests(self._asset.client, self._asset.name)
        asked = Asked(manifest=manifests / f"{point.run}.jsonl.gz", sidecar=sidecar, paths=())
        expected, size = expectation(self._place.restic, point.snapshot, asked)
        return compare(expected, back), size

    def _copy(self, point: Point, judgement: Result) -> Copy:
        return Copy(
            repository=point.repository,
            snapshot=point.snapshot,
            data_time=point.data_time,
            outcome=judgement.outcome,
            reason=judgement.reason,
            bytes_processed=self._size,
            duration_s=self._marks.total(),
        )

    def _measured(self, reason: str) -> tuple[Measurement, ...]:
        """Return the figure: missed where the way ended, the content differs or it took too long."""
        rto = self.workshop.policy(self._asset).rto
        total, rto_s = self._marks.total() if self._found else None, rto.total_seconds() if rto else None
        late = bool(total and rto_s and total > rto_s)
        verdict = Verdict.MISSED if late or self._found is None else self._found.verdict
        return (
            Measurement(
                subject=self._asset.reference,
                objective=ALONE,
                target_s=rto_s,
                actual_s=total,
                verdict=verdict,
                how=HOW[self._tested.by],
                phases=self._marks.phases(),
                reason=reason or (self._found.reason if self._found else ""),
            ),
        )
