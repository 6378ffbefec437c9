"""Three more ports of a place, about who may do what there, and when; asked for with ``isinstance``, as in ``ports``.

:class:`Delegating` is offered by places that may hold keys for several roles: each does its own work and no other.
:class:`Clocked` is offered by places that keep a time of their own: the dates of locks are theirs, not ours.
:class:`Governed` is offered by places whose store holds users to written policies. Neither deletes a copy: what
:meth:`Governed.attempt_forbidden` tries, it tries on an object that it made itself for that purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from continuity.storage.ports import Repository

_HALF_A_SECOND = timedelta(seconds=0.5)  # HTTP dates have whole seconds, cut


def ahead(date: str | None, before: datetime, after: datetime) -> timedelta | None:
    """Return how far a server's clock is ahead, by the ``Date`` of an answer (RFC 9110) that came between two of ours.

    None without a date, or with one that cannot be read.
    """
    try:
        there = parsedate_to_datetime(date or "")
        return there + _HALF_A_SECOND - (before + (after - before) / 2)
    except (TypeError, ValueError):  # also for a date without a zone
        return None


class Role(StrEnum):
    """A user of the store, by what it is for; each has its own credentials."""

    #: adds copies; removes nothing but restic's own lock files
    WRITER = "writer"
    #: reads and extends locks, and touches no data
    KEEPER = "keeper"
    #: forgets and prunes, until a date; what is locked stays
    PRUNER = "pruner"
    #: restores and verifies
    READER = "reader"
    #: after an attack, until a date: removes delete markers, copies old versions forward
    RECOVERY = "recovery"


class Act(StrEnum):
    """What a writer must not be able to do."""

    DELETE_OBJECT = "delete-object"
    DELETE_VERSION = "delete-version"
    BYPASS_GOVERNANCE = "bypass-governance"
    EXTEND_RETENTION = "extend-retention"
    SUSPEND_VERSIONING = "suspend-versioning"
    CHANGE_LIFECYCLE = "change-lifecycle"
    CHANGE_LOCK = "change-lock"
    CHANGE_POLICY = "change-policy"


class Answer(StrEnum):
    """What a store made of an act."""

    REFUSED = "refused"
    ALLOWED = "allowed"
    #: neither: the way to the store broke, or the store does not know this act
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One forbidden act, tried once; ``said`` is the store's own code for its answer."""

    act: Act
    answer: Answer
    said: str = ""


@runtime_checkable
class Delegating(Protocol):
    """A place whose document may name keys of their own for other roles than the writer's."""

    def acting_as(self, role: Role) -> Repository | None:
        """Return the same place, opened with the keys of a role; None where the document names none. No I/O."""


@runtime_checkable
class Clocked(Protocol):
    """A place with a clock of its own."""

    def clock_skew(self, now: Callable[[], datetime]) -> timedelta | None:
        """Return how far the store's clock is ahead of ours (negative: behind), to about a second; None if untold.

        Any answer of the store will do, a refusal included; changes nothing. Raises ``Unavailable`` without one.
        """


@runtime_checkable
class Governed(Protocol):
    """A place whose store decides by written policies what each user may do."""

    def access_policy(self, principals: Mapping[Role, Sequence[str]], until: datetime | None) -> Mapping[str, Any]:
        """Return the store's own policy document for these roles and the users that hold them; no I/O.

        A role without users yields statements to attach to a user, which name nobody.
        Roles that may destroy something end at ``until``; raises ``ValueError`` for one of them without it.
        """

    def is_owner(self) -> bool | None:
        """Tell whether our credentials own the place, and so may change all of its rules; None where nobody can say.

        Changes nothing. Raises ``Unavailable``.
        """

    def attempt_forbidden(self, probe: str, now: datetime) -> Iterator[Attempt]:
        """Try each :class:`Act` once with our own credentials, and yield what the store made of it.

        Acts on objects are tried on a new object of a few bytes, ``continuity-probe/PROBE`` below the repository,
        which restic never reads and which stays until its lock ends. Acts on the bucket carry content that the store
        must reject, so that nothing changes even where the act itself is allowed. Raises ``Unavailable`` where the
        object cannot be made: nothing was tried then.
        """
