"""The plan of a rewind, counted: how much of what, with examples, and one hash over all of it. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time
from continuity.storage.rewind import Deed, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from continuity.storage.rewind import Step

_SHOWN = 20
#: What changes something in the store.
DOING = (Deed.UNHIDE, Deed.FORWARD, Deed.HIDE)


@dataclass(kw_only=True)
class Tally:
    """What a rewind to ``at`` comes to; it is filled while the steps go by, and keeps a few of each kind to show."""

    at: datetime
    objects: Counter[Deed] = field(default_factory=Counter)
    bytes: Counter[Deed] = field(default_factory=Counter)
    newer: Counter[str] = field(default_factory=Counter)
    markers: int = 0
    config: bool = False
    snapshots: int = 0
    examples: dict[Deed, list[Step]] = field(default_factory=dict)
    _hash: Any = field(default_factory=hashlib.sha256, repr=False)

    def watch(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Yield the steps on, and count them."""
        for step in steps:
            self._count(step)
            yield step

    def _count(self, step: Step) -> None:
        self.objects[step.deed] += 1
        self.bytes[step.deed] += (step.good or step.latest).size
        self.markers += len(step.markers)
        self.config = self.config or (step.key == "config" and step.good is not None)
        self.snapshots += part_of(step.key) == "snapshots" and step.good is not None
        if step.deed in (Deed.NEWER, Deed.HIDE):
            self.newer[step.part] += 1
        if step.deed is Deed.SAME:
            return
        shown = self.examples.setdefault(step.deed, [])
        if len(shown) < _SHOWN:
            shown.append(step)
        if step.deed in DOING:
            names = (str(step.deed), step.key, step.good.version if step.good else "")
            self._hash.update("\0".join((*names, *(one.version for one in step.markers))).encode() + b"\n")

    @property
    def to_do(self) -> int:
        """How many objects would change."""
        return sum(self.objects[deed] for deed in DOING)

    @property
    def digest(self) -> str:
        """One hash over every step that changes something, with the version ids concerned."""
        return str(self._hash.hexdigest())

    def as_json(self) -> dict[str, Any]:
        """Return ``plan`` of ``continuity.storage-rewind/1``."""
        return {
            "to": write_time(self.at),
            "objects": {str(deed): self.objects[deed] for deed in Deed},
            "bytes": {str(deed): self.bytes[deed] for deed in Deed},
            "markers": self.markers,
            "snapshots": self.snapshots,
            "newer": dict(sorted(self.newer.items())),
            "digest": self.digest,
            "examples": {str(deed): [_shown(step) for step in some] for deed, some in sorted(self.examples.items())},
        }


def _shown(step: Step) -> dict[str, Any]:
    """Return one step as plain data: the object, the version that comes back, and the one that is on top now."""
    return {
        "key": step.key,
        "version": step.good.version if step.good else None,
        "of": write_time(step.good.modified) if step.good else None,
        "latest": step.latest.version,
        "latest_of": write_time(step.latest.modified),
    }
