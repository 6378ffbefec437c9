"""How runs are shown: what was done, copy by copy, and every figure with how it was obtained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from continuity.ground.errors import ContinuityError
from continuity.model.job import JobKind, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.job import Copy
    from continuity.model.measurement import Measurement

T = TypeVar("T")

_MARKS = {"met": "✓", "missed": "✗", "unproven": "?"}
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def run_document(ended: Ended) -> dict[str, Any]:
    """Return the JSON of a run, ``continuity.run/1``."""
    return ended.run.as_json()


def each(
    session: Session,
    subjects: Sequence[T],
    work: Callable[[T], Ended],
    tell: Callable[[Session, Ended], None],
    document: Callable[[Ended], dict[str, Any]] = run_document,
) -> int:
    """Do the work for every subject, telling each result; one that fails stops no other. Returns the worst code.

    With JSON, one document a line: ``document`` of the run, or the error that kept it from beginning.
    """
    codes: list[int] = []
    for subject in subjects:
        try:
            ended = work(subject)
        except ContinuityError as error:
            if len(subjects) == 1:
                raise
            session.complain(error, as_json=True)
            codes.append(error.exit_code)
            continue
        tell(session, ended)
        session.emit(document(ended))
        codes.append(ended.exit_code)
    # An incomplete whole is told as such: some of it was done, some was not. Where nothing was, that is said.
    return 3 if codes and max(codes) > 3 >= min(codes) else max(codes, default=0)  # noqa: PLR2004 - 3 is "incomplete"


def tell_run(session: Session, ended: Ended) -> None:
    """Show a run: its outcome, its copies, its figures, its faults with their remedies."""
    run = ended.run
    session.say("{subject}: {outcome} (run {run})", subject=run.subject, outcome=word(session, run.outcome), run=run.id)
    for copy in run.copies:
        _tell_copy(session, run.kind, copy)
        _tell_attempts(session, copy)
    for name, found in run.detail.get("lines", {}).items():
        session.say("  {name}: {added} line(s) added and {removed} removed since the last point", name=name, **found)
    tell_measurements(session, run.measurements, run.subject)
    for problem in ended.problems:
        session.complain(problem)


def _tell_copy(session: Session, kind: JobKind, copy: Copy) -> None:
    values = {
        "repository": copy.repository,
        "outcome": word(session, copy.outcome),
        "snapshot": copy.snapshot[:8],
        "seconds": copy.duration_s,
    }
    if copy.outcome not in (Outcome.SUCCEEDED, Outcome.INCOMPLETE):
        session.say("  {repository}: {outcome}", **values)
    elif kind in (JobKind.RESTORE, JobKind.RESTORE_TEST, JobKind.KIT_TEST):
        session.say("  {repository}: point {snapshot}, {bytes}", bytes=size(session, copy.bytes_processed), **values)
    else:
        session.say(
            "  {repository}: {outcome}, point {snapshot}, {new} new and {changed} changed file(s), {added} stored, "
            "{seconds:.1f} s",
            new=copy.files_new,
            changed=copy.files_changed,
            added=size(session, copy.bytes_added),
            **values,
        )


def _tell_attempts(session: Session, copy: Copy) -> None:
    """Show every try of a copy that was tried again."""
    for number, one in enumerate(copy.attempts if len(copy.attempts) > 1 else (), 1):
        session.say(
            "      attempt {number}: {outcome} after {seconds:.1f} s{reason}",
            number=number,
            outcome=word(session, one.outcome),
            seconds=one.duration_s or 0.0,
            reason=because(session, one.reason),
        )


def tell_measurements(session: Session, measurements: Iterable[Measurement], subject: str = "") -> None:
    """Show figures, each with its objective, its verdict and how it was obtained; and whose, if not ``subject``'s."""
    tr = session.language.template
    for found in measurements:
        values = {
            "mark": _MARKS[found.verdict],
            "objective": tr(NAMES.get(found.objective, found.objective)),
            "verdict": word(session, found.verdict),
            "how": tr(HOW.get(found.how, found.how)),
            "reason": because(session, found.reason),
        }
        if found.actual_s is not None and found.target_s is not None:
            session.say(
                "  {mark} {objective}: {actual}, {target} promised: {verdict}{reason}",
                actual=duration(session, found.actual_s),
                target=duration(session, found.target_s),
                **values,
            )
        elif not subject or found.subject == subject:
            session.say("  {mark} {objective}: {verdict}{reason}", **values)
        else:
            session.say("  {mark} {subject}: {objective}: {verdict}{reason}", subject=found.subject, **values)
        session.say("      measured by: {how}", how=values["how"])
        for name, seconds in found.phases.items():
            session.say("      {phase:<12} {seconds:8.2f} s", phase=tr(name), seconds=seconds)


#: What objectives are called when people read them; the keys are those of the JSON.
NAMES = {
    "rpo": "RPO",
    "proven_rpo": "RPO proven",
    "rto": "RTO",
    "technical_recovery_time": "technical recovery time",
    "restic_alone": "brought back by restic alone",
    "content": "content",
    "listed": "points listed",
    "immutable": "immutability",
    "readable": "readable data",
    "retention": "points removed as planned",
    "rewound": "brought back to what it was",
    "canary": "canary",
    "checks": "checks",
    "boot": "boot",
    "steady_state": "steady state",
    "failback_outage": "outage after it was usable",
    "window": "agreed window",
    "gti": "time to intervene (GTI)",
    "anomaly": "changes of the source",
}


#: How figures were obtained, where the measurement keeps it as a word.
HOW = {
    "data_time": "time now - data time of the newest point that enough repositories list",
    "drill": "a drill with its people",
    "technical": "an unattended restore",
    "none": "nothing yet",
    "anomaly": "this manifest held against the last one, and against the changes of the days before",
}


def word(session: Session, name: object) -> str:
    """Return an outcome or a verdict in the session's language."""
    return session.language.template(str(name))


def because(session: Session, reason: str) -> str:
    """Return a kept reason, to stand behind a verdict; empty where there is none."""
    return session.language.template("; ") + session.language.told(reason) if reason else ""


def printable(path: str) -> str:
    """Return a name as a terminal may show it: what would move its cursor, or end the line, is escaped."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in path)


def duration(session: Session, seconds: float) -> str:
    """Return a duration as people say it: two units at most."""
    return session.language.length(_duration(seconds))


def _duration(seconds: float) -> str:
    seconds = round(seconds, 1)
    for factor, unit in _UNITS:
        if seconds >= factor:
            lower = {"d": (3600, "h"), "h": (60, "min"), "min": (1, "s")}[unit]
            rest = int(seconds % factor // lower[0])
            return f"{int(seconds // factor)} {unit}" + (f" {rest} {lower[1]}" if rest else "")
    return f"{seconds:.1f} s"


def size(session: Session, count: float) -> str:
    """Return bytes as people say them, in binary units."""
    return session.language.size(_size(count))


def _size(count: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if round(count, 1) < 1024:  # noqa: PLR2004 - the binary step
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TiB"
