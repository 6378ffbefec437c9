"""Names changed at a real BIND: signed, on the condition of what was there, read back."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import HOST
from continuity.ground.clock import SystemClock
from continuity.ground.errors import ContinuityError, NotProven, Refused, Unavailable, UsageError
from continuity.recovery.actions.dns_update import DnsUpdateAction, _wanted
from continuity.recovery.actions.ports import Context
from tests.lab.bind import KEY, ZONE, Bind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.model.secrets import SecretRef

ACTION = DnsUpdateAction()


@pytest.fixture(scope="module")
def bind(lab_directory: Path) -> Iterator[Bind]:
    with Bind(lab_directory / "bind") as server:
        yield server


@pytest.fixture
def context(bind: Bind) -> Context:
    secrets = {"tsig": bind.secret, "other": base64.b64encode(b"another").decode(), "broken": "no base64!"}

    def reveal(reference: SecretRef) -> str:
        return secrets[str(reference.vault)]

    return Context(run="run-7", client="acme", clock=SystemClock(), world=SimpleNamespace(reveal=reveal))


def asked(bind: Bind, to: str, **more: Any) -> dict[str, Any]:
    signed = {"key_name": KEY, "key": {"vault": "tsig"}}
    return {"server": HOST, "port": bind.port, "zone": ZONE, "name": "www", "to": to, **signed, **more}


def test_a_name_moves_and_back(bind: Bind, context: Context) -> None:
    assert ACTION.look(asked(bind, "192.0.2.12"), context) is None
    done = ACTION.perform(asked(bind, "192.0.2.12 192.0.2.13"), context)
    assert (done.answer, done.values) == ("192.0.2.12 192.0.2.13", {"was": "192.0.2.11"})
    assert ACTION.perform(asked(bind, "192.0.2.13 192.0.2.12"), context).values == {}  # nothing to do
    assert _wanted(asked(bind, ""), context).found().ttl == 300  # type: ignore[union-attr] # as it was
    assert ACTION.perform(asked(bind, "192.0.2.11", ttl=30), context).answer == "192.0.2.11"
    assert _wanted(asked(bind, ""), context).found().ttl == 30  # type: ignore[union-attr]


def test_what_was_not_there_is_taken_away_again(bind: Bind, context: Context) -> None:
    new = {"name": "new", "type": "AAAA"}
    assert ACTION.perform(asked(bind, "2001:db8::12", **new), context).values == {"was": ""}
    assert ACTION.perform(asked(bind, "", **new), context).values == {"was": "2001:db8::12"}


def test_what_somebody_else_changed_meanwhile_stays(bind: Bind, context: Context) -> None:
    mine = _wanted(asked(bind, "192.0.2.99"), context)
    was = mine.found()
    ACTION.perform(asked(bind, "192.0.2.77"), context)
    with pytest.raises(Refused, match="changed by somebody else"):
        mine.change(was)
    assert ACTION.perform(asked(bind, "192.0.2.11"), context).values == {"was": "192.0.2.77"}


@pytest.mark.parametrize(
    ("parameters", "said", "family"),
    [
        ({"key": {"vault": "other"}}, "does not accept the key", Unavailable),
        ({"key_name": "stranger"}, "does not accept the key", Unavailable),
        ({"key": {"vault": "broken"}}, "is not base64", UsageError),
        ({"key": "in the document"}, "says where it is", UsageError),
        ({"zone": "example.org"}, "REFUSED|is not a name server of|not do it", ContinuityError),
        ({"to": "here"}, "is no value of the type A", UsageError),
        ({"name": "www.example.org."}, "is not in the zone", UsageError),
        ({"port": 1}, "is not reached", Unavailable),
    ],
)
def test_what_is_wrong_is_seen_before(
    bind: Bind, context: Context, parameters: dict[str, Any], said: str, family: type[ContinuityError]
) -> None:
    found = ACTION.look(asked(bind, "192.0.2.12") | parameters, context)
    assert isinstance(found, family)
    with pytest.raises(family, match=said):
        raise found
    assert bind.secret not in repr(found)


def test_unsigned_it_goes_only_where_that_is_said(bind: Bind, context: Context) -> None:
    unsigned = {key: value for key, value in asked(bind, "192.0.2.12").items() if not key.startswith("key")}
    with pytest.raises(Refused, match="is nobody's"):
        ACTION.perform(unsigned, context)
    with pytest.raises(Unavailable, match="REFUSED"):  # as it is with every sound server
        ACTION.perform(unsigned | {"unsigned": True}, context)


def test_what_the_server_silently_ignores_is_not_believed(bind: Bind, context: Context) -> None:
    with pytest.raises(NotProven, match="though it took the change"):
        ACTION.perform(asked(bind, "192.0.2.12", name="alias"), context)


def test_by_hand_it_is_the_same(bind: Bind, context: Context) -> None:
    line = ACTION.by_hand(asked(bind, "192.0.2.12"), context)
    assert "'update add www 60 A 192.0.2.12' send | nsupdate -k continuity.key" in line
