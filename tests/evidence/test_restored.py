"""A database that came back older than what was published: the log goes on without a fork, and says what was lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from continuity.evidence import publish
from continuity.evidence.format.checkpoint import open_checkpoint
from continuity.evidence.held import Held, given
from continuity.evidence.journal import RESTORED
from continuity.evidence.restored import Recovered, Restored
from continuity.evidence.verify import verify_log
from continuity.ground.errors import Refused
from tests.evidence.lab import Lab


def put_back(lab: Lab, copy: Path) -> Lab:
    """The database as it was when it was copied; what is published stays."""
    lab.store.close()
    for left in lab.root.glob("state.db*"):
        left.unlink()
    shutil.copy(copy, lab.root / "state.db")
    again = Lab(lab.root)
    again.now, again.runs = lab.now, lab.runs
    again.journal = lab.journal
    return again


def copied(lab: Lab) -> Path:
    lab.store.close()
    return Path(shutil.copy(lab.root / "state.db", lab.root / "copy.db"))


def recover(lab: Lab, source: Path | None = None) -> Recovered:
    restored = Restored(lab.records, lab.signer.verifier, source or lab.directory)
    restored.check()
    with lab.store.transaction() as tx:
        done = restored.recover(tx.records)
        lab.record(tx, RESTORED, database_size=done.database, published_size=done.published)
    return done


def newest(lab: Lab) -> Held:
    head = open_checkpoint((lab.directory / "checkpoint").read_text(), lab.signer.verifier)
    return Held(holder="an auditor", size=head.size, root=head.root)


@pytest.mark.parametrize(("before", "after"), [(2, 1), (2, 140), (128, 127), (140, 300)])
def test_the_log_goes_on_from_what_was_published(lab: Lab, before: int, after: int) -> None:
    lab.fill(before, every=50)
    copy = copied(lab)
    for _ in range(after):
        lab.run()
    lab.sequencer.run()
    held = newest(lab)
    lab = put_back(lab, copy)
    with pytest.raises(Refused, match="cut or rolled back") as refused:
        lab.sequencer.run()
    assert "continuity evidence recover" in refused.value.hint

    done = recover(lab)
    assert (done.database, done.published, done.lost) == (1 + 2 * before, held.size, 2 * after)
    lab.run()
    lab.sequencer.run()
    found = verify_log(lab.records, lab.signer.verifier, lab.directory, [held])
    assert (found.problems, found.erased) == ((), 2 * after), "what an auditor kept before is its past"
    assert found.checkpoint.size == held.size + 3
    [[kind]] = lab.sql("SELECT kind FROM record WHERE position=?", held.size)
    assert kind == RESTORED


def test_what_the_database_held_and_had_not_signed_finds_its_place(lab: Lab) -> None:
    lab.fill(2)
    kept = lab.run()
    copy = copied(lab)
    lab.run()
    lab.sequencer.run()
    lab = put_back(lab, copy)
    done = recover(lab)
    assert (done.found, done.lost) == (2, 2)
    lab.sequencer.run()
    assert lab.sql("SELECT position, kind FROM record WHERE run=?", kept) == [(5, "run.intent"), (6, "run.outcome")]
    assert (lab.verify().problems, lab.verify().erased) == ((), 2)


def test_a_database_that_is_lost_altogether_begins_with_commitments(lab: Lab) -> None:
    lab.fill(3)
    lab.store.close()
    for left in lab.root.glob("state.db*"):
        left.unlink()
    lab = Lab(lab.root)
    done = recover(lab)
    assert (done.database, done.lost) == (0, 7)
    lab.sequencer.run()
    assert lab.verify().valid


def test_a_process_that_dies_after_it_leaves_a_log_that_goes_on(lab: Lab) -> None:
    lab.fill(2)
    copy = copied(lab)
    lab.run()
    lab.sequencer.run()
    lab = put_back(lab, copy)
    recover(lab)
    lab = put_back(lab, copied(lab))
    assert lab.sequencer.run().integrated == 1
    assert lab.verify().valid


def test_a_copy_of_the_published_log_will_do(lab: Lab, tmp_path: Path) -> None:
    """The whole machine is gone; a customer's mirror of the published log is newer than the backup."""
    lab.fill(2)
    copy = copied(lab)
    shutil.copytree(lab.directory, tmp_path / "then")
    lab.run()
    lab.sequencer.run()
    (lab.directory).rename(tmp_path / "mirror")
    shutil.copytree(tmp_path / "then", lab.directory)
    lab = put_back(lab, copy)
    assert lab.verify().valid, "nothing on this machine tells"
    recover(lab, tmp_path / "mirror")
    lab.sequencer.run()
    held = given(tmp_path / "mirror" / "checkpoint", lab.signer.verifier)
    assert verify_log(lab.records, lab.signer.verifier, lab.directory, [held]).valid


def rewritten(lab: Lab) -> str:
    lab.sql("UPDATE record SET body=CAST(replace(body, 'partage', 'autre') AS BLOB) WHERE position=3")
    return "do not give the root hash of its own checkpoint"


def forked(lab: Lab) -> str:
    """Another past, signed with the same key: to recover would hide it."""
    lab.sql("UPDATE record SET body=CAST(replace(body, 'partage', 'autre') AS BLOB), position=NULL")
    lab.sql("DELETE FROM checkpoint")
    publish_aside = lab.root / "aside"
    lab.directory.rename(publish_aside)
    lab.sequencer.run()
    shutil.rmtree(lab.directory)
    publish_aside.rename(lab.directory)
    return "does not go on from the first 5 records"


def another_entry(lab: Lab) -> str:
    path = lab.directory / "tile/entries/000.p/7"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    return "does not go on from the first 5 records"


def no_entries(lab: Lab) -> str:
    shutil.rmtree(lab.directory / "tile/entries")
    return "cannot be read"


@pytest.mark.parametrize("harm", [rewritten, forked, another_entry, no_entries])
def test_what_does_not_go_on_from_the_database_is_refused_and_nothing_is_changed(lab: Lab, harm: object) -> None:
    lab.fill(2)
    copy = copied(lab)
    lab.run()
    lab.sequencer.run()
    lab = put_back(lab, copy)
    assert callable(harm)
    match = harm(lab)
    before = (lab.sql("SELECT * FROM record"), publish.read_checkpoint(lab.directory))
    with pytest.raises(Refused, match=match):
        recover(lab)
    assert (lab.sql("SELECT * FROM record"), publish.read_checkpoint(lab.directory)) == before


def test_where_nothing_was_restored_nothing_is_done(lab: Lab) -> None:
    lab.fill(1)
    with pytest.raises(Refused, match="nothing is to be recovered"):
        recover(lab)
