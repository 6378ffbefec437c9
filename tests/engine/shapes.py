"""The JSON shapes that scripts hold on to, field by field: name -> what its value must be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def time(value: Any) -> bool:
    return isinstance(value, str) and bool(_TIME.fullmatch(value))


def text(value: Any) -> bool:
    return isinstance(value, str)


def name(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def seconds(value: Any) -> bool:
    return isinstance(value, float) and value >= 0


def count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def maybe(kind: Any) -> Any:
    return lambda value: value is None or kind(value)


def one_of(*values: object) -> Any:
    return lambda value: value in values


def many(fields: Mapping[str, Any]) -> Any:
    return lambda value: isinstance(value, list) and all(conforms(one, fields) for one in value)


def made_of(fields: Mapping[str, Any]) -> Any:
    return lambda value: conforms(value, fields)


def conforms(plain: Any, fields: Mapping[str, Any]) -> bool:
    """Every field is there and is what it must be; more fields may be added."""
    for field, kind in fields.items():
        assert field in plain, f"{field} is missing from {sorted(plain)}"
        assert kind(plain[field]), f"{field} is {plain[field]!r}"
    return True


OUTCOME = one_of("succeeded", "incomplete", "failed", "aborted", "skipped", "not_run", "failed_to_start")
VERDICT = one_of("met", "missed", "unproven")
COPY = {
    "repository": name,
    "snapshot": text,
    "data_time": maybe(time),
    "bytes_added": count,
    "bytes_processed": count,
    "files_new": count,
    "files_changed": count,
    "duration_s": seconds,
    "outcome": OUTCOME,
    "reason": text,
}
MEASUREMENT = {
    "schema": one_of("continuity.measurement/1"),
    "subject": name,
    "objective": name,
    "target_s": maybe(seconds),
    "actual_s": maybe(seconds),
    "verdict": VERDICT,
    "phases": lambda value: all(seconds(one) for one in value.values()),
    "proven_by": lambda value: all(name(one) for one in value),
}
RUN = {
    "schema": one_of("continuity.run/1"),
    "id": name,
    "kind": one_of("backup", "restore", "verify", "storage_check"),
    "subject": name,
    "policy_digest": text,
    "scheduled_for": time,
    "started_at": time,
    "duration_s": maybe(seconds),
    "outcome": OUTCOME,
    "reason": text,
    "copies": many(COPY),
    "measurements": many(MEASUREMENT),
}
_FIGURE = {"objective_s": maybe(seconds), "actual_s": maybe(seconds), "verdict": VERDICT}
_LAST = {"run": name, "at": time, "outcome": OUTCOME}
STATUS = {
    "schema": one_of("continuity.status/1"),
    "at": time,
    "assets": many(
        {
            "name": name,
            "policy": name,
            "canary": one_of("sidecar", "planted", "freshness", "none"),
            "rpo": made_of(_FIGURE),
            "proven_rpo": made_of(_FIGURE),
            "rto": made_of(_FIGURE),
            "copies": made_of(
                {
                    "rule": name,
                    "verdict": VERDICT,
                    "observed": made_of(
                        {"copies": count, "media": count, "offsite": count, "immutable": count, "errors": maybe(count)}
                    ),
                    "reasons": lambda value: all(name(one) for one in value),
                }
            ),
            "last_backup": maybe(made_of(_LAST)),
            "last_test": maybe(made_of(_LAST)),
            "last_drill": maybe(made_of(_LAST)),
        }
    ),
}
POINTS = {
    "schema": one_of("continuity.points/1"),
    "points": many(
        {
            "asset": name,
            "repository": name,
            "snapshot": lambda value: bool(re.fullmatch(r"[0-9a-f]{64}", value)),
            "data_time": time,
            "kind": one_of("incremental", "differential", "full", "archive"),
            "bytes": count,
            "locked_until": maybe(time),
            "verified_at": maybe(time),
            "canary": one_of("sidecar", "planted", "freshness", "none"),
        }
    ),
    "on_source": many(
        {
            "asset": name,
            "volume": name,
            "name": name,
            "kind": one_of("snapshot on the source"),
            "data_time": time,
            "ours": one_of(True, False),
            "listed_at": time,
        }
    ),
}
STORAGE_CHECK = {
    "schema": one_of("continuity.storage-check/1"),
    "repository": name,
    "objects": maybe(count),
    "versions": maybe(count),
    "locked": maybe(count),
    "unlocked": maybe(count),
    "shortest_lock_until": maybe(time),
    "required_until": maybe(time),
    "verdict": VERDICT,
    "exceptions": many({"key": name, "version": text, "locked_until": maybe(time), "why": name}),
    "outlook": maybe(
        made_of(
            {
                "renew_every_s": maybe(seconds),
                "renew_by": maybe(time),
                "renew_objects": count,
                "renew_bytes": count,
                "requests_a_month": count,
                "objects_needed": count,
                "versions_held": count,
                "bytes_held": count,
                "gb_months_held": seconds,
                "points_short": count,
                "points_short_from": maybe(time),
                "older_objects": count,
                "older_bytes": count,
            }
        )
    ),
}
EVIDENCE_VERIFY = {
    "schema": one_of("continuity.evidence-verify/1"),
    "verdict": one_of("valid", "invalid"),
    "tree_size": count,
    "root_hash": name,
    "checkpoint_time": maybe(time),
    "anchors": lambda value: isinstance(value, list),
    "problems": lambda value: isinstance(value, list),
}
ERROR = {"schema": one_of("continuity.error/1"), "code": name, "message": name, "hint": text}
