"""The canary: what is written before a backup and looked for in restored data, to prove *which* moment it is. Pure.

The log holds the SHA-256 of the nonce; the nonce itself exists only inside the snapshot until a restore brings
it back. So restoring yesterday's point fails today's canary. A *sidecar* is an extra file in the same snapshot, and
does not prove that the source was read: the manifest does. A *planted* one is a file or a row in the source itself,
there while it is read: it proves that too.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground.canonical import sha256_hex

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "continuity.canary/1"
#: What a planted file is called, at the top of the source.
PLANTED = ".continuity-canary.json"
#: The table of planted rows. Whoever owns the database may make it beforehand: then no right to make tables is needed.
TABLE = "continuity_canary"
MAKE = f"create table {TABLE} (run varchar(64) not null, asset varchar(200) not null, nonce varchar(64) not null)"
_NONCE = 32
_PLAIN = re.compile(r"[A-Za-z0-9_/-]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Canary:
    """What stands in the file: whose it is, and 32 random bytes in hexadecimal."""

    run: str
    asset: str
    nonce: str

    @property
    def digest(self) -> str:
        """Return what the log may show of it."""
        return sha256_hex(bytes.fromhex(self.nonce))


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a point must bring back: where the file stood in the source, and the digest that was announced.

    ``planted``: it was a file of the source itself, and is compared like any other.
    """

    path: Path
    sha256: str
    planted: bool = False


def is_planted(path: bytes) -> bool:
    """Tell whether a path is that of a planted canary, by its name."""
    return path.rpartition(b"/")[2] == PLANTED.encode()


def plant(canary: Canary) -> str:
    """Return the statement that writes a canary's row."""
    values = ", ".join(f"'{_plain(value)}'" for value in (canary.run, canary.asset, canary.nonce))
    return f"insert into {TABLE} (run, asset, nonce) values ({values})"  # noqa: S608 - plain values


def uproot(asset: str) -> str:
    """Return the statement that takes an asset's rows out, those of dead backups too."""
    return f"delete from {TABLE} where asset = '{_plain(asset)}'"  # noqa: S608 - a plain value


def question(run: str) -> str:
    """Return the query that finds the nonce of a run in restored data."""
    return f"select min(nonce) from {TABLE} where run = '{_plain(run)}'"  # noqa: S608 - a plain value


def is_sung(answer: str, sha256: str) -> bool:
    """Tell whether a nonce that was found is the one that was announced."""
    try:
        return sha256_hex(bytes.fromhex(answer.strip())) == sha256
    except ValueError:
        return False


def write(canary: Canary) -> str:
    """Return the content of the file."""
    return json.dumps({"schema": SCHEMA, **vars(canary)}) + "\n"


def read(text: str) -> Canary:
    """Read it back; raises ``ValueError`` for anything else."""
    try:
        plain = json.loads(text)
        if plain.pop("schema") != SCHEMA or not all(isinstance(value, str) for value in plain.values()):
            raise ValueError(SCHEMA)  # noqa: TRY301 - told with the other ways a file can be wrong, below
        canary = Canary(**plain)
        if len(bytes.fromhex(canary.nonce)) != _NONCE:
            raise ValueError(canary.nonce)  # noqa: TRY301 - the same
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        msg = f"not a canary: {error}"
        raise ValueError(msg) from error
    return canary


def _plain(value: str) -> str:
    """Return a name or hexadecimal digits, which mean nothing else in any SQL; raises ``ValueError``."""
    if not _PLAIN.fullmatch(value):
        raise ValueError(value)
    return value
