"""The keys that a log tells of are the keys that it is held against: the first record's, and each rotation's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.evidence.format.keys import KINDS, KeyHistory, parse_rotation
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.evidence.format.keys import Rotation
    from continuity.evidence.format.note import Verifier

_CREATED = "log.created"


class KeyWatch:
    """Reads the records of a log in order; ``problem`` takes place, template and values."""

    def __init__(self, verifier: Verifier, problem: Callable[..., None]) -> None:
        history = verifier if isinstance(verifier, KeyHistory) else KeyHistory(verifier.name, verifier.public_key)
        self._first, self._past, self._problem = history.first, history.past, problem
        self._told: list[Rotation] = []

    def see(self, index: int, fields: dict[str, Any]) -> None:
        """Hold one record against the published keys."""
        place, body = f"record {index}", fields["body"]
        if index == 0 and fields["kind"] == _CREATED and body.get("vkey") != self._first.vkey():
            self._problem(
                place, "the log began with another key than the published one ({vkey})", vkey=body.get("vkey")
            )
        if fields["kind"] in KINDS:
            self._rotation(place, fields["kind"], body.get("note"))

    def close(self, size: int, *, erased: bool) -> None:
        """Say which published rotations no record tells of; ``erased`` records may have told of them."""
        for number, rotation in enumerate(self._past, 1):
            if rotation.size < size and rotation not in self._told and not erased:
                text = "the change of key at size {size} is published, and no record tells of it"
                self._problem(f"keys {number}", text, size=rotation.size)

    def _rotation(self, place: str, kind: str, note: object) -> None:
        try:
            rotation = parse_rotation(note if isinstance(note, str) else "")
        except NotProven as error:
            self._problem(place, error.template, **error.values)
            return
        if rotation.kind != kind:
            self._problem(place, "the record says {kind}, its signatures say {found}", kind=kind, found=rotation.kind)
        if rotation not in self._past:
            self._problem(place, "it tells of a change of key that is not published")
        self._told.append(rotation)
