"""A year in the life of a share, day by day, from a seed: what the anomaly watch is tuned on, and scored on.

No real bytes: each file is an entry of a manifest (path, hash, size, texture, format), which is all that the watch
sees. Ordinary years hold what makes a watch cry wolf: archiving, clearing up, migrations, imports, branches that come
and go, files that are encrypted by their owners, weekends. Attacks are laid over such a year from a day on.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.backup.manifest import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Files = dict[bytes, Entry]


class Kind(StrEnum):
    """What a share is used for."""

    OFFICE = "office"  # documents that compress, documents that are archives already
    MEDIA = "media"  # videos and pictures: nothing compresses
    CODE = "code"  # branches that come and go, builds
    VAULTS = "vaults"  # already encrypted: containers and mails of others, no format to be seen
    MAIL = "mail"  # one file a message, renamed when read
    LOGS = "logs"  # grow daily, and are compressed under their name with .gz behind it


@dataclass(frozen=True)
class Look:
    """A type of file: its suffix, how often it occurs, its texture between two bounds, its format, its usual size."""

    suffix: str
    weight: int
    low: int
    high: int
    format: str
    size: int


_DOCX = Look("docx", 20, 940, 1000, "zip", 90_000)
_CSV = Look("csv", 10, 200, 480, "", 60_000)
_MP4 = Look("mp4", 20, 985, 1000, "mp4", 90_000_000)
_JPEG = Look("jpg", 50, 900, 1000, "jpeg", 3_000_000)
_OPAQUE = Look("gpg", 40, 1000, 1000, "", 400_000)
LOOKS: dict[Kind, tuple[Look, ...]] = {
    Kind.OFFICE: (
        _DOCX,
        Look("pdf", 20, 930, 1000, "pdf", 400_000),
        Look("xls", 10, 300, 800, "ole", 200_000),
        _CSV,
        Look("txt", 15, 300, 650, "", 8_000),
        Look("zip", 4, 995, 1000, "zip", 5_000_000),
        _JPEG,
    ),
    Kind.MEDIA: (_MP4, _JPEG, Look("wav", 10, 700, 990, "riff", 30_000_000)),
    Kind.CODE: (
        Look("py", 60, 250, 560, "", 6_000),
        Look("o", 30, 300, 700, "elf", 40_000),
        Look("png", 10, 900, 1000, "png", 20_000),
    ),
    Kind.VAULTS: (_OPAQUE, Look("bin", 20, 1000, 1000, "", 50_000_000), _CSV),
    Kind.MAIL: (Look("eml", 90, 350, 800, "", 30_000), Look("eml", 10, 740, 780, "", 2_000_000)),
    Kind.LOGS: (Look("log", 100, 80, 300, "", 5_000_000),),
}  # fmt: skip

_EDITED = {Kind.OFFICE: 0.012, Kind.MEDIA: 0.0005, Kind.CODE: 0.02, Kind.VAULTS: 0.01, Kind.MAIL: 0.0, Kind.LOGS: 0.05}
_NEW = {Kind.OFFICE: 0.006, Kind.MEDIA: 0.01, Kind.CODE: 0.01, Kind.VAULTS: 0.004, Kind.MAIL: 0.02, Kind.LOGS: 0.01}


@dataclass
class Share:
    """One share; each :meth:`day` changes it as its people, and whoever attacks it, would."""

    kind: Kind
    seed: int
    count: int = 1000
    attack: Callable[[Share, bool], None] | None = None
    attacked_on: int = 0
    files: Files = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.kind}/{self.seed}")  # the year is the same with and without an attack
        self.evil = random.Random(f"evil/{self.kind}/{self.seed}")
        self._made = self._ticks = 0
        self.hit: set[bytes] = set()
        for _ in range(self.count):
            self.add(self.folder())

    def year(self, days: int = 365) -> Iterator[list[Entry]]:
        """Yield the manifest of every night, in the order of its paths."""
        yield self.manifest()
        for day in range(1, days):
            self.day(day)
            yield self.manifest()

    def manifest(self) -> list[Entry]:
        """Return what a backup would list now."""
        return [self.files[path] for path in sorted(self.files)]

    def day(self, number: int) -> None:
        """Let a day pass; every seventh and the one before are a weekend."""
        if number % 7 < 5 or self.kind in (Kind.LOGS, Kind.MAIL):
            self._ordinary()
            if self.chance.random() < 1 / 45:
                self.chance.choice(EVENTS)(self)
        if self.attack and number >= self.attacked_on:
            self.attack(self, number == self.attacked_on)

    def _ordinary(self) -> None:
        for path in self.some(_EDITED[self.kind]):
            self.edit(path)
        for _ in range(round(self.count * _NEW[self.kind] * self.chance.random() * 2)):
            self.add(self.folder())
        for path in self.some(0.002):
            del self.files[path]
        if self.kind is Kind.MAIL:
            for path in self.some(0.01):
                self.move(path, path + b":2,S")
        if self.kind is Kind.LOGS:
            for path in [one for one in self.some(0.03) if not one.endswith(b".gz")]:
                self.move(path, path + b".gz", texture=1000, format="gzip", sha256=self.new_hash())
        if self.kind is Kind.CODE and self.chance.random() < 0.2:
            self._branch()

    def _branch(self) -> None:
        """Check another branch out: a share of the files changes, some go, others come."""
        for path in self.some(self.chance.uniform(0.02, 0.25)):
            self.edit(path)
        for path in self.some(self.chance.uniform(0, 0.1)):
            del self.files[path]
            self.add(self.folder())

    def some(self, share: float) -> list[bytes]:
        """Return about that share of the files, of the ordinary year."""
        paths = sorted(path for path in self.files if path not in self.hit)
        count = min(len(paths), int(len(paths) * share + self.chance.random()))
        return self.chance.sample(paths, count)

    def folder(self) -> bytes:
        return b"/share/%02d" % self.chance.randrange(20)

    def add(self, folder: bytes, look: Look | None = None) -> None:
        looks = LOOKS[self.kind]
        look = look or self.chance.choices(looks, [one.weight for one in looks])[0]
        self._made += 1
        path = folder + b"/f%06d.%s" % (self._made, look.suffix.encode())
        size = max(1, round(look.size * self.chance.lognormvariate(0, 0.7)))
        texture = self.chance.randint(look.low, look.high) if size >= 256 else -1
        self.files[path] = Entry(path, self.new_hash(), size, 0, self.tick(), 0, texture, look.format)

    def edit(self, path: bytes) -> None:
        old = self.files[path]
        size = max(1, round(old.size * self.chance.uniform(0.9, 1.15)))
        wobble = self.chance.randint(-15, 15) if 0 <= old.texture < 985 else 0
        texture = min(1000, old.texture + wobble)
        self.files[path] = old._replace(sha256=self.new_hash(), size=size, ctime_ns=self.tick(), texture=texture)

    def move(self, path: bytes, target: bytes, **changes: Any) -> None:
        old = self.files.pop(path)
        self.files[target] = old._replace(path=target, **changes)

    def tick(self) -> int:
        self._ticks += 1
        return self._ticks

    def new_hash(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"


def _much(share: Share, low: float, high: float) -> float:
    """Return how much of a share an event takes: now and then three times what is usual."""
    return min(1.0, share.chance.uniform(low, high) * (3 if share.chance.random() < 0.15 else 1))


def _archived(share: Share) -> None:
    """A quarter's folders go into the archive."""
    for path in share.some(_much(share, 0.05, 0.3)):
        share.move(path, b"/share/archive" + path[6:])


def _cleared(share: Share) -> None:
    for path in share.some(_much(share, 0.03, 0.2)):
        del share.files[path]


def _migrated(share: Share) -> None:
    """A new program saves many files again, in their format."""
    for path in share.some(_much(share, 0.1, 0.4)):
        share.edit(path)


def _imported(share: Share) -> None:
    for _ in range(round(share.count * share.chance.uniform(0.05, 0.25))):
        share.add(share.folder())


def _zipped(share: Share) -> None:
    """An old folder is replaced by an archive of it, sometimes one without a readable head."""
    for path in share.some(_much(share, 0.01, 0.06)):
        del share.files[path]
    share.add(share.folder(), _OPAQUE if share.chance.random() < 0.5 else _DOCX)


def _encrypted_by_owner(share: Share) -> None:
    """A few files are encrypted by those whose they are, and so renamed."""
    for path in share.some(_much(share, 0.001, 0.006)):
        share.move(path, path + b".gpg", texture=1000, format="", sha256=share.new_hash())


def _received(share: Share) -> None:
    """A partner's encrypted delivery."""
    for _ in range(share.chance.randint(3, 30)):
        share.add(b"/share/incoming", _OPAQUE)


EVENTS: tuple[Callable[[Share], None], ...] = (
    _archived, _cleared, _migrated, _imported, _zipped, _encrypted_by_owner, _received,
)  # fmt: skip
