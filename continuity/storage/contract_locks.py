"""The promises of places that keep what they hold: locks as the store reports them, deletion refused when tried."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from continuity.storage.ports import SEALED, Retention, WriteOnce
from continuity.storage.subject import Subject, expect, not_applicable

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.storage.ports import LockedObject

_CLOCK_SLACK = timedelta(minutes=5)  # between this machine and the store


def deletion_is_refused(subject: Subject) -> None:
    """A place that is promised to be append-only refuses to delete what was just put there, and is seen to refuse."""
    if not subject.append_only:
        not_applicable("the document promises no append-only")
    place = subject.used
    expect(place.capabilities.append_only, "its capabilities do not say so")
    expect(place.probe().append_only, "a look at it finds {seen}", seen=place.probe().append_only)
    if subject.destroy is None:
        not_applicable("nobody here tries to delete")
    before = place.snapshot_names()
    for key in (f"snapshots/{min(before)}", "config"):
        expect(not subject.destroy(place, key, ""), "{key} was deleted", key=key)
    expect(place.snapshot_names() == before, "a snapshot is gone")
    expect(place.probe().initialised, "the config is gone")


def default_lock_is_as_promised(subject: Subject) -> None:
    """The store gives new objects the lock that the document promises, and keeps versions."""
    place = _locking(subject)
    state = place.lock_state()
    expect(state.versioning and state.object_lock, "the store says {state}", state=state)
    if subject.lock is not None:
        expect(state.mode == subject.lock.mode, "the store's mode is {mode}", mode=state.mode or "none")
        expect(state.period == subject.lock.period, "the store's period is {period}", period=state.period)


def every_object_is_locked_from_upload(subject: Subject) -> None:
    """Every version that restic uploaded is locked for the promised time, as the store reports it."""
    place = _locking(subject)
    if subject.lock is None:
        not_applicable("the document promises no lock")
    versions = [one for one in place.objects() if not one.delete_marker]
    kinds = {one.key.partition("/")[0] for one in versions}
    missing = {"config", "keys", "data", "index", "snapshots"} - kinds
    expect(not missing, "nothing is listed under {missing}", missing=sorted(missing))
    for one in versions:
        expect(one.mode == subject.lock.mode and one.locked_until, "{key} is not locked", key=one.key)
        least = one.modified.astimezone(UTC) + subject.lock.period - _CLOCK_SLACK
        expect(one.locked_until and one.locked_until >= least, "{key} is locked for less", key=one.key)


def locked_version_cannot_be_destroyed(subject: Subject) -> None:
    """The store refuses to delete a locked version to the very credentials that wrote it."""
    place = _locking(subject)
    if subject.destroy is None:
        not_applicable("nobody here tries to destroy a version")
    for victim in _one_of_each(place):
        expect(not subject.destroy(subject.used, victim.key, victim.version), "{key} was destroyed", key=victim.key)
        expect(victim in set(place.objects()), "{key} is not there any more", key=victim.key)


def forgetting_destroys_no_version(subject: Subject) -> None:
    """What restic forgets disappears from the list while every locked version of it stays."""
    _locking(subject)
    place = subject.initialised()
    subject.source.mkdir(parents=True, exist_ok=True)
    subject.backup(place)
    if not isinstance(place, Retention) or not place.lock_state().object_lock:
        not_applicable("this place does not lock")
    (name,) = place.snapshot_names()
    before = {one.version for one in place.objects() if not one.delete_marker}
    subject.restic.must(place.address(), "forget", name)
    expect(place.snapshot_names() == frozenset(), "restic's forget had no effect")
    expect(place.probe().initialised is True, "after forget the place does not look whole")
    after = {one.version for one in place.objects() if not one.delete_marker}
    expect(before <= after, "{count} versions are gone", count=len(before - after))


def what_is_sealed_stays(subject: Subject) -> None:
    """An object that is sealed is locked by compliance, comes back, cannot be replaced, and is no part of restic's."""
    place = subject.used
    if not isinstance(place, WriteOnce):
        not_applicable("this kind of place does not seal")
    if subject.lock is None:
        not_applicable("the document promises no lock")
    before, key = place.snapshot_names(), f"{SEALED}contract/000000000001"
    first, second = place.seal(key, b"one\n"), place.seal(key, b"two\n")
    expect(first.version and first.version != second.version, "sealing it again gave no new version")
    found = {one.version: one for one in place.sealed(f"{SEALED}contract/")}
    for one, content in ((first, b"one\n"), (second, b"two\n")):
        expect(one.version in found, "{key} is not listed", key=key)
        expect(place.read_sealed(key, one.version) == content, "{key} holds something else", key=key)
        until = found[one.version].locked_until
        expect(found[one.version].mode == "compliance" and until, "{key} is not locked", key=key)
        expect(
            until and until >= one.modified + subject.lock.period - _CLOCK_SLACK, "{key} is locked for less", key=key
        )
        if subject.destroy is not None:
            expect(not subject.destroy(place, key, one.version), "{key} was destroyed", key=key)
    expect(not [*place.sealed(f"{SEALED}contract/", key)], "{key} is listed behind itself", key=key)
    expect(place.snapshot_names() == before, "restic's snapshots are not what they were")


def _locking(subject: Subject) -> Retention:
    if not isinstance(subject.used, Retention):
        not_applicable("this kind of place does not lock")
    return subject.used


def _one_of_each(place: Retention) -> list[LockedObject]:
    """One locked version of each kind: config, keys, data, index, snapshots."""
    found: dict[str, LockedObject] = {}
    for one in place.objects():
        if one.locked_until is not None:
            found.setdefault(one.key.partition("/")[0], one)
    return list(found.values())


CHECKS: tuple[Callable[[Subject], None], ...] = (
    default_lock_is_as_promised,
    every_object_is_locked_from_upload,
    locked_version_cannot_be_destroyed,
    forgetting_destroys_no_version,
    deletion_is_refused,
    what_is_sealed_stays,
)
