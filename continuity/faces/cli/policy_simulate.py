"""``continuity policy simulate``: what these documents come to in a year."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import NotProven, Unavailable, UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.policy.drills import Drills
    from continuity.policy.reasons import Reason
    from continuity.policy.simulation import Setting
    from continuity.policy.simulation_tally import Tally

_MONTHS = {"month": 1, "year": 12}


class Rate(click.ParamType[float]):
    """A share, as ``2%`` or ``0.02``."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return a fraction of 0 to 1."""
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            raise UsageError("{value} is no rate of failure", hint="write for example 2% or 0.02", value=text)
        return share


class Growth(click.ParamType[float]):
    """Growth in a month or a year, as ``2%/month``."""

    name = "growth"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the fraction by which things grow in a month."""
        if isinstance(value, float):
            return value
        amount, slash, unit = str(value).partition("/")
        try:
            growth = float(amount.strip().removesuffix("%")) / 100
        except ValueError:
            growth = -1.0
        if not -1 < growth <= 1 or unit not in _MONTHS or not (slash and amount.strip().endswith("%")):
            raise UsageError("{value} is no growth", hint="write for example 2%/month or 30%/year", value=value)
        return float((1 + growth) ** (1 / _MONTHS[unit]) - 1)


@click.command(cls=Leaf)
@click.option("--days", type=click.IntRange(1, 3660), default=365, help="How long; 365 by default.")
@click.option("--growth", type=Growth(), default=0.0, metavar="N%/month", help="How fast backups grow; 0 by default.")
@click.option("--fail", type=Rate(), default=0.0, metavar="RATE", help="How many jobs fail; none by default.")
@click.option("--seed", type=int, default=1, metavar="N", help="Chance of its own, to be repeated; 1 by default.")
@click.option("--chart", type=click.Path(path_type=Path), metavar="FILE", help="Draw it, as SVG.")
@click.pass_obj
def simulate(session: Session, days: int, growth: float, fail: float, seed: int, chart: Path | None) -> int:
    """Play the coming year through, with the planner of the service and lengths as they were measured.

    What is not measured is assumed, and said. Shows jobs a day, how old the data of each asset gets at worst, the
    hours in which work waits for its place, what repositories come to hold, and when what is tested. Ends with 1
    where a promise would be broken.
    """
    from continuity.engine.daemon.pools import Limits
    from continuity.faces.cli.simulation_words import tell, tell_drills
    from continuity.ground.timestamps import write_time
    from continuity.policy.simulation import Setting
    from continuity.policy.simulation_pools import Capacity

    limits = Limits()
    setting = Setting(
        start=session.app.clock.now(),
        length=timedelta(days=days),
        seed=str(seed),
        growth=growth,
        fail=fail,
        capacity=Capacity(kinds=limits.kinds, repository=limits.repository),
    )
    tally, assumed = _played(session, setting)
    if chart is not None:
        _draw(session, tally, chart)
    drills = _drills(session, setting)
    tell(session, tally, assumed)
    tell_drills(session, drills)
    plain: dict[str, Any] = {"schema": "continuity.simulation/1", "from": write_time(setting.start), "days": days}
    plain |= {"until": write_time(setting.until), "seed": seed, "growth_a_month": growth, "fail": fail}
    session.emit(
        plain
        | {"assumptions": [str(one) for one in assumed]}
        | tally.as_json()
        | {"drills": [one.as_json() for one in drills]}
    )
    return NotProven.exit_code if tally.broken() else 0


def _played(session: Session, setting: Setting) -> tuple[Tally, tuple[Reason, ...]]:
    from continuity.faces.cli.policy_past import histories, measured
    from continuity.faces.cli.simulation_past import past_of, storage_of
    from continuity.policy.planning import lines
    from continuity.policy.simulation import simulate as played
    from continuity.policy.simulation_loads import loads
    from continuity.policy.simulation_tally import Age, Tally

    app, now = session.app, setting.start
    known = lines(app.inventory, measured(session, now))
    past = past_of(app, now)
    costs, assumed = loads(known, past.lengths, past.added)
    newest = {subject: times[-1] for subject, times in past.points.items()}
    ages = {
        asset.reference: Age(rpo=app.policy(asset).rpo, data_time=newest.get(asset.reference))
        for asset in app.inventory.assets()
        if asset.active
    }
    tally = Tally(start=now, ages=ages, storage=storage_of(app, past, now))
    return played(known, histories(session, known, now), costs, setting, tally), assumed


def _drills(session: Session, setting: Setting) -> list[Drills]:
    from continuity.policy.drills import drills_due

    app = session.app
    found = (
        drills_due(
            asset.reference,
            app.policy(asset),
            app.inventory.clients[asset.client].timezone,
            setting.start,
            setting.until,
        )
        for asset in app.inventory.assets()
        if asset.active
    )
    return [one for one in found if one.times]


def _draw(session: Session, tally: Tally, path: Path) -> None:
    from continuity.faces.cli.results import size
    from continuity.faces.cli.simulation_chart import chart

    try:
        path.write_text(chart(tally, session.language.template, lambda count: size(session, count)), encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            "{path} cannot be written: {cause}",
            hint="name a file in a directory of yours",
            path=path,
            cause=error.strerror,
        ) from error
