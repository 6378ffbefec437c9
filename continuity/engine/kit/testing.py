"""The test of the way without us: a kit's own scripts bring an asset back on a bare machine, timed and compared.

What is proven when nobody is there: that this very file, opened with the passphrase that the vault keeps of it, leads
to data that equals its manifest, with restic and gpg alone. What is not: that people still know the passphrase or find
their shares. A person who types it into ``kit test KIT`` proves that, too, and the measurement says which it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.engine.exclusive import undisturbed
from continuity.engine.kit.age import PASSPHRASE_ENTRY, newest
from continuity.engine.kit.rehearsing import KitTest, Tested
from continuity.engine.orders import Ended, Hands, Job
from continuity.engine.rehearsals.walking import announced, rehearse
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import NotProven, Unavailable
from continuity.model.documents.drills import shipped_rehearsal
from continuity.model.job import JobKind, Result
from continuity.model.secrets import SecretRef
from continuity.recovery.kit.file import read_file
from continuity.recovery.restore_test import choose

if TYPE_CHECKING:
    from continuity.backup.place import Place
    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.inventory import Asset
    from continuity.model.job import Run

#: The procedure, by its name in ``drills/``.
KIT_TEST = "kit-test"
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class KitRequest:
    """What to test: a kit that a person named and opens (``kit`` and ``passphrase``), or the newest there is."""

    declared: Mark
    seed: str
    repository: str = ""
    kit: Path | None = None
    passphrase: str = field(default="", repr=False)


def run_kit_test(workshop: Workshop, asset: Asset, request: KitRequest, *, order: Order | None = None) -> Ended:
    """Bring the asset's newest point back from one repository, the one tested longest ago, by the kit alone.

    Raises ``Unavailable`` where there is no kit, no point, no repository or no sandbox.
    """
    policy, place = workshop.policy(asset), _place(workshop, asset, request)

    procedure = shipped_rehearsal(KIT_TEST)

    def work(run: Run) -> Result:
        undisturbed(workshop, place.spec)
        tested = _kit(workshop, request)
        place.ready()
        return rehearse(procedure, KitTest(workshop, run, asset, place, (tested, request.declared)))

    job = Job(
        kind=JobKind.KIT_TEST,
        client=asset.client,
        subject=asset.reference,
        policy_digest=policy.digest,
        order=order,
        intent={"repository": place.spec.name, "by": "person" if request.kit else "vault"} | announced(procedure),
    )
    return workshop.engine.execute(job, Hands(work=work))


def _place(workshop: Workshop, asset: Asset, request: KitRequest) -> Place:
    """Return the repository that is due, or the one that is asked for; raises ``Unavailable`` without a point."""
    with workshop.store.reading() as tx:
        points = [one for one in tx.points.all(asset.client, asset=asset.name) if one.repository in asset.copies]
        runs = tx.runs.since(asset.reference, JobKind.KIT_TEST, _EVER)
    tried = ((run.detail.get("repository", ""), run.started_at) for run in runs)  # also where nothing came of it
    points = [one for one in points if request.repository in ("", one.repository)]
    chosen = choose(points, dict(tried), select="newest", seed=request.seed)
    return next(one for one in workshop.places(asset) if one.spec.name == chosen.repository)


def _kit(workshop: Workshop, request: KitRequest) -> Tested:
    """Return the kit to test: the one that is named, else the newest, where it was written."""
    if request.kit is not None:
        return Tested(content=read_file(request.kit), passphrase=request.passphrase, by="person")
    return kept_kit(workshop)


def kept_kit(workshop: Workshop, other: Path | None = None) -> Tested:
    """Return the newest kit, where it was written, or an ``other`` one, with the passphrase that the vault keeps.

    Raises ``Unavailable`` where there is none, ``NotProven`` where the newest is not the one that was made.
    """
    with workshop.store.reading() as tx:
        known = newest(tx)
    if known is None:
        raise Unavailable("there is no recovery kit to test", hint="make one: continuity kit create")
    content = read_file(other or Path(known.path))
    if other is None and sha256_hex(content) != known.sha256:
        raise NotProven(
            "the kit {path} is not the one that was made: its SHA-256 is another",
            hint="put the right one back, or make a new one: continuity kit create",
            path=known.path,
        )
    return Tested(content=content, passphrase=workshop.reveal(SecretRef(vault=PASSPHRASE_ENTRY)), by="vault")
