"""A restic password changed on every repository that it opens; the vault's entry opens them all at any moment.

Beside the entry ``NAME`` the vault keeps, while they are needed: ``NAME.next``, the password being brought in;
``NAME.old``, the one whose keys are to be removed; ``NAME.kept``, a JSON list of those whose keys a store would not
let go. Each step looks at what is there, so that the same command, run again after any crash, goes on where it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from continuity.backup.restic.keys import Keys
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.backup.place import Place
    from continuity.engine.vault.vault import Vault

_MOST_KEYS = 20  # keys of one and the same password: more than two come only from crashes


@dataclass(frozen=True, kw_only=True)
class Retired:
    """What became of the old password at one repository."""

    repository: str
    gone: bool  # it opens nothing any more, by trying
    versions: bool  # the store keeps what is removed for a while: whoever may read old versions has the key file
    said: str  # restic's complaint, where it had one


class PasswordChange:
    """One change of the password in one entry, on all the places that it opens; ``random`` gives 32 bytes.

    In this order: :meth:`admit`, :meth:`promote`, :meth:`retire`, :meth:`settle`; where ``promoted`` says so, an
    earlier change was interrupted, and the last two are left. Restic's own locks keep other restics apart.
    """

    def __init__(self, vault: Vault, entry: str, places: Sequence[Place], random: Callable[[], bytes]) -> None:
        self._vault, self._entry, self._places, self._random = vault, entry, places, random
        self._next, self._old, self._kept = f"{entry}.next", f"{entry}.old", f"{entry}.kept"

    @property
    def promoted(self) -> bool:
        """Whether a new password is in use already, and the old one's keys are still to be removed."""
        return self._old in self._vault.names()

    def admit(self) -> None:
        """Seal a new password, then add its key everywhere, and list every repository's snapshots with it.

        Raises ``Unavailable`` where a repository cannot be asked, ``NotProven`` where the new password shows less
        than the old one; the old one stays in use then.
        """
        if self._next not in self._vault.names():
            self._vault.set(self._next, self._random().hex())
        current, new = self._vault.get(self._entry), self._vault.get(self._next)
        for place in self._places:
            now, then = _keys(place, current), _keys(place, new)
            if then.current() is None:
                now.add(new)
            if not {one.id for one in now.client.snapshots()} <= {one.id for one in then.client.snapshots()}:
                raise NotProven(
                    "{name} shows less with its new password than with the old one, which stays in use",
                    hint="run it again; if it stays so: continuity verify --repository {name}",
                    name=place.spec.name,
                )

    def promote(self) -> None:
        """Put the new password in the old one's place, in one writing."""
        current, new = self._vault.get(self._entry), self._vault.get(self._next)
        self._vault.change({self._entry: new, self._old: current, self._next: None})

    def retire(self) -> tuple[Retired, ...]:
        """Remove the old password's keys everywhere, and try whether it still opens.

        Raises ``Unavailable`` where a repository is locked by another restic or cannot be asked: run it again.
        """
        current, old = self._vault.get(self._entry), self._passwords()
        return tuple(_retired(place, current, old) for place in self._places)

    def settle(self, retired: Sequence[Retired]) -> None:
        """Forget the old password where it opens nothing any more; keep it, to be tried again, where it does."""
        left = None if all(one.gone for one in retired) else json.dumps(self._passwords())
        self._vault.change({self._old: None, self._kept: left})

    def _passwords(self) -> list[str]:
        names = self._vault.names()
        kept = json.loads(self._vault.get(self._kept)) if self._kept in names else []
        return [*kept, *([self._vault.get(self._old)] if self._old in names else [])]


def _keys(place: Place, password: str) -> Keys:
    return Keys(replace(place.restic, password=password))


def _retired(place: Place, current: str, old: Sequence[str]) -> Retired:
    tried = [_remove(_keys(place, current), _keys(place, password)) for password in old]
    offered = place.port.capabilities
    return Retired(
        repository=place.spec.name,
        gone=all(said is None for said in tried),
        versions=offered.versions or offered.object_lock,
        said="; ".join(said for said in tried if said),
    )


def _remove(current: Keys, old: Keys) -> str | None:
    """Remove every key of the old password; None where it opens nothing then, else what restic complained of."""
    before = ""
    for _ in range(_MOST_KEYS):
        key = old.current()
        if key is None:
            return None
        said = "" if key == before else current.remove(key)
        if said or key == before:  # restic says that it is gone, and it opens: append-only stores answer like that
            return said
        before = key
    return ""
