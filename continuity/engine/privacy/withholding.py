"""Exports without the names of people: records that name somebody show their commitment alone, and ``people.csv``.

A name cannot be changed in a record without breaking what proves it. So such a record is withheld as a whole, as one
that was erased is: the tree still verifies, and what the record said is not proven by this export. ``people.csv`` says
of each when it was, what kind it is of, and by which pseudonyms; nothing that somebody wrote in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from continuity.evidence.format.record import parse
from continuity.evidence.store import entry_of
from continuity.evidence.tables import row
from continuity.state.records import DatabaseLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from continuity.evidence.gathered import Gathered
    from continuity.model.record import StoredRecord
    from continuity.state.store import Store

PEOPLE = "people.csv"
_COLUMNS = ("index", "at", "kind", "run", "people")
#: Keys whose texts name people, wherever they stand.
_NAMING = ("acked_by", "agreed_by", "by", "closed_by", "owner", "signed_by", "sudo_user")
#: Records about what people did: ``name`` beside ``by`` is a person's there, and a thing's elsewhere.
_DONE = ("case.", "privacy.breach")
_FIRST_PERSON = 1000  # Debian Policy, 9.2.2: accounts below are the system's
_SHORTEST = 3
#: Words that stand where a name would.
_NOBODY = ("", "root", "continuity", "person", "vault")
_END = 1 << 62


@dataclass(frozen=True)
class Withheld:
    """The record ``index``, and who it names."""

    index: int
    at: str
    kind: str
    run: str
    people: tuple[str, ...]


class WithoutNames(DatabaseLog):
    """A log to export from, whose records that name people are withheld."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._names: set[str] | None = None

    def read(self, log: str, start: int, end: int) -> Iterator[StoredRecord]:
        """Yield the records of a range; one that is withheld has no salt, and its entry for a body."""
        for one in super().read(log, start, end):
            yield replace(one, salt=b"", body=entry_of(one)) if self._told(one) else one

    def withheld(self, log: str, start: int, end: int) -> Iterator[Withheld]:
        """Yield what is withheld of a range."""
        for one in super().read(log, start, end):
            if people := self._told(one):
                record = parse(one.body)
                yield Withheld(one.index or 0, record.at, record.kind, record.run or "", tuple(people))

    def _told(self, one: StoredRecord) -> list[str]:
        """Return the people that a record names, also where somebody else's record writes of them."""
        if not one.salt:
            return []
        texts, found = " ".join(_texts(parse(one.body).body)), set(people_of(one.body))
        found |= {name for name in self._known(one.log) if name in texts and re.search(_word(name), texts)}
        return sorted(found)

    def _known(self, log: str) -> set[str]:
        """Return everybody whom any record of the log names."""
        if self._names is None:
            whole = (one for one in super().read(log, 0, _END) if one.salt)
            self._names = {name for one in whole for name in people_of(one.body) if len(name) >= _SHORTEST}
        return self._names


def people_view(log: WithoutNames, name: str, alias: Callable[[str], str]) -> Callable[[Gathered], Iterable[bytes]]:
    """Return what makes ``people.csv`` of the log of this name."""

    def view(gathered: Gathered) -> Iterator[bytes]:
        yield row(_COLUMNS)
        for one in log.withheld(name, gathered.summary["start"], gathered.summary["end"]):
            yield row([str(one.index), one.at, one.kind, one.run, " ".join(map(alias, one.people))])

    return view


def people_of(data: bytes) -> list[str]:
    """Return the names of people that a record tells by its keys."""
    record = parse(data)
    return list(names_in(record.body, done=record.kind.startswith(_DONE)))


def names_in(value: object, *, done: bool = False) -> Iterator[str]:
    """Yield the names of people that a body tells by its keys; accounts of the system are nobody's.

    ``done``: it is one of those about what people did.
    """
    if isinstance(value, list):
        for one in value:
            yield from names_in(one, done=done)
    if not isinstance(value, dict):
        return
    if isinstance(value.get("uid"), int) and value["uid"] >= _FIRST_PERSON and "unit" not in value:
        yield from _named(value.get("user"))
    for key in _NAMING:
        yield from _named(value.get(key))
    if isinstance(value.get("actor"), dict) or (done and isinstance(value.get("by"), dict)):
        yield from _named(value.get("name"))
    for one in value.values():
        yield from names_in(one, done=done)


def _named(value: object) -> list[str]:
    texts = value if isinstance(value, list) else [value]
    return [one for one in texts if isinstance(one, str) and one not in _NOBODY]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)


def _word(name: str) -> str:
    return rf"(?<!\w){re.escape(name)}(?!\w)"
