"""A client's copies made unreadable by destroying what opens them, and a certificate that says how far that is true.

The intent is recorded, each repository's keys are taken away and the old password is tried, then what the vault holds
of the client is destroyed, all but the keys that sign its log and what a repository that is not closed needs to be
closed later. What was made of these secrets before (kits, exports, a person who saw one), and what lies outside of the
vault, is listed: such a thing opens nothing where the repository is closed, and everything where it is not.
``unproven`` while one repository is not closed, one that the documents forgot among them. What became of each
repository is on record at once: an erasure that was interrupted is begun again, and ends.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.engine.privacy import refusing, remaining
from continuity.engine.privacy.shredding import Shredded, old_versions, reached, shred
from continuity.evidence.format.record import parse
from continuity.ground.errors import ContinuityError, Refused
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.backup.place import Place
    from continuity.engine.incidents.handling import Person
    from continuity.engine.vault import Vault
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Client

BEGUN, SHREDDED = "privacy.erasure.begun", "privacy.erasure.repository"
DONE, LOOKED = "privacy.erasure.done", "privacy.erasure.looked"
_CREATED = "repository.created"
#: Why a repository was not tried.
SAID = {"forgotten": "the documents do not tell of it any more, or it was made anew"}


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """What is to be erased: with the vault, what of it is kept (names), who agreed, and who acts.

    ``anyway``: also where a repository cannot be reached or is not in the documents any more, whose keys then stay.
    """

    client: Client
    vault: Vault
    keep: tuple[str, ...]
    agreed: tuple[str, ...]
    who: Person
    anyway: bool = False


def erase(workshop: Workshop, order: Erasing) -> dict[str, Any]:
    """Destroy, try, and return the certificate's facts, which are on record. Nothing brings the copies back.

    Raises ``Refused`` while something holds it up: a legal hold, others who need what would go, work that runs, a
    repository that is not reached. Where it was interrupted, the next one goes on.
    """
    client, log = order.client, workshop.logs[order.client.name]
    before = _before(workshop, client.name)
    work = _Work(workshop=workshop, order=order, before=before)
    forgotten = work.refuse()
    with workshop.store.transaction() as tx:
        refusing.refuse_busy(tx, client.name, log.journal.log)
        names = [*client.repositories, *forgotten]
        body = {"agreed": list(order.agreed), "repositories": names} | order.who.as_json()
        log.journal.record(tx.records, BEGUN, workshop.clock.now(), body)
    log.sequencer.run()
    repositories = [work.shredded(workshop.place(spec)) for spec in client.repositories.values()]
    repositories += [Shredded(repository=name, opens=None, said=SAID["forgotten"]).as_json() for name in forgotten]
    gone, kept = _destroyed(order, repositories)
    facts = {
        "agreed": list(order.agreed),
        "repositories": repositories,
        "entries": list(gone),
        "kept": list(kept),
        "outside": remaining.outside(client),
        "holders": remaining.holders(workshop, client.name),
        "directories": remaining.swept(workshop, client.name),
        "remains": remaining.remains(workshop, client.name),
        "locked_points_until": remaining.locked_until(workshop, client.name),
    }
    return _written(workshop, client.name, DONE, facts | {"verdict": _verdict(facts)} | order.who.as_json())


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One erasure, and what earlier ones came to, by repository."""

    workshop: Workshop
    order: Erasing
    before: Mapping[str, Mapping[str, Any]]

    def refuse(self) -> list[str]:
        """Raise ``Refused`` where something holds it up; return the repositories that the documents forgot."""
        workshop, client = self.workshop, self.order.client
        refusing.refuse_held(client, workshop.clock.now())
        refusing.refuse_others(workshop.inventory, client)
        with workshop.store.reading() as tx:
            log = workshop.logs[client.name].journal.log
            forgotten = remaining.unlisted(tx, client, log, self.order.vault.names())
        if not self.order.anyway:
            places = [workshop.place(spec) for spec in client.repositories.values() if not self._shut(spec.name)]
            names = [f"{client.name}/{place.spec.name}" for place in places]
            found = [reached(place, begun=place.spec.name in self.before) for place in places]
            refusing.refuse_unreached(zip(names, found, strict=True))
            refusing.refuse_unlisted(client, forgotten)
        return forgotten

    def _shut(self, name: str) -> bool:
        return self.before.get(name, {}).get("opens") is False

    def shredded(self, place: Place) -> dict[str, Any]:
        """Shred one repository, or look at it again where that was done before, and have it on record."""
        name = place.spec.name
        if self._shut(name) and reached(place) is not None:
            return _looked(self.workshop, self.order.client, self.before[name])
        told = shred(place, self.workshop.ids.nonce, anyway=self.order.anyway).as_json()
        _written(self.workshop, self.order.client.name, SHREDDED, told)
        return told


def look_again(workshop: Workshop, client: Client, who: Person) -> dict[str, Any]:
    """Judge the last erasure anew: which old keys the stores hold now. Raises ``Refused`` where there was none."""
    log = workshop.logs[client.name].journal.log
    with workshop.store.reading() as tx:
        last = [one for one in tx.records.of_kinds(log, (DONE, LOOKED)) if one.salt]
    if not last:
        raise Refused("nothing of {client} was erased", hint="see continuity privacy erase --help", client=client.name)
    facts, known = parse(last[-1].body).body, _before(workshop, client.name)
    repositories = [
        _looked(workshop, client, one)
        if one["repository"] in known
        else Shredded(repository=one["repository"], opens=None, said=SAID["forgotten"]).as_json()
        for one in facts["repositories"]
    ]
    facts = facts | {"repositories": repositories, "outside": remaining.outside(client)}
    facts |= {"remains": remaining.remains(workshop, client.name)}
    return _written(workshop, client.name, LOOKED, facts | {"verdict": _verdict(facts)} | who.as_json())


def _before(workshop: Workshop, client: str) -> dict[str, Mapping[str, Any]]:
    """Return what earlier erasures came to, by repository: empty where one only began; not of those made anew since."""
    found: dict[str, Mapping[str, Any]] = {}
    with workshop.store.reading() as tx:
        kinds = (BEGUN, SHREDDED, DONE, LOOKED, _CREATED)
        for one in tx.records.of_kinds(workshop.logs[client].journal.log, kinds):
            body = parse(one.body).body if one.salt else {}
            if one.kind == BEGUN:
                found = {name: found.get(name, {}) for name in (*found, *body.get("repositories", ()))}
            elif one.kind in (DONE, LOOKED):
                found |= {told["repository"]: told for told in body.get("repositories", ())}
            elif one.kind == SHREDDED and body:
                found[body["repository"]] = body
            elif body:
                found.pop(body["repository"], None)
    return found


def _looked(workshop: Workshop, client: Client, one: Mapping[str, Any]) -> dict[str, Any]:
    spec = client.repositories.get(one["repository"])
    if spec is None or one["closed"]:
        return dict(one)
    try:
        found = old_versions(workshop.place(spec).port, one.get("drawn", ""))
    except ContinuityError as error:
        return dict(one) | {"said": str(error)}
    versions = None if found is None else [version.as_json() for version in found]
    closed = one["opens"] is False and one.get("left") == [] and versions == []
    return dict(one) | {"versions": versions, "closed": closed}


def _verdict(facts: Mapping[str, Any]) -> str:
    closed = [one["closed"] for one in facts["repositories"]]
    clear = not set(facts["remains"]) & set(remaining.DATA)
    return "proven" if closed and all(closed) and clear else "unproven"


def _destroyed(order: Erasing, told: Sequence[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Destroy what the vault holds of the client but what is still needed; return what went, and what did not."""
    owned = {name for name in order.vault.names() if name.startswith(f"{order.client.name}/")}
    kept = owned & remaining.kept_entries(order.client, told, owned, anyway=order.anyway)
    gone = order.vault.erase(order.client.name, (*order.keep, *sorted(kept - set(order.keep)))) if owned else ()
    return gone, tuple(sorted(kept))


def _written(workshop: Workshop, client: str, kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    log, now = workshop.logs[client], workshop.clock.now()
    with workshop.store.transaction() as tx:
        log.journal.record(tx.records, kind, now, facts)
    with suppress(Refused):
        log.sequencer.run()
    return facts | {"client": client, "at": write_time(now)}
