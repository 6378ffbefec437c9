"""A runbook as a page: what is done by hand, in which order, with room for times, values and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError
from continuity.model.procedure import SignOff, Work
from continuity.policy.lengths import said
from continuity.recovery.procedure.filling import filled, names_in, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.faces.language import Language
    from continuity.model.procedure import Procedure, Step
    from continuity.recovery.actions.ports import Action

_LINE = "______________________________"


def markdown(procedure: Procedure, inputs: Mapping[str, Any], actions: Mapping[str, Action], language: Language) -> str:
    """Return the runbook as Markdown in one language; an input that is not given stays as ``<name>``."""
    lines = [f"# {procedure.title[language.name]}", "", procedure.purpose[language.name], ""]
    lines += [
        language.fill("Runbook {name}, version {digest}", name=procedure.name, digest=procedure.digest[:12]),
        "",
        language.fill("Date: {line} Technician: {line}", line=_LINE),
        "",
    ]
    for key, one in procedure.inputs.items():
        lines.append(f"- {one.title[language.name]}: `{inputs.get(key) or _LINE}`")
    for number, step in enumerate(procedure.steps.values(), start=1):
        lines += ["", *_step(number, step, inputs, actions, language)]
    return "\n".join(lines) + "\n"


def _step(
    number: int, step: Step, inputs: Mapping[str, Any], actions: Mapping[str, Action], language: Language
) -> Iterator[str]:
    name = language.name
    yield f"## {number}. {step.title[name]}"
    yield ""
    if step.why:
        yield f"*{shown(step.why[name], inputs)}*"
        yield ""
    if step.ask:
        yield f"☐ {shown(step.ask[name], inputs)}"
    if step.work:
        yield f"☐ `{by_hand(step.work, inputs, actions)}`"
    if step.expect:
        yield ""
        yield language.fill("Expected: {expected}", expected=step.expect)
    if step.time_limit:
        yield ""
        yield language.fill("At most {length}", length=said(step.time_limit))
    if step.observe:
        yield ""
        yield f"{step.observe.title[name]}: {_LINE}"
    yield ""
    yield language.fill("Done at: {line}", line=_LINE)
    if step.sign_off is not SignOff.NONE:
        yield ""
        yield language.fill("Signature: {line}", line=_LINE)
    if step.sign_off is SignOff.TWO_PEOPLE:
        yield ""
        yield language.fill("Signature of another person: {line}", line=_LINE)
    if step.undo:
        undo = by_hand(step.undo, inputs, actions) if isinstance(step.undo, Work) else shown(step.undo[name], inputs)
        yield ""
        yield language.fill("To undo it: {how}", how=undo)


def by_hand(work: Work, inputs: Mapping[str, Any], actions: Mapping[str, Action]) -> str:
    """Return the command of an action; what is not known yet stands in angle brackets."""
    missing = {name: f"<{name}>" for name in names_in(dict(work.parameters)) if not inputs.get(name)}
    try:
        return actions[work.action].by_hand(filled(dict(work.parameters), {**inputs, **missing}))
    except (ContinuityError, KeyError):
        return work.action
