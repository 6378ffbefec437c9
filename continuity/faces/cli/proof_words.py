"""Which runbooks may be relied upon, as ``status`` and ``monitor`` say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.faces.cli.results import duration
from continuity.policy.proving import ProofState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset
    from continuity.policy.proving import Proof
    from continuity.state.store import Transaction


@dataclass(frozen=True, kw_only=True)
class TrackRecord:
    """What became of a runbook so far: its proof, and of how many forecasts (the second) what came lay within."""

    proof: Proof | None = None
    kept: tuple[int, int] = (0, 0)

    def cells(self, session: Session) -> tuple[str, str]:
        """Return two cells of a table: when it was last proven, and how its forecasts did."""
        last = str(self.proof.last.date()) if self.proof and self.proof.last else ""
        stale = self.proof is not None and self.proof.state is ProofState.STALE
        proven = f"{last} {session.language.template('stale')}".strip() if stale else last
        within, count = self.kept
        return proven, session.language.fill("{within} of {count}", within=within, count=count) if count else ""

    def as_json(self) -> dict[str, Any]:
        """Return what it adds to one element of ``runbooks`` in ``continuity.runbooks/1``."""
        within, count = self.kept
        proof = self.proof.as_json() if self.proof else None
        return {"proof": proof, "forecasts": {"scored": count, "within": within}}


def track_records(session: Session) -> dict[tuple[str, str], TrackRecord]:
    """Return what became of each runbook, by client and name."""
    from continuity.engine.procedures.proofs import proofs

    app = session.app
    with app.store.reading() as tx:
        found = proofs(tx, list(app.inventory.clients.values()), app.policy, app.clock.now())
        known = {(one.client, one.runbook): one for one in found}
        scores = tx.walks.scores()
    names = known.keys() | scores.keys()
    return {name: TrackRecord(proof=known.get(name), kept=scores.get(name, (0, 0))) for name in names}


def proofs_of(session: Session, tx: Transaction, assets: Collection[Asset], at: datetime) -> list[Proof]:
    """Return where the runbooks stand of the clients whose assets these are."""
    from continuity.engine.procedures.proofs import proofs

    clients = session.app.inventory.clients
    names = dict.fromkeys(asset.client for asset in assets)
    return list(proofs(tx, [clients[name] for name in names], session.app.policy, at))


def tell_proofs(session: Session, found: Sequence[Proof]) -> None:
    """Say for each client which runbooks are proven, stale, or were never walked to their end."""
    for client in dict.fromkeys(one.client for one in found):
        own = [one for one in found if one.client == client]
        session.say("{client}: runbooks", client=client)
        for one in own:
            if one.state is ProofState.STALE:
                session.say("  {line}", line=stale_said(session, one))
        proven = [f"{one.runbook} ({one.last.date()})" for one in own if one.last and one.state is ProofState.PROVEN]
        if proven:
            session.say("  proven: {names}", names=", ".join(proven))
        if never := [one.runbook for one in own if one.state is ProofState.NEVER]:
            session.say(
                "  never walked to the end yet: {names}; try one: continuity runbook run NAME", names=", ".join(never)
            )


def stale_said(session: Session, one: Proof) -> str:
    """Return the line about a runbook that is stale."""
    fill, every = session.language.fill, duration(session, one.every.total_seconds())
    if one.last is None:
        return fill("stale: {name}, never walked to its end; due every {every}", name=one.runbook, every=every)
    return fill(
        "stale: {name}, last walked to its end on {date}; due every {every}",
        name=one.runbook,
        date=one.last.date(),
        every=every,
    )
