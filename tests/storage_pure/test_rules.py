"""A bucket's own rules, held against what we print: any permission more, or denial less, is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest

from continuity.storage.access import Role

RULES = import_module("continuity.storage_adapters.s3_rules")  # a catalogue, mapped into the package when installed
ROLES = import_module("continuity.storage_adapters.s3_roles")
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def printed() -> dict[str, Any]:
    users = {role: [f"arn:aws:iam:::user/{role}"] for role in Role}
    whole: dict[str, Any] = json.loads(json.dumps(ROLES.bucket_policy("b", "p", users, NOW)))
    return whole


def faults(policy: dict[str, Any]) -> list[str]:
    found: list[str] = RULES.policy_faults(policy, "b", "p")
    return found


def test_what_is_printed_is_sound_as_stores_write_it() -> None:
    policy = printed()
    assert faults(policy) == []
    for one in policy["Statement"]:  # a list of one becomes a word, and the order is the store's own
        one["Action"] = one["Action"][0] if len(one["Action"]) == 1 else one["Action"][::-1]
        one["Principal"]["AWS"] = one["Principal"]["AWS"][0]
    policy["Statement"].reverse()
    assert faults(policy) == []


ALL = {"Sid": "x", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
WRITER, THIEF = ({"AWS": f"arn:aws:iam:::user/{name}"} for name in ("writer", "thief"))


@pytest.mark.parametrize(
    "more",
    [
        {"Principal": THIEF},
        {"Principal": THIEF, "Sid": "WriterMay9"},
        {"Principal": THIEF, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/p/*"},
        {"Principal": {"CanonicalUser": "79a59d"}},
        {"Principal": {"Service": "logging.s3.amazonaws.com"}},
        {"Principal": WRITER},
    ],
)
def test_whoever_else_is_allowed_anything_is_told(more: dict[str, Any]) -> None:
    """With the owner's keys a thief adds a statement and leaves ours alone; or there never were any of ours."""
    assert faults({"Statement": [*printed()["Statement"], ALL | more]}) == [RULES.SAID["lax"]]
    assert faults({"Statement": [ALL | more]}) == [RULES.SAID["lax"]]


def test_statements_turned_inside_out_are_told() -> None:
    ours = printed()["Statement"]
    for names in ({"NotPrincipal": WRITER}, {"Principal": {"AWS": ["arn:aws:iam:::user/*"]}}):
        assert faults({"Statement": [*ours, ALL | names]}) == [RULES.SAID["open"]]
    may = next(one for one in ours if one["Sid"] == "WriterMay1")
    turned = {name: value for name, value in may.items() if name != "Action"} | {"NotAction": "s3:DeleteObject"}
    assert faults({"Statement": [*ours, turned]}) == [RULES.SAID["lax"]]
    denied = next(one for one in ours if one["Sid"] == "WriterNeverUndoes")
    denied["Condition"] = {"IpAddress": {"aws:SourceIp": "192.0.2.1"}}
    assert faults({"Statement": ours}) == [RULES.SAID["lax"]], "denied to one address only"


def test_an_end_of_something_else_is_no_end() -> None:
    policy = printed()
    for one in policy["Statement"]:
        if "DateLessThan" in one.get("Condition", {}):
            one["Condition"] = {"DateLessThan": {"aws:TokenIssueTime": "2026-11-24T00:00:00Z"}}
    assert faults(policy) == [RULES.SAID["lax"]]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("policy", "standing", "said"),
    [
        (printed(), "sound", []),
        ({"Version": "2012-10-17", "Statement": []}, "none", ["missing"]),
        ({}, "none", ["missing"]),
        (None, "none", ["missing"]),
        (False, "untold", []),
        ({"Statement": [ALL | {"Effect": "Deny", "Principal": "*"}]}, "none", ["missing"]),
        ({"Statement": [ALL | {"Principal": WRITER}]}, "weaker", ["missing", "lax"]),
        ({"Statement": [*printed()["Statement"], ALL | {"Principal": THIEF}]}, "weaker", ["lax"]),
    ],
)
def test_only_what_was_judged_is_sound(policy: Any, standing: str, said: list[str], named: bool) -> None:
    found = RULES.standing_of(policy, "b", "p", roles=named)
    assert found == (standing, [RULES.SAID[one] for one in said if named or one != "missing"])


def test_less_is_stricter() -> None:
    policy = printed()
    policy["Statement"] = [one for one in policy["Statement"] if one["Sid"] != "WriterMay1"]
    for one in policy["Statement"]:
        one["Action"] = one["Action"][:1] if one["Effect"] == "Allow" else [*one["Action"], "s3:More"]
    assert faults(policy) == []


@pytest.mark.parametrize("number", range(len(printed()["Statement"])))
def test_each_statement_counts(number: int) -> None:
    policy = printed()
    one = policy["Statement"][number]
    if one["Effect"] == "Deny":
        one["Action"] = one["Action"][1:] or ["s3:Nothing"]
    else:
        one["Action"] = [*one["Action"], "s3:DeleteObjectVersion!"]
    assert faults(policy) == [RULES.SAID["lax"]]


def test_a_role_that_gains_or_is_not_denied() -> None:
    policy = printed()
    policy["Statement"] = [one for one in policy["Statement"] if one["Sid"] != "WriterDeletesNothingElse"]
    assert faults(policy) == [RULES.SAID["lax"]]
    policy = printed()
    more = {"Sid": "X", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/writer"}, "Action": "s3:*"}
    policy["Statement"].append(more | {"Resource": "*"})
    assert faults(policy) == [RULES.SAID["lax"]]
    policy["Statement"].append(more | {"Principal": "*", "Resource": "*"})
    assert faults(policy) == [RULES.SAID["open"]]
    endless = printed()
    for one in endless["Statement"]:
        one.pop("Condition", None)
    assert faults(endless) == [RULES.SAID["lax"]], "the pruner's end is gone"


def test_lifecycle_rules_remove_nothing_that_is_needed() -> None:
    def judged(rule: dict[str, Any], start: str = "p/") -> list[str]:
        return list(RULES.lifecycle_faults([{"Status": "Enabled"} | rule], start, 14 * DAY))

    old = {"NoncurrentVersionExpiration": {"NoncurrentDays": 13}}
    assert judged({"Filter": {"Prefix": ""}, "Expiration": {"Days": 9999}}) == [RULES.SAID["removes"]]
    assert judged({"Prefix": "p/data", "Expiration": {"Date": NOW}}) == [RULES.SAID["removes"]]
    assert judged({"Filter": {"And": {"Prefix": "p/"}}} | old) == [RULES.SAID["too_soon"]]
    assert judged({"Filter": {"Prefix": "q/"}} | old) == [], "a neighbour's"
    assert judged({"Filter": {"Prefix": "p/locks/"}} | old) == [], "restic's own lock files"
    assert judged({"Filter": {"Prefix": ""}, "Status": "Disabled"} | old) == []
    assert judged({"Filter": {}, "Expiration": {"ExpiredObjectDeleteMarker": True}}) == []
