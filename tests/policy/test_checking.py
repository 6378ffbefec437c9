"""Promises that cannot be kept are found before anything runs, at their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from continuity.policy.checking import Severity, check, refusals

if TYPE_CHECKING:
    from tests.documents.conftest import Loads

HEAD = """\
version: 1
state: s
client: {name: acme}
sites: {here: {}, there: {}, cloud: {}}
repositories:
  disk: {adapter: local, path: d, site: here, medium: disk, credential: a}
  remote: {adapter: local, path: r, site: there, medium: removable, credential: b}
  locked: {bucket: b, credential: c, lock: {period: 30d}, S3}
  open: {bucket: o, credential: d, S3}
"""
STORE = 'adapter: s3, endpoint: "https://s", access_key: {env: A}, secret_key: {env: S}, site: cloud, medium: object'
HEAD = HEAD.replace("S3", STORE)
ASSET = "assets: {files: {site: here, policy: POLICY, source: {kind: files, paths: [x]}, copies: [COPIES]}}\n"


def found(loads: Loads, copies: str, policy: str = "gold", more: str = "", head: str = HEAD) -> list[str]:
    inventory = loads(head + ASSET.replace("POLICY", policy).replace("COPIES", copies) + more)
    return [f"{one.severity}: {one.reason}" for one in check(inventory, lockable={"s3"})]


def test_gold_with_three_places_is_fine(loads: Loads) -> None:
    assert found(loads, "disk, remote, locked") == []


@pytest.mark.parametrize(
    ("copies", "policy", "answer"),
    [
        ("disk, remote, open", "gold", "error: copies of files under a lock: 0, the policy gold asks for 1"),
        ("disk", "silver", "error: copies of files in separate failure domains: 2, the policy silver asks for 3"),
        ("disk", "silver", "error: kinds of medium of the copies of files: 1, the policy silver asks for 2"),
        ("disk", "silver", "error: copies of files off site: 0, the policy silver asks for 1"),
        ("locked", "platinum", "error: an RPO counted on 2 repositories cannot be reached with 1"),
        (
            "disk, remote, locked",
            "archive",
            "error: locked locks for 30 d, the policy archive promises 365 d for files",
        ),
    ],
)
def test_copies_that_cannot_reach_their_rule(loads: Loads, copies: str, policy: str, answer: str) -> None:
    assert answer in found(loads, copies, policy)


def test_one_credential_is_one_copy(loads: Loads) -> None:
    head = HEAD.replace("credential: b", "credential: a")
    answer = "error: copies of files in separate failure domains: 2, the policy silver asks for 3"
    assert answer in found(loads, "disk, remote", "silver", head=head)


def test_lock_must_be_possible(loads: Loads) -> None:
    head = HEAD.replace("credential: a}", "credential: a, lock: {period: 30d}}")
    answer = "error: disk declares a lock, and the adapter local cannot lock"
    assert answer in found(loads, "disk, remote, locked", head=head)


def test_what_no_point_of_files_can_hold_is_found(loads: Loads) -> None:
    boot = "checks: [{boot: {image: /vm/sub/web.qcow2, expect: login}}]"
    elsewhere = "warning: the image /vm/sub/web.qcow2 is to boot in tests of files, and none of its paths holds it"
    root = "error: `snapshot` cannot stand beside the path / of files: each of its backups is refused"
    for paths, snapshot, answer in (
        ("[/vm]", "auto", []),
        ("[/v, /vm/s]", "none", [elsewhere]),
        ("[/]", "none", []),
        ("[/]", "auto", [root]),
    ):
        head = HEAD + ASSET.replace("POLICY", "gold").replace("COPIES", "disk, remote, locked")
        head = head.replace("paths: [x]}", f"paths: {paths}, snapshot: {snapshot}}}, {boot}")
        assert [f"{one.severity}: {one.reason}" for one in check(loads(head), lockable={"s3"})] == answer


def test_governance_and_same_place_are_warnings(loads: Loads) -> None:
    head = HEAD.replace("{period: 30d}", "{period: 30d, mode: governance}").replace("bucket: o", "bucket: b")
    answers = found(loads, "disk, remote, locked", head=head)
    assert "warning: the lock of locked is of mode governance: a privileged credential can lift it" in answers
    assert "warning: locked and open are the same place" in answers


@pytest.mark.parametrize(
    ("policy", "answer"),
    [
        ("{extends: bronze, objectives: {rpo: 1h}}", "error: the policy p backs up every 8 h, its RPO is 1 h"),
        (
            "{extends: gold, retention: {hourly: 1, daily: 7, weekly: 1, monthly: 0}}",
            "error: the policy p keeps points for about 7 d and promises them immutable for 14 d",
        ),
        ("{copies: {copies: 2}}", "error: the policy p promises no RPO"),
        ("{objectives: {rpo: 1h, rto: 1h}}", "error: the policy p asks for no number of copies"),
    ],
)
def test_policies_that_contradict_themselves(loads: Loads, policy: str, answer: str) -> None:
    assert answer in found(loads, "disk, remote, locked", "p", f"policies: {{p: {policy}}}\n")


@pytest.mark.parametrize(
    ("period", "said", "every"), [("14d", "14 d", "0 s"), ("348h", "14 d 12 h", "12 h"), ("15d", "", "")]
)
def test_a_lock_must_outlast_the_promise_by_a_day(loads: Loads, period: str, said: str, every: str) -> None:
    """A lock counts from upload: of what points share, some is always older than the newest point."""
    told = (
        f"error: locked locks for {said} from upload, the policy gold promises 14 d for files: what its points share "
        f"would have to be locked anew every {every}, and each day is the most that can be kept up; 15 d would do"
    )
    assert found(loads, "disk, remote, locked", head=HEAD.replace("30d", period)) == ([told] if every else [])


def test_one_good_lock_makes_a_worse_one_doubtful_only(loads: Loads) -> None:
    head = HEAD.replace("{bucket: o, credential: d, S3}", "{bucket: o, credential: d, lock: {period: 14d}, S3}")
    head = head.replace("open: {bucket: o, credential: d, ", "open: {bucket: o, credential: d, lock: {period: 14d}, ")
    (answer,) = found(loads, "disk, remote, locked, open", head=head)
    assert answer.startswith("warning: open locks for 14 d from upload")


def test_findings_have_place_and_subject(loads: Loads) -> None:
    findings = check(loads(HEAD + ASSET.replace("POLICY", "gold").replace("COPIES", "disk")))
    assert all(one.where.endswith("continuity.yaml:10") for one in findings)
    assert {one.subject for one in findings} == {"acme/files"}
    assert refusals(findings) == findings
    assert findings[0].as_json()["severity"] == Severity.ERROR
