"""Locks kept: what falls short is locked anew with the keeper's keys, and by nobody else's; nothing is shortened."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.anomalies import INCIDENT
from continuity.engine.locks.renewing import run_lock
from continuity.faces.app import App
from continuity.ground.clock import SystemClock
from continuity.state.observations import Observation
from continuity.storage.access import Role
from tests.engine.buckets import DAY, POLICIES, opened, with_bucket

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from tests.engine.kit import Client


@dataclass
class Kept:
    """A client whose bucket was made by its owner, and whose server holds the keys of writer, keeper and pruner."""

    client: Client
    store: Any  # the owner's own client
    seeing: Any  # the writer's: who uploads an object owns it, and the bucket's owner may not look at it

    @property
    def where(self) -> dict[str, Any]:
        return self.client.repositories["object"]

    def promise(self, days: int, immutable_for: str) -> None:
        """Lock for so many days from now on: what is there already falls short of what is promised."""
        default = {"Mode": "COMPLIANCE", "Days": days}
        self.store.put_object_lock_configuration(
            Bucket=self.where["bucket"],
            ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": default}},
        )
        self.where["lock"]["period"] = f"{days}d"
        self.client.more["policies"] = json.loads(json.dumps(POLICIES).replace("36h", immutable_for))
        self.client.write()

    def versions(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Every version but restic's lock files, by key and version id, with its lock."""
        name = self.where["bucket"]
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for one in self.seeing.list_object_versions(Bucket=name)["Versions"]:
            if not one["Key"].startswith("locks/"):
                whole = {"Bucket": name, "Key": one["Key"], "VersionId": one["VersionId"]}
                found[one["Key"], one["VersionId"]] = self.seeing.get_object_retention(**whole)["Retention"]
        return found

    def dates(self) -> dict[str, datetime]:
        return {key: lock["RetainUntilDate"] for (key, _), lock in self.versions().items()}

    def lock(self, *words: str, code: int | None = 0) -> dict[str, Any]:
        return self.client.run("storage", "lock", *words, "--json", code=code).json


def keys_of(user: S3User, name: str) -> tuple[dict[str, str], dict[str, Any]]:
    secrets = {f"{name}_ACCESS": user.access_key, f"{name}_SECRET": user.secret_key}
    return secrets, {"access_key": {"env": f"{name}_ACCESS"}, "secret_key": {"env": f"{name}_SECRET"}}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, ceph_server: Ceph) -> Kept:
    """One backup under a lock of three days, as its bucket gave then; each test promises more."""
    place, fresh_bucket = tmp_path_factory.mktemp("keeper"), "keepers"
    owner = ceph_server.create_user(f"owner-{fresh_bucket}")
    client = with_bucket(place, ceph_server, fresh_bucket, owner)
    where = client.repositories["object"]
    client.run("backup")
    store = opened(ceph_server, owner)
    writer = owner
    secrets: dict[str, str] = {}
    roles: dict[str, Any] = {}
    principals: list[str] = []
    for role in (Role.WRITER, Role.KEEPER, Role.PRUNER):
        user = ceph_server.create_user(f"{role}-{fresh_bucket}")
        writer = user if role is Role.WRITER else writer
        principals += ["--principal", f"{role}=arn:aws:iam:::user/{user.name}", "--role", str(role)]
        more, keys = keys_of(user, "LAB" if role is Role.WRITER else role.upper())
        secrets |= more
        roles |= {} if role is Role.WRITER else {str(role): keys}
    policy = client.run("storage", "policy", "object", *principals).out
    store.put_bucket_policy(Bucket=fresh_bucket, Policy=policy)
    where |= {"roles": roles}
    client.environ |= secrets  # the owner's keys leave the server
    return Kept(client, store, opened(ceph_server, writer))


def test_the_keeper_extends_what_falls_short_and_nothing_else(kept: Kept) -> None:
    kept.promise(10, "36h")
    client, before = kept.client, kept.versions()
    roles = kept.where.pop("roles")
    client.write()
    failed = kept.lock(code=1)
    assert failed["outcome"] == "incomplete"
    assert failed["detail"]["extended"] == 0 < failed["detail"]["failed"]
    assert failed["detail"]["keys"] == "writer"
    assert failed["measurements"][0]["verdict"] == "met", "three days are longer than those promised"
    kept.where["roles"] = roles
    client.write()
    told = client.run("storage", "lock", "--dry-run").out
    facts = kept.lock("--dry-run")
    assert f"{facts['extended']} object(s)" in told
    assert kept.versions() == before, "nobody else extends, and a preview changes nothing"

    began = SystemClock().now()
    done = kept.lock()["detail"]
    after = kept.versions()
    grown = {whole[0] for whole in after if after[whole] != before[whole]}
    snapshots = {key for key, _ in before if key.startswith("snapshots/")}
    assert grown == {key for key, _ in before} - snapshots, "the snapshot is locked for longer than it is promised"
    assert facts["extended"] == done["extended"] == len(grown)
    assert {lock["Mode"] for lock in after.values()} == {"COMPLIANCE"}
    assert all(abs(kept.dates()[key] - began - 10 * DAY) < timedelta(minutes=2) for key in grown)
    assert done["requests"] == sum(done[one] for one in ("failed", "read", "extended", "read_back"))
    assert (done["keys"], done["held"], done["failed"]) == ("keeper", [], 0)
    again = kept.lock()["detail"]
    assert (again["extended"], kept.versions()) == (0, after), "repeated, it asks for nothing"
    found = client.run("storage", "check", "--json").json
    assert found["rules"] == {"policy": "sound", "lifecycle": "none", "faults": []}
    assert abs(found["clock_skew_s"]) < 3
    assert found["objects_hash"] == done["objects_hash"] == noted(kept), "anybody can take it again"
    assert "--lifecycle" in client.run("storage", "check").out


def noted(kept: Kept) -> str:
    """Take the hash that the record holds from the store itself."""
    lines = [
        f"{key}\0{version}\0{lock['Mode'].lower()}\0{lock['RetainUntilDate']:%Y-%m-%dT%H:%M:%SZ}\n"
        for (key, version), lock in kept.versions().items()
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def incidents(kept: Kept) -> list[str]:
    with sqlite3.connect(kept.client.state / "state.db") as database:
        return [
            kind for (kind,) in database.execute("select kind from record where kind like 'incident.%' order by number")
        ]


def test_a_weaker_store_is_missed_told_and_an_incident(kept: Kept, ceph_server: Ceph) -> None:
    """A policy that lets the writer do more, and locks that end before what is promised by now."""
    client, name = kept.client, kept.where["bucket"]
    before = incidents(kept)
    policy = json.loads(kept.store.get_bucket_policy(Bucket=name)["Policy"])
    lax = [one for one in policy["Statement"] if one["Sid"] != "WriterNeverUndoes"]
    kept.store.put_bucket_policy(Bucket=name, Policy=json.dumps(policy | {"Statement": lax}))
    told = client.run("storage", "check", code=1)
    assert "lets a role or somebody else do more than `storage policy` prints" in told.out
    assert incidents(kept) == [*before, "incident.opened"]
    client.run("storage", "check", code=1)
    assert incidents(kept) == [*before, "incident.opened"], "once"
    user = f"arn:aws:iam:::user/{ceph_server.create_user(f'thief-{name}').name}"
    thief = {"Sid": "x", "Effect": "Allow", "Principal": {"AWS": [user]}, "Action": "s3:*"}
    more = [*policy["Statement"], thief | {"Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]}]
    kept.store.put_bucket_policy(Bucket=name, Policy=json.dumps(policy | {"Statement": more}))
    client.run("storage", "check", code=1)
    kept.store.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    client.run("storage", "check")
    assert incidents(kept) == [*before, "incident.opened", "incident.resolved"]

    drawn = client.run("storage", "check", "--sample", "3", "--seed", "x", "--json", code=1).json
    assert drawn["verdict"] == "unproven", "a sample proves no whole"
    sample = drawn["sample"]
    assert (sample["drawn"], sample["bad"], sample["seed"]) == (3, 0, "x")
    assert sample["of"] > sample["at_most"] > 0
    assert client.run("storage", "check", "--sample", "9999", "--json").json["verdict"] == "met", "all were drawn"
    kept.promise(60, "40d")
    drawn = client.run("storage", "check", "--sample", "2", "--json", code=1).json
    assert (drawn["verdict"], drawn["sample"]["bad"]) == ("missed", 2)
    assert "3 objects drawn" not in client.run("storage", "check", "--sample", "2", "--lang", "fr", code=1).out


def test_a_renewal_that_was_killed_goes_on(kept: Kept) -> None:
    kept.promise(20, "9d")
    before, whole = kept.dates(), kept.lock("--dry-run")["extended"]
    running = kept.client.spawn("storage", "lock", "--rate", "2")
    deadline = time.monotonic() + 60
    while kept.dates() == before and time.monotonic() < deadline:
        time.sleep(0.1)
    running.kill()
    running.wait()
    done = sum(kept.dates()[key] != until for key, until in before.items())
    assert 0 < done < whole
    assert kept.lock()["detail"]["extended"] == whole - done, "what was done is not asked for again"
    with sqlite3.connect(kept.client.state / "state.db") as database:
        ended = {outcome for (outcome,) in database.execute("select outcome from run where kind = 'lock'")}
    assert "aborted" in ended, "and the run that was killed is told of"


def test_the_pruner_forgets_where_the_writer_may_not(kept: Kept) -> None:
    client = kept.client
    kept.promise(20, "0s")
    client.run("backup")
    assert len(client.points()) == 2
    client.run("storage", "forget")  # which the writer's policy denies: test_roles
    assert len(client.points()) == 1


def test_the_last_clean_point_keeps_its_locks_while_its_asset_is_suspected(kept: Kept) -> None:
    kept.promise(70, "0s")
    assert kept.lock()["detail"]["extended"] == 0, "nothing is promised"
    clean = kept.client.points()[-1]
    app = App(kept.client.config, kept.client.environ, kept.client.key)
    facts = {"since": "2026-11-01T00:00:00Z", "run": "x", "last_clean_run": clean["run"], "signs": [], "open": True}
    with app.store.transaction() as tx:
        tx.observations.note(("acme", "share", INCIDENT), Observation(at=app.clock.now(), run="x", facts=facts))
    done = kept.lock()["detail"]
    assert [(one["asset"], one["snapshot"]) for one in done["held"]] == [("share", clean["snapshot"])]
    dates, soon = kept.dates(), SystemClock().now() + 69 * DAY
    assert dates[f"snapshots/{clean['snapshot']}"] > soon, "the clean point itself"
    assert all(until > soon for key, until in dates.items() if key.startswith(("data/", "index/", "keys/", "config")))
    kept.client.run("points", "accept", "share", "--reason", "a test")
    assert kept.lock()["detail"]["held"] == []


class Ahead(SystemClock):
    """A clock of ours that is two years ahead of the store's."""

    def now(self) -> datetime:
        return super().now() + 730 * DAY


def test_a_clock_of_ours_two_years_ahead_sets_no_lock(kept: Kept) -> None:
    """The last test of this client: its runs are dated in 2028 from here on."""
    kept.promise(150, "90d")
    app = App(kept.client.config, kept.client.environ, kept.client.key)
    app.clock = Ahead()
    spec = app.inventory.clients["acme"].repositories["object"]
    done = run_lock(app.workshop, spec).run.detail
    assert done["extended"] > 0
    assert done["clock_skew_s"] < -700 * 86400
    assert max(kept.dates().values()) < SystemClock().now() + 151 * DAY
