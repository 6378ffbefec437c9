"""Ransomware in a real share: told, frozen, kept until somebody accepts it; and days as the watch remembers them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.backup.changes import Changes
from continuity.backup.watched import Days
from tests.engine.kit import Client, local

if TYPE_CHECKING:
    from pathlib import Path

FILES = 40


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A share with two backups: its people changed, removed and added a file in between."""
    policy = {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}, "retention": {"last": 1}}
    repositories = {"disk": local(tmp_path / "disk")}
    made = Client(root=tmp_path, repositories=repositories, more={"policies": {"plain": policy}})
    made.share.mkdir()
    for number in range(FILES):
        (made.share / f"note{number}.txt").write_text(f"The note {number} of a firm that pays its bills.\n" * 40)
    made.write()
    made.run("init")
    made.run("backup", "share")
    (made.share / "note0.txt").write_text("Another text, as people write it.\n" * 40)
    (made.share / "note39.txt").unlink()
    (made.share / "picture.png").write_bytes(b"\x89PNG\r\n" + os.urandom(5000))
    made.run("backup", "share")  # nothing to be told of
    return made


def scramble(share: Path, count: int) -> None:
    for number in range(count):
        path = share / f"note{number}.txt"
        path.write_bytes(os.urandom(path.stat().st_size))


def test_files_encrypted_in_place_are_told_and_freeze_what_retention_would_remove(client: Client) -> None:
    scramble(client.share, FILES // 2)
    done = client.run("backup", "share", "--json", code=1)  # the copy was made; what it holds is suspicious
    (found,) = [one for one in done.json["measurements"] if one["objective"] == "anomaly"]
    assert found["verdict"] == "missed"
    assert "20 file(s), 50.0%, became unreadable" in found["reason"]

    (asset,) = client.run("status", "--json", code=1).json["assets"]
    clean = asset["suspicion"]["last_clean_run"]
    points = client.run("points", "--json").json["points"]
    before = [one for one in points if one["run"] == clean]
    assert len(points) == 3
    assert len(before) == 1
    assert before[0]["data_time"] < asset["suspicion"]["since"]

    client.run("storage", "forget", "disk")
    assert len(client.run("points", "--json").json["points"]) == 3, "`retention: last: 1` removes nothing while frozen"
    records = {one["kind"]: one["body"] for one in client.records()}
    assert records["incident.opened"]["last_clean_run"] == clean
    assert records["incident.opened"]["severity"] == "security"

    accepted = client.run("points", "accept", "share", "--reason", "our own encryption, agreed", "--json")
    assert accepted.json["accepted"]["last_clean_run"] == clean
    assert client.run("status", "--json", code=None).json["assets"][0]["suspicion"] is None
    client.run("points", "accept", "share", "--reason", "again", code=2)
    client.run("storage", "forget", "disk")
    assert len(client.run("points", "--json").json["points"]) < 3
    client.run("backup", "share")  # what was accepted counts as usual


def test_what_the_document_no_longer_reads_did_not_go(client: Client) -> None:
    client.exclude = ["*.txt"]
    client.write()
    done = client.run("backup", "share", "--json").json
    assert done["detail"]["changes"]["removed"] > FILES / 2
    client.exclude = []
    client.write()
    client.run("backup", "share")
    for path in list(client.share.glob("*.txt"))[1:]:
        path.unlink()
    client.run("backup", "share", code=1)  # and from then on it is watched as before


def test_a_day_is_one_sum_until_it_is_accepted() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    few = Changes(files_before=1000, files=1000, changed=4, scrambled=4)
    days = Days().after(Changes(files_before=1000, files=1000, changed=1), noon - timedelta(days=1)).after(few, noon)
    assert not days.suspicious()
    for _ in range(2):
        days = days.after(few, noon)
    (found,) = days.suspicious()
    assert (found.files, found.days) == (12, 1)
    accepted = Days.from_json(days.settled().as_json())
    assert not accepted.suspicious()
    assert not accepted.after(few, noon).suspicious(), "what comes after it begins a new sum"
