"""A repository behind restic's REST protocol: restic-rest-server, or ``rclone serve restic``.

Append-only is proven by trying, at every look: the server is asked to delete a pack whose name no pack can have,
and must refuse before it looks whether there is one. That restic's ``forget`` answers 0 there proves nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar
from urllib.parse import quote, urlsplit

from pydantic import Field, model_validator

from continuity.ground.errors import Refused
from continuity.storage.access import ahead
from continuity.storage.ports import (
    Address,
    Capabilities,
    Domain,
    Probe,
    RepositorySettings,
    Reveal,
    SecretReference,
    UnlockedSettings,
    full_names,
    is_initialised,
)

from .observed import fingerprint
from .rest_wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta
    from typing import Self

_LOOK_S, _LIST_S = 15.0, 60.0  # a look stays below the port's 20 s; a long list may take longer
_DEEPEST = 2  # folders above a repository's own, in restic-rest-server (its maxDepth)
#: A pack is named by the SHA-256 of its content, and this sentence is not one: deleting it can hit nothing.
_NO_PACK = "data/" + hashlib.sha256(b"continuity asks whether this server deletes\n").hexdigest()


class RestSettings(UnlockedSettings):
    """The keys of a REST repository."""

    url: Annotated[str, Field(pattern=r"^https?://[^/\s?#@]+(/[A-Za-z0-9._~-]+)*/?$")]
    """The repository's address, for example https://backup.example.org:8000/acme; never with a password in it."""
    user: Annotated[str, Field(pattern=r"^[^:\x00-\x1f]+$")] | None = None
    user_password: SecretReference | None = None
    """The password of ``user`` on the server (``password`` is restic's own)."""
    append_only: bool = False
    """Whether the server is promised to refuse every deletion; then it is asked each time."""

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.user is None) != (self.user_password is None):
            msg = "user and user_password belong together: write both, or none"
            raise ValueError(msg)
        return self


@dataclass(frozen=True)
class RestAdapter:
    """A repository on a REST server; satisfies :class:`~continuity.storage.ports.Repository`."""

    Settings: ClassVar[type[RepositorySettings]] = RestSettings
    capabilities: ClassVar[Capabilities] = Capabilities(remote=True, append_only=True)

    name: str
    settings: RestSettings
    reveal: Reveal

    @classmethod
    def open(cls, name: str, settings: RestSettings, reveal: Reveal) -> RestAdapter:
        """Return the place, without touching it; the password is revealed when it is needed."""
        return cls(name=name, settings=settings, reveal=reveal)

    def address(self) -> Address:
        """Return the URL; with a user, the whole one is in the environment, where no process list shows it."""
        wire = self._wire
        shown = f"rest:{wire.endpoint}{wire.path}"
        if not wire.user:
            return Address(url=shown)
        scheme, _, rest = wire.endpoint.partition("://")
        pair = f"{quote(wire.user, safe='')}:{quote(wire.password, safe='')}"
        return Address(url=shown, environment={"RESTIC_REPOSITORY": f"rest:{scheme}://{pair}@{rest}{wire.path}"})

    def prepare(self) -> bool:
        """Have the server make the folders; True if they were not there.

        Raises ``Refused`` where the document promises append-only and the server would delete, ``Unavailable``.
        """
        with self._wire.session(_LOOK_S) as server:
            if self.settings.append_only and not server.refuses_to_delete(_NO_PACK):
                raise Refused(
                    "repository {name} at {endpoint}: the server deletes, and the document promises append-only",
                    hint="start the server with --append-only, or drop the promise",
                    name=self.name,
                    endpoint=self._wire.endpoint,
                )
            if server.names("snapshots/") is not None:
                return False
            server.create()
            return True

    def probe(self) -> Probe:
        """Look at the parts; where append-only is promised, ask for a deletion that can hit nothing."""
        wire = self._wire
        with wire.session(_LOOK_S) as server:
            parts = [part for part in ("keys", "snapshots", "index") if server.names(f"{part}/")]
            found = [*parts, "config"] if server.has("config") else parts
            refuses = server.refuses_to_delete(_NO_PACK) if self.settings.append_only else None
        domain = Domain(endpoint=urlsplit(wire.endpoint).netloc.lower(), credential=fingerprint("rest", wire.user))
        return Probe(initialised=is_initialised(found), domain=domain, append_only=refuses)

    def snapshot_names(self) -> frozenset[str]:
        """Return the names in ``snapshots/`` as the server lists them, none before `init`."""
        with self._wire.session(_LIST_S) as server:
            return full_names(server.names("snapshots/") or ())

    def clock_skew(self, now: Callable[[], datetime]) -> timedelta | None:
        """Return how far the server's clock is ahead, from the date of its answer."""
        with self._wire.session(_LOOK_S) as server:
            before = now()
            date = server.date()
            return ahead(date, before, now())

    def aside(self, name: str) -> RestTrial:
        """Return a place below this one, or beside it where the server allows no more folders."""
        base = self.settings.url.rstrip("/")
        if len(urlsplit(base).path.split("/")) > _DEEPEST:
            base = base.rpartition("/")[0]
        settings = self.settings.model_copy(update={"url": f"{base}/{name}"})
        return RestTrial(name=self.name, settings=settings, reveal=self.reveal)

    @cached_property
    def _wire(self) -> Wire:
        where = urlsplit(self.settings.url)
        wire = Wire(
            name=self.name, endpoint=f"{where.scheme}://{where.netloc}", path=f"{where.path}/".replace("//", "/")
        )
        if self.settings.user is None or self.settings.user_password is None:
            return wire
        return replace(wire, user=self.settings.user, password=self.reveal(self.settings.user_password))


class RestTrial(RestAdapter):
    """A place for trying the server out; satisfies :class:`~continuity.storage.ports.Trial`."""

    def destroy(self, key: str, version: str = "") -> bool:
        """Try to delete one object; True if the server let it happen, that is, if it is gone."""
        with self._wire.session(_LOOK_S) as server:
            server.refuses_to_delete(key)
            return not server.has(key)
