"""Bandwidth: what a policy leaves to copies is what restic takes, in the hours it says, and is on record."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.restic import command
from continuity.engine.endurance import limits
from continuity.model.documents.values import parse_hours
from continuity.model.inventory import PolicyDocument
from continuity.policy.bandwidth import Bandwidth, begins, in_force, strictest, tighter
from continuity.policy.policy import resolve
from tests.engine.kit import PLAIN

if TYPE_CHECKING:
    from tests.engine.kit import Client

RATES = st.one_of(st.none(), st.integers(0, 10**9))
LIMITS = st.builds(Bandwidth, upload=RATES, download=RATES)


def policy(**bandwidth: Any) -> Any:
    values = {"objectives": {}, "bandwidth": bandwidth}
    return resolve("p", {"p": PolicyDocument(name="p", where="here", values=values)})


def test_limits_hold_in_their_hours_of_the_clients_own_time() -> None:
    asked = policy(upload=1024, during=[parse_hours("Mon-Fri 08:00-18:00")])
    in_summer = datetime(2026, 7, 6, 6, 30, tzinfo=UTC)  # a Monday, half past eight in Paris
    assert in_force(asked, "Europe/Paris", in_summer) == Bandwidth(upload=1024)
    assert in_force(asked, "UTC", in_summer) == Bandwidth()
    assert in_force(policy(download=9), "UTC", in_summer) == Bandwidth(download=9)
    assert not in_force(policy(), "UTC", in_summer)


@given(st.lists(LIMITS, max_size=5))
def test_the_strictest_disturbs_nobody(several: list[Bandwidth]) -> None:
    found = strictest(several)
    for name in ("upload", "download"):
        rates = [rate for one in several if (rate := getattr(one, name)) is not None]
        assert getattr(found, name) == (min(rates) if rates else None)


def test_restic_counts_kib_and_zero_is_no_limit_to_it() -> None:
    assert command.limits(None, None) == ()
    assert command.limits(3 << 20, None) == ("--limit-upload", "3072")
    assert command.limits(10, 0) == ("--limit-upload", "1", "--limit-download", "1")


@given(LIMITS, LIMITS)
def test_less_of_the_line_is_less_in_one_direction_at_least(now: Bandwidth, then: Bandwidth) -> None:
    less = [
        getattr(then, name) is not None and (getattr(now, name) is None or getattr(then, name) < getattr(now, name))
        for name in ("upload", "download")
    ]
    assert tighter(now, then) == any(less)


def test_limits_begin_with_their_hours() -> None:
    office = (parse_hours("Mon-Fri 08:00-18:00"),)
    early = datetime(2026, 7, 6, 5, 30, tzinfo=UTC)  # half past seven in Paris
    assert begins(office, "Europe/Paris", early) == datetime(2026, 7, 6, 6, tzinfo=UTC)
    assert begins(office, "Europe/Paris", early + timedelta(hours=1)) is None
    assert begins((), "UTC", early) is None


def test_a_limit_that_begins_in_mid_backup_is_gone_on_under(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents count whole minutes, so that the hours alone are ours here; restic is really ended, and goes on."""
    (client.share / "noise").write_bytes(os.urandom(16 << 20))
    client.more = {"policies": {"plain": {**PLAIN, "retries": {"count": 1}}}}
    client.write()
    first_asked: list[datetime] = []  # the change comes in mid-backup, however late a busy machine begins it
    before, after = Bandwidth(upload=2 << 20), Bandwidth(upload=1 << 30, download=8 << 20)

    def change(at: datetime) -> datetime | None:
        first_asked[:] = first_asked or [at]
        comes = first_asked[0] + timedelta(seconds=5)
        return comes if at < comes else None

    monkeypatch.setattr(limits, "line", lambda _policy, _client, _spec, at: before if change(at) else after)
    monkeypatch.setattr(limits, "tightens", lambda _policy, _client, _spec, at: change(at))
    run = client.run("backup", "--json").json
    first, second = run["copies"][0]["attempts"]
    assert (first["outcome"], second["outcome"]) == ("failed", "succeeded")
    assert "another limit of bandwidth began to hold for disk" in first["reason"]
    assert run["outcome"] == "succeeded"
    client.check_evidence()


@pytest.mark.slow
def test_a_limited_backup_takes_its_time(client: Client) -> None:
    """4 MiB of noise at 1 MiB/s: three seconds at least, where the line is not the limit."""
    (client.share / "noise").write_bytes(os.urandom(4 << 20))
    client.more = {"policies": {"plain": {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2},
                                          "bandwidth": {"upload": "1 MiB"}}}}  # fmt: skip
    client.write()
    run = client.run("backup", "--json").json
    assert run["outcome"] == "succeeded"
    assert run["duration_s"] > 3
    assert run["detail"]["bandwidth"] == {"upload": 1 << 20, "download": None}
