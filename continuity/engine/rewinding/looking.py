"""A look at what a rewind would come to; it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from continuity.ground.errors import Refused, UsageError
from continuity.ground.timestamps import write_time
from continuity.storage.access import Clocked, Delegating, Role
from continuity.storage.rewind import steps
from continuity.storage.rewinding import Tally
from continuity.storage.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Clock
    from continuity.model.inventory import RepositorySpec
    from continuity.storage.rewind import Step
    from continuity.storage.versions import Version


_BLUR = timedelta(seconds=2)  # the store tells its time in whole seconds


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Back to what was there ``at`` a moment of the store's clock; ``hide_newer``: and what came later is hidden.

    Of that, what came after the rewind itself ``began``, by the store's clock, stays: it may be of a backup.
    """

    at: datetime
    hide_newer: bool = False
    began: datetime | None = None

    def begun(self, place: Place, clock: Clock) -> Wish:
        """Return the same, begun now. Raises ``Unavailable``."""
        return replace(self, began=clock.now() + ahead_of_us(place, clock) + _BLUR)

    def steps(self, listed: Iterable[Version]) -> Iterator[Step]:
        """Yield what is to be done about each object of a listing."""
        return steps(listed, self.at, hide_newer=self.hide_newer, began=self.began)


def recovery_of(workshop: Workshop, spec: RepositorySpec) -> Place:
    """Return the repository opened with the keys of the recovery role; nothing is touched.

    Raises ``Refused`` where its store keeps no versions, or its document names no such keys: the writer's are those
    that an attacker may hold, and must not be able to do this.
    """
    place = workshop.place(spec)
    if not isinstance(place.port, Versions):
        raise Refused(
            "repository {name}: this kind of place keeps no versions to go back to",
            hint="restore from another copy: continuity points",
            name=spec.name,
        )
    if not isinstance(place.port, Delegating) or place.port.acting_as(Role.RECOVERY) is None:
        raise Refused(
            "repository {name}: its document names no keys of the recovery role",
            hint="let the bucket's owner apply `continuity storage policy {name}` with a user for it, and name that "
            "user's keys: roles: {{recovery: {{access_key: …, secret_key: …}}}}",
            name=spec.name,
        )
    return place.acting_as(Role.RECOVERY)


def versions_of(place: Place) -> Versions:
    """Return the port that lists versions; :func:`recovery_of` has asked for it."""
    return cast("Versions", place.port)


def ahead_of_us(place: Place, clock: Clock) -> timedelta:
    """Return how far the store's clock is ahead of ours; nothing where it does not tell. Raises ``Unavailable``."""
    skew = place.port.clock_skew(clock.now) if isinstance(place.port, Clocked) else None
    return skew or timedelta(0)


def look(place: Place, wish: Wish, clock: Clock) -> Tally:
    """List every version and return what a rewind comes to.

    Raises ``UsageError`` for a moment that the store has not reached, ``Refused`` where there was no repository then,
    ``Unavailable`` where the store cannot be asked.
    """
    now = clock.now() + ahead_of_us(place, clock)
    if wish.at > now + _BLUR:
        raise UsageError(
            "{time} lies in the future: it is {now} at the store",
            hint="name a time of the store's own clock, from before the attack",
            time=write_time(wish.at),
            now=write_time(now.replace(microsecond=0)),
        )
    tally = Tally(at=wish.at)
    for _step in tally.watch(wish.steps(versions_of(place).versions())):
        pass
    if not tally.config:
        raise Refused(
            "{repository} had no repository of restic at {time}: nothing would be left of it",
            hint="name a later time; without --to, times are proposed",
            repository=place.spec.name,
            time=write_time(wish.at),
        )
    return tally
