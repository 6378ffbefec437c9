"""Storage adapters by entry point: ours and a customer's come in by the same door.

Listing the names imports nothing; an adapter is loaded when it is asked for, so a broken plug-in is named when
somebody uses it and harms no other.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable, UsageError
from continuity.ground.plugins import Plugins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from continuity.model.inventory import RepositorySpec
    from continuity.storage.ports import Adapter, Repository, RepositorySettings, Reveal

GROUP = "continuity.storage_adapters"


class Adapters(Plugins):
    """Installed adapters by name, each loaded when it is asked for.

    Asking for a name raises ``KeyError`` where it is not installed and ``Unavailable`` where it does not load.
    Building it raises ``Unavailable`` where two packages claim one name: nobody could say who keeps the data.
    """

    def __init__(self, points: Iterable[EntryPoint]) -> None:
        super().__init__(points)
        self.refuse_doubles()

    def claimed_twice(self, name: str, first: str, second: str) -> Unavailable:
        """Return the error that says which two packages claim one name."""
        return Unavailable(
            "two packages provide the storage adapter {name}: {first} and {second}",
            hint="uninstall one of them",
            name=name,
            first=first,
            second=second,
        )

    def broken(self, name: str, origin: str, cause: BaseException) -> Unavailable:
        """Return the error that says which package does not load."""
        return Unavailable(
            "the storage adapter {name} of {origin} does not load: {cause}",
            hint="reinstall or update that package; other adapters are not affected",
            name=name,
            origin=origin,
            cause=cause,
        )


def adapters() -> Mapping[str, type[Adapter]]:
    """Return the adapters installed in this environment; no adapter is imported by that."""
    return Adapters(entry_points(group=GROUP))


class SettingsByName(Mapping[str, "type[RepositorySettings]"]):
    """The settings of the adapters, for who reads documents: one that does not load is a fault where it is named."""

    def __init__(self, installed: Mapping[str, type[Adapter]]) -> None:
        self._installed = installed

    def __getitem__(self, name: str) -> type[RepositorySettings]:
        return self._installed[name].Settings

    def __contains__(self, name: object) -> bool:
        return name in self._installed

    def __iter__(self) -> Iterator[str]:
        return iter(self._installed)

    def __len__(self) -> int:
        return len(self._installed)


def open_repository(spec: RepositorySpec, reveal: Reveal) -> Repository:
    """Return the place that a document declares, without touching it.

    Raises ``UsageError`` for an adapter that is not installed, ``Unavailable`` for one that does not load.
    """
    installed = adapters()
    if spec.adapter not in installed:
        near = difflib.get_close_matches(spec.adapter, installed, n=1)
        raise UsageError(
            "repository {name}: there is no storage adapter {adapter}",
            hint="write {near}, or install the package that provides it",
            name=spec.name,
            adapter=spec.adapter,
            near=near[0] if near else ", ".join(installed),
        )
    return installed[spec.adapter].open(spec.name, spec.settings, reveal)
