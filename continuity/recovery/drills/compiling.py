"""A drill made into one procedure: a place of its own, normal life, the fault, the runbook, normal life. Pure.

The runbook's steps are what they are on the worst day, under their own names; the drill's own begin with ``drill-``.
One journal and one order of undoing hold for all of them.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError
from continuity.model.drill import Mode
from continuity.model.expectation import Expectation
from continuity.model.procedure import Phase, Procedure, SignOff, Step, Work
from continuity.recovery.procedure.filling import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from continuity.model.drill import Drill
    from continuity.model.procedure import Told

#: What the steps of the drill itself begin with; no step of a runbook may.
OWN = "drill-"
SANDBOX, FAULT, CHECK, BEFORE, AFTER, HAND = (
    OWN + name for name in ("sandbox", "fault", "check-", "before-", "after-", "hand-")
)
#: Looks for the rows that were written until the fault, which all bear what :data:`NONCE` is: the sitting of the drill.
ROWS, NONCE = OWN + "rows", "row.nonce"
#: Two people agree that what is in use is broken now: the first step of a live drill.
AGREED = OWN + "agreed"

_TITLES: Mapping[str, Told] = MappingProxyType(
    {
        AGREED: {"en": "Agree that it begins", "fr": "Convenir que cela commence"},
        SANDBOX: {"en": "Make a private place", "fr": "Créer un lieu privé"},
        FAULT: {"en": "Break it", "fr": "Provoquer la panne"},
        ROWS: {"en": "See what was lost", "fr": "Voir ce qui a été perdu"},
    }
)
_REMOVE = Work(action="remove_sandbox")
_ASK: Told = {
    "en": "From here on, what is in use is broken and brought back. Everybody who must know was told?\n"
    "Then type the name of the drill; a second person signs.",
    "fr": "À partir d'ici, ce qui est en service est mis en panne, puis rétabli. Tous ceux qui doivent le savoir sont "
    "prévenus ?\nAlors taper le nom de l'exercice ; une seconde personne signe.",
}


#: Before each question of an isolated drill: the runbook's words are those of the worst day.
_REHEARSED: Told = {
    "en": "DRILL, isolated: touch nothing that is in use. Say whether you could do this, here and now:",
    "fr": "EXERCICE isolé : ne rien toucher de ce qui sert. Dire si ceci serait faisable, ici et maintenant :",
}


def compiled(drill: Drill, runbook: Procedure, known: Mapping[str, Any]) -> Procedure:
    """Return the procedure that the drill is, with the runbook's inputs put in; ``known``: the drill's own inputs.

    Raises ``UsageError`` for a runbook whose steps are named like the drill's own.
    """
    if taken := [name for name in runbook.steps if name.startswith(OWN)]:
        raise UsageError(
            "step {step} of {runbook} begins like the steps of drills",
            hint="give it another name",
            step=taken[0],
            runbook=runbook.name,
        )
    if unknown := sorted(set(drill.hands) - set(runbook.steps)):
        raise UsageError(
            "{drill} does step {step} by hand, and {runbook} has none of that name",
            hint="its steps: {names}",
            drill=drill.name,
            step=unknown[0],
            runbook=runbook.name,
            names=", ".join(runbook.steps),
        )
    before = [_named(BEFORE, one, needs=(SANDBOX,)) for one in drill.steady]
    ready = tuple(one.name for one in before) or (SANDBOX,)
    fault = [
        Step(name=FAULT, title=_TITLES[FAULT], work=drill.fault, needs=ready, undo=drill.undo_fault)
    ] if drill.fault else []  # fmt: skip
    begin = tuple(one.name for one in fault) or ready
    walked = [one for step in runbook.steps.values() for one in _by_hand(_walked(step, begin, drill.mode), drill)]
    last = _leaves(walked)
    checks = [_named(CHECK, one, needs=last) for one in drill.checks]
    after = [_named(AFTER, _as_before(one), needs=last) for one in drill.steady]
    steps = [*_first(drill, known), *before, *fault, *walked, *_rows(drill, walked, last), *checks, *after]
    return replace(runbook, steps=dict(_filled(steps, known, frozenset(runbook.steps))))


def _first(drill: Drill, known: Mapping[str, Any]) -> Iterator[Step]:
    """Yield what comes before everything: of a live drill, the word of two people.

    The place of a live drill is removed by the engine in the end, and no undo of what is in use waits for it.
    """
    made = Step(name=SANDBOX, title=_TITLES[SANDBOX], work=Work(action="sandbox"), undo=_REMOVE)
    if drill.mode is not Mode.LIVE:
        yield made
        return
    yield Step(
        name=AGREED,
        title=_TITLES[AGREED],
        ask=_ASK,
        expect=Expectation.parse(f"= {drill.name}"),
        sign_off=SignOff.TWO_PEOPLE,
        changes=False,
    )
    there = Work(action="command", parameters={"run": ["test", "-d", str(known.get("sandbox", "/-"))]})
    yield replace(made, needs=(AGREED,), undo=None, changes=False, done_when=there)


def _walked(step: Step, begin: tuple[str, ...], mode: Mode) -> Step:
    """Return a step of the runbook; nothing of an isolated one is undone by itself: it goes with the sandbox.

    What it asks of people they only rehearse there, and are told so at each question.

    Its servers end with the room that they run in: stopping one that a dead process took along would fail.
    """
    if mode is Mode.LIVE:
        return replace(step, needs=step.needs or begin)
    ask = {lang: f"{_REHEARSED[lang]}\n{text}" for lang, text in step.ask.items()}
    return replace(step, needs=step.needs or begin, undo=None, ask=ask)


def _rows(drill: Drill, walked: Iterable[Step], last: tuple[str, ...]) -> list[Step]:
    """Return the look for the rows: as soon as the service is usable, before a failback makes all sites equal."""
    if drill.canary_rows is None:
        return []
    usable = tuple(step.name for step in walked if step.phase is Phase.USABLE)
    return [Step(name=ROWS, title=_TITLES[ROWS], work=drill.canary_rows.read, needs=usable or last, changes=False)]


def _by_hand(step: Step, drill: Drill) -> Iterator[Step]:
    """Yield the step, and before it what a script does in people's place, where the drill says so."""
    if step.name not in drill.hands:
        yield step
        return
    yield Step(name=HAND + step.name, title=step.title, work=drill.hands[step.name], needs=step.needs)
    yield replace(step, needs=(HAND + step.name,))


def _named(prefix: str, step: Step, needs: tuple[str, ...]) -> Step:
    return replace(step, name=prefix + step.name, needs=needs, repeatable=True)  # it only looks


def _as_before(step: Step) -> Step:
    """Return the step with the answer that it gave before as what is expected, where nothing else is."""
    if step.expect is not None:
        return step
    return replace(step, expect=Expectation.parse(f"= {{{{ {BEFORE}{step.name}.answer }}}}"))


def _leaves(steps: Iterable[Step]) -> tuple[str, ...]:
    known = list(steps)
    needed = {name for step in known for name in step.needs}
    return tuple(step.name for step in known if step.name not in needed)


def _filled(steps: Iterable[Step], known: Mapping[str, Any], runbooks: frozenset[str]) -> Iterator[tuple[str, Step]]:
    """Yield the steps by name, the drill's own with its inputs filled in: a runbook knows nothing of them."""
    for step in steps:
        if step.name in runbooks or step.work is None:
            yield step.name, step
        else:
            undo = _told(step.undo, known) if isinstance(step.undo, Work) else step.undo
            yield step.name, replace(step, work=_told(step.work, known), undo=undo)


def _told(work: Work, known: Mapping[str, Any]) -> Work:
    return replace(work, parameters={key: _known(value, known) for key, value in work.parameters.items()})


def _known(value: Any, known: Mapping[str, Any]) -> Any:
    """Fill in what is known by now; what a step gives later stays as it is written."""
    try:
        return filled(value, known)
    except UsageError:
        return value
