"""What is to be seen of a step: the value or the file that its action named, noted down by the engine itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import NotProven, UsageError
from continuity.model.procedure import Seen

if TYPE_CHECKING:
    from continuity.model.procedure import Step
    from continuity.recovery.actions.ports import Performed
    from continuity.recovery.attachments import Attachments


def noted(step: Step, done: Performed, attachments: Attachments | None) -> dict[str, Any]:
    """Return what an event says of it: ``observed``, and for a file its hash and size under ``attachments``.

    Raises ``NotProven`` where the action gave no such value, or one of another kind, and what ``Attachments`` raises.
    """
    if step.observe is None:
        return {}
    if step.observe.kind is Seen.FILE and step.work and step.work.parameters.get("on"):
        raise NotProven(
            "a `file` is taken from this machine, and the action runs `on` another",
            hint="have its text or number noted down, or leave `on` out",
        )
    given = {"answer": done.answer} | dict(done.values)
    value = str(given.get(step.observe.value, ""))
    if not value:
        raise NotProven(
            "{step} gave no {name}, which is to be noted down",
            hint="what it gives: {names}",
            step=step.name,
            name=step.observe.value,
            names=", ".join(name for name, one in given.items() if one != "") or "-",
        )
    if step.observe.kind is Seen.NUMBER:
        return {"observed": number(value)}
    if step.observe.kind is Seen.FILE and attachments is not None:
        return {"observed": value, "attachments": [attachments.keep(value)]}
    return {"observed": value}


def number(given: str) -> str:
    """Return a number as it is written down, with a point. Raises ``UsageError`` for what is none."""
    plain = "".join(given.split()).replace(",", ".")
    try:
        finite = abs(float(plain)) < float("inf")
    except ValueError:
        finite = False
    if not finite:
        raise UsageError("{value} is not a number", hint="write digits only", value=repr(given))
    return plain
