"""A log's key is rotated, lost and replaced; a process killed at any step leaves a log that goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from continuity.evidence import witness
from continuity.evidence.format.checkpoint import open_checkpoint
from continuity.evidence.published_keys import published_keys
from continuity.evidence.sequencer import Sequencer
from continuity.faces.app import App
from continuity.state.records import DatabaseLog

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

ROTATE = ("evidence", "rotate-key", "--client", "acme", "--reason", "yearly")
ENTRY = "acme/log/signing-key"
#: Where the process dies, in the order of the steps: before the n-th call of a function.
DEATHS = {
    "before anything": ("continuity.engine.vault:Vault.set", 1),
    "the new key sealed": ("continuity.faces.log_keys:record_time", 1),
    "before the record": ("continuity.evidence.journal:Journal.record", 1),
    "recorded, not published": ("continuity.faces.log_keys:publish_rotation", 1),
    "published, not promoted": ("continuity.engine.vault:Vault.change", 2),
    "promoted, no head of the new key": ("continuity.evidence.publish:write_checkpoint", 1),
}
DYING = """
import importlib, os, signal, sys
where, nth = sys.argv[1], int(sys.argv[2])
module, _, path = where.partition(":")
*owners, name = path.split(".")
holder = importlib.import_module(module)
for owner in owners:
    holder = getattr(holder, owner)
real, calls = getattr(holder, name), []
def dying(*args, **values):
    calls.append(1)
    if len(calls) == nth:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **values)
setattr(holder, name, dying)
from continuity.faces.cli.main import main
sys.argv = ["continuity", *sys.argv[3:]]
main()
"""


def fingerprints(client: Client) -> list[str]:
    return [one["fingerprint"] for one in client.run("evidence", "keys", "--json").json["keys"]]


def kinds(client: Client) -> list[str]:
    return [one["kind"] for one in client.records() if one["kind"].startswith("key.")]


def app(client: Client) -> App:
    return App(client.config, {}, client.key)


def log(client: Client) -> Path:
    return client.state / "log/acme"


def test_the_new_key_signs_what_follows(client: Client) -> None:
    before = client.run(*ROTATE[:2], "--reason", "yearly", "--json").json
    client.run("backup")
    client.run(*ROTATE)
    client.run("backup")
    keys = client.run("evidence", "keys", "--json").json["keys"]
    assert [one["vouched"] for one in keys] == [False, True, True]
    assert keys[1]["fingerprint"] == before["fingerprint"]
    assert [one["reason"] for one in keys] == [None, "yearly", "yearly"]
    verifier = app(client).verifier("acme")
    heads = [open_checkpoint(note, verifier) for note in DatabaseLog(app(client).store).checkpoints(verifier.name)]
    for head, note in zip(heads, DatabaseLog(app(client).store).checkpoints(verifier.name), strict=True):
        signed = [key["fingerprint"] for key in keys if key["from_size"] < head.size][-1]
        assert open_checkpoint(note, verifier.of(note)).size == head.size
        assert verifier.of(note).fingerprint == signed
    assert kinds(client) == ["key.rotated", "key.rotated"]
    rotated = next(one for one in client.records() if one["kind"] == "key.rotated")
    assert rotated["index"] == keys[1]["from_size"]
    assert (log(client) / "keys/0001").read_text() == rotated["body"]["note"]
    assert client.vault().names().count(ENTRY) == 1
    assert f"{ENTRY}.next" not in client.vault().names()
    client.check_evidence()


def test_a_witness_follows_the_new_key(client: Client, tmp_path: Path) -> None:
    (first,) = fingerprints(client)
    argv = [str(log(client)), "--state", str(tmp_path), "--lang", "en", "--key-fingerprint", first]
    assert witness.main(argv) == 0
    client.run(*ROTATE)
    client.run("backup")
    assert witness.main(argv) == 0


def test_a_lost_key_does_not_lose_the_past(client: Client) -> None:
    client.run("backup")
    client.vault().change({ENTRY: None})
    assert "rotate-key --lost" in client.run("backup", code=4).err
    assert "rotate-key --lost" in client.run("init", code=3).err, "no other key is made behind the readers' backs"
    client.run(*ROTATE, code=4)
    said = client.run(*ROTATE, "--lost").out
    assert "nobody vouches for it" in said
    client.run("backup")
    assert kinds(client) == ["key.replaced"]
    assert [one["vouched"] for one in client.run("evidence", "keys", "--json").json["keys"]] == [False, False]
    client.check_evidence()
    first, _ = fingerprints(client)
    verifier = app(client).verifier("acme")
    assert [key.fingerprint for key in getattr(verifier, "vouched_by")(first)] == [first]  # noqa: B009 - a KeyHistory


def test_a_key_at_hand_is_not_lost(client: Client) -> None:
    assert "it is not lost" in client.run(*ROTATE, "--lost", code=5).err
    assert len(fingerprints(client)) == 1
    assert ENTRY in client.vault().names()


STEPS = list(DEATHS)
LOST = [pytest.param(step, True, marks=[] if step in STEPS[3:5] else [pytest.mark.slow]) for step in STEPS]


@pytest.mark.parametrize(("step", "lost"), [*((step, False) for step in STEPS), *LOST])
def test_killed_at_any_step_the_log_goes_on(client: Client, step: str, lost: bool) -> None:
    client.run("backup")
    if lost:
        client.vault().change({ENTRY: None})
    words = (*ROTATE, *(("--lost",) if lost else ()))
    where, nth = DEATHS[step]
    argv = [sys.executable, "-c", DYING, where, str(nth), *client.argv(*words)]
    env = {"PATH": os.environ["PATH"], "HOME": str(client.root), **client.environ}
    died = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert died.returncode == -9, died.stdout + died.stderr
    complete = step == STEPS[-1]
    if not lost:
        client.run("backup")
    again = client.run(*words, code=5 if lost and complete else 0)
    ended = "an earlier change of this key was interrupted" in again.out
    assert ended == (step in STEPS[3:5])
    assert len(fingerprints(client)) == 2 + (complete and not lost)
    client.run("backup")
    assert f"{ENTRY}.next" not in client.vault().names()
    client.check_evidence()


def test_who_writes_into_the_log_all_along_takes_the_new_key(client: Client) -> None:
    """A service holds its sequencer open while a person rotates the key."""
    service = app(client)
    open_log = service.log("acme")
    client.run(*ROTATE)
    with service.store.transaction() as tx:
        open_log.journal.record(tx.records, "config", service.clock.now(), {"said": "by the service"})
    assert open_log.sequencer.run().integrated == 1
    verifier = published_keys(log(client))
    assert verifier is not None
    note = (log(client) / "checkpoint").read_text()
    assert open_checkpoint(note, verifier.of(note))
    client.check_evidence()


def test_a_state_from_before_the_rotation_goes_on_with_the_new_key(client: Client) -> None:
    """The state comes back from a backup; the vault, kept apart, has the key that was made since."""
    old, newer = client.root / "old", client.root / "newer"
    shutil.copytree(client.state, old)
    client.run(*ROTATE)
    client.run("backup")
    shutil.copytree(log(client), newer)
    for name in ("log", "state.db", "state.db-wal", "state.db-shm"):
        path = client.state / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if (old / name).is_dir():
            shutil.copytree(old / name, path)
        elif (old / name).exists():
            shutil.copy(old / name, path)
    assert client.run("backup", code=None).code != 0
    client.run("evidence", "recover", "--from", newer)
    client.run("backup", code=None)
    assert len(fingerprints(client)) == 2
    found = client.run("evidence", "verify", "--json", code=None).json
    assert found["verdict"] == "valid", found


def test_without_the_new_key_nothing_is_signed(client: Client) -> None:
    service = app(client)
    signer = service.signer("acme")
    client.run(*ROTATE)
    with service.store.transaction() as tx:
        service.log("acme").journal.record(tx.records, "config", service.clock.now(), {})
    stale = Sequencer(DatabaseLog(service.store), signer, log(client))
    with pytest.raises(Exception, match="is not ours"):
        stale.run()
