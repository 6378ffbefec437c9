"""Procedures from checked documents, and those that come with the product; a user's runbooks override them by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground.canonical import digest
from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.procedure_checks import needs_of, procedure_faults
from continuity.model.documents.reading import decode
from continuity.model.documents.schema_procedure import ProcedureModel, UndoneByPeople, WorkModel
from continuity.model.documents.tree import read_tree
from continuity.model.documents.validation import validate
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
    from importlib.resources.abc import Traversable

    from continuity.model.documents.schema_controls import BothLanguages
    from continuity.model.documents.schema_procedure import ObserveModel, StepModel


def _folder(catalogue: str) -> Traversable:
    try:
        return resources.files(f"continuity.{catalogue}")
    except ModuleNotFoundError:  # a bare checkout that nobody installed: the catalogue stands beside the package
        return Path(__file__).parents[3] / catalogue


@cache
def shipped(catalogue: str) -> tuple[str, ...]:
    """Return the names of what a catalogue holds (``runbooks`` or ``drills``), sorted."""
    files = _folder(catalogue).iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


def shipped_runbooks() -> tuple[str, ...]:
    """Return the names of the shipped runbooks, sorted."""
    return shipped("runbooks")


def shipped_runbook(name: str) -> Procedure:
    """Return one shipped runbook; raises ``KeyError`` for no such name, ``DocumentErrors`` for a damaged file."""
    return _read("runbooks", name)


def shipped_drill(name: str) -> Procedure:
    """Return the procedure of one shipped drill; raises as :func:`shipped_runbook`."""
    return _read("drills", name)


@cache
def _read(catalogue: str, name: str) -> Procedure:
    if name not in shipped(catalogue):
        raise KeyError(name)
    where = f"shipped: {name}.yaml"
    text, faults = decode((_folder(catalogue) / f"{name}.yaml").read_bytes(), where)
    root, found = read_tree(text or "", where)
    model, wrong = validate(root, {}, ProcedureModel) if root else (None, [])
    wrong += list(procedure_faults(root, "")) if root else []
    if not isinstance(model, ProcedureModel) or wrong:
        raise DocumentErrors([*faults, *found, *wrong])
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
        title=_told(model.title),
        purpose=_told(model.purpose),
        inputs={
            key: Input(
                name=key,
                kind=InputKind(one.kind),
                title=_told(one.title),
                default=one.default,
                of=frozenset(one.of or ()),
            )
            for key, one in model.inputs.items()
        },
        steps={step.name: _step(step, tuple(needs[step.name])) for step in model.steps},
        where=where,
        prove_every=model.prove_every,
        digest=digest({"name": name} | said),
    )


def _step(model: StepModel, needs: tuple[str, ...]) -> Step:
    return Step(
        name=model.name,
        title=_told(model.title),
        why=_told(model.why),
        work=Work(action=model.do, parameters=dict(model.with_)) if model.do else None,
        ask=_told(model.ask),
        needs=needs,
        expect=Expectation.parse(model.expect) if model.expect else None,
        observe=_observe(model.observe),
        sign_off=SignOff(model.sign_off or "none"),
        phase=Phase(model.phase) if model.phase else None,
        time_limit=model.time_limit,
        retries=Retries(count=model.retries.count, wait=model.retries.wait) if model.retries else None,
        repeatable=bool(model.repeatable),
        changes=model.changes is not False,
        done_when=_work(model.done_when),
        undo=_told(model.undo.ask) if isinstance(model.undo, UndoneByPeople) else _work(model.undo),
    )


def _observe(model: ObserveModel | None) -> Observe | None:
    if model is None:
        return None
    return Observe(title=_told(model.title), kind=Seen(model.kind), value=model.value or "answer")


def _work(model: WorkModel | None) -> Work | None:
    return Work(action=model.do, parameters=dict(model.with_)) if model else None


def _told(said: str | BothLanguages | None) -> Told:
    if said is None:
        return {}
    return {"en": said, "fr": said} if isinstance(said, str) else said.model_dump()
