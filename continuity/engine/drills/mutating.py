"""The sensitivity of a drill: it is walked without a defect, and then with each, one after the other.

A defect is noticed where a step or a figure comes out worse than without it. Everything is recorded as what it is: one
run for all of it, announced before it begins, and one for each walk, which count nowhere as drills.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.planning import DrillWalk, known_to, planned, promised_of, runbook_of, settled_inputs
from continuity.engine.drills.trying import FOUND, Trial, refuse_unsound, worse
from continuity.engine.drills.walking import run_drill
from continuity.engine.orders import Ended, Hands, Job
from continuity.ground.clock import elapsed
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.timestamps import write_time
from continuity.model.drill import Mode
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.journal import Kind
from continuity.model.procedure import Work
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.drills.compiling import compiled
from continuity.recovery.drills.defects import How, Part
from continuity.recovery.drills.mutations import Facts, Mutation, catalogue, not_applicable
from continuity.recovery.procedure.scripted import Scripted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.job import Run
    from continuity.model.procedure import Procedure

#: Actions that change nothing but the sandbox; what else changes something is not done over and over.
SANDBOXED = frozenset({"command", "restore", "restore_database", "sandbox", "remove_sandbox"}) | frozenset(
    {"new_machine", "fetch_kit", "restore_kit", "recover_logs", "server_runs"}
)
#: The name under which all of it is recorded.
SUMMARY = "summary"


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """What came of one defect. ``by``: the steps and figures that came out worse; None where it never took place.

    ``run``: the walk with it.
    """

    mutation: Mutation
    run: str
    by: tuple[str, ...] | None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is recorded."""
        return {"defect": self.mutation.name, "run": self.run, "by": None if self.by is None else list(self.by)}


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked: which parts (none: all), by which seed, for how long at most, and who hears of each."""

    only: frozenset[Part] = frozenset()
    seed: int = 0
    budget: timedelta = timedelta(hours=1)
    heard: Callable[[Noticed], None] = field(default=lambda _one: None)


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """What all of it came to: ``absent`` are the parts that the drill has none of, ``left`` what time did not allow."""

    ended: Ended
    noticed: tuple[Noticed, ...]
    absent: Mapping[Part, str]
    left: tuple[Mutation, ...]

    @property
    def caught(self) -> tuple[Noticed, ...]:
        """The defects that the drill noticed."""
        return tuple(one for one in self.noticed if one.by)

    @property
    def missed(self) -> tuple[Noticed, ...]:
        """The defects that took place, and that the drill did not notice."""
        return tuple(one for one in self.noticed if one.by == ())

    @property
    def exit_code(self) -> int:
        """0 where every defect was noticed, and there was one; else 1, or what kept it from coming to an end."""
        return self.ended.exit_code or (0 if self.caught and not self.missed and not self.left else 1)


def try_drill(workshop: Workshop, walk: DrillWalk, order: Order) -> Sensitivity:
    """Try the drill with every defect that is asked.

    Raises ``Unavailable`` where it does not come out even without one, or takes place where things are in use.
    """
    walk = settled_inputs(workshop, walk)
    _refuse_outside(walk)
    found: list[Sensitivity] = []
    job = Job(
        kind=JobKind.DRILL,
        client=walk.client.name,
        subject=f"{walk.client.name}/{walk.drill.name}:{SUMMARY}",
        intent={"drill": walk.drill.name, "mutation": SUMMARY, "digest": walk.drill.digest}
        | {"inputs": dict(walk.inputs), "seed": order.seed, "only": sorted(order.only)},
    )

    def work(run: Run) -> Result:
        trying = _Trying(workshop, walk, order, workshop.clock.mark())
        noticed, absent, left = trying.all()
        result = Result(
            outcome=Outcome.INCOMPLETE if left else Outcome.SUCCEEDED,
            detail={
                "baseline": trying.before.id,
                "defects": [one.as_json() for one in noticed],
                "absent": {str(part): why for part, why in absent.items()},
                "left": [one.name for one in left],
            },
        )
        found.append(Sensitivity(ended=Ended(run=run), noticed=noticed, absent=absent, left=left))
        return result

    ended = workshop.engine.execute(job, Hands(work=work))
    return replace(found[0], ended=ended)


def _refuse_outside(walk: DrillWalk) -> None:
    """Raise ``Unavailable`` for a drill that changes anything outside of its sandbox, be it set aside for that."""
    actions, steps = installed_actions(), compiled(walk.drill, runbook_of(walk), {}).steps.values()
    works = [one for step in steps for one in (step.work, step.undo) if isinstance(one, Work)]
    outside = [one.action for one in works if one.action in actions.keys() - SANDBOXED and actions[one.action].changes]
    if outside or walk.drill.mode is not Mode.ISOLATED:
        raise Unavailable(
            "{drill} changes what is outside of its sandbox, and defects are tried in a sandbox alone",
            hint="write a drill of the same runbook that is isolated, and destroys nothing",
            drill=walk.drill.name,
        )


class _Trying:
    """One drill, tried: ``before`` is the walk without a defect."""

    def __init__(self, workshop: Workshop, walk: DrillWalk, order: Order, start: Mark) -> None:
        self._workshop, self._walk, self._order, self._start = workshop, walk, order, start
        self.before = self._walked(Trial())
        self._refuse_unsound()

    def all(self) -> tuple[tuple[Noticed, ...], Mapping[Part, str], tuple[Mutation, ...]]:
        """Try every defect; returns what came of each, the parts that there are none of, and what was left out."""
        whole = catalogue(self._procedure(), self._facts())
        asked = [one for one in whole if not self._order.only or one.part in self._order.only]
        absent = {part: why for part, why in not_applicable(whole).items() if part in (self._order.only or set(Part))}
        noticed: list[Noticed] = []
        for index, mutation in enumerate(asked):
            if elapsed(self._start, self._workshop.clock.mark()).seconds > self._order.budget.total_seconds():
                return tuple(noticed), absent, tuple(asked[index:])
            noticed.append(self._tried(mutation))
            self._order.heard(noticed[-1])
        return tuple(noticed), absent, ()

    def _tried(self, mutation: Mutation) -> Noticed:
        limit = self._impossible() if mutation.how is How.SLOW else None
        trial = Trial(mutation, seed=self._order.seed, before=self._values(), limit=limit)
        after = self._walked(trial)
        by = tuple(worse(self.before, after)) if trial.took_place else None
        return Noticed(mutation=mutation, run=after.id, by=by)

    def _walked(self, trial: Trial) -> Run:
        walk = replace(self._walk, people=Scripted(self._walk.drill.answers), played=True, trial=trial)
        return run_drill(self._workshop, walk, self._workshop.clock.mark()).run

    def _refuse_unsound(self) -> None:
        try:
            refuse_unsound(self.before)
        except NotProven as error:
            raise Unavailable(
                "{drill} does not come out even without a defect: {cause}",
                hint="see what it lacks: continuity drill run {drill}",
                drill=self._walk.drill.name,
                cause=error,
            ) from error

    def _procedure(self) -> Procedure:
        return compiled(self._walk.drill, runbook_of(self._walk), known_to(self._walk, "/-"))

    def _facts(self) -> Facts:
        inner = planned(self._workshop, self._walk)
        looks = frozenset(name for name, action in installed_actions().items() if not action.changes)
        if inner.asset is None:
            return Facts(looks=looks, rto=self._impossible() is not None)
        with self._workshop.store.reading() as tx:
            points = tx.points.all(inner.asset.client, asset=inner.asset.name)
        times = sorted({one.data_time for one in points})
        paths = [str(one) for one in inner.asset.source.settings.get("paths", ())]
        return Facts(
            looks=looks,
            older=write_time(times[-2]) if len(times) > 1 else "",
            half=tuple(paths[: len(paths) // 2]),
            rto=self._impossible() is not None and promised_of(self._workshop, self._walk, inner).rto is not None,
        )

    def _impossible(self) -> timedelta | None:
        """Return a tenth of what it took without a defect: a promise that it cannot keep."""
        took = [one["actual_s"] for one in self.before.detail.get(FOUND, ()) if one["objective"] == "rto"]
        return timedelta(seconds=took[0] / 10) if took and took[0] else None

    def _values(self) -> tuple[str, Mapping[str, Mapping[str, Any]]]:
        """Return where the walk without a defect took place, and what its steps gave."""
        with self._workshop.store.reading() as tx:
            events = tx.journals.of(self.before.id)
        values = {one.step: one.detail.get("values", {}) for one in events if one.kind is Kind.DONE}
        return str(self._workshop.directories.sandbox(self.before.id)), values
