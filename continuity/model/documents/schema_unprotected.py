"""What has no copies on purpose."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from continuity.model.documents.fields import DocumentPath, Strict, Text
from continuity.model.documents.values import wrong


class UnprotectedModel(Strict):
    """What deliberately has no copies, and why: `policy gaps` lists it as an exclusion and not as a gap."""

    path: DocumentPath | None = None
    """A file or folder of this machine, with all that is below it."""
    device: str | None = None
    reason: Text

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.path is None) == (self.device is None):
            raise wrong("just_one", choices="path, device")
        return self
