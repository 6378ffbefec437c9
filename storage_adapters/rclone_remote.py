"""What an rclone configuration says of a remote: where it really leads, and who opens it (part of ``rclone``).

Remotes may stand on others (alias, crypt, chunker …); what fails together is decided by the lowest one.
"""

from __future__ import annotations

import configparser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from continuity.ground.machine import machine
from continuity.storage.ports import Domain

from .observed import device, fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

Remotes = dict[str, dict[str, str]]

#: Kinds without folders: what lies below a name is there as soon as something is stored (rclone's overview, "no dirs").
FOLDERLESS = frozenset({"azureblob", "b2", "google cloud storage", "memory", "oracleobjectstorage", "s3", "swift"})
_DEEPEST = 20  # remotes that stand on each other; more is a circle
_PLACES = ("endpoint", "url", "host", "server", "account", "project_number")
_PERSONS = ("user", "username", "access_key_id", "account", "key_id", "client_id", "service_account_file", "sas_url")
_SECRETS = ("pass", "secret", "token", "key", "sas", "credential", "auth", "cookie")
_WORTH_HIDING = 6  # characters; shorter values would blank innocent words out of a message


@dataclass(frozen=True, kw_only=True)
class Lowest:
    """The remote on which all others stand, and the path in it."""

    kind: str
    options: Mapping[str, str]
    path: str

    def domain(self) -> Domain:
        """Return what fails together with it; a directory of this machine hangs on its disk."""
        who = [self.options[key] for key in _PERSONS if self.options.get(key)] or [repr(sorted(self.options.items()))]
        credential = fingerprint("rclone", self.kind, *who)
        if self.kind == "local":
            there = next(one for one in (Path(self.path), *Path(self.path).parents) if one.exists())
            return Domain(device=device(there), host=machine(), credential=credential)
        where = next((self.options[key] for key in _PLACES if self.options.get(key)), self.kind)
        return Domain(endpoint=(urlsplit(where).netloc.rpartition("@")[2] or where).lower(), credential=credential)


def read_config(text: str) -> Remotes:
    """Read the text of an rclone.conf. Raises ``ValueError`` where it is none, or is encrypted."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # keys stay as they are written
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError from error
    return {name: dict(parser[name]) for name in parser.sections()}


def as_environment(remotes: Remotes) -> dict[str, str]:
    """Return the remotes as variables, which rclone reads like its file: no file of ours then holds a secret."""
    return {
        f"RCLONE_CONFIG_{name}_{key}".replace("-", "_").upper(): value
        for name, options in remotes.items()
        for key, value in options.items()
    }


def lowest(remotes: Remotes, remote: str, path: str) -> Lowest | None:
    """Follow a remote down; None where it is not defined, or stands on itself."""
    for _ in range(_DEEPEST):
        options = remotes.get(remote)
        if options is None:
            return None
        below = options.get("remote") or options.get("upstreams", "").split(" ")[0].partition("=")[2]
        if not below:
            return Lowest(kind=options.get("type", ""), options=options, path=path)
        remote, colon, inner = below.partition(":")
        if not colon or remote.startswith(("/", ".")):
            return Lowest(kind="local", options={}, path=f"{below}/{path}")
        path = f"{inner}/{path}" if options.get("type") == "alias" else inner
    return None


def hide(text: str, remotes: Remotes) -> str:
    """Blank the secrets of a configuration out of what rclone said."""
    for options in remotes.values():
        for key, value in options.items():
            if len(value) >= _WORTH_HIDING and any(word in key.lower() for word in _SECRETS):
                text = text.replace(value, "…")
    return text
