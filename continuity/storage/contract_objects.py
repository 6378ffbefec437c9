"""The promises of a place whose objects can be moved (``storage/objects``), one function each."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable
from continuity.ground.parallel import parallel
from continuity.storage.objects import CONFIG, Objects, Part, object_path
from continuity.storage.subject import Subject, expect, not_applicable

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.storage.ports import Repository

_LARGE = 1 << 18
_NAME = hashlib.sha256(b"one").hexdigest()


def objects_are_what_their_names_say(subject: Subject) -> None:
    """Every object of a repository is listed and read whole: its SHA-256 is its name."""
    with _movable(subject.used).objects_opened() as there:
        for part in Part:
            names = there.names(part)
            expect(names, "no object of {part} is listed", part=part)
            for name in names:
                found = hashlib.sha256(there.read(object_path(part, name))).hexdigest()
                expect(found == name, "{part}/{name} was read as {found}", part=part, name=name, found=found)
        listed = there.names(Part.SNAPSHOTS)
    expect(listed == subject.used.snapshot_names(), "the objects of snapshots/ are not the snapshots that are listed")


def adding_overwrites_nothing(subject: Subject) -> None:
    """An object is added once; what stands under its name stays as it is, and one of another size is a fault."""
    place, path = subject.fresh(), object_path(Part.DATA, _NAME)
    place.prepare()
    with _movable(place).objects_opened() as there:
        expect(there.add(path, b"one"), "a new object was not added")
        expect(not there.add(path, b"one"), "the same object was added twice")
        expect(not there.add(path, b"two"), "another object was added under its name")
        expect(there.read(path) == b"one", "what stood there was overwritten")
        try:
            there.add(path, b"three")
        except Unavailable as error:
            expect(error.hint, "the fault gives no remedy")
        else:
            expect(False, "an object of another size was taken for the same")  # noqa: FBT003
        expect(there.names(Part.DATA) == {_NAME}, "something else was left behind")


def objects_are_added_side_by_side(subject: Subject) -> None:
    """Several threads add objects at once, and each is whole."""
    place = subject.fresh()
    place.prepare()
    contents = [bytes([number]) * _LARGE for number in range(6)]
    named = {hashlib.sha256(content).hexdigest(): content for content in contents}
    with _movable(place).objects_opened() as there:
        add = [partial(there.add, object_path(Part.DATA, name), content) for name, content in named.items()]
        expect(all(parallel(add, at_once=3)), "a new object was not added")
        read = [partial(there.read, object_path(Part.DATA, name)) for name in named]
        expect(parallel(read, at_once=3) == list(named.values()), "an object was not read as it was added")


def moved_objects_make_a_repository(subject: Subject) -> None:
    """All objects moved to a fresh place are a repository that restic opens and finds whole."""
    origin, copy = _movable(subject.used), subject.fresh()
    copy.prepare()
    with origin.objects_opened() as there, _movable(copy).objects_opened() as here:
        here.lay_out()
        here.lay_out()
        here.add(CONFIG, there.read(CONFIG))
        for part in Part:
            for name in there.names(part):
                here.add(object_path(part, name), there.read(object_path(part, name)))
    subject.restic.must(copy.address(), "check", "--no-lock", "--read-data")
    expect(copy.snapshot_names() == subject.used.snapshot_names(), "the copy lists other snapshots")


def _movable(place: Repository) -> Objects:
    if not isinstance(place, Objects):
        not_applicable("this kind of place does not move objects")
    return place


CHECKS: tuple[Callable[[Subject], None], ...] = (
    objects_are_what_their_names_say,
    adding_overwrites_nothing,
    objects_are_added_side_by_side,
    moved_objects_make_a_repository,
)
