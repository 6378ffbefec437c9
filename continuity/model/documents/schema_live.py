"""The language of drills that touch what is in use: the moments that were agreed for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from continuity.ground.timestamps import read_time, write_time
from continuity.model.documents.fields import Strict, Text
from continuity.model.documents.parsed import Parsed
from continuity.model.documents.values import shown, wrong


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        return read_time(str(value).strip())
    except ValueError:
        raise wrong("moment", value=shown(value)) from None


Moment = Annotated[datetime, Parsed(_moment, "2026-11-28T22:00:00+01:00", write=write_time)]


class WindowModel(Strict):
    """A span of time within which a live drill may begin, and who agreed to it."""

    from_: Annotated[Moment, Field(alias="from")]
    to: Moment
    agreed_by: Text

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.to <= self.from_:
            raise wrong("backwards")
        return self
