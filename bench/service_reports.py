"""Reports of the service: a year's availability of 100 and 1,000 devices, and a PDF of twelve months of 50 assets.

Availability is what every report and statement does: read the changes of each deciding check from the database, gather,
reckon. Each device decides one service and changed 50 times in the year. The assets were backed up every day.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bench.measure import report
from bench.world import BIN
from continuity.engine.contracts.statements import keep_terms, statements_of
from continuity.faces.app import App
from continuity.faces.initialise import initialise
from continuity.ground.timestamps import write_time
from continuity.model.standing import Change, Standing, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.state.watched import Key

YEAR = 2025
_BEGIN = datetime(YEAR, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_MONTHS = tuple(f"{YEAR}-{number:02}" for number in range(1, 13))
_CHANGES = 50
_DOCUMENT = """\
version: 1
state: {root}/state
sites: {{here: {{title: Here}}}}
policies: {{house: {{objectives: {{rpo: 26h, rto: 8h}}, copies: {{copies: 2}}}}}}
client:
  name: acme
  title: Acme
  contract:
    {{reference: B-1, monthly_fee: 2400 EUR, availability: 99.9,
      penalties: {{per: 1, rounding: begun, rate: "1 %", cap: "25 %", dispute: 30d}}}}
repositories: {{disk: {{adapter: local, path: {root}/disk, site: here, medium: disk, credential: one}}}}
"""
_ASSET = (
    "  a{0}: {{title: Asset {0}, site: here, policy: house, copies: [disk], source: {{kind: files, paths: [/srv]}}}}\n"
)
_DEVICE = "  d{0}: {{address: 192.0.2.1, site: here, checks: [{{kind: tcp, port: 9, every: 5m}}]}}\n"
_SERVICE = "  s{0}: {{title: Service {0}, assets: [a0], devices: [d{0}], up_when: d{0}/tcp}}\n"


def service_reports(folder: Path, scale: float) -> None:
    """Measure both."""
    folder.mkdir()
    few, many = max(10, round(100 * scale)), max(100, round(1000 * scale))
    taken = {devices: _availability(folder / str(devices), devices) for devices in (few, many)}
    for devices, seconds in taken.items():
        told = f"12 months, {_CHANGES} changes of each in the year"
        report(f"a year's availability of {devices} devices", seconds, 60 * devices / 1000, "s", told)
    growth, size = taken[many] / taken[few], many / few
    report("growth of that, by growth of the devices", growth / size, 1.3, "x", f"{growth:.1f} for {size:.0f} times")
    _pdf(folder / "pdf", max(5, round(50 * min(scale, 1))))


def _availability(root: Path, devices: int) -> float:
    app = _made(root, 1, devices)
    began = time.process_time()  # it is arithmetic and a local database: what else the machine does is not meant
    found = statements_of(app.workshop, "acme", _MONTHS)
    seconds = time.process_time() - began
    reached = [one["percent"] for month in found.values() for one in month.body["result"]["services"]]
    assert len(reached) == 12 * devices
    assert all(one and one < "99" for one in reached)
    return seconds


def _pdf(root: Path, assets: int) -> None:
    app = _made(root, assets, 5)
    _backed_up(app, assets)
    target = root / "year.pdf"
    argv = [str(BIN / "continuity"), "--config", str(root / "continuity.yaml"), "--vault-key-file", str(root / "key")]
    began = time.perf_counter()
    done = subprocess.Popen([*argv, "report", "annual", str(YEAR), "-o", str(target)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(done.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        sys.exit(f"the report ended with {status}")
    told = f"{assets} assets, {assets * 365} runs on record, {target.stat().st_size / 1e3:.0f} kB"
    report("a PDF of twelve months: seconds", seconds, 30, "s", told)
    report("a PDF of twelve months: memory", used.ru_maxrss / 1024, 500, "MB", told)


def _made(root: Path, assets: int, devices: int) -> App:
    root.mkdir()
    text = _DOCUMENT.format(root=root) + "assets:\n" + "".join(map(_ASSET.format, range(assets)))
    text += "devices:\n" + "".join(map(_DEVICE.format, range(devices)))
    text += "services:\n" + "".join(map(_SERVICE.format, range(devices)))
    (root / "continuity.yaml").write_text(text)
    app = App(root / "continuity.yaml", {}, root / "key")
    list(initialise(app))
    keep_terms(app.workshop, "acme")
    keys: list[Key] = [("acme", f"d{number}", "tcp") for number in range(devices)]
    with app.store.transaction() as tx:
        tx.watched.add([(key, change) for change in _changes() for key in keys])
        now = app.clock.now()
        tx.watched.save({key: Standing(status=Status.OK, since=_BEGIN, at=now, seen=(Status.OK,)) for key in keys}, ())
    return app


def _changes() -> Iterator[Change]:
    """Yield the changes of a check: up from before the year, down for eight hours every fortnight."""
    yield Change(was=Status.UNDETERMINED, now=Status.OK, since=_BEGIN - _DAY, at=_BEGIN - _DAY)
    for number in range(_CHANGES // 2):
        at = _BEGIN + (number + 0.5) * timedelta(days=365) / (_CHANGES // 2)
        yield Change(was=Status.OK, now=Status.CRITICAL, since=at, at=at, said="no answer in time")
        over = at + timedelta(hours=8)
        yield Change(was=Status.CRITICAL, now=Status.OK, since=over, at=over, said="answered")


def _backed_up(app: App, assets: int) -> None:
    log = app.log("acme")
    with app.store.transaction() as tx:
        for day in range(365):
            at = _BEGIN + day * _DAY
            jobs = [_job(number, day, at) for number in range(assets)]
            plan: dict[str, Any] = {
                "schema": "continuity.plan/1",
                "from": write_time(at),
                "until": write_time(at + _DAY),
            }
            log.journal.record(tx.records, "plan", at, plan | {"jobs": jobs})
            for job in jobs:
                log.journal.record(
                    tx.records, "run.outcome", at + timedelta(hours=2), _run(job, at), run=f"r{job['id']}"
                )
    log.sequencer.run()


def _job(number: int, day: int, at: datetime) -> dict[str, Any]:
    due = write_time(at + timedelta(hours=1))
    return {"id": f"j{number}-{day}", "kind": "backup", "subject": f"acme/a{number}", "due": due, "work": None}


def _run(job: dict[str, Any], at: datetime) -> dict[str, Any]:
    measured: dict[str, Any] = {"schema": "continuity.measurement/1", "subject": job["subject"], "objective": "rpo"}
    measured |= {"target_s": 93600.0, "actual_s": 3600.0, "verdict": "met", "how": "data_time"}
    measured |= {"phases": {}, "proven_by": [], "reason": ""}
    copy = {
        "repository": "disk",
        "snapshot": "0" * 64,
        "data_time": write_time(at),
        "outcome": "succeeded",
        "attempts": [],
    }
    return {"schema": "continuity.run/1", "id": f"r{job['id']}", "job": job["id"], "kind": "backup", "reason": "",
            "subject": job["subject"], "outcome": "succeeded", "copies": [copy], "measurements": [measured],
            "detail": {"manifest": {"files": 120, "root": "0" * 64}}}  # fmt: skip
