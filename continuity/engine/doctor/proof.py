"""The proof, by trying, that a writer's credentials cannot do what an intruder would do first.

It is asked for by name, never done by default: it leaves a tiny object in the bucket, which stays until its lock
ends. Nothing real is touched: objects are tried on that one, rules with content that every store must reject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.doctor.check import Check, State, of_error
from continuity.ground.errors import ContinuityError
from continuity.storage.access import Act, Answer, Attempt, Governed
from continuity.storage.registry import open_repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.doctor.patient import Patient
    from continuity.model.inventory import RepositorySpec

NAMES = {
    Act.DELETE_OBJECT: "hide an object behind a delete marker, or delete it",
    Act.DELETE_VERSION: "delete a version for good",
    Act.BYPASS_GOVERNANCE: "delete a version past a governance lock",
    Act.EXTEND_RETENTION: "extend a lock, for as long as it likes",
    Act.SUSPEND_VERSIONING: "suspend versioning",
    Act.CHANGE_LIFECYCLE: "let objects expire by a lifecycle rule",
    Act.CHANGE_LOCK: "change how the bucket locks new objects",
    Act.CHANGE_POLICY: "change who may do what in the bucket",
}
#: What even an owner must not be able to do where a lock is promised.
_LOCKED = frozenset({Act.DELETE_VERSION, Act.BYPASS_GOVERNANCE})


def prove_writer(patient: Patient, spec: RepositorySpec) -> Iterator[Check]:
    """Yield one check for each act that the writer of this repository must be refused."""
    subject = f"{spec.client}/{spec.name}"
    try:
        port = open_repository(spec, patient.reveal)
        if not isinstance(port, Governed):
            yield Check(
                name="writer",
                subject=subject,
                state=State.UNKNOWN,
                what="{name}: this kind of place has no access policies, so nothing was tried",
                hint="restrict its user on the server itself: a directory of its own, and no shell",
                values={"name": subject},
            )
            return
        owner = bool(port.is_owner())
        now = patient.clock.now()
        for attempt in port.attempt_forbidden(patient.ids.run_id(now), now):
            yield judge_attempt(subject, attempt, owner=owner, locked=spec.lock is not None)
    except ContinuityError as error:
        yield of_error("writer", subject, error)


def judge_attempt(subject: str, attempt: Attempt, *, owner: bool, locked: bool) -> Check:
    """Judge one attempt: an owner's rights are a doubt as long as what is locked stays; any other's are a fault."""
    values = {"name": subject, "what": NAMES[attempt.act], "said": attempt.said or "200 OK"}
    if attempt.answer is Answer.REFUSED:
        what = "the writer of {name} may not: {what} ({said})"
        return Check(name="writer", subject=subject, what=what, values=values)
    if attempt.answer is Answer.UNCLEAR:
        return Check(
            name="writer",
            subject=subject,
            state=State.UNKNOWN,
            what="it stays unknown whether the writer of {name} may: {what} ({said})",
            hint="look the code up in the store's own documentation, and try again",
            values=values,
        )
    doubtful = owner and not (locked and attempt.act in _LOCKED)
    return Check(
        name="writer",
        subject=subject,
        state=State.WARNING if doubtful else State.FAULT,
        what="the store does not refuse the writer of {name} this: {what} ({said})",
        hint="make a user for backups alone; as owner apply: continuity storage policy {name} --role writer",
        values=values,
    )
