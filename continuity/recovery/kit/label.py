"""What a kit says of itself before it is opened. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import NotProven
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from datetime import datetime

FORMAT = "continuity.kit/1"
_OTHER = "the kit is of the form {found}, and this version reads {form}"
_MEND = "install the version of continuity that made it, or go the way without it: README.txt in the kit"


@dataclass(frozen=True, kw_only=True)
class Label:
    """Who made a kit, when, for whom, and what opens it: a passphrase, or ``shares`` (how many of how many)."""

    created: datetime
    server: str
    clients: tuple[str, ...]
    software: str  # continuity's version
    shares: tuple[int, int] | None = None

    def encoded(self) -> bytes:
        """Return it as ``kit.json``."""
        plain: dict[str, Any] = {
            "schema": FORMAT,
            "created": write_time(self.created),
            "server": self.server,
            "clients": list(self.clients),
            "continuity": self.software,
            "shares": {"needed": self.shares[0], "made": self.shares[1]} if self.shares else None,
        }
        return json.dumps(plain, indent=1).encode() + b"\n"


def read_label(content: bytes) -> Label:
    """Return what ``kit.json`` says; raises ``NotProven`` where it is of another form, or none."""
    try:
        plain = json.loads(content)
        if plain["schema"] != FORMAT:
            raise NotProven(_OTHER, hint=_MEND, found=str(plain["schema"])[:40], form=FORMAT)
        shares = plain["shares"]
        return Label(
            created=read_time(plain["created"]),
            server=str(plain["server"]),
            clients=tuple(map(str, plain["clients"])),
            software=str(plain["continuity"]),
            shares=(int(shares["needed"]), int(shares["made"])) if shares else None,
        )
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotProven(_OTHER, hint=_MEND, found="?", form=FORMAT) from error
