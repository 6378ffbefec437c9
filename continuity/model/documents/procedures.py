"""Procedures from checked documents, and those that come with the product; a user's runbooks override them by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from continuity.ground.canonical import digest
from continuity.model.documents.catalogues import read_shipped, shipped
from continuity.model.documents.procedure_checks import needs_of
from continuity.model.documents.schema_procedure import ProcedureModel, UndoneByPeople, WorkModel
from continuity.model.expectation import Expectation
from continuity.model.procedure import (
    Input,
    InputKind,
    Observe,
    Phase,
    Procedure,
    Retries,
    Seen,
    SignOff,
    Step,
    Told,
    Work,
)

if TYPE_CHECKING:
    from continuity.model.documents.schema_controls import BothLanguages
    from continuity.model.documents.schema_procedure import InputModel, ObserveModel, StepModel


def shipped_runbooks() -> tuple[str, ...]:
    """Return the names of the shipped runbooks, sorted."""
    return shipped("runbooks")


@cache
def shipped_runbook(name: str) -> Procedure:
    """Return one shipped runbook; raises ``KeyError`` for no such name, ``DocumentErrors`` for a damaged file."""
    model, where = read_shipped("runbooks", name, ProcedureModel)
    return replace(procedure(name, model, where), shipped=True)


class RunbookShelf(Mapping[str, Procedure]):
    """The runbooks a client may use: its own above the shipped ones, which are parsed only when asked for."""

    def __init__(self, own: Mapping[str, Procedure]) -> None:
        self._own = dict(own)

    def __getitem__(self, name: str) -> Procedure:
        return self._own[name] if name in self._own else shipped_runbook(name)

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in shipped_runbooks()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._own, *shipped_runbooks()}))

    def __len__(self) -> int:
        return len({*self._own, *shipped_runbooks()})


def procedure(name: str, model: ProcedureModel, where: str) -> Procedure:
    """Return a procedure as it is used, from a checked document; its digest is of all that the document says."""
    names = [step.name for step in model.steps]
    needs = needs_of(names, {step.name: step.needs for step in model.steps})
    said = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return Procedure(
        name=name,
        title=told(model.title),
        purpose=told(model.purpose),
        inputs={key: input_of(key, one) for key, one in model.inputs.items()},
        steps={step.name: _step(step, tuple(needs[step.name])) for step in model.steps},
        where=where,
        prove_every=model.prove_every,
        digest=digest({"name": name} | said),
    )


def input_of(name: str, model: InputModel) -> Input:
    """Return an input as it is used."""
    return Input(
        name=name,
        kind=InputKind(model.kind),
        title=told(model.title),
        default=model.default,
        of=frozenset(model.of or ()),
    )


def _step(model: StepModel, needs: tuple[str, ...]) -> Step:
    return Step(
        name=model.name,
        title=told(model.title),
        why=told(model.why),
        work=Work(action=model.do, parameters=dict(model.with_)) if model.do else None,
        ask=told(model.ask),
        needs=needs,
        expect=Expectation.parse(model.expect) if model.expect else None,
        observe=_observe(model.observe),
        sign_off=SignOff(model.sign_off or "none"),
        phase=Phase(model.phase) if model.phase else None,
        time_limit=model.time_limit,
        retries=Retries(count=model.retries.count, wait=model.retries.wait) if model.retries else None,
        repeatable=bool(model.repeatable),
        changes=model.changes is not False,
        done_when=work(model.done_when),
        undo=told(model.undo.ask) if isinstance(model.undo, UndoneByPeople) else work(model.undo),
    )


def _observe(model: ObserveModel | None) -> Observe | None:
    if model is None:
        return None
    return Observe(title=told(model.title), kind=Seen(model.kind), value=model.value or "answer")


def work(model: WorkModel | None) -> Work | None:
    """Return an action as it is used; None where there is none."""
    return Work(action=model.do, parameters=dict(model.with_)) if model else None


def told(said: str | BothLanguages | None) -> Told:
    """Return a text by language."""
    if said is None:
        return {}
    return {"en": said, "fr": said} if isinstance(said, str) else said.model_dump()
