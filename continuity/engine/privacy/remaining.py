"""What an erasure leaves behind, and what it cannot reach: told in the certificate, each with where it is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from continuity.engine.kit.named import named_entries
from continuity.evidence.format.record import parse
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

#: Records of what was made of the client's secrets, or of who saw them.
HOLDERS = ("kit.created", "vault.exported", "vault.read")
#: What of the state directory holds the client's data or names its files.
DATA = ("manifests", "canary", "memory", "continuous")
_EVIDENCE = "attachments"  # the log names them by their hash: without them it would not verify whole


def outside(client: Client) -> list[dict[str, str]]:
    """Return the passwords that lie where nothing of ours can destroy them: the environment, files, the server's."""
    found = []
    for spec in client.repositories.values():
        reference = spec.settings.password
        if reference is not None and not (reference.vault or "").startswith(f"{client.name}/"):
            found.append({"repository": spec.name, "where": str(reference)})
    return found


def unlisted(tx: Transaction, client: Client, log: str, entries: Iterable[str]) -> list[str]:
    """Return the repositories that points, records or passwords tell of, and the documents do not."""
    found = {point.repository for point in tx.points.all(client.name)}
    records = tx.records.of_kinds(log, ("repository.created",))
    found |= {parse(one.body).body["repository"] for one in records if one.salt}
    for name in set(entries) - named_entries(client):
        owner, _, rest = name.partition("/")
        repository, slash, word = rest.partition("/")
        if owner == client.name and slash and (word == "password" or word.startswith("password.")):
            found.add(repository)
    return sorted(found - set(client.repositories))


def kept_entries(client: Client, told: Iterable[dict[str, Any]], names: Iterable[str], *, anyway: bool) -> set[str]:
    """Return the vault's entries that repositories still need: their store's until closed, the password while it opens.

    Without them a repository that is not closed could be neither closed nor looked at later. ``anyway`` gives the
    passwords up.
    """
    kept: set[str] = set()
    for one in told:
        passwords, others = _entries(client, one["repository"], tuple(names))
        kept |= set() if one["closed"] else others
        kept |= set() if one["opens"] is False or anyway else passwords
    return kept


def _entries(client: Client, repository: str, names: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """Return a repository's entries, as passwords (those that a rotation left, too) and others."""
    spec = client.repositories.get(repository)
    if spec is None:
        found = {name for name in names if name.startswith(f"{client.name}/{repository}/")}
        word = f"{client.name}/{repository}/password"
    else:
        reference = spec.settings.password
        word = (reference.vault or "") if reference else f"{client.name}/{repository}/password"
        found = set(named_entries(spec.settings))
    passwords = {name for name in names if word and (name == word or name.startswith(f"{word}."))}
    return passwords, found - passwords


def holders(workshop: Workshop, client: str) -> list[dict[str, Any]]:
    """Return what the log knows to have held the client's secrets: kits by their hash, exports, who saw which."""
    log, found = workshop.logs[client].journal.log, []
    with workshop.store.reading() as tx:
        for one in tx.records.of_kinds(log, HOLDERS):
            if not one.salt:  # erased: something was there, and nobody knows what
                found.append({"kind": one.kind, "record": one.index, "at": None, "what": ""})
                continue
            record = parse(one.body)
            what = record.body.get("sha256") or ", ".join(record.body.get("entries", ()))
            found.append({"kind": one.kind, "record": one.index, "at": write_time(read_time(record.at)), "what": what})
    return found


def swept(workshop: Workshop, client: str) -> list[str]:
    """Remove what of the client's data and its files' names lies on this server; returns what was there."""
    there = [name for name in DATA if (workshop.directories.state / name / client).is_dir()]
    for name in there:
        shutil.rmtree(workshop.directories.state / name / client, ignore_errors=True)  # what is left is told
    return there


def remains(workshop: Workshop, client: str) -> list[str]:
    """Return which directories of the client's are still there; files that the log names by their hash always are."""
    return [name for name in (*DATA, _EVIDENCE) if (workshop.directories.state / name / client).exists()]


def locked_until(workshop: Workshop, client: str) -> str | None:
    """Return when the last lock known of the client's points ends; the copies lie there until then, unreadable."""
    with workshop.store.reading() as tx:
        ends = [point.locked_until for point in tx.points.all(client) if point.locked_until]
    return write_time(max(ends)) if ends else None
