"""A storage adapter that is not ours: one folder for each year below a shelf, like the binders of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from continuity.ground.errors import Unavailable
from continuity.storage.ports import Address, Capabilities, Domain, Probe, UnlockedSettings, full_names, is_initialised


class DatedSettings(UnlockedSettings):
    """The keys of a dated folder."""

    shelf: Path
    year: int = Field(ge=2000, le=2999)


@dataclass(frozen=True)
class DatedFolder:
    """A repository in ``SHELF/YEAR``."""

    Settings: ClassVar[type[DatedSettings]] = DatedSettings
    capabilities: ClassVar[Capabilities] = Capabilities(remote=False)

    name: str
    shelf: Path
    year: int

    @classmethod
    def open(cls, name: str, settings: DatedSettings, reveal: object) -> DatedFolder:
        return cls(name, settings.shelf, settings.year)

    @property
    def path(self) -> Path:
        return self.shelf / str(self.year)

    def address(self) -> Address:
        return Address(url=str(self.path))

    def prepare(self) -> bool:
        self._require_shelf()
        there = self.path.exists()
        self.path.mkdir(exist_ok=True)
        return not there

    def probe(self) -> Probe:
        self._require_shelf()
        names = [entry.name for entry in self.path.iterdir()] if self.path.exists() else []
        return Probe(initialised=is_initialised(names), domain=Domain(device=str(self.shelf.stat().st_dev)))

    def snapshot_names(self) -> frozenset[str]:
        self._require_shelf()
        folder = self.path / "snapshots"
        return full_names(entry.name for entry in folder.iterdir()) if folder.exists() else frozenset()

    def _require_shelf(self) -> None:
        if not self.shelf.is_dir():
            raise Unavailable(
                "repository {name}: there is no shelf {shelf}", hint="put it up", name=self.name, shelf=self.shelf
            )
