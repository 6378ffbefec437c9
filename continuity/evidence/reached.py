"""Anchors asked again: kept time-stamps are verified anew, and repositories give back the heads that they hold.

The database only remembers that a head was anchored. Who can rewrite the database can rewrite that as well; the token
and the locked object he cannot.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from continuity.evidence.anchors import sealed_anchor
from continuity.evidence.audit import Remark
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.held import anchored
from continuity.evidence.sealed import read_anchors
from continuity.evidence.timestamp import stamped_at
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import read_time
from continuity.model.anchor import AnchorKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from continuity.evidence.format.note import Verifier
    from continuity.evidence.held import Held
    from continuity.model.anchor import Anchor, Authority
    from continuity.storage.ports import WriteOnce

    Version = tuple[str, str]  # key and version of one sealed object


def false_stamps(anchors: Iterable[Anchor], authorities: Iterable[Authority]) -> Iterator[Remark]:
    """Yield a problem for each time-stamp that does not say what is kept of it.

    Signatures are verified where the documents name the certificates of the authority; raises ``Unavailable`` where
    those cannot be read.
    """
    trusted = {authority.name: authority.ca for authority in authorities}
    for one in anchors:
        if one.kind is not AnchorKind.RFC3161:
            continue
        place, text = f"anchor at size {one.tree_size}", Checkpoint(one.log, one.tree_size, one.root).text().encode()
        try:
            at = stamped_at(one.proof, text, trusted.get(one.name))
        except NotProven as error:
            yield _problem(place, "the time-stamp of {name} is not believed: {why}", name=one.name, why=error)
            continue
        if at != one.at:
            said = "the time-stamp of {name} says {found}, the database {expected}"
            yield _problem(place, said, name=one.name, found=at, expected=one.at)


def heads_in(
    repository: str, place: WriteOnce, verifier: Verifier, remark: Callable[[Remark], None], seen: set[Version]
) -> Iterator[Held]:
    """Yield the heads that a repository holds under lock, by size; what this log did not sign is remarked upon.

    ``seen`` takes every version that is there. Raises ``Unavailable`` where the store cannot be asked.
    """
    for found in read_anchors(place, verifier.name):
        seen.add((found.key, found.version))
        try:
            head = open_checkpoint(found.note, verifier)
        except NotProven as error:
            text = "it is sealed there, and no head of this log: {why}"
            remark(_finding(f"{repository}/{found.key}", text, why=error))
            continue
        yield anchored(sealed_anchor(head, repository, found.object))


def missing(anchors: Iterable[Anchor], seen: Mapping[str, set[Version]], now: datetime) -> Iterator[Remark]:
    """Yield a problem for each sealed head that a repository should hold and does not.

    ``seen`` is what each repository gave when it was read to its end; one whose lock is over may be gone.
    """
    for one in anchors:
        if one.kind is not AnchorKind.WRITE_ONCE or one.name not in seen:
            continue
        try:
            said = json.loads(one.proof)
            key, version, until = said["key"], said["version"], read_time(said["locked_until"])
        except (ValueError, LookupError, TypeError):  # of no lock: nothing was promised
            continue
        if until > now and (key, version) not in seen[one.name]:
            text = "{name} was to hold {key}, version {version}, until {until}, and does not"
            yield _problem(
                f"anchor at size {one.tree_size}", text, name=one.name, key=key, version=version, until=until
            )


def _problem(place: str, template: str, **values: object) -> Remark:
    return Remark(place, template, values)


_finding = _problem
