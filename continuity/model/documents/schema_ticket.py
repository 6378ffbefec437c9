"""Where the incidents of a client open tickets."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from continuity.model.documents.fields import Number, SecretReference, Strict, Url
from continuity.model.documents.values import shown, wrong

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _confidential(value: str) -> str:
    """Refuse an address to which the token would travel for everybody to read."""
    parts = urlsplit(value)
    if parts.scheme.lower() == "https" or (parts.scheme.lower() == "http" and parts.hostname in _LOOPBACK):
        return value
    raise wrong("confidential", value=shown(value))


DeskUrl = Annotated[Url, AfterValidator(_confidential)]


class TicketsModel(Strict):
    """The desk at which each incident opens a ticket: GLPI by its REST API, or any other by a signed webhook."""

    kind: Literal["glpi", "webhook"]
    url: DeskUrl | SecretReference
    """Of GLPI: https://…/apirest.php."""
    app_token: SecretReference | None = None
    """GLPI's, of the API client, where GLPI asks for one."""
    user_token: SecretReference | None = None
    """GLPI's, of the user who opens the tickets."""
    entity: Annotated[Number, Field(ge=0)] | None = None
    """GLPI's, by its number; the user's own, where nothing is said."""
    secret: SecretReference | None = None
    """The webhook's: each message is signed with it (HMAC-SHA256)."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed, foreign = ("user_token", ("secret",)) if self.kind == "glpi" else ("secret", _OF_GLPI)
        if getattr(self, needed) is None:
            raise wrong("desk_needs", kind=self.kind, key=needed)
        for name in foreign:
            if getattr(self, name) is not None:
                raise wrong("desk_foreign", kind=self.kind, key=name)
        return self


_OF_GLPI = ("app_token", "user_token", "entity")
