"""Objects moved between repositories: what is listed is whole, wherever a move broke off."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.copying.moving import Move
from continuity.backup.restic.client import ResticClient
from continuity.backup.restic.copying import joined
from continuity.ground.errors import NotProven, Unavailable
from continuity.storage.objects import CONFIG, Part, object_path
from continuity.storage.ports import Address

if TYPE_CHECKING:
    from collections.abc import Collection

PACKS = [f"pack {number}".encode() for number in range(6)]


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Shelf:
    """Objects in memory; it takes ``room`` more, then it breaks off."""

    held: dict[str, bytes] = field(default_factory=lambda: {CONFIG: b"sealed"})
    room: int = 1000

    def lay_out(self) -> None:
        pass

    def names(self, part: str) -> frozenset[str]:
        return frozenset(path.rpartition("/")[2] for path in self.held if path.startswith(f"{part}/"))

    def read(self, path: str) -> bytes:
        return self.held[path]

    def add(self, path: str, content: bytes) -> bool:
        if path in self.held:
            return False
        if not self.room:
            raise Unavailable("full")
        self.room -= 1
        self.held[path] = content
        return True

    def put(self, part: Part, content: bytes) -> str:
        self.held[object_path(part, name_of(content))] = content
        return name_of(content)

    def index(self, packs: Collection[int]) -> None:
        names = [self.put(Part.DATA, PACKS[number]) for number in sorted(packs)]
        self.put(Part.INDEX, json.dumps(names).encode())


def packs_named(shelf: Shelf, indexes: Collection[str]) -> frozenset[str]:
    told = (json.loads(shelf.held[object_path(Part.INDEX, name)]) for name in indexes)
    return frozenset(pack for names in told for pack in names)


def move(origin: Shelf, copy: Shelf, snapshots: Collection[str]) -> Move:
    made = Move(
        names=("origin", "copy"),
        origin=origin,
        copy=copy,
        packs_of=lambda indexes: packs_named(origin, indexes),
        progress=lambda _share: None,
    )
    made.make(snapshots)
    return made


INDEXES = st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=1, max_size=4)


@given(there=INDEXES, here=INDEXES, room=st.integers(0, 12))
def test_nothing_is_listed_that_is_not_whole(there: list[set[int]], here: list[set[int]], room: int) -> None:
    origin, copy = Shelf(), Shelf()
    for packs in there:
        origin.index(packs)
    snapshot = origin.put(Part.SNAPSHOTS, b"a snapshot")
    forgotten = origin.put(Part.SNAPSHOTS, b"forgotten in the copy")
    for packs in here:  # whatever its own prunes left, it is whole
        copy.index(packs)
    before = dict(copy.held)
    copy.room = room
    try:
        move(origin, copy, {snapshot})
    except Unavailable:
        assert snapshot not in copy.names(Part.SNAPSHOTS)
    assert packs_named(copy, copy.names(Part.INDEX)) <= copy.names(Part.DATA)
    copy.room = 1000
    move(origin, copy, {snapshot})
    assert packs_named(origin, origin.names(Part.INDEX)) <= copy.names(Part.DATA)
    assert origin.names(Part.INDEX) <= copy.names(Part.INDEX)
    assert copy.names(Part.SNAPSHOTS) == {snapshot}
    assert forgotten not in copy.names(Part.SNAPSHOTS)
    assert {path: copy.held[path] for path in before} == before
    assert move(origin, copy, {snapshot}).objects == 0


def test_damage_and_other_keys_are_refused() -> None:
    origin, copy = Shelf(), Shelf()
    origin.index({1})
    origin.held[object_path(Part.DATA, name_of(PACKS[1]))] = b"rotten"
    with pytest.raises(NotProven, match="is damaged in origin"):
        move(origin, copy, set())
    assert not copy.names(Part.DATA)
    copy.held[CONFIG] = b"of another key"
    with pytest.raises(Unavailable, match="copy has another key than origin"):
        move(origin, copy, set())


def test_nothing_is_moved_where_a_restic_works() -> None:
    origin, copy = Shelf(), Shelf()
    origin.index({1})
    copy.held[f"locks/{name_of(b'somebody')}"] = b"sealed"
    with pytest.raises(Unavailable, match="another restic works in copy"):
        move(origin, copy, set())
    assert not copy.names(Part.DATA)


def at(url: str, *options: str, **environment: str) -> ResticClient:
    address = Address(url=url, options=options, environment=environment)
    return ResticClient(
        name=url, password_entry=url, address=address, cache=Path("cache"), password=f"password of {url}"
    )


def test_one_restic_opens_both_where_their_credentials_agree() -> None:
    server = at("sftp:a", '"sftp.command=ssh a"')
    store = at("s3:b", "s3.bucket-lookup=path", AWS_ACCESS_KEY_ID="one")
    rest = at("rest:c", RESTIC_REPOSITORY="rest:http://user:secret@c/")
    both = joined(store, server)
    assert both.url == "s3:b"
    assert set(both.options) == {'"sftp.command=ssh a"', "s3.bucket-lookup=path"}
    assert both.environment == {"AWS_ACCESS_KEY_ID": "one", "RESTIC_FROM_PASSWORD": "password of sftp:a"}
    assert joined(store, rest).environment["RESTIC_FROM_REPOSITORY"] == "rest:http://user:secret@c/"
    for one, other in [(store, at("s3:d", AWS_ACCESS_KEY_ID="two")), (server, at("sftp:e", '"sftp.command=ssh e"'))]:
        with pytest.raises(Unavailable, match="different credentials") as told:
            joined(one, other)
        assert "password of" not in str(told.value) + told.value.hint
