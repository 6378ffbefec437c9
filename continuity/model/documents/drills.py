"""Drills from checked documents, and those that come with the product; a user's override them by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from continuity.ground.canonical import digest
from continuity.model.documents.catalogues import read_shipped, shipped
from continuity.model.documents.procedures import input_of, procedure, told, work
from continuity.model.documents.schema_drill import DrillModel
from continuity.model.documents.schema_procedure import ProcedureModel
from continuity.model.drill import Drill, Mode
from continuity.model.expectation import Expectation
from continuity.model.procedure import Procedure, Step, Work

if TYPE_CHECKING:
    from continuity.model.documents.schema_drill import SeenModel

CATALOGUE = "drills"


@cache
def shipped_drill(name: str) -> Drill:
    """Return one shipped drill; raises ``KeyError`` for no such name, ``DocumentErrors`` for a damaged file."""
    model, where = read_shipped(CATALOGUE, name, DrillModel)
    return drill(name, model, where)


def shipped_rehearsal(name: str) -> Procedure:
    """Return the steps of a shipped drill that has its own; raises as :func:`shipped_drill`."""
    found = shipped_drill(name).own
    if found is None:
        raise KeyError(name)
    return found


class DrillShelf(Mapping[str, Drill]):
    """The drills a client may use that rehearse a runbook: its own above the shipped ones."""

    def __init__(self, own: Mapping[str, Drill]) -> None:
        self._own = dict(own)

    def __getitem__(self, name: str) -> Drill:
        if name in self._own:
            return self._own[name]
        if name not in self._shipped():
            raise KeyError(name)
        return shipped_drill(name)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._own, *self._shipped()}))

    def __len__(self) -> int:
        return len({*self._own, *self._shipped()})

    @staticmethod
    def _shipped() -> set[str]:
        """Return the shipped ones that people ask for by name; the others are restore tests, which have a command."""
        return {name for name in shipped(CATALOGUE) if shipped_drill(name).runbook}


def drill(name: str, model: DrillModel, where: str) -> Drill:
    """Return a drill as it is used, from a checked document; its digest is of all that the document says."""
    said = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return Drill(
        name=name,
        title=told(model.title),
        purpose=told(model.purpose),
        mode=Mode(model.mode),
        inputs={key: input_of(key, one) for key, one in model.inputs.items()},
        runbook=model.runbook or "",
        given=dict(model.with_),
        own=_own(name, model, where),
        steady=tuple(_seen(key, one) for key, one in model.steady_state.items()),
        fault=work(model.fault),
        undo_fault=work(model.fault.undo) if model.fault else None,
        checks=tuple(_seen(key, one) for key, one in model.checks.items()),
        answers=dict(model.answers),
        every=model.every,
        where=where,
        digest=digest({"name": name} | said),
    )


def _own(name: str, model: DrillModel, where: str) -> Procedure | None:
    if model.steps is None:
        return None
    steps = ProcedureModel(title=model.title, purpose=model.purpose, inputs=model.inputs, steps=model.steps)
    return procedure(name, steps, where)


def _seen(name: str, model: SeenModel) -> Step:
    return Step(
        name=name,
        title=told(model.title),
        work=Work(action=model.do, parameters=dict(model.with_)),
        expect=Expectation.parse(model.expect) if model.expect else None,
        changes=False,
    )
