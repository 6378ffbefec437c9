"""From checked documents to the contract: what of it is acted upon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.model.agreement import REVERSIBILITY, Agreement, HandBack, Term
from continuity.model.contract import Contract, EscalationStep, Penalties, Response, Rounding, Tier, Unseen
from continuity.model.documents.build_privacy import build_sub_processors

if TYPE_CHECKING:
    from continuity.model.documents.schema_contract import Contract as ContractModel
    from continuity.model.documents.schema_contract import Penalties as PenaltiesModel


def build_contract(model: ContractModel | None) -> Contract | None:
    """Return the contract of a client without faults; None where it has none."""
    if model is None:
        return None
    return Contract(
        reference=model.reference,
        fee=model.monthly_fee.amount,
        currency=model.monthly_fee.currency,
        availability=model.availability,
        undetermined=Unseen(model.undetermined),
        penalties=_penalties(model.penalties),
        since=model.since,
        hours=model.service_hours,
        response={
            severity: Response(intervene=one.intervene, resolve=one.resolve) for severity, one in model.response.items()
        },
        escalation=tuple(
            EscalationStep(level=one.level, after=one.after, notify=tuple(one.notify), or_when=tuple(one.or_when))
            for one in model.escalation
        ),
        breach_notice=model.breach_notice,
        sub_processors=build_sub_processors(model.sub_processors),
        agreement=_agreement(model),
    )


def _penalties(model: PenaltiesModel | None) -> Penalties | None:
    if model is None:
        return None
    return Penalties(
        per=model.per,
        rounding=Rounding(model.rounding),
        rate=model.rate,
        cap=model.cap,
        clause_cap=model.clause_cap,
        exempt=model.exempt,
        tiers=tuple(Tier(below=one.below, rate=one.rate) for one in model.tiers),
        dispute=model.dispute,
    )


def _agreement(model: ContractModel) -> Agreement:
    steps, term = model.reversibility.steps, model.term
    return Agreement(
        term=Term(begin=term.begin, until=term.until, notice=term.notice, renews=term.renews) if term else None,
        exclusions=tuple(model.exclusions),
        obligations=tuple(model.obligations),
        begins=model.reversibility.begins,
        reversibility=REVERSIBILITY
        if steps is None
        else tuple(HandBack(name=one.name, title=one.title, before=one.before, after=one.after) for one in steps),
    )
