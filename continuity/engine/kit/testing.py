"""The test of the way without us: a kit's own scripts bring an asset back on a bare machine, timed and compared.

What is proven when nobody is there: that this very file, opened with the passphrase that the vault keeps of it, leads
to data that equals its manifest, with restic and gpg alone. What is not: that people still know the passphrase or find
their shares. A person who types it into ``kit test KIT`` proves that, too, and the measurement says which it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.restic.command import ASSET_TAG
from continuity.engine import canaries
from continuity.engine.exclusive import undisturbed
from continuity.engine.kit.age import PASSPHRASE_ENTRY, newest
from continuity.engine.orders import Ended, Hands, Job
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.model.job import Copy, JobKind, Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.model.secrets import SecretRef
from continuity.recovery.compare import Comparison, compare
from continuity.recovery.expectation import Asked, expectation
from continuity.recovery.kit.access import RCLONE, folder
from continuity.recovery.kit.file import read_file, write_new
from continuity.recovery.kit.rehearsal import BACK, KIT, Stranger
from continuity.recovery.phases import Marks
from continuity.recovery.restore_test import choose
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from continuity.backup.place import Place
    from continuity.engine.orders import Order
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
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class KitRequest:
    """What to test: a kit that a person named and opens (``kit`` and ``passphrase``), or the newest there is."""

    declared: Mark
    seed: str
    repository: str = ""
    kit: Path | None = None
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class _Tested:
    """The kit that is tested: its bytes, and who gave what opens it."""

    content: bytes = field(repr=False)
    passphrase: str = field(repr=False)
    by: str  # of HOW


def run_kit_test(workshop: Workshop, asset: Asset, request: KitRequest, *, order: Order | None = None) -> Ended:
    """Bring the asset's newest point back from one repository, the one tested longest ago, by the kit alone.

    Raises ``Unavailable`` where there is no kit, no point, no repository or no sandbox.
    """
    policy, place = workshop.policy(asset), _place(workshop, asset, request)

    def work(run: Run) -> Result:
        undisturbed(workshop, place.spec)
        tested = _kit(workshop, request)
        place.ready()
        marks = Marks(workshop.clock, request.declared)
        sandbox = Sandbox(path=workshop.directories.sandbox(run.id))
        sandbox.make()
        try:
            result = _Rehearsal(workshop, asset, place, marks).judged(
                sandbox.path, tested, policy.rto.total_seconds() if policy.rto else None
            )
        finally:
            left = sandbox.remove()
        return _with(result, left) if left else result

    job = Job(
        kind=JobKind.KIT_TEST,
        client=asset.client,
        subject=asset.reference,
        policy_digest=policy.digest,
        order=order,
        intent={"repository": place.spec.name, "by": "person" if request.kit else "vault"},
    )
    return workshop.engine.execute(job, Hands(work=work))


@dataclass(frozen=True)
class _Rehearsal:
    """One going of the way, and what is said of it."""

    workshop: Workshop
    asset: Asset
    place: Place
    marks: Marks

    def judged(self, room: Path, tested: _Tested, rto_s: float | None) -> Result:
        """Go the way in ``room``, and return what came of it."""
        problems: list[ContinuityError] = []
        found, point, size = None, None, 0
        write_new(room / KIT, tested.content)
        try:
            stranger = self._stranger(room)
            stranger.open(tested.passphrase)
            self.marks.take("opened")
            point = self._point(stranger.restore(ASSET_TAG))
            self.marks.take("restored")
            found, size = self._compared(point, room / BACK)
            self.marks.take("verified")
        except NotProven as error:
            problems.append(error)
        if found and found.verdict is Verdict.MISSED:
            problems.append(
                NotProven(
                    "what came back from {repository} differs from its manifest: {said}",
                    hint="verify that repository and restore from another: continuity restore {asset} --from …",
                    repository=self.place.spec.name,
                    said=found.reason,
                    asset=self.asset.reference,
                )
            )
        outcome = Outcome.INCOMPLETE if problems else Outcome.SUCCEEDED
        reason = "; ".join(map(str, problems))
        facts = {"kit": sha256_hex(tested.content), "by": tested.by, "phases": self.marks.phases()}
        return Result(
            outcome=outcome,
            reason=reason,
            copies=(self._copy(point, outcome, (reason, size)),) if point else (),
            measurements=self._measured(found, tested.by, rto_s, reason),
            detail=facts | ({"content": found.as_json()} if found else {}),
            problems=tuple(problems),
        )

    def _stranger(self, room: Path) -> Stranger:
        spec, local = self.place.spec, not self.place.port.capabilities.remote
        url, options = self.place.restic.address.url, self.place.restic.address.options
        rclones = (Path(one.strip('"').removeprefix(RCLONE).strip("'")) for one in options if RCLONE in one)
        return Stranger(
            room=room,
            folder=folder(spec.client, spec.name),
            asset=self.asset.name,
            paths=(Path(url),) if local else (),
            network=not local,
            rclone=next(rclones, None),
        )

    def _point(self, snapshot: str) -> Point:
        with self.workshop.store.reading() as tx:
            points = tx.points.all(self.asset.client, asset=self.asset.name)
        for one in points:
            if one.snapshot.startswith(snapshot) and one.repository == self.place.spec.name:
                return one
        raise NotProven("the point {snapshot} that came back is none of ours", snapshot=snapshot)

    def _compared(self, point: Point, back: Path) -> tuple[Comparison, int]:
        with self.workshop.store.reading() as tx:
            origin = tx.runs.get(point.run)
        told = canaries.expected(origin.detail.get("canary") if origin else None)
        sidecar = str(told.path) if told and not told.planted else ""
        manifests = self.workshop.directories.manifests(self.asset.client, self.asset.name)
        asked = Asked(manifest=manifests / f"{point.run}.jsonl.gz", sidecar=sidecar, paths=())
        expected, size = expectation(self.place.restic, point.snapshot, asked)
        return compare(expected, back), size

    def _copy(self, point: Point, outcome: Outcome, told: tuple[str, int]) -> Copy:
        return Copy(
            repository=point.repository,
            snapshot=point.snapshot,
            data_time=point.data_time,
            outcome=outcome,
            reason=told[0],
            bytes_processed=told[1],
            duration_s=self.marks.total(),
        )

    def _measured(self, found: Comparison | None, by: str, rto_s: float | None, reason: str) -> tuple[Measurement, ...]:
        """Return the figure: missed where the way ended, the content differs or it took too long."""
        total = self.marks.total() if found else None
        late = bool(total and rto_s and total > rto_s)
        verdict = Verdict.MISSED if late or found is None else found.verdict
        return (
            Measurement(
                subject=self.asset.reference,
                objective=ALONE,
                target_s=rto_s,
                actual_s=total,
                verdict=verdict,
                how=HOW[by],
                phases=self.marks.phases(),
                reason=reason or (found.reason if found else ""),
            ),
        )


def _place(workshop: Workshop, asset: Asset, request: KitRequest) -> Place:
    """Return the repository that is due, or the one that is asked for; raises ``Unavailable`` without a point."""
    with workshop.store.reading() as tx:
        points = [one for one in tx.points.all(asset.client, asset=asset.name) if one.repository in asset.copies]
        runs = tx.runs.since(asset.reference, JobKind.KIT_TEST, _EVER)
    tried = ((run.detail.get("repository", ""), run.started_at) for run in runs)  # also where nothing came of it
    points = [one for one in points if request.repository in ("", one.repository)]
    chosen = choose(points, dict(tried), select="newest", seed=request.seed)
    return next(one for one in workshop.places(asset) if one.spec.name == chosen.repository)


def _kit(workshop: Workshop, request: KitRequest) -> _Tested:
    """Return the kit to test: the one that is named, else the newest, where it was written."""
    if request.kit is not None:
        return _Tested(content=read_file(request.kit), passphrase=request.passphrase, by="person")
    with workshop.store.reading() as tx:
        known = newest(tx)
    if known is None:
        raise Unavailable("there is no recovery kit to test", hint="make one: continuity kit create")
    content = read_file(Path(known.path))
    if sha256_hex(content) != known.sha256:
        raise NotProven(
            "the kit {path} is not the one that was made: its SHA-256 is another",
            hint="put the right one back, or make a new one: continuity kit create",
            path=known.path,
        )
    return _Tested(content=content, passphrase=workshop.reveal(SecretRef(vault=PASSPHRASE_ENTRY)), by="vault")


def _with(result: Result, left: ContinuityError) -> Result:
    problems = (*result.problems, left)
    return replace(result, outcome=Outcome.INCOMPLETE, problems=problems, reason="; ".join(map(str, problems)))
