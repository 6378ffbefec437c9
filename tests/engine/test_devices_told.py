"""What others are told of devices: a monitoring plugin's line and figures, what Prometheus scrapes."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.supervision.asking import specs_of
from continuity.engine.supervision.recorder import Recorder
from continuity.faces import device_metrics
from continuity.faces.app import App
from continuity.faces.device_metrics import device_families
from continuity.faces.language import Language
from continuity.faces.metrics import exposed
from continuity.ground.secrecy import keep
from continuity.supervision.checks.ports import Figure, Observed, State
from continuity.supervision.rollup import GRAINS
from tests.faces.test_health import samples
from tests.faces.test_monitor import monitored
from tests.lab.promtool import fetch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from tests.engine.kit import Client

WEB = {"kind": "http", "url": "http://127.0.0.1:9/", "every": "1m", "attempts": 2}
TCP = {"kind": "tcp", "port": 9, "every": "1m", "attempts": 1}
DEVICES: dict[str, Any] = {
    "switch": {"address": "127.0.0.1", "site": "here", "checks": [TCP]},
    "web": {"address": "127.0.0.1", "site": "here", "checks": [WEB | {"crit": {"latency": "500ms"}}]},
    "behind": {"address": "127.0.0.1", "site": "here", "parents": ["switch"], "checks": [TCP]},
    "new": {"address": "127.0.0.1", "site": "here", "checks": [TCP]},
}
GOOD = Observed(state=State.OK, said="HTTP 200", latency_s=0.02)
BAD = Observed(state=State.CRITICAL, said="refused", latency_s=0.0)


def judged(client: Client, seen: Sequence[tuple[str, Observed]], ago: timedelta = timedelta()) -> App:
    """Have the service's recorder judge and write what was seen, each a second after the other."""
    client.more |= {"devices": DEVICES}
    client.write()
    app = App(client.config, {}, client.key)
    recorder = Recorder(app.workshop, list(specs_of(app.inventory)), lambda _: None, lambda _: None)
    begun = GRAINS[0].begins(datetime.now(UTC) - timedelta(seconds=30)) - ago  # all of it within one minute
    for number, (name, observed) in enumerate(seen):
        recorder.heard(f"acme/{name}", begun + timedelta(seconds=number), observed, 0.0)
    recorder.start()
    recorder.stop()
    return app


def test_a_plugin_tells_of_devices(client: Client) -> None:
    odd = Observed(state=State.OK, said="a | b", latency_s=0.04, figures=(Figure(name="load|1", value=0.5),))
    judged(client, [("web/http", GOOD), ("web/http", odd)])
    head, figures = monitored(client, "--device", "web", code=0)
    assert head.startswith("OK - acme/web/http: ok since 20")
    assert head.endswith(": a / b")
    assert figures == ["'acme/web/http latency'=0.03s;;0.5;0", "'acme/web/http load/1'=0.5;;;"]
    judged(client, [("switch/tcp", BAD), ("behind/tcp", BAD)])
    assert monitored(client, "--device", "behind", code=3)[0].startswith("UNKNOWN - acme/behind/tcp: unreachable")
    assert monitored(client, "--device", "new", code=3)[0] == "UNKNOWN - acme/new/tcp: not seen"
    head, _ = monitored(client, "--devices", code=2)
    assert head.startswith("CRITICAL - 3 of 4 not as promised: acme/switch/tcp: critical")
    assert "il n'y a pas d'équipement" in monitored(client, "--device", "nobody", "--lang", "fr", code=3)[0]


def test_what_nobody_saw_lately_is_not_known(client: Client) -> None:
    judged(client, [("web/http", GOOD)], timedelta(minutes=10))
    head, figures = monitored(client, "--device", "web", code=3)
    assert head.startswith("UNKNOWN - acme/web/http: not seen")
    assert figures == []


def test_prometheus_is_told_of_devices(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(Figure(name=f"figure {number:02}", value=number) for number in range(40))
    seen = Observed(state=State.OK, said="HTTP 200", latency_s=0.02, figures=many)
    app = judged(client, [("web/http", seen), ("switch/tcp", BAD)])

    def scraped() -> str:
        with app.store.reading() as tx:
            return exposed(device_families(tx, app.inventory, datetime.now(UTC))).decode()

    text = scraped()
    argv = [str(fetch()), "check", "metrics"]
    done = subprocess.run(argv, input=text, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    found = samples(text)
    web = (("check", "http"), ("client", "acme"), ("device", "web"))
    assert found["continuity_check_state", web] == 0
    assert found["continuity_check_latency_seconds", web] == 0.02
    assert found["continuity_checks", (("client", "acme"), ("status", "critical"))] == 1
    assert found["continuity_checks", (("client", "acme"), ("status", "undetermined"))] == 2
    assert len([one for one, _ in found if one == "continuity_check_figure"]) == 20, "figures are bounded"
    monkeypatch.setattr(device_metrics, "MOST", 1)
    few = samples(scraped())
    assert len([one for one, _ in few if one == "continuity_check_state"]) == 1, "and checks are"
    assert few["continuity_checks_left_out", ()] == 3


def test_what_a_check_says_is_kept_without_secrets(client: Client) -> None:
    secret = "a community of the tests"
    keep(secret)
    app = judged(
        client, [("switch/tcp", BAD), ("web/http", Observed(state=State.CRITICAL, said=f"got {secret}", latency_s=0.0))]
    )
    with app.store.reading() as tx:
        kept = {name: one.said for (_, name, _), one in tx.watched.standings().items()}
    assert secret not in kept["web"]


def test_what_a_check_says_is_told_in_french(client: Client) -> None:
    missed = Observed(state=State.CRITICAL, said="the text that is expected is not there", latency_s=0.0)
    judged(client, [("switch/tcp", missed)])
    french = Language("fr").told(missed.said)
    assert french != missed.said
    assert french in client.run("device", "list", "--lang", "fr", code=None).out
    assert french in client.run("monitor", "--device", "switch", "--lang", "fr", code=None).out
    assert missed.said in client.run("device", "list", code=None).out
