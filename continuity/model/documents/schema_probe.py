"""The language of probes: what a drill keeps asking beside its steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from continuity.model.documents.fields import Name, Number, PositiveDuration, Strict, write_duration
from continuity.model.documents.schema_procedure import Said, WorkModel  # noqa: TC001 - pydantic looks them up
from continuity.model.documents.values import wrong

_LEAST, _MOST = timedelta(milliseconds=10), timedelta(minutes=10)


def _frequent(value: timedelta) -> timedelta:
    if value < _LEAST:
        raise wrong("at_least", value=write_duration(value), limit=write_duration(_LEAST))
    if value > _MOST:
        raise wrong("at_most", value=write_duration(value), limit=write_duration(_MOST))
    return value


Interval = Annotated[PositiveDuration, AfterValidator(_frequent)]


class ProbeModel(Strict):
    """A check that is asked from here, as a client would, from before the steady state until after it."""

    title: Said
    do: Name
    """The kind of check: `http`, `tcp`, `tls`, `dns`, `icmp`, or one that another package brings along."""
    with_: Annotated[dict[Name, Any], Field(alias="with")] = Field(default_factory=dict)
    every: Interval = timedelta(milliseconds=50)
    """A poll that has no answer by then is lost."""
    green: Annotated[Number, Field(ge=1, le=1000)] = 3
    """So many good answers in a row mean that the service is back, at the first of them."""


class CanaryRowsModel(Strict):
    """Rows that are written until the fault, and looked for where the service is afterwards: what was really lost."""

    write: WorkModel
    """Writes one row: `{{ row.number }}`, `{{ row.nonce }}` (one for each sitting of a drill), `{{ row.at }}`."""
    read: WorkModel
    """Answers with the numbers of the rows of `{{ row.nonce }}`, asked once the runbook came to its end."""
    every: Interval = timedelta(milliseconds=100)
