"""Anchors are kept as they were brought, and how it stands with each place survives a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from continuity.model.anchor import Anchor, AnchorKind, Standing
from continuity.state.store import Store

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 2, 20, 7, 806562, tzinfo=UTC)
LOG = "continuity/s/acme"
TOKEN = Anchor(log=LOG, tree_size=7, root=b"r" * 32, kind=AnchorKind.RFC3161, name="tsa", at=NOW, proof=b"\x30\x00")


def test_anchors_come_back_by_size_and_newest_by_place(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "state.db")
    later, locked = replace(TOKEN, tree_size=12), replace(TOKEN, kind=AnchorKind.WRITE_ONCE, name="tsa")
    with store.transaction() as tx:
        for one in (later, TOKEN, locked, replace(TOKEN, log="continuity/s/bravo")):
            tx.anchors.add(one)
        tx.anchors.add(replace(TOKEN, proof=b"another"))  # the first one stays
    with store.reading() as tx:
        assert tx.anchors.between(LOG) == [TOKEN, locked, later]
        assert tx.anchors.between(LOG, 8, 12) == [later]
        assert tx.anchors.newest(LOG) == [later, locked]
    store.close()


def test_a_standing_is_rewritten(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "state.db")
    first = Standing(log=LOG, kind=AnchorKind.RFC3161, name="tsa", tree_size=7, anchored_at=NOW)
    failing = replace(first, failing_since=NOW, attempts=2, next_at=NOW + timedelta(minutes=5), cause="no answer")
    with store.transaction() as tx:
        tx.anchors.stand(first)
        tx.anchors.stand(failing)
    with store.reading() as tx:
        assert tx.anchors.standings(LOG) == [failing]
    store.close()


def test_what_is_new_leaves_the_anchors_own_records_out(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "state.db")
    with store.transaction() as tx:
        numbers = [tx.records.append(LOG, kind, None, b"s" * 32, b"{}") for kind in ("run.outcome", "anchor")]
        tx.records.append(LOG, "run.outcome", None, b"s" * 32, b"{}")  # pending: in no checkpoint yet
        assert tx.records.integrate(LOG, 0, numbers, "note")
    with store.reading() as tx:
        assert tx.anchors.something_new(LOG, 0, {"anchor"})
        assert not tx.anchors.something_new(LOG, 1, {"anchor"})
        assert tx.anchors.something_new(LOG, 1, {"anchor.failed"})
    store.close()
