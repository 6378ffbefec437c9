"""Patience: what may pass is waited out within a budget, what is permanent comes back at once, ports stay ports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import free_ports
from continuity.ground.clock import ManualClock, SystemClock, elapsed
from continuity.ground.errors import ContinuityError, NotProven, Refused, Unavailable
from continuity.storage.ports import Aside, Capabilities, Domain, Probe, Repository, Retention
from continuity.storage.retrying import retrying
from tests.lab.rest import RestServer
from tests.storage.places import S3, Local, Rclone, Rest, Sftp, place, silent_port

if TYPE_CHECKING:
    from pathlib import Path

BUDGET = timedelta(seconds=60)


class Flaky:
    """A place that fails so often, then answers."""

    name = "flaky"
    capabilities = Capabilities(remote=True)

    def __init__(self, *faults: ContinuityError) -> None:
        self.faults, self.asked = list(faults), 0

    def address(self) -> Any:
        return None

    def prepare(self) -> bool:
        return self.probe().initialised is None

    def snapshot_names(self) -> frozenset[str]:
        self.probe()
        return frozenset({"f" * 64})

    def probe(self) -> Probe:
        self.asked += 1
        if self.faults:
            raise self.faults.pop(0)
        return Probe(initialised=True, domain=Domain(device="1:1"))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 1, 1, tzinfo=UTC))


def busy() -> Unavailable:
    return Unavailable("nobody answers").that_may_pass()


def test_a_fault_that_passes_is_waited_out(clock: ManualClock) -> None:
    flaky = Flaky(busy(), busy(), busy())
    assert retrying(flaky, budget=BUDGET, clock=clock).probe().initialised is True
    assert flaky.asked == 4
    assert elapsed(ManualClock(datetime(2026, 1, 1, tzinfo=UTC)).mark(), clock.mark()).seconds == 0.5 + 1 + 2


@pytest.mark.parametrize("error", [Unavailable("wrong key"), Refused("host key"), NotProven("x")], ids=repr)
def test_what_is_permanent_comes_back_at_once(clock: ManualClock, error: ContinuityError) -> None:
    flaky = Flaky(error)
    for look in ("probe", "prepare", "snapshot_names"):
        flaky.faults = [error]
        with pytest.raises(type(error)) as caught:
            getattr(retrying(flaky, budget=BUDGET, clock=clock), look)()
        assert caught.value is error
    assert flaky.asked == 3
    assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)


def test_the_budget_is_kept_and_the_last_error_told(clock: ManualClock) -> None:
    flaky = Flaky(*(busy() for _ in range(1000)))
    with pytest.raises(Unavailable, match="nobody answers"):
        retrying(flaky, budget=BUDGET, clock=clock).snapshot_names()
    waited = (clock.now() - datetime(2026, 1, 1, tzinfo=UTC)).total_seconds()
    assert 30 < waited <= 60
    assert flaky.asked > 5


def test_a_fault_of_ours_is_never_repeated(clock: ManualClock) -> None:
    flaky = Flaky(KeyError("oops"))  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        retrying(flaky, budget=BUDGET, clock=clock).probe()
    assert flaky.asked == 1


def test_ports_stay_what_they_are(s3_user: Any, ceph_server: Any, tmp_path: Path, clock: ManualClock) -> None:
    bucket, disk = S3(ceph_server, s3_user).fresh(), Local(tmp_path).fresh()
    for one in (bucket, disk):
        patient = retrying(one, budget=BUDGET, clock=clock)
        assert isinstance(patient, Repository)
        assert isinstance(patient, Aside)
        assert isinstance(patient, Retention) == isinstance(one, Retention)
        assert (patient.name, patient.capabilities) == (one.name, one.capabilities)
        assert patient.address() == one.address()
    patient = retrying(bucket, budget=BUDGET, clock=clock)
    assert patient.prepare() is True
    assert isinstance(patient, Retention)
    assert patient.lock_state().mode == "compliance"


def test_a_server_that_comes_back_within_the_budget_is_found(tmp_path: Path) -> None:
    server = RestServer(tmp_path / "rest")
    there = place({"adapter": "rest", "url": f"http://127.0.0.1:{server.port}/a"})

    class Starting(SystemClock):
        def sleep(self, seconds: float) -> None:
            if not server.running():
                server.start()

    try:
        assert retrying(there, budget=BUDGET, clock=Starting()).prepare() is True
    finally:
        server.stop()


@pytest.mark.usefixtures("hurried")
def test_each_adapter_says_what_may_pass_and_what_may_not(
    rest_server: Any, sshd_server: Any, dav_server: Any, ceph_server: Any, s3_user: Any
) -> None:
    (port,) = free_ports(1)
    rest, sftp, s3, rclone = Rest(rest_server), Sftp(sshd_server), S3(ceph_server, s3_user), Rclone(dav_server)
    nobody = f"http://127.0.0.1:{port}"
    passing = [rest.open(url=f"{nobody}/a"), place(sftp.settings(port=port)), s3.open(endpoint=nobody)]
    with silent_port() as silent:
        text = rclone.config.replace(rclone.server.url, f"http://127.0.0.1:{silent}")
        for one in [*passing, rest.open(url=f"http://127.0.0.1:{silent}/a"), rclone.open(text)]:
            with pytest.raises(Unavailable) as caught:
                one.probe()
            assert caught.value.passing, str(caught.value)
    for one in (
        place(rest.settings(), {"REST": "wrong"}),
        place(sftp.settings(user="nobody")),
        place(s3.settings(), s3.secrets | {"SECRET": "0" * 40}),
        rclone.open(remote="unknown"),
        s3.fresh(),
    ):
        with pytest.raises(Unavailable) as caught:
            one.probe()
        assert not caught.value.passing, str(caught.value)
