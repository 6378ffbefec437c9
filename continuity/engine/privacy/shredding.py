"""One repository made unreadable for whoever had a password of it, as far as its store lets that happen; then tried.

restic has no way to remove the last key, so another one comes first: of a password that is drawn here, that nobody is
told, and that ends with this process. Then every other key goes, those that were added by hand as well, our own as the
last one: until nothing but it is left, our password opens the repository, and the work can be begun again. The keys are
listed afterwards, and the old password is tried. A store that keeps versions keeps the old key files, too, those of
keys that were removed long ago as well: who still has an old password and may read old versions opens the repository
until the last of their locks ends and they are removed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from continuity.backup.restic import command
from continuity.backup.restic.keys import Keys
from continuity.ground.errors import ContinuityError
from continuity.ground.timestamps import write_time
from continuity.storage.locks import Locks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.storage.ports import Repository

_KEYS = "keys/"


@dataclass(frozen=True, kw_only=True)
class KeyVersion:
    """An old key file that the store still holds; ``locked_until`` None where nothing keeps it from being removed."""

    key: str
    version: str
    locked_until: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``versions``."""
        return vars(self) | {"locked_until": write_time(self.locked_until) if self.locked_until else None}


@dataclass(frozen=True, kw_only=True)
class Shredded:
    """What became of one repository.

    ``opens``: whether the old password still does, by trying; None where it could not be tried, ``said`` is why.
    ``removed`` are the names of the keys that are gone, ``drawn`` that of the one nobody knows the password of, empty
    where there is none; ``left`` those beside it, None where nobody could list them. ``versions`` of other keys that
    the store still holds, None where it may keep versions and does not list them.
    """

    repository: str
    opens: bool | None
    removed: tuple[str, ...] = ()
    drawn: str = ""
    left: tuple[str, ...] | None = None
    versions: tuple[KeyVersion, ...] | None = None
    said: str = ""

    @property
    def closed(self) -> bool:
        """Whether no password that was ever given out opens it any more, versions that the store holds included."""
        return self.opens is False and self.left == () and self.versions == ()

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``repositories``."""
        left = None if self.left is None else list(self.left)
        versions = None if self.versions is None else [one.as_json() for one in self.versions]
        told = {"removed": list(self.removed), "left": left, "versions": versions, "closed": self.closed}
        return vars(self) | told


def reached(place: Place, *, begun: bool = False) -> ContinuityError | None:
    """Return why a repository cannot be shredded now; None where its password opens it.

    ``begun``: it was shredded before; that its password opens nothing is no fault then.
    """
    try:
        place.ready()
        if Keys(place.restic).current() is None and not begun:
            place.restic.opens()  # says why it does not
    except ContinuityError as error:
        return error
    return None


def shred(place: Place, random: Callable[[], bytes], *, anyway: bool = False) -> Shredded:
    """Take every password's key away from a repository, and try the one that we had; raises nothing of its own.

    Our own key stays while another one does, unless ``anyway``: without it nobody could take that one away later.
    """
    found = _Taken(ours=Keys(place.restic), drawn=Keys(replace(place.restic, password=random().hex())))
    try:
        place.ready()
        found.take(anyway=anyway)
    except ContinuityError as error:
        found.said.append(str(error))
    try:
        versions = old_versions(place.port, found.name)
    except ContinuityError as error:
        versions = None
        found.said.append(str(error))
    return Shredded(
        repository=place.spec.name,
        opens=found.opens,
        removed=tuple(found.removed),
        drawn=found.name,
        left=found.left,
        versions=versions,
        said="; ".join(dict.fromkeys(found.said)),
    )


@dataclass(kw_only=True)
class _Taken:
    """The keys of one repository while they are taken away: what is known so far stays where a later step fails."""

    ours: Keys
    drawn: Keys
    name: str = ""
    opens: bool | None = None
    left: tuple[str, ...] | None = None
    removed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def take(self, *, anyway: bool) -> None:
        own = self.ours.current()
        if own is None:  # taken away before; what else is there, only the password drawn then could tell
            self.opens = False
            return
        self.ours.add(self.drawn.client.password)
        self.name = self.drawn.current() or ""
        for key in _others(self.drawn):
            if key != own:
                self._remove(key)
        if _others(self.drawn) == [own] or anyway:
            self._remove(own)
        self.opens = self.ours.current() is not None
        self.left = tuple(_others(self.drawn))

    def _remove(self, key: str) -> None:
        complaint = self.drawn.remove(key)
        (self.said if complaint else self.removed).append(complaint or key)


def old_versions(port: Repository, drawn: str) -> tuple[KeyVersion, ...] | None:
    """Return what a store still holds of keys beside the drawn one; None where it may, and cannot list. May raise."""
    if isinstance(port, Locks):
        return tuple(_versions(port, drawn))
    return None if port.capabilities.versions else ()


def _versions(port: Locks, drawn: str) -> Iterator[KeyVersion]:
    for one in port.entries():
        name = one.key.removeprefix(_KEYS)
        if one.key.startswith(_KEYS) and not one.delete_marker and not (drawn and name.startswith(drawn)):
            told = port.with_lock(one)
            yield KeyVersion(key=told.key, version=told.version, locked_until=told.locked_until)


def _others(mine: Keys) -> list[str]:
    """Return the names of all keys, as long as this restic says them, but the one that was drawn."""
    done = mine.client.ask(command.keys())
    if done.returncode != 0:
        mine.client.explain(done)
    return [str(one["id"]) for one in json.loads(done.stdout) if not one.get("current")]
