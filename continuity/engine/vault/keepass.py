"""The vault in the form of KeePass (KDBX 4), for whoever goes on without us. ``pykeepass`` is loaded only here."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from continuity.engine.vault.vault import owner_of
from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SERVER = "server"  # the group of what belongs to no client


def export(secrets: Mapping[str, str], passphrase: str, target: Path) -> None:
    """Write the secrets (name -> secret) into a new KeePass file, a group for each client, and read it back.

    A secret of several lines, or with characters that XML cannot hold, is an attachment named ``secret``. The file
    appears under its name when it is complete. Raises ``Refused`` where there is a file of that name,
    ``Unavailable`` where it cannot be written, does not read back, or the library is missing.
    """
    _refuse_another(target)
    data = _database(secrets, passphrase)
    if _read_back(data, passphrase) != dict(secrets):
        raise Unavailable("the KeePass file {path} does not read back as it was written", path=target)
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.link(partial, target)
        finally:
            with suppress(OSError):
                partial.unlink()
    except FileExistsError:
        _refuse_another(target)
        raise
    except OSError as error:
        raise Unavailable(
            "the KeePass file {path} cannot be written: {cause}",
            hint="name a directory that you may write, with free space",
            path=target,
            cause=error.strerror,
        ) from error


def _refuse_another(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise Refused("there is a file at {path} already", hint="name one that does not exist yet", path=target)


def _database(secrets: Mapping[str, str], passphrase: str) -> bytes:
    try:
        from pykeepass import create_database
    except ImportError as error:
        raise Unavailable(
            "a KeePass file needs the library pykeepass", hint="install it: pip install 'continuity[keepass]'"
        ) from error
    database = create_database(io.BytesIO(), password=passphrase)
    groups: dict[str, Any] = {}
    for name, secret in secrets.items():
        owner = owner_of(name)
        group = groups.get(owner) or database.add_group(database.root_group, owner or _SERVER)
        groups[owner] = group
        plain = secret.isprintable()
        entry = database.add_entry(group, _title(name), "", secret if plain else "", notes=ascii(name))
        if not plain:
            entry.add_attachment(database.add_binary(secret.encode()), "secret")
    out = io.BytesIO()
    database.save(out)
    return out.getvalue()


def _title(name: str) -> str:
    inside = name.partition("/")[2] if owner_of(name) else name
    return inside if inside.isprintable() else ascii(inside)


def _read_back(data: bytes, passphrase: str) -> dict[str, str]:
    from ast import literal_eval

    from pykeepass import PyKeePass

    database = PyKeePass(io.BytesIO(data), password=passphrase)
    return {
        literal_eval(entry.notes): entry.attachments[0].data.decode() if entry.attachments else entry.password or ""
        for entry in database.entries
    }
