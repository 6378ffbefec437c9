"""Storage adapters by entry point: ours and a customer's come in by the same door.

Listing the names imports nothing; an adapter is loaded when it is asked for, so a broken plug-in is named when
somebody uses it and harms no other.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError
from continuity.ground.plugins import Plugins, Seen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.model.inventory import RepositorySpec
    from continuity.storage.ports import Adapter, Repository, RepositorySettings, Reveal

GROUP = "continuity.storage_adapters"


def adapters() -> Mapping[str, type[Adapter]]:
    """Return the adapters installed in this environment; no adapter is imported by that.

    Raises ``Unavailable`` where two packages claim one name: nobody could say who keeps the data. Asking for a name
    raises ``KeyError`` where it is not installed and ``Unavailable`` where it does not load.
    """
    found: Plugins[type[Adapter]] = Plugins.of(GROUP, what="the storage adapter")
    return found.refuse_doubles()


def settings_by_name() -> Mapping[str, type[RepositorySettings]]:
    """Return the adapters' settings, for who reads documents: one that does not load is a fault where it is named."""
    return Seen(adapters(), lambda installed, name: installed[name].Settings)


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
