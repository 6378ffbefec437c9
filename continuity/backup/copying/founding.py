"""A repository that gets the key of another: the same master key and chunker, opened by a password of its own.

restic seals the master key in ``keys/`` once for each password, and the rest with the master key. So the other's
``config`` and one new key file are a whole, empty repository. The key file is made beside, in a directory of our own:
nothing is written to the other, and its password never opens the new one.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from continuity.backup.restic.keys import Keys
from continuity.ground.errors import Unavailable
from continuity.storage.objects import CONFIG, Objects, Part, object_path
from continuity.storage.ports import Address

if TYPE_CHECKING:
    from continuity.backup.place import Place


def may_found(place: Place, twin: Place) -> bool:
    """Tell whether there is a repository at ``twin`` whose key can be taken; ``Unavailable`` where nobody can say."""
    movable = isinstance(place.port, Objects) and isinstance(twin.port, Objects)
    return movable and twin.fault is None and bool(twin.port.probe().initialised)


def found(place: Place, twin: Place) -> None:
    """Begin the repository of ``place`` with the key of ``twin``; raises ``Unavailable``.

    The config comes last: what breaks off before is no repository, and is taken up by the next try.
    """
    here, there = place.port, twin.port
    if not isinstance(here, Objects) or not isinstance(there, Objects):
        raise Unavailable(
            "one of {name} and {origin} does not move objects", name=place.spec.name, origin=twin.spec.name
        )
    with there.objects_opened() as origin:
        config = origin.read(CONFIG)
        keys = {name: origin.read(object_path(Part.KEYS, name)) for name in origin.names(Part.KEYS)}
    made = _with_our_password(place, twin, config, keys)
    with here.objects_opened() as copy:
        copy.lay_out()
        for name, content in made.items():
            copy.add(object_path(Part.KEYS, name), content)
        copy.add(CONFIG, config)
    place.restic.opens()


def _with_our_password(place: Place, twin: Place, config: bytes, keys: dict[str, bytes]) -> dict[str, bytes]:
    """Return the key files that open the master key with the password of ``place``."""
    with TemporaryDirectory(prefix="continuity-key-") as work:
        root = Path(work)
        for part in (*Part, "locks"):
            (root / part).mkdir()
        (root / CONFIG).write_bytes(config)
        for name, content in keys.items():
            (root / Part.KEYS / name).write_bytes(content)
        Keys(replace(twin.restic, address=Address(url=work))).add(place.restic.password)
        return {one.name: one.read_bytes() for one in (root / Part.KEYS).iterdir() if one.name not in keys}
