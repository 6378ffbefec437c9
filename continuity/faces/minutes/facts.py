"""What the minutes of a drill are made of: its run, its journal, the records that prove it. Read, never judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.merkle import leaf_hash
from continuity.evidence.format.record import read_fields
from continuity.evidence.store import entry_of
from continuity.faces.minutes.moments import moments, zero
from continuity.ground.errors import ContinuityError, UsageError
from continuity.model.job import JobKind
from continuity.recovery.drills.compiling import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from continuity.faces.app import App
    from continuity.faces.minutes.moments import Moment
    from continuity.ground.clock import Mark
    from continuity.model.anchor import Anchor
    from continuity.model.corrective import CorrectiveAction
    from continuity.model.drill import Drill
    from continuity.model.inventory import Client
    from continuity.model.job import Run
    from continuity.model.journal import Event
    from continuity.model.procedure import Procedure
    from continuity.model.record import StoredRecord
    from continuity.state.store import Transaction


@dataclass(frozen=True, kw_only=True)
class Cited:
    """One record of the client's log: where an auditor finds it, and what its leaf hashes to in the tree."""

    index: int | None
    at: str
    kind: str
    run: str
    leaf: str
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One drill that was run. ``drill`` and ``procedure`` are those of today, for titles: None where there is none.

    ``same`` tells whether they say what they said when it was run.
    """

    client: str
    title: str
    run: Run
    drill: Drill | None
    procedure: Procedure | None
    same: bool
    events: tuple[Event, ...]
    steps: Mapping[str, Moment]
    records: tuple[Cited, ...]
    log: str
    fingerprint: str
    anchors: tuple[Anchor, ...]
    actions: tuple[CorrectiveAction, ...] = ()

    @property
    def name(self) -> str:
        """The name of the drill."""
        return str(self.run.detail["drill"])

    @property
    def fault(self) -> Mark | None:
        """When the clock of the RTO began."""
        return zero(self.steps, self.events, self.run)

    def anchored(self) -> Anchor | None:
        """Return the first anchor that covers how it ended, one that a stranger can check before any other."""
        return min(self.anchors, key=lambda one: (not one.proven_offline, one.tree_size), default=None)


def facts_of(app: App, wanted: str, client: str | None) -> Facts:
    """Return the facts of a run by its id, or of the newest that ended of a drill by its name.

    Raises ``UsageError`` where there is none, or where it is no drill, or has not ended.
    """
    with app.store.reading() as tx:
        run = _found(tx, wanted, client)
        owner = app.inventory.clients.get(run.client)
        drill, runbook = _documents(owner, run)
        verifier = app.verifier(run.client)
        events = tuple(tx.journals.of(run.id))
        steps = moments(events)
        runs = [run.id, *(one.run for one in steps.values() if one.run)]
        records = tuple(_cited(tx.records.of_runs(verifier.name, runs)))
        last = max((one.index for one in records if one.run == run.id and one.index is not None), default=None)
        return Facts(
            client=run.client,
            title=owner.title if owner else run.client,
            run=run,
            drill=drill,
            procedure=compiled(drill, runbook, {}) if drill and runbook else None,
            same=bool(drill and runbook) and _digests(run) == (drill and drill.digest, runbook and runbook.digest),
            events=events,
            steps=steps,
            records=records,
            log=verifier.name,
            fingerprint=verifier.fingerprint,
            anchors=() if last is None else tuple(tx.anchors.covering(verifier.name, last)),
            actions=tuple(one for one in tx.corrective.find(run.client) if run.id in one.runs),
        )


def _digests(run: Run) -> tuple[str, str]:
    return run.policy_digest, str(run.detail["runbook"]["digest"])


def _documents(owner: Client | None, run: Run) -> tuple[Drill | None, Procedure | None]:
    """Return the drill and its runbook as today's documents have them; None for what is gone, or damaged by now."""
    try:
        drill = owner.drills.get(str(run.detail["drill"])) if owner else None
        return drill, owner.runbooks.get(str(run.detail["runbook"]["name"])) if owner and drill else None
    except ContinuityError:  # using it says so; what was done with it is not undone by that
        return None, None


def _found(tx: Transaction, wanted: str, client: str | None) -> Run:
    run = tx.runs.get(wanted)
    if run is None:
        last = {
            key: one for key, one in tx.walks.last_drills().items() if key[1] == wanted and client in (None, key[0])
        }
        if len(last) > 1:
            names = ", ".join(sorted(owner for owner, _ in last))
            raise UsageError("{name} is a drill of several clients", hint="add --client; known: {names}", name=wanted,
                             names=names)  # fmt: skip
        run = next(iter(last.values()), None)
    if run is None:
        raise UsageError("no drill of the name or run {name} has ended yet", hint="continuity drill list", name=wanted)
    if run.kind is not JobKind.DRILL or run.outcome is None or "mutation" in run.detail:
        raise UsageError(
            "run {run} is no drill that was done: there are no minutes of it", hint="continuity drill list", run=run.id
        )
    return run


def _cited(records: Iterable[StoredRecord]) -> Iterable[Cited]:
    """Yield each record as it is cited; of an erased or damaged one only its place is known."""
    for one in records:
        try:
            fields = read_fields(one.body) if one.salt else {}
            leaf = leaf_hash(entry_of(one)).hex()
        except ContinuityError:  # ``evidence verify`` says what is wrong with it
            fields, leaf = {}, ""
        yield Cited(
            index=one.index,
            at=fields.get("at", ""),
            kind=one.kind,
            run=one.run or "",
            leaf=leaf,
            body=fields.get("body", {}),
        )
