"""How the answer to "what if this were lost" reads, on a screen and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.cli.page import Page
from continuity.faces.cli.results import because, duration, size, word
from continuity.ground.timestamps import write_time
from continuity.policy.reach import LostKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from continuity.engine.losses import Answer, Question
    from continuity.faces.cli.session import Session
    from continuity.model.measurement import Measurement
    from continuity.policy.loss import Return
    from continuity.policy.reasons import Reason

#: The title of the page, by what is lost.
SAID = {
    LostKind.SITE: "If the site {name} were lost at {time}",
    LostKind.REPOSITORY: "If the repository {name} were lost at {time}",
    LostKind.HOST: "If the host {name} were lost at {time}",
    LostKind.DEVICE: "If the device {name} were lost at {time}",
    LostKind.CREDENTIAL: "If the credential {name} fell into wrong hands at {time}",
}


def page(session: Session, answer: Answer, shown: Sequence[Return], asked: Question) -> Page:
    """Return the page, in the session's language."""
    made, fill, lost = Page(), session.language.fill, answer.lost
    made.title(fill(SAID[lost.loss.kind], name=lost.loss.name, time=_time(asked.at)))
    if asked.past:
        made.point(fill("from what was recorded by then, held against today's documents"))
    names = {"repositories": lost.repositories, "data": lost.data}
    joined = {key: ", ".join(sorted(found)) or "—" for key, found in names.items()}
    if lost.loss.kind is LostKind.CREDENTIAL:
        made.point(fill("it opens the repositories {repositories}", **joined))
    else:
        made.point(fill("lost with it: the repositories {repositories}; the data of {data}", **joined))
    for why in (*lost.repositories.values(), *lost.data.values()):
        if why:
            made.point(_told(session, why), below=1)
    if answer.untouched and len(shown) == len(answer.returns):
        made.point(fill("not concerned: {assets}", assets=", ".join(one.reference for one in answer.untouched)))
    if shown:
        made.table([*_heading(session), *(_row(session, one) for one in shown)])
    else:
        made.point(fill("nothing of what was asked about is lost with it"))
    for one in shown:
        _asset(session, made, one)
    if answer.assumptions:
        made.section(fill("To be read with it"))
    for reason in answer.assumptions:
        made.point(_told(session, reason))
    return made


def _told(session: Session, reason: Reason) -> str:
    return session.language.reason(reason.template, reason.values)


def _heading(session: Session) -> list[Sequence[str]]:
    tr = session.language.template
    return [(tr("asset"), tr("its data"), tr("from"), tr("data of"), tr("data lost"), tr("back in"), tr("verdict"))]


def _row(session: Session, one: Return) -> Sequence[str]:
    tr = session.language.template
    back = one.restore.actual_s if one.restore else None
    return (
        one.asset.reference,
        tr("lost") if one.data_lost else tr("still there"),
        one.data.repository if one.data else "—",
        _time(one.data.data_time if one.data else None),
        duration(session, one.rpo.actual_s) if one.rpo.actual_s is not None else "—",
        duration(session, back) if back is not None else "—",
        word(session, one.verdict),
    )


def _asset(session: Session, made: Page, one: Return) -> None:
    fill = session.language.fill
    told = {"asset": one.asset.reference, "policy": one.policy.name, "title": one.asset.title}
    made.section(fill("{asset} ({policy}), {title}: {verdict}", verdict=word(session, one.verdict), **told))
    made.point(fill("its data is lost") if one.data_lost else fill("its data is still there; copies of it are lost"))
    _point(session, made, one)
    made.point(_figure(session, fill("data lost"), one.rpo))
    made.point(_figure(session, fill("data lost, from what is proven"), one.proven_rpo))
    if one.restore:
        made.point(_figure(session, fill("back in"), one.restore))
        _forecast(session, made, one)
        _walked(session, made, one)
    for reason in (*one.doubts, *one.said):
        made.point(_told(session, reason))
    _copies(session, made, one)


def _point(session: Session, made: Page, one: Return) -> None:
    """Say which point comes back, and which was the newest that was ever proven."""
    fill = session.language.fill
    if one.data is None:
        made.point(fill("nothing comes back"))
        return
    values = {
        "repository": one.data.repository,
        "snapshot": one.data.snapshot[:8],
        "size": size(session, one.data.bytes),
    }
    made.point(
        fill("from {repository}: point {snapshot}, {size}, data of {time}", **values, time=_time(one.data.data_time))
    )
    if one.data.locked_until:
        made.point(fill("locked until {time}, as the store reports", time=_time(one.data.locked_until)), below=1)
    if one.proven is None:
        made.point(fill("none of the points that are left was ever restored or read in full"), below=1)
    elif one.proven.snapshot != one.data.snapshot:
        values = {"repository": one.proven.repository, "snapshot": one.proven.snapshot[:8]}
        values |= {"time": _time(one.proven.data_time)}
        made.point(fill("proven: point {snapshot} of {repository}, data of {time}", **values), below=1)
    else:
        made.point(
            fill("proven: it was restored or read in full at {time}", time=_time(one.proven.verified_at)), below=1
        )


def _time(when: datetime | None) -> str:
    return write_time(when.replace(microsecond=0)) if when else "—"


def _figure(session: Session, name: str, found: Measurement) -> str:
    return session.language.fill(
        "{name}: {actual}, {target} promised: {verdict}{reason}",
        name=name,
        actual=duration(session, found.actual_s) if found.actual_s is not None else "—",
        target=duration(session, found.target_s) if found.target_s is not None else "—",
        verdict=word(session, found.verdict),
        reason=because(session, found.reason),
    )


def _forecast(session: Session, made: Page, one: Return) -> None:
    time, fill = one.forecast, session.language.fill
    if time is None:
        return
    typical, count = duration(session, time.typical_s), time.measured
    if time.slow_s is None or time.fast_s is None:
        made.point(
            fill("the restore itself: {typical}, an indication from {count} restore(s)", typical=typical, count=count),
            below=1,
        )
    else:
        fast, slow = duration(session, time.fast_s), duration(session, time.slow_s)
        values = {"typical": typical, "fast": fast, "slow": slow, "count": count}
        made.point(
            fill("the restore itself: {typical}; 9 in 10 take {fast} to {slow}, from {count} restore(s)", **values),
            below=1,
        )
    if one.waits_s:
        made.point(fill("before it, others from there take {length}", length=duration(session, one.waits_s)), below=1)


def _walked(session: Session, made: Page, one: Return) -> None:
    """Say by which runbook it comes back into use, and what of that are its people."""
    if (walked := one.walked) is None:
        return
    values = {"runbook": walked.runbook, "count": walked.counted, "typical": duration(session, walked.typical_s)}
    values |= {"people": duration(session, walked.people_s)}
    fill = session.language.fill
    if walked.slow_s is None or walked.fast_s is None:
        made.point(
            fill("by the runbook {runbook}, people ({people}) included: {typical}, as in {count} walk(s)", **values),
            below=1,
        )
    else:
        values |= {"fast": duration(session, walked.fast_s), "slow": duration(session, walked.slow_s)}
        made.point(
            fill(
                "by the runbook {runbook}, people ({people}) included: {typical}; {fast} to {slow} in {count} walk(s)",
                **values,
            ),
            below=1,
        )


def _copies(session: Session, made: Page, one: Return) -> None:
    if one.copies is None:
        return
    digits = vars(one.copies.observed) | {
        "errors": "?" if one.copies.observed.errors is None else one.copies.observed.errors
    }
    values = {"rule": one.copies.rule, "verdict": word(session, one.copies.verdict)} | digits
    made.point(
        session.language.fill(
            "until it is replaced, {rule}: copies {copies}, media {media}, off site {offsite}, immutable {immutable}, "
            "errors {errors}: {verdict}",
            **values,
        )
    )
    for reason in one.copies.reasons:
        made.point(_told(session, reason), below=1)
