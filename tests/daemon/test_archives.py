"""The service makes an archive by itself: due, recorded as waiting while no disk is there, done once one is."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.daemon.conftest import policy
from tests.daemon.service import outcomes, serving, wait
from tests.engine.kit import local

if TYPE_CHECKING:
    from tests.engine.kit import Client


@pytest.mark.slow
def test_an_archive_is_made_when_its_disk_comes(client: Client) -> None:
    drive, image = client.root / "drive", client.root / "blue.img"
    drive.mkdir()
    with image.open("wb") as file:
        file.truncate(32 << 20)
    subprocess.run(["mkfs.ext4", "-q", image], check=True, timeout=60)
    client.repositories["blue"] = local(drive / "archive", medium="removable", label="BLUE", site="there")
    client.copies, client.archives = ["disk", "second"], ["blue"]
    client.more = policy(schedule=[{"every": "1h"}, {"kind": "archive", "cron": "* * * * *"}])
    client.write()
    subprocess.run(["mount", "-o", "loop", image, drive], check=True)
    client.run("init")
    subprocess.run(["umount", drive], check=True)
    with serving(client):
        wait(lambda: "not_run" in outcomes(client, "archive"), "an archive that waits", limit_s=150)
        assert "succeeded" in outcomes(client), "the backup goes on without it"
        subprocess.run(["mount", "-o", "loop", image, drive], check=True)
        try:
            wait(lambda: outcomes(client, "archive")[-1] == "succeeded", "the archive", limit_s=150)
        finally:
            subprocess.run(["umount", "--lazy", drive], check=True)
    client.check_evidence()
