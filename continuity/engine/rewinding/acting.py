"""A plan carried out while it is made: page by page, a batch of each kind at a time, as much memory as a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.ground import cancel
from continuity.ground.errors import Unavailable
from continuity.storage.rewind import Deed
from continuity.storage.versions import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from continuity.storage.rewind import Step
    from continuity.storage.versions import Refusal, Versions

_SHOWN = 20


@dataclass(kw_only=True)
class Acting:
    """What was done so far: how many objects, and what the store refused (``refused`` counts, ``told`` shows some)."""

    port: Versions
    name: str
    total: int = 0
    on_progress: Callable[[float], None] = lambda _share: None
    done: int = 0
    refused: int = 0
    told: list[Refusal] = field(default_factory=list)

    def carry_out(self, steps: Iterable[Step]) -> None:
        """Do what each step says; raises ``Unavailable`` where the very first batch is refused as a whole."""
        waiting: dict[Deed, list[Step]] = {Deed.UNHIDE: [], Deed.FORWARD: [], Deed.HIDE: []}
        for step in steps:
            batch = waiting.get(step.deed)
            if batch is None:
                continue
            batch.append(step)
            if len(batch) >= BATCH:
                self._flush(step.deed, batch)
        for deed, batch in waiting.items():
            self._flush(deed, batch)

    def _flush(self, deed: Deed, batch: list[Step]) -> None:
        if not batch:
            return
        cancel.current().check()
        refused = self._do(deed, batch)
        left = len({one.key for one in refused})
        if refused and not self.done and left == len(batch):
            raise self._forbidden(refused[0])
        self.done, self.refused = self.done + len(batch) - left, self.refused + left
        self.told = (self.told + list(refused))[:_SHOWN]
        self.on_progress(min(1.0, self.done / self.total) if self.total else 1.0)
        batch.clear()

    def _do(self, deed: Deed, batch: Sequence[Step]) -> Sequence[Refusal]:
        if deed is Deed.UNHIDE:
            return self.port.unhide([marker for step in batch for marker in step.markers])
        if deed is Deed.FORWARD:
            return self.port.bring_forward([step.good for step in batch if step.good])
        return self.port.hide([step.key for step in batch])

    def _forbidden(self, first: Refusal) -> Unavailable:
        return Unavailable(
            "repository {name}: the store refuses to bring anything back ({said}, first for {key})",
            hint="the recovery role ends at a date: let the bucket's owner apply `continuity storage policy {name} "
            "--until TIME` again",
            name=self.name,
            said=first.said,
            key=first.key,
        )
