"""The promises every storage adapter keeps, one function each; ``conformance`` runs them.

What a place promises about staying unchanged is in ``contract_locks``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Refused, Unavailable
from continuity.storage.ports import Repository, Retention, WriteOnce
from continuity.storage.subject import Subject, expect, not_applicable

if TYPE_CHECKING:
    from collections.abc import Callable

_PROBE_LIMIT_S = 20.0  # ports.Repository.probe
_FORGET, _REFUSED = timedelta(minutes=2), timedelta(seconds=10)


def ports_match_capabilities(subject: Subject) -> None:
    """A place offers exactly the ports that its capabilities announce."""
    place = subject.used
    expect(isinstance(place, Repository), "it is not a Repository")
    expect(
        isinstance(place, Retention) == place.capabilities.object_lock,
        "capabilities say object_lock={said}, the port says otherwise",
        said=place.capabilities.object_lock,
    )
    expect(
        place.capabilities.object_lock or not isinstance(place, WriteOnce), "it seals, and does not lock what it holds"
    )


def prepare_is_repeatable(subject: Subject) -> None:
    """Preparing twice makes the place once; probing it then finds it empty."""
    place = subject.fresh()
    made = place.prepare()
    expect(made or not subject.makes, "preparing a fresh place did not say that it made something")
    expect(place.prepare() is False, "preparing it again said that it made something")
    expect(place.probe().initialised is False, "an empty place does not look empty")
    expect(place.snapshot_names() == frozenset(), "an empty place lists snapshots")


def probe_follows_init(subject: Subject) -> None:
    """A repository is seen as soon as restic has made it, and preparing it then changes nothing."""
    place = subject.initialised()
    expect(place.probe().initialised is True, "restic's init succeeded and the place is not seen as initialised")
    expect(place.prepare() is False, "preparing a repository in use said that it made something")
    expect(place.probe().initialised is True, "preparing a repository in use broke it")


def probe_tells_what_fails_together(subject: Subject) -> None:
    """A probe observes what can fail together (elsewhere, who opened it, too) and free space where promised."""
    first, second = (subject.used.probe() for _ in range(2))
    domain = first.domain
    expect(domain == second.domain, "two probes observed two domains")
    expect(domain.device or domain.host or domain.endpoint, "nothing was observed that could fail together")
    able = subject.used.capabilities
    expect(domain.credential or not able.remote, "the credential was not observed")
    promised = able.free_space
    expect(promised == (first.free_bytes is not None), "free space is {seen}", seen=first.free_bytes)


def half_a_repository_is_seen(subject: Subject) -> None:
    """A repository that lost its config is neither whole nor empty."""
    if subject.halve is None:
        not_applicable("nobody here may remove the config of a repository")
    place = subject.initialised()
    subject.halve(place)
    expect(place.probe().initialised is None, "half a repository looks like {seen}", seen=place.probe().initialised)


def snapshot_names_equal_restic(subject: Subject) -> None:
    """The place lists the very snapshots that restic lists."""
    listed, named = subject.listed(subject.used), subject.used.snapshot_names()
    expect(len(named) == 2, "two snapshots were made, {count} are listed", count=len(named))  # noqa: PLR2004
    expect(named == listed, "restic lists {listed}, the place {named}", listed=sorted(listed), named=sorted(named))


def what_was_stored_comes_back(subject: Subject) -> None:
    """A file comes back byte for byte through the address."""
    answer = subject.restic.must(subject.used.address(), "dump", "latest", str(subject.source / "file"))
    expect(answer == "two", "the file came back as {answer}", answer=answer)


def wrong_password_is_no_fault_of_the_place(subject: Subject) -> None:
    """With a wrong restic password restic fails and says so, while the probe still finds the place whole."""
    done = subject.restic(subject.used.address(), "snapshots", "--json", password="not the password")  # noqa: S106
    expect(done.returncode != 0, "restic accepted a wrong password")
    expect("wrong password" in done.stderr, "restic said: {text}", text=done.stderr.strip()[-300:])
    expect(subject.used.probe().initialised is True, "the probe holds the place responsible")


def secrets_stay_out_of_sight(subject: Subject) -> None:
    """No secret stands in the URL, in an option or in what a log would print; the address is stable."""
    place = subject.used
    address = place.address()
    expect(address == place.address(), "two calls gave two addresses")
    shown = [address.url, *address.options, repr(address), repr(place), str(place), repr(place.probe())]
    leaks = [text for text in shown for secret in subject.secrets if secret in text]
    expect(not leaks, "a secret is shown {count} times", count=len(leaks))


def forget_is_judged_by_the_list(subject: Subject) -> None:
    """What restic's forget really did shows in the place's own list, whatever restic's exit code says."""
    place = subject.initialised()
    subject.source.mkdir(parents=True, exist_ok=True)
    subject.backup(place)
    before = place.snapshot_names()
    # restic 0.14 asks a server that refuses again and again; it need not come to its end to be judged
    subject.restic(place.address(), "forget", *before, limit=_REFUSED if subject.append_only else _FORGET)
    expected = before if subject.append_only else frozenset()
    expect(place.snapshot_names() == expected, "after forget {count} are listed", count=len(place.snapshot_names()))


def unreachable_ends_in_time(subject: Subject) -> None:
    """Where nothing answers, every look ends in time, as unavailable, with a remedy."""
    if subject.unreachable is None:
        not_applicable("no such place can be made here")
    place = subject.unreachable()
    for look in (place.probe, place.prepare, place.snapshot_names):
        clock = SystemClock()
        begun = clock.mark()
        try:
            look()
        except Unavailable as error:
            expect(error.hint, "{look} gives no remedy", look=look.__name__)
        else:
            expect(False, "{look} succeeded", look=look.__name__)  # noqa: FBT003
        taken = elapsed(begun, clock.mark()).seconds
        expect(taken < _PROBE_LIMIT_S, "{look} took {taken:.0f} s", look=look.__name__, taken=taken)


def weaker_place_is_refused(subject: Subject) -> None:
    """A place that holds less than the document promises is refused, and not touched."""
    if subject.weaker is None:
        not_applicable("nothing weaker can be made here")
    place = subject.weaker()
    before = place.lock_state() if isinstance(place, Retention) else None
    try:
        place.prepare()
    except Refused as error:
        expect(error.hint, "the refusal gives no remedy")
    else:
        expect(False, "the weaker place was accepted")  # noqa: FBT003
    if isinstance(place, Retention):
        expect(place.lock_state() == before, "the weaker place was changed")


CHECKS: tuple[Callable[[Subject], None], ...] = (
    ports_match_capabilities,
    prepare_is_repeatable,
    probe_follows_init,
    probe_tells_what_fails_together,
    half_a_repository_is_seen,
    snapshot_names_equal_restic,
    what_was_stored_comes_back,
    wrong_password_is_no_fault_of_the_place,
    secrets_stay_out_of_sight,
    forget_is_judged_by_the_list,
    unreachable_ends_in_time,
    weaker_place_is_refused,
)
