"""From checked documents to what is said of personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.model.privacy import FIVE_YEARS, Activity, Hold, Party, Privacy, Role, SubProcessor, Transfer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.model.documents.schema_privacy import ActivityModel, PartyModel, PrivacyModel, SubProcessorModel


def build_privacy(model: PrivacyModel | None) -> Privacy:
    """Return what a document without faults says of personal data; where it says nothing, nothing is declared."""
    if model is None:
        return Privacy()
    return Privacy(
        role=Role(model.role),
        controller=_party(model.controller),
        processor=_party(model.processor),
        dpo=_party(model.dpo),
        activities={name: _activity(name, one) for name, one in model.activities.items()},
        transfers=None
        if model.transfers is None
        else tuple(
            Transfer(country=one.country, to=one.to, safeguards=one.safeguards or "") for one in model.transfers
        ),
        aipd=model.aipd or "",
        keep_names=model.keep_names or FIVE_YEARS,
        holds=tuple(Hold(reason=one.reason, until=one.until) for one in model.holds),
    )


def build_sub_processors(models: Iterable[SubProcessorModel]) -> tuple[SubProcessor, ...]:
    """Return the sub-processors of a contract."""
    return tuple(
        SubProcessor(name=one.name, purpose=one.purpose, country=one.country, since=one.since) for one in models
    )


def _party(model: PartyModel | None) -> Party | None:
    return Party(name=model.name, contact=model.contact or "") if model else None


def _activity(name: str, model: ActivityModel) -> Activity:
    return Activity(
        name=name,
        assets=tuple(model.assets),
        purpose=model.purpose,
        people=tuple(model.people),
        data=tuple(model.data),
        recipients=tuple(model.recipients),
    )
