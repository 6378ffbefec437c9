"""What each fact about this machine and its places means: a well, a doubt or a fault, with its remedy. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.doctor.check import Check, State

if TYPE_CHECKING:
    from collections.abc import Collection

_SKEW_DOUBTFUL = timedelta(seconds=5)
_SKEW_WRONG = timedelta(minutes=5)  # stores refuse signatures from 15 minutes on; lock dates are wrong long before
_GIB = 2**30
_SPACE_DOUBTFUL, _SPACE_WRONG = 2 * _GIB, _GIB // 8
_OTHERS = 0o077


def python(found: tuple[int, int, int], needed: tuple[int, int]) -> Check:
    """Judge the Python that runs us."""
    values = {"found": ".".join(map(str, found)), "needed": ".".join(map(str, needed))}
    if found[:2] >= needed:
        return Check(name="python", what="Python {found}", values=values)
    return Check(
        name="python",
        state=State.FAULT,
        what="Python {found} is too old; at least {needed} is needed",
        hint="install Python {needed} or newer, and continuity again with it",
        values=values,
    )


def restic(version: tuple[int, ...], missing: Collection[str]) -> Check:
    """Judge a restic that is new enough: what a newer one would add is said, and is no fault."""
    values = {"version": ".".join(map(str, version)), "missing": "; ".join(missing)}
    if not missing:
        return Check(name="restic", what="restic {version}, which can do all that is made use of", values=values)
    return Check(
        name="restic",
        what="restic {version}; only a newer one has: {missing}",
        hint="nothing needs it; a newer restic first on PATH is used as soon as it is there",
        values=values,
    )


def program(name: str, path: str | None, package: str, needed_for: str) -> Check:
    """Judge a program that is needed; ``needed_for`` is a word for what needs it."""
    values = {"name": name, "path": path, "package": package, "what": needed_for}
    if path:
        return Check(name="program", subject=name, what="{name} is at {path}, needed for: {what}", values=values)
    return Check(
        name="program",
        subject=name,
        state=State.FAULT,
        what="the program {name} is not installed, needed for: {what}",
        hint="install it: apt-get install {package}",
        values=values,
    )


def time_zone(name: str, *, known: bool) -> Check:
    """Judge whether this machine knows a time zone of the documents."""
    if known:
        return Check(name="time-zone", subject=name, what="the time zone {name} is known", values={"name": name})
    return Check(
        name="time-zone",
        subject=name,
        state=State.FAULT,
        what="the time zone {name} is not known on this machine",
        hint="install the table of time zones (apt-get install tzdata), or correct the name in the document",
        values={"name": name},
    )


def clock(synchronised: bool | None, error: timedelta | None) -> Check:  # noqa: FBT001 - a fact, three-valued
    """Judge whether somebody keeps this machine's clock right."""
    if synchronised:
        values = {"seconds": error.total_seconds() if error else 0.0}
        return Check(name="clock", what="the clock is synchronised, to {seconds:.3f} s", values=values)
    if synchronised is None:
        return Check(
            name="clock",
            state=State.UNKNOWN,
            what="the kernel does not say whether the clock is synchronised",
            hint="compare it by hand; the dates of locks and records depend on it",
        )
    return Check(
        name="clock",
        state=State.WARNING,
        what="nobody keeps this machine's clock right, as far as the kernel knows",
        hint="timedatectl set-ntp true (in a container: on its host); with chrony, rtcsync tells the kernel",
    )


def skew(subject: str, ahead: timedelta) -> Check:
    """Judge how far a store's clock is from ours: what it locks, it locks by its own time."""
    values = {"seconds": ahead.total_seconds()}
    if abs(ahead) <= _SKEW_DOUBTFUL:
        return Check(
            name="clock-skew",
            subject=subject,
            what="the store's clock is {seconds:+.1f} s from ours",
            values=values,
        )
    wrong = abs(ahead) > _SKEW_WRONG
    return Check(
        name="clock-skew",
        subject=subject,
        state=State.FAULT if wrong else State.WARNING,
        what="the store's clock is {seconds:+.0f} s from ours, and locks end by the store's",
        hint="set this machine's clock (timedatectl set-ntp true); if ours is right, tell who runs the store",
        values=values,
    )


def private(name: str, subject: str, mode: int, owner: int, us: int) -> Check:
    """Judge who may read a file or a directory that holds secrets; ``subject`` is its path."""
    values = {"path": subject, "mode": f"{mode & 0o7777:04o}", "wanted": "0700" if mode & 0o040000 else "0600"}
    if mode & _OTHERS:
        return Check(
            name=name,
            subject=subject,
            state=State.FAULT,
            what="{path} is open to others (mode {mode})",
            hint="chmod {wanted} {path}; if others may have read a secret in it, replace that secret",
            values=values,
        )
    if us not in (owner, 0):
        return Check(
            name=name,
            subject=subject,
            state=State.FAULT,
            what="{path} belongs to another user",
            hint="run continuity as the user that owns it, or chown it",
            values=values,
        )
    return Check(name=name, subject=subject, what="{path} is its owner's alone (mode {mode})", values=values)


def space(name: str, subject: str, free: int) -> Check:
    """Judge the room that is left."""
    values = {"gib": free / _GIB}
    if free >= _SPACE_DOUBTFUL:
        return Check(name=name, subject=subject, what="{gib:.1f} GiB free", values=values)
    return Check(
        name=name,
        subject=subject,
        state=State.FAULT if free < _SPACE_WRONG else State.WARNING,
        what="only {gib:.2f} GiB free",
        hint="free some space there, or enlarge it",
        values=values,
    )


def schema(found: str, current: str) -> Check:
    """Judge the version of the database; versions are numbers with leading zeros, so they sort as text."""
    values = {"found": found or "-", "current": current}
    if found == current:
        return Check(name="database", what="the database opens, its schema {current} is current", values=values)
    if found < current:
        return Check(
            name="database",
            state=State.WARNING,
            what="the database has the schema {found}, this program {current}",
            hint="copy the state directory; the next command that works on it brings it up to date",
            values=values,
        )
    return Check(
        name="database",
        state=State.FAULT,
        what="the database was written by a newer continuity (schema {found}, this program {current})",
        hint="install the newer continuity again",
        values=values,
    )
