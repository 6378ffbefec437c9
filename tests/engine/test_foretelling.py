"""Disks and repositories foreseen full: a real small disk filled with real files, an incident, and the score."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.backup.place import domain_facts
from continuity.engine.incidents.from_forecasts import forecast_causes
from continuity.engine.incidents.watch import look
from continuity.engine.supervision.asking import specs_of
from continuity.engine.supervision.forecasting import KIND, foresee
from continuity.engine.supervision.recorder import Recorder
from continuity.engine.supervision.rooms import note_room, rooms
from continuity.faces.app import App
from continuity.faces.forecast_metrics import forecast_families
from continuity.faces.metrics import exposed
from continuity.model.job import JobKind, Run
from continuity.state.watched import Rolled
from continuity.supervision.checks.ports import Figure, Observed, State
from continuity.supervision.rollup import GRAINS
from tests.engine.kit import local
from tests.faces.test_health import samples
from tests.lab.loop import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.engine.kit import Client

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = GRAINS[-1].begins(datetime.now(UTC))
MIB = 2**20


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count from this test's day: the command line does, and the collection may have been yesterday."""
    monkeypatch.setattr(f"{__name__}.TODAY", GRAINS[-1].begins(datetime.now(UTC)))


@pytest.fixture
def small(place: Path) -> Iterator[Path]:
    """An ext4 of 64 MiB, nothing of it kept back for root."""
    image, mounted = place / "image", place / "small"
    with image.open("wb") as file:
        file.truncate(64 * MIB)
    run("mkfs.ext4", "-q", "-m", "0", str(image))
    mounted.mkdir()
    run("mount", "-o", "loop", str(image), str(mounted))
    yield mounted
    run("umount", str(mounted))


def test_a_small_disk_is_foreseen_and_then_full(client: Client, small: Path) -> None:
    shutil.copytree(client.root / "disk", small / "disk")
    client.repositories["disk"] = local(small / "disk")
    client.write()
    app, days, opened = App(client.config, {}, client.key), 26, []
    place = app.workshop.place(app.inventory.clients["acme"].repositories["disk"])
    for day in range(days):
        began = TODAY - (days - day) * DAY
        (small / f"day-{day}").write_bytes(bytes(2 * MIB))
        backup = Run(
            id=f"run-{day}", kind=JobKind.BACKUP, client="acme", subject="acme/share",
            policy_digest="-", scheduled_for=began, started_at=began + 2 * HOUR,
        )  # fmt: skip
        with app.store.transaction() as tx:
            note_room(tx, backup, "disk", domain_facts(place.port.probe()))
        now = began + DAY + HOUR
        assert foresee(app.workshop, now) == 1
        assert foresee(app.workshop, now + HOUR) == 0, "once a day"
        opened += [(day, one) for one in look(app.workshop, now, devices=False) if one.name == "incident.opened"]
    told = [one["body"] for one in client.records() if one["kind"] == KIND]
    (made,) = [one for body in told for one in body["forecasts"]]
    (came,) = [one for body in told for one in body["outcomes"]]
    assert (made["series"], made["points"]) == ("acme/disk", 7)
    assert (came["series"], came["came"]) == ("acme/disk", "hit")
    assert came["lead_days"] >= 10
    ((day, event),) = [(day, one) for day, one in opened if one.values["subject"] == "acme/disk"]
    assert day < days - 6, "it is told before"
    assert event.values["severity"] == "minor"
    assert "acme/disk will be full about" in event.values["reason"]
    found = client.run("device", "forecast", "disk", "--json", code=1).json["clients"][0]
    assert [one["why"] for one in found["forecasts"]] == ["full"]
    assert (found["score"]["hit"], found["score"]["precision"], found["score"]["recall"]) == (1, 1.0, 1.0)
    client.run("evidence", "verify")


def test_a_backup_keeps_how_much_room_there_is(client: Client) -> None:
    client.run("backup", "share")
    with App(client.config, {}, client.key).store.reading() as tx:
        (room,) = rooms(tx, App(client.config, {}, client.key).inventory.clients["acme"], {"disk"})
        (peak,) = room.peaks(tx, TODAY - DAY, TODAY + 2 * DAY)
    assert -peak.value == pytest.approx(shutil.disk_usage(client.root).free, rel=0.2)
    said = client.run("device", "forecast").out
    assert "not foreseeable: 0 day(s) seen since it began or jumped, and 7 are needed" in said, "today is not over"


def disks(client: Client, days: Sequence[Sequence[float]]) -> App:
    """A device whose disk was so full at each look of each day up to yesterday."""
    check: dict[str, Any] = {"kind": "snmp", "metric": "disk", "every": "1h", "crit": "> 95 %"}
    snmp = {"version": 2, "community": {"env": "COMMUNITY"}}
    client.more |= {"devices": {"nas": {"address": "127.0.0.1", "site": "here", "snmp": snmp, "checks": [check]}}}
    client.write()
    app = App(client.config, {}, client.key)
    with app.store.transaction() as tx:
        for ago, values in zip(range(len(days), 0, -1), days, strict=True):
            tx.watched.roll(rolled(TODAY - ago * DAY, one) for one in values)
    return app


def rolled(day: datetime, value: float) -> Rolled:
    key, grain_s = ("acme", "nas", "snmp-disk"), int(GRAINS[-1].length.total_seconds())
    return Rolled(key=key, figure="disk", grain_s=grain_s, begins=day, count=1, least=value, most=value, total=value)


def test_what_a_backup_takes_each_night_is_no_growth(client: Client) -> None:
    """A dump that fills a third of the disk and goes away; the disk itself grows by half a percent a day."""
    disks(client, [[50 + day / 2, 80 + day / 2, 50 + day / 2] for day in range(20)])
    found = client.run("device", "forecast", "nas", "--json", code=1).json["clients"][0]["forecasts"]
    assert [(one["name"], one["level"], one["points"]) for one in found] == [("acme/nas/snmp-disk disk", 95.0, 20)]
    full = datetime.fromisoformat(found[0]["full"])
    assert abs(full - (TODAY + 10.5 * DAY)) < DAY, "its peaks reach 95 % then"
    assert "acme/nas/snmp-disk disk" in client.run("device", "forecast", code=1).out
    client.run("device", "forecast", "nobody", code=2)


def test_what_the_recorder_hears_of_disks_is_what_fills(client: Client) -> None:
    """Of SSH each file system by its path; processors and pages are full of nothing."""
    checks = [{"kind": "ssh", "metric": "disk"}, {"kind": "ssh", "metric": "memory"}, {"kind": "tcp", "port": 9}]
    ssh = {"user": "watch", "identity": {"env": "KEY"}, "known_hosts": str(client.config)}
    client.more |= {"devices": {"nas": {"address": "127.0.0.1", "site": "here", "ssh": ssh, "checks": checks}}}
    client.write()
    app = App(client.config, {}, client.key)
    recorder = Recorder(app.workshop, list(specs_of(app.inventory)), lambda _: None, lambda _: None)
    for check, names in (("ssh-disk", ("/", "/srv")), ("ssh-memory", ("memory",)), ("tcp", ())):
        figures = tuple(Figure(name=name, value=71.5, unit="%") for name in names)
        seen = Observed(state=State.OK, said="-", latency_s=0.1, figures=figures)
        recorder.heard(f"acme/nas/{check}", TODAY - HOUR, seen, 0.0)
    recorder.start()
    recorder.stop()
    with app.store.reading() as tx:
        found = list(rooms(tx, app.inventory.clients["acme"], {"nas"}))
        assert [(one.name, one.level) for one in found] == [
            ("acme/nas/ssh-disk /", 100),
            ("acme/nas/ssh-disk /srv", 100),
        ]
        assert [[peak.value for peak in one.peaks(tx, TODAY - DAY, TODAY)] for one in found] == [[71.5], [71.5]]


def test_how_soon_it_is_told_is_said_by_the_documents(client: Client) -> None:
    disks(client, [[60 + day] for day in range(20)])
    client.run("device", "forecast", "nas", code=0)
    client.more |= {"supervision": {"forecast": {"warn": "21d"}}}
    client.write()
    client.run("device", "forecast", "nas", code=1)


def test_what_is_foretold_is_a_minor_incident_until_somebody_makes_room(client: Client) -> None:
    app = disks(client, [[70 + day] for day in range(20)])
    foresee(app.workshop, TODAY + HOUR)
    with app.store.reading() as tx:
        causes = forecast_causes(tx, app.inventory.clients["acme"], TODAY + HOUR)
        assert causes["acme", "forecast/nas/snmp-disk disk"] is not None
        assert not forecast_causes(tx, app.inventory.clients["acme"], TODAY + 4 * DAY), "that is long ago"
        families = forecast_families(tx, app.inventory, lambda client: app.verifier(client).name)
        scraped = samples(exposed(families).decode())
    what = (("client", "acme"), ("what", "acme/nas/snmp-disk disk"))
    assert scraped["continuity_full_timestamp_seconds", what] == pytest.approx((TODAY + 6 * DAY).timestamp(), abs=9e4)
    assert scraped["continuity_forecasts", (("came", "waiting"), ("client", "acme"))] == 1
    assert "incident.opened" in [one.name for one in look(app.workshop, TODAY + HOUR, devices=False)]
    with app.store.transaction() as tx:
        tx.watched.roll(rolled(TODAY + day * DAY, 30.0) for day in range(8))
    foresee(app.workshop, TODAY + 8 * DAY + HOUR)
    events = look(app.workshop, TODAY + 8 * DAY + HOUR, devices=False)
    assert ("incident.restored", "acme/nas") in [(one.name, one.values["subject"]) for one in events]
    outcomes = [one for each in client.records() if each["kind"] == KIND for one in each["body"]["outcomes"]]
    assert [one["came"] for one in outcomes] == ["averted"]
