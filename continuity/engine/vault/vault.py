"""The vault: secrets at rest in one file, sealed with AES-256-GCM.

The file is JSON, ``continuity.vault/1``::

    format   "continuity.vault/1"
    id       64 hexadecimal digits, drawn when the vault was made
    slots    what opens it; each seals the master key (``slots``)
    keys     owner -> that owner's key, sealed by the master key, bound to ["key", id, owner]
    seal     nothing, sealed by the master key, bound to ["header", id, slots, keys]
    entries  name -> secret, sealed by its owner's key, bound to ["entry", id, name]

An entry's owner is what stands before the first ``/`` of its name, a client; a name without one belongs to the server,
whose owner is written empty. Whoever changes id, slots or keys breaks the seal; an entry that is swapped, renamed or
brought from another vault does not open, and leaves the others readable. Without an owner's key nothing of that owner
can be read again: that is how a client's secrets are erased. What a sealing is bound to is canonical JSON (RFC 8785)
of that list after the format's name. Times, sizes and the entries' names are not secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.vault import file
from continuity.engine.vault.sealing import seal, unseal
from continuity.engine.vault.slots import FORMAT, MOST_SLOTS, make_slot, open_slot
from continuity.ground.canonical import canonical_json
from continuity.ground.errors import Refused, Unavailable, UsageError
from continuity.ground.secrecy import keep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from continuity.engine.vault.slots import Unlock

_TAMPERED = "the vault {path} was damaged or changed by someone else"
_OTHER = "the vault {path} was replaced, or its key rotated, while it was open"


def owner_of(name: str) -> str:
    """Return the client an entry belongs to, empty for the server."""
    return name.partition("/")[0] if "/" in name else ""


class Vault:
    """An open vault, as the file is now: what others write is seen. ``random`` gives 32 unpredictable bytes."""

    def __init__(self, path: Path, plain: dict[str, Any], master: bytes, random: Callable[[], bytes]) -> None:
        self._path, self._plain, self._master, self._random = path, plain, master, random
        self._version: tuple[int, ...] = ()

    @classmethod
    def create(cls, path: Path, unlock: Unlock, random: Callable[[], bytes]) -> Vault:
        """Make an empty vault.

        Raises ``Refused`` where there is a file already, ``Unavailable`` where it cannot be written.
        """
        _refuse_another(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        plain: dict[str, Any] = {"format": FORMAT, "id": random().hex(), "keys": {}, "entries": {}}
        vault = cls(path, plain, random(), random)
        with file.alone(path):
            _refuse_another(path)  # somebody may have been faster
            vault._write(plain | {"slots": [make_slot(unlock, vault._master, random)]})
        return vault

    @classmethod
    def open(cls, path: Path, unlock: Unlock, random: Callable[[], bytes]) -> Vault:
        """Open a vault; raises ``Unavailable`` where it is missing, damaged, or does not open with this."""
        version, plain = file.version(path), file.read(path)
        for slot in plain["slots"]:
            if (master := open_slot(slot, unlock)) is not None:
                if not _genuine(plain, master):
                    raise Unavailable(_TAMPERED, hint="take the previous version beside it (….previous)", path=path)
                vault = cls(path, plain, master, random)
                vault._version = version
                return vault
        raise Unavailable(
            "the vault {path} does not open with this {kind}",
            hint="give the one it was made with: $CONTINUITY_VAULT_PASSPHRASE or --vault-key-file",
            path=path,
            kind="key file" if unlock.kind == "key-file" else "passphrase",
        )

    def names(self) -> tuple[str, ...]:
        """Return the names of the entries, in order."""
        return tuple(sorted(self._now()["entries"]))

    def openers(self) -> tuple[str, ...]:
        """Return the kinds of what opens it (``scrypt``, ``key-file``), one a slot."""
        return tuple(slot["kind"] for slot in self._now()["slots"])

    def get(self, name: str) -> str:
        """Return one secret; raises ``Unavailable`` where there is none of that name, or it was tampered with."""
        plain = self._now()
        if name not in plain["entries"]:
            raise Unavailable(
                "the vault has no entry {name}", hint="put it there: continuity vault set {name}", name=name
            )
        try:
            return keep(self._unsealed(plain, name).decode())
        except (ValueError, KeyError) as error:
            raise Unavailable(
                "the vault's entry {name} was damaged or changed by someone else",
                hint="take the previous version of the vault beside it, or set the entry again",
                name=name,
            ) from error

    def set(self, name: str, secret: str) -> None:
        """Seal a secret under this name, in the file as it is now: another writer's entries are kept."""
        self.change({name: secret})

    def change(self, secrets: Mapping[str, str | None]) -> None:
        """Set several entries, or remove those whose secret is None, in one writing: all of it or nothing."""
        with file.alone(self._path):
            plain = self._now()
            entries, keys = dict(plain["entries"]), dict(plain["keys"])
            for name, secret in secrets.items():
                entries.pop(name, None)
                if secret is not None:
                    key = self._key(plain | {"keys": keys}, owner_of(name))
                    keys[owner_of(name)] = keys.get(owner_of(name)) or self._sealed_key(owner_of(name), key)
                    entries[name] = seal(key, secret.encode(), self._bound("entry", name), self._random)
            self._write(plain | {"keys": keys, "entries": entries})

    def erase(self, owner: str, keep: Sequence[str] = ()) -> tuple[str, ...]:
        """Erase a client's key and entries, and the version before; returns the names. Nothing brings them back.

        Entries named by ``keep`` are sealed under a new key in the same writing. Copies of the vault made elsewhere
        keep all of them, for whoever has what opened the vault then. Raises ``Unavailable`` where the vault has no key
        of that client.
        """
        with file.alone(self._path):
            plain = self._now()
            if owner not in plain["keys"]:
                raise Unavailable("the vault has no key of the client {client}", client=owner)
            kept = {name: self.get(name) for name in keep if owner_of(name) == owner and name in plain["entries"]}
            gone = tuple(sorted({one for one in plain["entries"] if owner_of(one) == owner} - set(kept)))
            keys = {name: key for name, key in plain["keys"].items() if name != owner}
            entries = {name: sealed for name, sealed in plain["entries"].items() if owner_of(name) != owner}
            if kept:
                key = self._random()
                keys[owner] = self._sealed_key(owner, key)
                bound = {name: self._bound("entry", name) for name in kept}
                entries |= {name: seal(key, kept[name].encode(), bound[name], self._random) for name in kept}
            self._write(plain | {"keys": keys, "entries": entries})
            file.forget_previous(self._path)
        return gone

    def rotate(self, unlocks: Sequence[Unlock]) -> None:
        """Draw every key anew and seal every entry again; from then on ``unlocks``, and nothing else, open the vault.

        The new version is opened from the disk with each of them, and each entry compared, before it takes the
        old one's place; then the old one is removed, since it still opens as before. Raises ``Unavailable``,
        the vault being as it was, where an entry is damaged or the disk does not give back what was written.
        """
        if not 0 < len(unlocks) <= MOST_SLOTS:
            raise UsageError("a vault is opened by one to {most} things", most=MOST_SLOTS)
        with file.alone(self._path):
            secrets = {name: self.get(name) for name in self.names()}
            fresh = Vault(self._path, self._plain | {"keys": {}, "entries": {}}, self._random(), self._random)
            keys = {owner: self._random() for owner in {owner_of(name) for name in secrets}}
            plain = fresh._plain | {
                "slots": [make_slot(unlock, fresh._master, self._random) for unlock in unlocks],
                "keys": {owner: fresh._sealed_key(owner, key) for owner, key in keys.items()},
                "entries": {
                    name: seal(keys[owner_of(name)], secret.encode(), self._bound("entry", name), self._random)
                    for name, secret in secrets.items()
                },
            }

            def check(written: Path) -> None:
                for unlock in unlocks:
                    again = Vault.open(written, unlock, self._random)
                    if {name: again.get(name) for name in again.names()} != secrets:
                        raise Unavailable("the disk did not give back what was written to {path}", path=written)

            fresh._write(plain, check)
            file.forget_previous(self._path)
        self._plain, self._master, self._version = fresh._plain, fresh._master, fresh._version

    def opened_by(self, unlock: Unlock) -> frozenset[int]:
        """Return which slots this opens, as places in :meth:`openers`; half a second for each passphrase tried."""
        slots = enumerate(self._now()["slots"])
        return frozenset(place for place, slot in slots if open_slot(slot, unlock) is not None)

    def _now(self) -> dict[str, Any]:
        """Return the vault as the file is now; raises ``Unavailable`` where it is another one, or gone."""
        version = file.version(self._path)
        if version != self._version:
            plain = file.read(self._path)
            if plain["id"] != self._plain["id"] or not _genuine(plain, self._master):
                raise Unavailable(_OTHER, hint="run the command again", path=self._path)
            self._plain, self._version = plain, version
        return self._plain

    def _write(self, plain: dict[str, Any], check: Callable[[Path], None] | None = None) -> None:
        plain = plain | {"seal": seal(self._master, b"", _header(plain), self._random)}
        file.write(self._path, plain, check)
        self._plain, self._version = plain, file.version(self._path)

    def _key(self, plain: dict[str, Any], owner: str) -> bytes:
        """Return an owner's key, a new one where there is none; ``ValueError`` where it was tampered with."""
        sealed = plain["keys"].get(owner)
        return unseal(self._master, sealed, self._bound("key", owner)) if sealed else self._random()

    def _sealed_key(self, owner: str, key: bytes) -> str:
        return seal(self._master, key, self._bound("key", owner), self._random)

    def _unsealed(self, plain: dict[str, Any], name: str) -> bytes:
        key = unseal(self._master, plain["keys"][owner_of(name)], self._bound("key", owner_of(name)))
        return unseal(key, plain["entries"][name], self._bound("entry", name))

    def _bound(self, what: str, name: str) -> bytes:
        return canonical_json([FORMAT, what, self._plain["id"], name])


def _header(plain: dict[str, Any]) -> bytes:
    return canonical_json([FORMAT, "header", plain["id"], plain["slots"], plain["keys"]])


def _genuine(plain: dict[str, Any], master: bytes) -> bool:
    try:
        return unseal(master, plain["seal"], _header(plain)) == b""
    except (ValueError, TypeError, OverflowError):
        return False


def _refuse_another(path: Path) -> None:
    if path.exists():
        raise Refused("there is a vault at {path} already", hint="open it instead", path=path)
