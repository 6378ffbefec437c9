"""``continuity evidence keys`` and ``rotate-key``: the keys that sign a client's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import any_log, which_log
from continuity.faces.cli.chosen import logs_of, one_log
from continuity.faces.cli.commands import Leaf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.evidence.format.note import Verifier
    from continuity.faces.cli.session import Session

HOW: dict[object, str] = {"first": "nobody: it is the first", True: "the key before", False: "nobody: it was lost"}


@click.command(cls=Leaf)
@any_log
@click.pass_obj
def keys(session: Session, client: str | None) -> int:
    """List the keys of the logs, and who vouches for each."""
    rows, plain = [], []
    for name in logs_of(session, client):
        for one in _history(session.app.verifier(name)):
            said = session.language.template(HOW[one["vouched"]])
            rows.append((name, one["fingerprint"], one["from_size"], one["since"], said, one["reason"]))
            plain.append({"client": name} | one | {"vouched": one["vouched"] is True})
    session.table(("client", "fingerprint", "signs from", "since", "vouched for by", "reason"), rows)
    session.emit({"schema": "continuity.evidence-keys/1", "keys": plain})
    return 0


def _history(verifier: Verifier) -> Iterator[dict[str, Any]]:
    from continuity.evidence.format.keys import KeyHistory

    past = verifier.past if isinstance(verifier, KeyHistory) else ()
    first = past[0].old if past else verifier
    yield _key(first) | {"from_size": 0, "since": None, "vouched": "first", "reason": None}
    for one in past:
        more = {"from_size": one.size, "since": one.at, "vouched": one.vouched, "reason": one.reason}
        yield _key(one.new) | more


def _key(verifier: Verifier) -> dict[str, Any]:
    return {"fingerprint": verifier.fingerprint, "vkey": verifier.vkey()}


@click.command("rotate-key", cls=Leaf)
@which_log
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence: it is in the record.")
@click.option("--lost", is_flag=True, help="The old key is gone, from every copy of the vault, too.")
@click.pass_obj
def rotate_key(session: Session, client: str | None, reason: str, lost: bool) -> int:  # noqa: FBT001 - a flag
    """Give a log a new key; the old one vouches for it, and both sign a record that says so.

    With --lost nobody vouches for the new key: tell its fingerprint to whoever verifies the log, by another way. What
    the old key signed stays proven by the old key.
    """
    from continuity.faces.log_keys import rotate

    name = one_log(session, client)
    rotation, unfinished = rotate(session.app, name, reason, lost=lost)
    if unfinished:
        session.say("an earlier change of this key was interrupted; this ends it")
    session.say(
        "{log}: the new key is {fingerprint}; it signs from record {size} on",
        log=rotation.new.name,
        fingerprint=rotation.new.fingerprint,
        size=rotation.size,
    )
    if not rotation.vouched:
        text = "  nobody vouches for it: tell this fingerprint to whoever verifies the log, by another way"
        session.say(text)
    session.emit(
        {"schema": "continuity.evidence-rotation/1", "log": rotation.new.name, "from_size": rotation.size}
        | {"fingerprint": rotation.new.fingerprint, "previous": rotation.old.fingerprint, "vouched": rotation.vouched}
    )
    return 0
