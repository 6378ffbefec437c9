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
from continuity.model.drill import Drill, Fault, Mode, Window
from continuity.model.expectation import Expectation
from continuity.model.probe import CanaryRows, Probe
from continuity.model.procedure import Procedure, Step, Work

if TYPE_CHECKING:
    from continuity.model.documents.schema_drill import SeenModel
    from continuity.model.documents.schema_probe import CanaryRowsModel, ProbeModel
    from continuity.model.documents.schema_procedure import WorkModel

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
        time_limit=model.time_limit,
        windows=tuple(Window(begins=one.from_, ends=one.to, agreed_by=one.agreed_by) for one in model.windows),
        service=model.service or "",
        inputs={key: input_of(key, one) for key, one in model.inputs.items()},
        runbook=model.runbook or "",
        given=dict(model.with_),
        own=_own(name, model, where),
        steady=tuple(_seen(key, one) for key, one in model.steady_state.items()),
        fault=work(model.fault),
        undo_fault=work(model.fault.undo) if model.fault else None,
        faults={key: Fault(work=_work(one), undo=_work(one.undo)) for key, one in model.faults.items()},
        seen_within=model.seen_within,
        checks=tuple(_seen(key, one) for key, one in model.checks.items()),
        probes=tuple(_probe(key, one) for key, one in model.probes.items()),
        canary_rows=_rows(model.canary_rows),
        answers=dict(model.answers),
        hands={key: Work(action=one.do, parameters=dict(one.with_)) for key, one in model.hands.items()},
        every=model.every,
        owner=model.owner or "",
        remedy=model.remedy,
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


def _probe(name: str, model: ProbeModel) -> Probe:
    asked = Work(action=model.do, parameters=dict(model.with_))
    return Probe(name=name, title=told(model.title), work=asked, every=model.every, green=model.green)


def _work(model: WorkModel) -> Work:
    return Work(action=model.do, parameters=dict(model.with_))


def _rows(model: CanaryRowsModel | None) -> CanaryRows | None:
    if model is None:
        return None
    return CanaryRows(
        write=Work(action=model.write.do, parameters=dict(model.write.with_)),
        read=Work(action=model.read.do, parameters=dict(model.read.with_)),
        every=model.every,
    )
