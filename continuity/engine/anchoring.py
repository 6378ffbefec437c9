"""Anchoring: the heads of the logs are brought to who can hold them against us, when that is due.

A place that cannot be reached holds up no other: its failure is recorded once, and it is tried again later. Where one
authority does not answer one client's log, it is not asked for the next one's in the same round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from continuity.engine.notices.recorded import FAILED as NOT_SENT
from continuity.engine.notices.recorded import SENT
from continuity.evidence.anchors import (
    ANCHORED,
    FAILED,
    OWN_RECORDS,
    due,
    failed,
    sealed_anchor,
    sealed_name,
    succeeded,
    told,
)
from continuity.evidence.authority import stamp
from continuity.evidence.format.checkpoint import SERVER
from continuity.evidence.timestamp import stamped_at
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.model.anchor import Anchor, AnchorKind, Standing
from continuity.storage.ports import WriteOnce

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from continuity.engine.workshop import Workshop
    from continuity.evidence.format.checkpoint import Checkpoint
    from continuity.model.anchor import Authority, EvidenceSpec
    from continuity.model.inventory import Inventory, RepositorySpec
    from continuity.state.store import Transaction


_FEW = 100  # records that are looked at for something that waits to be signed

#: Brings a head somewhere; None where that place turns out to seal nothing.
Bring: TypeAlias = Callable[["Checkpoint"], Anchor | None]


def holders(inventory: Inventory, name: str) -> tuple[EvidenceSpec, Iterable[RepositorySpec]]:
    """Return what the documents say of a log's anchors, and the repositories that take its heads under a lock.

    The server's own log goes by the one client's documents, and in a fleet by those that all share: a client's bucket
    is not there for others.
    """
    if name == SERVER:
        evidence, clients = inventory.evidence, [] if inventory.fleet else [*inventory.clients.values()]
    else:
        evidence, clients = inventory.clients[name].evidence, [inventory.clients[name]]
    specs = (spec for client in clients for spec in client.repositories.values())
    return evidence, [spec for spec in specs if spec.lock is not None]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What came of bringing one head to one place: an anchor, or an error. ``client`` may be the server's own log."""

    client: str
    head: Checkpoint
    kind: AnchorKind
    name: str
    before: Standing
    anchor: Anchor | None = None
    error: ContinuityError | None = None

    @property
    def news(self) -> bool:
        """Whether it is otherwise than it was: a streak of failures begins or ends."""
        return (self.error is None) != (self.before.failing_since is None)


@dataclass(frozen=True)
class _Place:
    """One place for one log's heads: how it stands with it, and how a head is brought there."""

    standing: Standing
    bring: Bring
    due: bool


@dataclass
class Anchoring:
    """One round over the logs of clients; ``workshop`` gives the logs, the places and the clock."""

    workshop: Workshop
    _silent: dict[str, ContinuityError] = field(default_factory=dict)  # authorities that did not answer in this round

    def client(self, name: str, *, at_once: bool = False) -> list[Brought]:
        """Bring the newest head of a client's log wherever it is due, or everywhere, and record what came of it.

        Raises ``Refused`` where the log cannot be signed (``Sequencer.run``), ``Unavailable`` without the database.
        """
        log = self.workshop.log(name)
        origin = log.journal.log
        places = [one for one in self._places(name, origin) if at_once or one.due]
        with self.workshop.store.reading() as tx:
            # what came after the last run, and no run will sign soon
            waiting = any(one.kind in (SENT, NOT_SENT) for one in tx.records.pending(origin, _FEW))
        head = log.sequencer.run().checkpoint if places or waiting else None
        if head is None:
            return []
        came = [one for one in (self._one(name, head, place) for place in places) if one]
        if came:
            with self.workshop.store.transaction() as tx:
                for one in came:
                    self._keep(tx, one)
            log.sequencer.run()
        return came

    def server(self, *, at_once: bool = False) -> list[Brought]:
        """Take the heads of all clients' logs into the server's log, and bring its own head as :meth:`client` does.

        Nothing happens where there is no such log yet.
        """
        own = self.workshop.server
        if own is None:
            return []
        own.take_heads(self.workshop.logs, lambda name: self.workshop.logs[name].journal.log)
        own.log().sequencer.run()
        return self.client(SERVER, at_once=at_once)

    def _one(self, client: str, head: Checkpoint, place: _Place) -> Brought | None:
        before, anchor, error = place.standing, None, None
        try:
            anchor = place.bring(head)
        except ContinuityError as fault:
            error = fault
        if anchor is None and error is None:
            return None
        return Brought(
            client=client, head=head, kind=before.kind, name=before.name, before=before, anchor=anchor, error=error
        )

    def _places(self, client: str, log: str) -> Iterator[_Place]:
        """Yield every place of a log: who dates its heads, and the repositories that promise a lock."""
        evidence, locked = holders(self.workshop.inventory, client)
        named: list[tuple[AnchorKind, str, Bring]] = [
            (AnchorKind.RFC3161, authority.name, self._dated_by(authority)) for authority in evidence.timestamps
        ]
        named += [(AnchorKind.WRITE_ONCE, spec.name, self._sealed_in(spec)) for spec in locked]
        if not named:
            return
        now, every = self.workshop.clock.now(), evidence.anchor_every
        with self.workshop.store.reading() as tx:
            known = {(one.kind, one.name): one for one in tx.anchors.standings(log)}
            for kind, name, bring in named:
                standing = known.get((kind, name)) or Standing(log=log, kind=kind, name=name)
                new = tx.anchors.something_new(log, standing.tree_size, OWN_RECORDS)
                yield _Place(standing, bring, due(standing, now=now, every=every, something_new=new))

    def _dated_by(self, authority: Authority) -> Bring:
        def bring(head: Checkpoint) -> Anchor:
            if authority.url in self._silent:
                raise self._silent[authority.url]
            text = head.text().encode()
            try:
                token = stamp(authority, text)
            except Unavailable as error:
                self._silent[authority.url] = error
                raise
            at = stamped_at(token, text, None)
            return Anchor(log=head.origin, tree_size=head.size, root=head.root, kind=AnchorKind.RFC3161,
                          name=authority.name, at=at, proof=token)  # fmt: skip

        return bring

    def _sealed_in(self, spec: RepositorySpec) -> Bring:
        def bring(head: Checkpoint) -> Anchor | None:
            place = self.workshop.place(spec)
            if not isinstance(place.port, WriteOnce):
                return None
            if place.fault:
                raise place.fault
            with self.workshop.store.reading() as tx:
                note = tx.records.checkpoint(head.origin, head.size) or head.text()
            found = place.port.seal(sealed_name(head.origin, head.size), note.encode())
            return sealed_anchor(head, spec.name, found)

        return bring

    def _keep(self, tx: Transaction, one: Brought) -> None:
        """Write what came of it, and a record: of every anchor, and of the first failure of a streak."""
        now = self.workshop.clock.now()
        every = holders(self.workshop.inventory, one.client)[0].anchor_every
        journal = self.workshop.log(one.client).journal
        if one.anchor is not None:
            tx.anchors.add(one.anchor)
            tx.anchors.stand(succeeded(one.before, one.head.size, now))
            journal.record(tx.records, ANCHORED, now, told(one.anchor) | _streak(one.before))
            return
        cause = str(one.error)
        tx.anchors.stand(failed(one.before, cause, now, every))
        if one.news:
            body = {"kind": str(one.kind), "name": one.name, "tree_size": one.head.size, "cause": cause}
            journal.record(tx.records, FAILED, now, body)


def _streak(before: Standing) -> dict[str, object]:
    """Return what the record of a success says of the failures that it ends."""
    return {"failures": before.attempts} if before.failing_since else {}
