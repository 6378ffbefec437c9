"""Probes beside the steps of a drill: usable is what a client sees; where steps and clients differ the later counts."""

from __future__ import annotations

import http.server
import json
import os
import signal
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import wait_until
from tests.engine.test_drill_live import Service, service, waiting
from tests.engine.test_drills import book, outcomes, ready, run, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client

__all__ = ["ready", "service"]


@pytest.fixture
def shop(client: Client) -> Iterator[str]:
    """A service that is down for as long as a file named ``down`` lies in the sandbox of a drill."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            down = any((client.state / "sandbox").glob("*/down"))
            self.send_response(503 if down else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def command(name: str, *words: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "title": name, "do": "command", "with": {"run": list(words)}, **more}


TRUE = {"do": "command", "with": {"run": ["true"]}}
SAYS = {"do": "command", "with": {"run": ["touch", "{{ sandbox }}/down"]}, "undo": TRUE}
MEND = command("mend", "sh", "-c", "sleep 0.4; rm {{ to }}/down")
USE = command("use", "sleep", "0.2", phase="usable")


def probe(url: str, **more: Any) -> dict[str, Any]:
    return {"shop": {"title": "The shop", "do": "http", "with": {"url": url}, **more}}


def live(client: Client, *steps: dict[str, Any], **drill: Any) -> None:
    """Write a live drill ``try``, of a laboratory, so that a script walks it; its runbook's ``to`` is its place."""
    given = {"asset": "{{ asset }}", "to": "{{ sandbox }}"}
    book(client, *steps, **{"mode": "live", "with": given} | drill)


def seen(found: dict[str, Any]) -> dict[str, Any]:
    one: dict[str, Any] = found["detail"]["probes"]["shop"]
    return one


def rto(found: dict[str, Any]) -> dict[str, Any]:
    (one,) = [one for one in found["measurements"] if one["objective"] == "rto"]
    return dict(one)


def test_usable_is_what_clients_see(ready: Client, shop: str) -> None:
    late = command("late", "sh", "-c", "sleep 0.4; rm {{ to }}/down")
    live(ready, {**USE, "needs": []}, late, fault=SAYS, probes=probe(shop))
    found = run(ready)
    (outage,) = seen(found)["outages"]
    assert outage["to"] is not None
    assert outage["said"] == "HTTP 503"
    assert seen(found)["lost"] == outage["polls"] >= 4
    assert (seen(found)["every_s"], seen(found)["green"]) == (0.05, 3)
    steps = sum(seconds for name, seconds in found["detail"]["phases"].items())
    assert rto(found)["actual_s"] > steps, "the steps said so, and nobody could use it"
    assert str(rto(found)["actual_s"]) in rto(found)["how"]
    assert str(round(steps, 3)) in rto(found)["how"]
    (record,) = [one for one in outcomes(ready) if one["kind"] == "drill"]
    assert record["detail"]["probes"] == found["detail"]["probes"], "it is evidence"
    ready.check_evidence()


def test_what_the_steps_say_later_counts_and_later_outages_are_told(ready: Client, shop: str) -> None:
    back = command(
        "back", "sh", "-c", "touch {{ to }}/down; sleep 0.3; rm {{ to }}/down; sleep 0.3", phase="failed_back"
    )
    live(ready, MEND, USE, back, fault=SAYS, probes=probe(shop))
    found = run(ready)
    first, second = seen(found)["outages"]
    assert rto(found)["actual_s"] == found["detail"]["phases"]["usable"], "it was back before anybody said so"
    (later,) = [one for one in found["measurements"] if one["objective"] == "failback_outage"]
    assert later["actual_s"] == pytest.approx(second["seconds"], abs=0.01)
    assert later["verdict"] == "unproven", "nobody was there"
    assert first["seconds"] < rto(found)["actual_s"]


def test_what_never_came_back_for_its_clients_is_not_usable(ready: Client, shop: str) -> None:
    live(ready, USE, fault=SAYS, probes=probe(shop))
    found = run(ready)
    assert rto(found)["actual_s"] is None
    assert rto(found)["verdict"] == "unproven", "it might still have come within the promise"
    assert "never came back" in rto(found)["reason"]
    (outage,) = seen(found)["outages"]
    assert outage["to"] is None
    ready.more.setdefault("policies", {})
    told = ready.run("drill", "run", "try", "--with", "asset=share", code=1).out
    assert "not seen to end" in told


def test_a_probe_that_cannot_be_is_said_before_anything_begins(ready: Client) -> None:
    live(ready, USE, fault=SAYS, probes=probe("ftp://here"))
    assert "no address of the web" in ready.run("drill", "run", "try", "--with", "asset=share", code=2).err
    live(ready, USE, fault=SAYS, probes={"x": {"title": "x", "do": "none"}})
    assert "no check named none" in ready.run("drill", "run", "try", "--with", "asset=share", code=2).err
    assert not outcomes(ready)[1:], "no run was begun"


def test_probes_of_an_isolated_drill_are_refused_with_what_to_write(ready: Client) -> None:
    book(ready, USE, fault=SAYS, probes=probe("http://192.0.2.1/"))
    told = ready.run("drill", "run", "try", "--with", "asset=share", code=2).err
    assert "not what it brings back" in told
    live(ready, USE, fault=SAYS, probes=probe("http://192.0.2.1/"))
    asked = ("drill", "run", "try", "--with", "asset=share", "--mode", "isolated")
    assert "its probes ask what is in use" in ready.run(*asked, code=5).err


def test_a_silent_server_holds_up_no_end(ready: Client) -> None:
    live(ready, USE, probes={"dead": {"title": "x", "do": "tcp", "with": {"host": "192.0.2.1", "port": 9}}})
    begun = time.monotonic()
    found = run(ready)
    assert time.monotonic() - begun < 20
    assert found["detail"]["probes"]["dead"]["lost"] > 0
    assert verdicts(found)["rto"] == "unproven"


TWICE = "[ -e {{ to }}/again ] || { touch {{ to }}/again; sleep 60; }; sleep 0.5; rm {{ to }}/down"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_taken_up_again_a_drill_still_has_what_was_seen(ready: Client, shop: str, how: signal.Signals) -> None:
    live(ready, command("mend", "sh", "-c", TWICE, phase="usable", repeatable=True), fault=SAYS, probes=probe(shop))
    child = ready.spawn("drill", "run", "try", "--with", "asset=share")
    wait_until(lambda: kept(ready), what="the outage in the journal", limit_s=30)
    child.send_signal(how)
    child.communicate(timeout=60)
    (left,) = waiting(ready)
    found = ready.run("drill", "resume", left, "--json", code=1).json
    (outage,) = seen(found)["outages"]
    assert outage["to"] is not None
    assert (outage["said"], seen(found)["sittings"]) == ("HTTP 503", 2), "it began in the first sitting"
    steps = found["detail"]["phases"]["usable"]
    assert rto(found)["actual_s"] >= steps - 1, "and lasted through both"
    assert "while the drill was put down" in rto(found)["reason"]


def kept(client: Client) -> bool:
    with sqlite3.connect(client.state / "state.db") as database:
        told = database.execute("select detail from procedure_event where kind = 'seen'").fetchall()
    return any(out for (one,) in told for out in json.loads(one)["probes"]["shop"]["outages"])


def rows(read: str, write: str = "echo {{ row.number }} >>rows-{{ row.nonce }}") -> dict[str, Any]:
    """Rows in a file of the sandbox, as a database would have them."""
    sh = {"do": "command"}
    writes, reads = ["sh", "-c", write], ["sh", "-c", read]
    return {"write": sh | {"with": {"run": writes}}, "read": sh | {"with": {"run": reads}}, "every": "20ms"}


def test_interrupted_a_drill_keeps_how_many_rows_were_written(ready: Client) -> None:
    calm = {"calm": {"title": "Calm", "do": "command", "with": {"run": ["sh", "-c", "touch calm; sleep 60"]}}}
    book(ready, USE, fault=TRUE, steady_state=calm, canary_rows=rows("true"))
    child = ready.spawn("drill", "run", "try", "--with", "asset=share")
    wait_until(lambda: bool(list((ready.state / "sandbox").glob("*/calm"))), what="the look", limit_s=30)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    (record,) = [one for one in outcomes(ready) if one["kind"] == "drill"]
    assert (record["outcome"], record["detail"]["canary_rows"]["found"]) == ("aborted", None)
    assert not list((ready.state / "sandbox").glob("*"))


LOSE = {"do": "command", "with": {"run": ["sh", "-c", "sleep 0.5; sed -i '$d' rows-*; sed -i '$d' rows-*"]}}
STEADY = {"calm": {"title": "Calm", "do": "command", "with": {"run": ["sleep", "0.3"]}}}


def rpo(found: dict[str, Any]) -> dict[str, Any]:
    (one,) = [one for one in found["measurements"] if one["objective"] == "rpo"]
    return dict(one)


def test_rows_say_what_was_really_lost(ready: Client) -> None:
    book(ready, USE, steady_state=STEADY, fault=LOSE, canary_rows=rows("cat rows-{{ row.nonce }}"))
    found = run(ready)
    became = found["detail"]["canary_rows"]
    assert became["written"] >= 5
    assert became["lost"] == became["written"] - became["found"] >= 1
    assert rpo(found)["actual_s"] == became["lost_s"] > 0
    assert (rpo(found)["verdict"], rpo(found)["reason"]) == ("met", "")
    assert "rows" in rpo(found)["how"]
    assert "there afterwards" in ready.run("drill", "run", "try", "--with", "asset=share", code=1).out


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"read": "true"}, "none of the rows"),
        ({"read": "echo many"}, "could not be looked for"),
        pytest.param({"read": "false"}, "could not be looked for", marks=pytest.mark.slow),
        ({"read": "echo 1-9", "write": "false"}, "no row could be written"),
    ],
)
def test_rows_that_prove_nothing(ready: Client, more: dict[str, str], reason: str) -> None:
    book(ready, USE, steady_state=STEADY, fault=SAYS, canary_rows=rows(**more))
    found = run(ready)
    assert rpo(found)["actual_s"] is None
    assert (rpo(found)["verdict"], reason in rpo(found)["reason"]) == ("unproven", True)


def test_rows_without_a_fault_are_refused(ready: Client) -> None:
    book(ready, USE, canary_rows=rows("true"))
    assert "until the fault" in ready.run("drill", "run", "try", "--with", "asset=share", code=2).err


def test_rows_of_an_earlier_sitting_are_none_of_this_one(service: Service) -> None:
    there = service.up.parent
    calm = {"calm": {"title": "Calm", "do": "command", "with": {"run": ["sleep", "0.6"]}}}
    written = f"echo {{{{ row.number }}}} >>{there}/rows-{{{{ row.nonce }}}}"
    told = rows(f"cat {there}/rows-{{{{ row.nonce }}}}", written)
    service.drill(canary_rows=told, steady_state=calm)
    child = service.client.spawn("drill", "run", "night")
    wait_until(lambda: bool(list(there.glob("rows-*"))), what="a row", limit_s=30)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    (first,) = there.glob("rows-*")
    first.write_text("\n".join(map(str, range(1, 1000))))  # whatever it held
    (left,) = waiting(service.client)
    resumed = service.client.run("drill", "resume", left, "--json", code=1).json
    became = resumed["detail"]["canary_rows"]
    assert len(list(there.glob("rows-*"))) == 2
    assert became["found"] == became["written"] > 0
    (second,) = set(there.glob("rows-*")) - {first}
    assert second.name.startswith(f"rows-{left}-")
