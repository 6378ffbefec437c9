"""What if this were lost: the facts that the database holds, gathered for the pure judges of ``policy``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from continuity.engine.measured import restores_of
from continuity.engine.past import points_then, unknown_then
from continuity.engine.procedures.times import Times
from continuity.ground.machine import machine
from continuity.model.job import JobKind, Outcome
from continuity.policy.facts import Case, DeclaredCopy, FailureDomain, ObservedCopy, Production
from continuity.policy.loss import Return, Subject, returns, touched
from continuity.policy.policy import CopiesRule
from continuity.policy.reach import LostKind, Reach, Thing, named, possible, reach
from continuity.policy.reasons import Reason, because
from continuity.policy.survivors import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from continuity.model.inventory import Asset, Inventory, RepositorySpec
    from continuity.model.point import Point
    from continuity.policy.forecast import Sample
    from continuity.policy.policy import Policy
    from continuity.state.store import Transaction

_WITH_DATA = (Outcome.SUCCEEDED, Outcome.INCOMPLETE)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: the name of what is lost, when, and whether that is a moment of the past."""

    name: str
    at: datetime
    past: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is lost, what becomes of each asset that it concerns, which are not concerned, and what is assumed."""

    lost: Reach
    returns: tuple[Return, ...]
    untouched: tuple[Asset, ...]
    assumptions: tuple[Reason, ...]


def what_if(tx: Transaction, inventory: Inventory, policy: Callable[[Asset], Policy], asked: Question) -> Answer:
    """Answer from what was recorded, by that moment where it is past (``tx`` is then opened as of it).

    Raises ``UsageError`` where nothing, or more than one thing, goes by the name.
    """
    gathered = _Gathering(tx, inventory, policy, asked)
    things = gathered.things()
    sites = [f"{client.name}/{site}" for client in inventory.clients.values() for site in client.sites]
    lost = reach(named(asked.name, possible(things, sites)), things, lab=inventory.lab)
    concerned = [one for one in inventory.assets() if touched(one, lost)]
    found = returns(gathered.subjects(concerned), lost, asked.at, gathered.keeping())
    return Answer(
        lost=lost,
        returns=found,
        untouched=tuple(one for one in inventory.assets() if not touched(one, lost)),
        assumptions=tuple(_assumed(lost, inventory, asked, found)),
    )


def _assumed(lost: Reach, inventory: Inventory, asked: Question, found: Sequence[Return]) -> Iterator[Reason]:
    kind = lost.loss.kind
    if inventory.lab:
        yield because("lab")
    if machine() in lost.parts and (kind is LostKind.HOST or not inventory.lab):
        yield because("loss_vault")
    if any(one.data_lost for one in found):
        yield because("loss_queue")
    if any(one.data_lost and one.walked is None for one in found):
        yield because("loss_technical")
    if kind is LostKind.CREDENTIAL and asked.past:
        yield because("loss_past_append_only")


class _Gathering:
    """What one question needs to know."""

    def __init__(
        self, tx: Transaction, inventory: Inventory, policy: Callable[[Asset], Policy], asked: Question
    ) -> None:
        self._tx, self._inventory, self._policy, self._asked = tx, inventory, policy, asked
        self._samples: dict[str, dict[str, list[Sample]]] = {}

    def things(self) -> list[Thing]:
        """Return every repository and the data of every asset, each with what it was seen on."""
        found = [self._place(spec) for spec in self._specs()]
        for asset in self._inventory.assets():
            seen = self._production(asset)
            site = f"{asset.client}/{asset.site}"
            found.append(
                Thing(reference=asset.reference, site=site, is_data=True, hosts=seen.hosts, device=seen.domain.device)
            )
        return found

    def keeping(self) -> dict[str, Keeping]:
        """Return what keeps points from who holds a credential, by ``client/repository``."""
        found = {}
        for spec in self._specs():
            seen = self._tx.observations.latest(spec.client, spec.name, "domain")
            found[f"{spec.client}/{spec.name}"] = Keeping(
                append_only=bool(seen and seen.facts.get("append_only")),
                governance=spec.lock is not None and spec.lock.mode != "compliance",
            )
        return found

    def subjects(self, assets: Sequence[Asset]) -> list[Subject]:
        """Return what is known of these."""
        for client in {asset.client for asset in assets}:
            self._measure(client)
        return [self._subject(asset) for asset in assets]

    def _specs(self) -> Iterator[RepositorySpec]:
        return (spec for client in self._inventory.clients.values() for spec in client.repositories.values())

    def _place(self, spec: RepositorySpec) -> Thing:
        seen = self._domain(spec.client, spec.name)
        return Thing(
            reference=f"{spec.client}/{spec.name}",
            site=f"{spec.client}/{spec.site}",
            hosts=frozenset({seen.host, seen.endpoint} - {""}),
            device=seen.device,
            credentials=frozenset({f"{spec.client}/{spec.credential}", seen.credential} - {""}),
            addresses=frozenset(_addresses(spec)),
        )

    def _domain(self, client: str, repository: str) -> FailureDomain:
        seen = self._tx.observations.latest(client, repository, "domain")
        facts = seen.facts if seen else {}
        parts = ("device", "host", "endpoint", "credential")
        return FailureDomain(**{part: str(facts.get(part, "")) for part in parts})

    def _production(self, asset: Asset) -> Production:
        before = self._tx.runs.latest(asset.reference, JobKind.BACKUP, _WITH_DATA)
        detail = before.detail if before else {}
        return Production(
            site=asset.site,
            medium=asset.medium,
            domain=FailureDomain(device=str(detail.get("device", ""))),
            hosts=frozenset(detail.get("hosts", ())),
        )

    def _subject(self, asset: Asset) -> Subject:
        tx, at, policy = self._tx, self._asked.at, self._policy(asset)
        points = points_then(tx, asset, at) if self._asked.past else tx.points.all(asset.client, asset=asset.name)
        specs = [self._inventory.clients[asset.client].repositories[name] for name in asset.copies]
        declared = [
            DeclaredCopy(
                repository=one.name, site=one.site, medium=one.medium, credential=one.credential, locked=bool(one.lock)
            )
            for one in specs
        ]
        case = Case(
            rule=policy.copies or CopiesRule(copies=1),
            production=self._production(asset),
            declared=declared,
            observed=[self._copy(asset.client, name, points) for name in asset.copies],
            lab=self._inventory.lab,
            immutable_for=policy.immutable_for,
        )
        unknown = unknown_then(tx, asset, at) if self._asked.past else None
        walked = Times(tx, asset.client, at).back(self._inventory.clients[asset.client], asset)
        return Subject(
            asset=asset,
            policy=policy,
            case=case,
            points=points,
            samples=self._samples,
            unknown=unknown,
            walked=walked,
        )

    def _copy(self, client: str, repository: str, points: Sequence[Point]) -> ObservedCopy:
        newest = next((point for point in points if point.repository == repository), None)
        verification = self._tx.observations.latest(client, repository, "verification")
        until = newest.locked_until if newest else None
        return ObservedCopy(
            repository=repository,
            has_point=newest is not None,
            data_time=newest.data_time if newest else None,
            domain=self._domain(client, repository),
            locked_until=until,
            lock_reported_by_store=until is not None,
            errors=verification.facts.get("errors") if verification else None,
            verified_at=verification.at if verification else None,
        )

    def _measure(self, client: str) -> None:
        """Take up the restores of a whole point that went well, the newest first."""
        for asset in self._inventory.clients[client].assets.values():
            for repository, samples in restores_of(self._tx, asset, self._asked.at).items():
                self._samples.setdefault(f"{client}/{repository}", {})[asset.reference] = samples


def _addresses(spec: RepositorySpec) -> Iterator[str]:
    """Yield the hosts that the document names: by them a place is known that was never looked at."""
    if host := spec.declared.get("host"):
        yield str(host)
    for key in ("endpoint", "url"):
        if host := urlsplit(str(spec.declared.get(key, ""))).hostname:
            yield host
