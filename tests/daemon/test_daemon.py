"""The service as its users meet it: it works, reloads, hands back, stands by, and says what it does."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import pytest

from tests.daemon.conftest import policy
from tests.daemon.service import active, outcomes, serving, until, wait
from tests.daemon.test_crash_matrix import check_complete
from tests.engine.kit import finish, hang

if TYPE_CHECKING:
    import subprocess

    from tests.engine.kit import Client


def lines(child: subprocess.Popen[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in finish(child).err.splitlines()]


def test_it_backs_up_and_hands_back(client: Client) -> None:
    child = client.spawn("daemon", "--listen", "none", "--log-format", "json")
    wait(lambda: "succeeded" in outcomes(client), "the first backup")
    child.send_signal(signal.SIGTERM)
    told = lines(child)
    assert child.returncode == 0
    events = [one["event"] for one in told]
    beside = ("service.stopping", "anchor.sound")  # when these come is chance
    assert [one for one in events if one not in beside] == [
        "scheduler.active", "job.begun", "run.ended", "service.stopped",
    ]  # fmt: skip
    assert told[events.index("run.ended")]["run"] == client.points()[0]["run"]
    check_complete(client)
    until(client, lambda: True)
    assert outcomes(client) == ["succeeded"], "the next one is due in an hour"


def test_documents_are_taken_at_a_signal_and_faulty_ones_are_not(client: Client) -> None:
    child = client.spawn("daemon", "--listen", "none", "--log-format", "json")
    wait(lambda: outcomes(client) == ["succeeded"], "the first backup")
    good = client.config.read_text()
    client.config.write_text(good.replace('"paths"', '"pahts"'))
    child.send_signal(signal.SIGHUP)
    document = json.loads(good)
    document["assets"]["other"] = document["assets"]["share"] | {"title": "Other"}

    def grown() -> bool:
        """Give the good ones only once the faulty ones were refused: a second signal might overtake the first."""
        client.config.write_text(json.dumps(document))
        child.send_signal(signal.SIGHUP)
        return outcomes(client) == ["succeeded"] * 2

    try:
        assert child.stderr is not None
        seen = ""
        while "documents.refused" not in seen:
            seen = child.stderr.readline()
            assert seen, "the daemon ended"
        assert "paths" in seen
        wait(grown, "the new asset's backup", 30)
    finally:
        child.send_signal(signal.SIGTERM)
        finish(child).checked(0)
    check_complete(client)


def test_documents_without_a_line_withdraw_what_was_announced(client: Client) -> None:
    until(client, lambda: outcomes(client) == ["succeeded"])
    client.more = policy(schedule={"every": "5h"})
    client.write()
    until(client, lambda: True)
    ends = [one["body"] for one in client.records() if one["kind"] == "job.outcome"]
    assert {(one["outcome"], one["reason"]) for one in ends} == {("skipped", "the documents no longer ask for it")}
    assert len(ends) > 30, "the hours between were announced before"
    check_complete(client)


def test_one_that_hangs_is_cut_off_and_delays_no_other(client: Client) -> None:
    """The copy in the other repository is made, and so is the other asset's; then patience ends."""
    client.write(
        assets={
            name: {
                "title": name,
                "site": "here",
                "policy": "plain",
                "source": {"kind": "files", "paths": [str(client.share)]},
                "copies": copies,
            }
            for name, copies in (("hangs", ["disk", "second"]), ("well", ["second"]))
        }
    )
    asleep = hang(client, "disk")
    with serving(client, "--patience", "1", code=3):
        wait(asleep.exists, "a restic that hangs")
        wait(lambda: outcomes(client) == ["succeeded"], "the other asset's backup")
    del client.environ["PATH"]
    ends = {one["body"]["subject"]: one["body"] for one in client.records() if one["kind"] == "run.outcome"}
    assert ends["acme/well"]["outcome"] == "succeeded"
    assert (ends["acme/hangs"]["outcome"], ends["acme/hangs"]["reason"]) == ("aborted", "interrupted")
    copies = {one["repository"]: one["outcome"] for one in ends["acme/hangs"]["copies"]}
    assert copies == {"disk": "aborted", "second": "succeeded"}


def test_failed_work_is_tried_again_and_announced(client: Client) -> None:
    share = client.share.rename(client.root / "aside")
    with serving(client):
        wait(lambda: outcomes(client), "the first try")
        share.rename(client.share)
        wait(lambda: "succeeded" in outcomes(client), "another try")
    assert set(outcomes(client)[:-1]) == {"failed_to_start"}
    assert outcomes(client)[-1] == "succeeded"
    check_complete(client)


def test_what_needs_a_point_is_announced_once_there_is_one(client: Client) -> None:
    client.more = policy(restore_test={"every": "hour"})
    client.write()
    until(client, lambda: outcomes(client) == ["succeeded"])
    plans = [{job["kind"] for job in one["body"]["jobs"]} for one in client.records() if one["kind"] == "plan"]
    assert plans[0] == {"backup"}
    assert {"restore_test"} in plans[1:]
    check_complete(client)


def test_a_standby_takes_over_from_the_dead(client: Client) -> None:
    first = client.spawn("daemon", "--listen", "none")
    wait(lambda: active(client, first.pid), "an active scheduler")
    with_standby = client.spawn("daemon", "--listen", "none")
    wait(lambda: outcomes(client) == ["succeeded"], "the first backup")
    assert not active(client, with_standby.pid)
    first.kill()
    finish(first)
    wait(lambda: active(client, with_standby.pid), "the standby's turn", 30)
    with_standby.send_signal(signal.SIGTERM)
    finish(with_standby).checked(0)
    assert outcomes(client) == ["succeeded"], "nothing ran twice"
    check_complete(client)


@pytest.mark.slow
def test_a_stopped_scheduler_that_wakes_up_orders_nothing(client: Client) -> None:
    """Its lease runs out while it sleeps; another takes over; then it stands by, and no job has run twice."""
    first = client.spawn("daemon", "--listen", "none", "--log-format", "json")
    wait(lambda: outcomes(client) == ["succeeded"], "the first backup")
    first.send_signal(signal.SIGSTOP)
    second = client.spawn("daemon", "--listen", "none")
    wait(lambda: active(client, second.pid), "the other's turn", 90)
    first.send_signal(signal.SIGCONT)
    assert first.stderr is not None
    while "scheduler.lost" not in first.stderr.readline():
        assert first.poll() is None
    for child in (first, second):
        child.send_signal(signal.SIGTERM)
        finish(child).checked(0)
    check_complete(client)
