"""What a drill must notice: one defect at a time, each the least that a real failure would leave. Pure.

A drill that nothing can make fail proves nothing. So it is walked with a defect in its sandbox, and must come out worse
than without. What cannot be broken in a drill, since it has none of it, is said, and never counted as noticed.
"""

from __future__ import annotations

import ipaddress
import os.path
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from continuity.recovery.drills.compiling import FAULT, OWN
from continuity.recovery.drills.defects import BEHIND, WHY, How, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.model.procedure import Procedure, Step, Work

#: The action that a step has in place of its own where an action itself is broken.
BROKEN = OWN + "broken"


#: By action, the parameter that says where files come back to.
_RESTORERS: Mapping[str, str] = MappingProxyType({"restore": "to", "restore_database": "to"})
#: Programs that start a service, and the words among which one says so (none: that it is called says so).
_STARTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pg_ctl": ("start", "restart"),
        "pg_ctlcluster": ("start", "restart"),
        "systemctl": ("start", "restart"),
        "service": ("start", "restart"),
        "mariadbd": (),
        "mysqld": (),
        "nginx": (),
        "postgres": (),
    }
)
_NOBODY_THERE, _NO_NAME = "127.99.99.99", "no-such-name.invalid"  # RFC 6761: that name is in no DNS


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """One defect: what is broken, in which way, in which step (none: in all of the drill)."""

    part: Part
    how: How
    step: str = ""
    parameters: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """Return what it is called, the same each time."""
        return ":".join(filter(None, (self.part, self.step, self.how)))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of the world that a drill is broken in; ``older``: the time of an older point, if there is one.

    ``looks``: the actions that change nothing; a step of one, or that says so, is not missed when left out.
    """

    looks: frozenset[str] = frozenset()
    older: str = ""
    half: tuple[str, ...] = ()
    rto: bool = True


def catalogue(procedure: Procedure, facts: Facts) -> tuple[Mutation, ...]:
    """Return every defect that this drill can be given, in the order of its steps; always the same."""
    mine = [one for one in procedure.steps.values() if one.work and (not one.name.startswith(OWN) or one.name == FAULT)]
    found = [mutation for step in mine for mutation in _of_step(step, facts)]
    found += [one for step in procedure.steps.values() for one in _of_name(step)]
    if any(_restores(step) for step in mine):
        whole = ((Part.KEY, How.WRONG_PASSWORD), (Part.COPY, How.MISSING), (Part.COPY, How.DAMAGED))
        found += [Mutation(part=part, how=how) for part, how in whole]
    if facts.rto:
        found.append(Mutation(part=Part.TIME, how=How.SLOW))
    order = list(Part)
    return tuple(sorted(found, key=lambda one: order.index(one.part)))


def not_applicable(found: tuple[Mutation, ...]) -> dict[Part, str]:
    """Return the parts of which this drill has none, and why."""
    there = {one.part for one in found}
    return {part: WHY[part] for part in Part if part not in there}


def mutated(procedure: Procedure, mutation: Mutation) -> Procedure:
    """Return the procedure with the defect; one that lies in no step leaves it as it is."""
    step = procedure.steps.get(mutation.step)
    if step is None or step.work is None:
        return procedure
    if mutation.parameters is not None:
        work = replace(step.work, parameters={**step.work.parameters, **mutation.parameters})
    else:
        work = replace(step.work, action=BROKEN)
    return replace(procedure, steps={**procedure.steps, step.name: replace(step, work=work, retries=None)})


def _of_step(step: Step, facts: Facts) -> Iterator[Mutation]:
    """Yield the defects of one step that the engine does."""
    assert step.work  # noqa: S101 - for mypy: its caller saw to it
    if _starts(step.work):
        yield Mutation(part=Part.UNIT, how=How.FAILS, step=step.name, parameters={"run": ["false"]})
        yield Mutation(part=Part.UNIT, how=How.OTHER_PROGRAM, step=step.name, parameters={"run": ["true"]})
    elif step.changes and step.work.action not in facts.looks:
        yield Mutation(part=Part.STEP, how=How.SILENT, step=step.name)
    if not _restores(step):
        return
    where = _RESTORERS[step.work.action]
    to = {where: f"{step.work.parameters[where]}-elsewhere"}
    yield Mutation(part=Part.STEP, how=How.ELSEWHERE, step=step.name, parameters=to)
    if facts.older:
        yield Mutation(part=Part.STEP, how=How.OLDER, step=step.name, parameters={"at": facts.older})
    if facts.half and step.work.action == "restore":
        yield Mutation(part=Part.STEP, how=How.HALF, step=step.name, parameters={"paths": list(facts.half)})
    for how, part in BEHIND.items():
        yield Mutation(part=part, how=how, step=step.name)


def _of_name(step: Step) -> Iterator[Mutation]:
    """Yield the defects of a name that a step goes by."""
    for name, value in step.work.parameters.items() if step.work else ():
        host = _host(name, str(value))
        if host and not _is_number(host):
            for how, other in ((How.OTHER_ADDRESS, _NOBODY_THERE), (How.NO_ADDRESS, _NO_NAME)):
                changed = {name: str(value).replace(host, other, 1)}
                yield Mutation(part=Part.DNS, how=how, step=step.name, parameters=changed)


def _host(parameter: str, value: str) -> str:
    if "{{" in value or parameter not in ("host", "url"):
        return ""
    return (urlsplit(value).hostname or "") if parameter == "url" else value


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def _restores(step: Step) -> bool:
    return step.work is not None and bool(step.work.parameters.get(_RESTORERS.get(step.work.action, "")))


def _starts(work: Work) -> bool:
    words = work.parameters.get("run") if work.action == "command" else None
    if not isinstance(words, list):
        return False
    for name in map(os.path.basename, map(str, words)):
        if name in _STARTERS:
            return not _STARTERS[name] or any(word in words for word in _STARTERS[name])
    return False
