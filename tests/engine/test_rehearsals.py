"""Restore tests and rotating verification on real repositories, damaged ones among them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.engine.kit import Client


def verdicts(run: dict[str, Any]) -> dict[str, str]:
    return {one["objective"]: one["verdict"] for one in run["measurements"]}


def damage(repository: Path) -> None:
    """Flip a byte in the largest pack, which holds file content: trees stay, so that the restore begins."""
    pack = max(repository.glob("data/*/*"), key=lambda path: path.stat().st_size)
    pack.chmod(0o600)
    with pack.open("r+b") as file:
        file.seek(pack.stat().st_size // 3)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def checks(client: Client, *commands: list[str]) -> None:
    client.write()
    document = json.loads(client.config.read_text())
    document["assets"]["share"]["checks"] = [{"command": one} for one in commands]
    client.config.write_text(json.dumps(document))


def test_each_copy_in_turn_is_restored_compared_and_removed(three: Client) -> None:
    three.run("backup")
    runs = [three.run("test", "--json").json for _ in range(3)]
    assert {run["copies"][0]["repository"] for run in runs} == {"disk", "second", "third"}
    for run in runs:
        assert (run["kind"], run["outcome"]) == ("restore_test", "succeeded")
        assert set(verdicts(run).values()) == {"met"}
        assert {"canary", "content", "technical_recovery_time"} <= set(verdicts(run))
    assert not list((three.state / "sandbox").glob("*"))
    assert all(point["verified_at"] for point in three.points())
    three.check_evidence()


def test_without_a_canary_nothing_is_said_of_one(client: Client) -> None:
    client.write()
    document = json.loads(client.config.read_text())
    document["assets"]["share"]["canary"] = "none"
    client.config.write_text(json.dumps(document))
    client.run("backup")
    run = client.run("test", "--json").json
    assert "canary" not in verdicts(run)
    assert verdicts(run)["content"] == "met"


def test_the_recorded_seed_repeats_the_choice(three: Client) -> None:
    for _ in range(3):
        three.run("backup")
    first = three.run("test", "--from", "second", "--json").json
    again = three.run("test", "--from", "second", "--seed", first["detail"]["seed"], "--json").json
    assert again["copies"][0]["snapshot"] == first["copies"][0]["snapshot"]


def test_a_damaged_copy_is_missed_and_the_others_are_met(three: Client) -> None:
    (three.share / "large").write_bytes(os.urandom(200_000))
    three.run("backup")
    damage(three.root / "second")
    found = {}
    for name in ("disk", "second", "third"):
        done = three.run("test", "--from", name, "--json", code=None)
        found[name] = (done.code, verdicts(done.lines[0])["content"])
    assert found == {"disk": (0, "met"), "second": (1, "missed"), "third": (0, "met")}
    standing = three.run("status", "--json", code=None).json["assets"][0]
    assert (standing["restore_tests"]["tests"], standing["restore_tests"]["failures"]) == (3, 1)
    assert standing["restore_tests"]["failure_rate_at_most"] is None


def test_the_assets_own_checks_see_the_data_and_nothing_else(client: Client) -> None:
    inside = client.restored(Path("/restored")).relative_to("/restored")
    blind = ["sh", "-c", f"! ls {client.state} && ! grep -q eth /proc/net/dev && ! touch here"]
    checks(client, ["test", "-d", str(inside)], blind)
    client.run("backup")
    assert verdicts(client.run("test", "--json").json)["checks"] == "met"
    checks(client, ["test", "-e", "no such file"])
    done = client.run("test", "--json", code=1)
    assert verdicts(done.json)["checks"] == "missed"
    assert "no such file" not in done.err or "test" in done.err


def test_without_its_manifest_a_test_proves_nothing(client: Client) -> None:
    client.run("backup")
    for manifest in (client.state / "manifests").rglob("*.gz"):
        manifest.unlink()
    done = client.run("test", "--json", code=1)
    assert verdicts(done.json)["content"] == "unproven"


def test_a_test_that_is_killed_leaves_nothing_and_the_next_one_says_so(client: Client) -> None:
    checks(client, ["sleep", "30"])
    client.run("backup")
    child = client.spawn("test")
    sandbox = client.state / "sandbox"
    for _ in range(600):
        if list(sandbox.glob("*/data")):
            break
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert list(sandbox.glob("*"))
    checks(client)
    client.run("test")
    assert not list(sandbox.glob("*"))
    outcomes = [one["body"]["outcome"] for one in client.records() if one["kind"] == "run.outcome"]
    assert outcomes[-2:] == ["aborted", "succeeded"]
    client.check_evidence()


@pytest.mark.parametrize("words", [("test", "nobody"), ("test", "--from", "nowhere"), ("test",)])
def test_what_cannot_be_tested_is_said(client: Client, words: tuple[str, ...]) -> None:
    done = client.run(*words, code=None)
    assert done.code in (2, 4)
    assert "hint:" in done.err


def test_slices_cover_a_repository_and_prove_its_points(client: Client) -> None:
    client.policy = "sliced"
    sliced = {
        "objectives": {"rpo": "24h", "rto": "8h"},
        "copies": {"copies": 2},
        "verify": {"every": "week", "share": "50 %"},
    }
    client.write(policies={"sliced": sliced})
    client.run("backup")
    half = client.run("verify", "--json").json
    assert (half["detail"]["slice"], half["detail"]["share"]) == (1, 0.5)
    assert not any(point["verified_at"] for point in client.points())
    whole = client.run("verify", "--json").json
    assert (whole["detail"]["slice"], whole["detail"]["share"]) == (2, 1.0)
    (first,) = client.points()
    assert first["verified_at"]
    assert len(first["tree"]) == 64
    client.run("backup")
    client.run("verify")
    newest = client.points()[0]
    assert newest["verified_at"] is None, "only one of two slices was read since this point was stored"
    client.run("verify", "--all")
    assert client.points()[0]["verified_at"]


def test_repositories_of_one_client_cut_content_alike(three: Client) -> None:
    three.run("backup")
    vault = three.vault()
    polynomials = set()
    for name in ("disk", "second", "third"):
        password = vault.get(f"acme/{name}/password")
        environ = os.environ | {"RESTIC_PASSWORD": password}
        done = subprocess.run(
            ["restic", "-r", str(three.root / name), "--no-cache", "cat", "config"],
            env=environ, capture_output=True, text=True, check=True,
        )  # fmt: skip
        polynomials.add(json.loads(done.stdout)["chunker_polynomial"])
    assert len(polynomials) == 1


def test_a_rehearsal_is_a_procedure_whose_steps_are_on_record(client: Client) -> None:
    checks(client, ["test", "-e", "no such file"])
    client.run("backup")
    found = client.run("test", "--json", code=1).json
    states = {one["name"]: one["state"] for one in found["detail"]["steps"]}
    assert states == {
        "sandbox": "done",
        "restore": "done",
        "compare": "done",
        "check": "given_up",
        "listen": "done",
    }, "what failed stops nothing else, and what has nothing to do is not told as done"
    intent = next(
        one["body"] for one in client.records() if one["kind"] == "run.intent" and "procedure" in one["body"]["detail"]
    )
    assert intent["detail"]["procedure"]["name"] == "restore-test"


def test_what_keeps_a_rehearsal_from_beginning_leaves_nothing(client: Client) -> None:
    client.run("backup")
    (client.root / "disk").rename(client.root / "gone")
    client.run("test", code=4)
    assert not list((client.state / "sandbox").glob("*"))
