"""Restored disk images boot, in emulation: the figure says how far they came, and what was not asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from continuity.ground.clock import SystemClock
from continuity.ground.errors import NotProven, Unavailable
from continuity.model.expectation import Boot
from continuity.recovery.boot import boot
from tests.lab.image import boot_sector, make_image

if TYPE_CHECKING:
    from tests.engine.kit import Client

PROMPT = b"Debian GNU/Linux 12 tiny ttyS0\r\n\r\ntiny login: "


@pytest.fixture
def guest(client: Client) -> Client:
    """A client that keeps the image of a machine, with a comma in its name."""
    image = client.share / "images, all" / "tiny.qcow2"
    image.parent.mkdir()
    make_image(image, boot_sector(PROMPT))
    page = (Path(__file__).parents[2] / "docs/how-to/virtual-machines.md").read_text().split("```yaml\n")[1]
    check = YAML(typ="safe", pure=True).load(page.split("```")[0])["assets"]["machines"]["checks"][0]["boot"]
    ask(client, check | {"image": str(image), "expect": "tiny login:"})
    return client


def ask(client: Client, check: dict[str, Any]) -> None:
    client.write()
    share = {"site": "here", "policy": "plain", "source": {"kind": "files", "paths": client.paths}, "copies": ["disk"]}
    client.more["assets"] = {"share": share | {"checks": [{"boot": check}]}}
    client.write()


def figure(client: Client, code: int) -> dict[str, Any]:
    run = client.run("test", "--json", code=code).json
    found: dict[str, Any] = next(one for one in run["measurements"] if one["objective"] == "boot")
    return found


def test_a_restored_machine_boots(guest: Client) -> None:
    guest.run("backup")
    found = figure(guest, 0)
    assert (found["verdict"], found["target_s"]) == ("met", 180.0)
    assert 0 < found["actual_s"] < 60
    assert found["how"].endswith("its services were not asked")
    ask(guest, {"image": str(guest.share / "images, all/tiny.qcow2"), "expect": "big login:", "within": "3s"})
    missed = figure(guest, 1)
    assert missed["verdict"] == "missed"
    assert "did not print big login: on its serial console within 3 s: Debian" in missed["reason"]


def booted(tmp_path: Path, sector: bytes, expect: str = "never", within_s: int = 20) -> float:
    make_image(tmp_path / "one.qcow2", sector)
    one = Boot(image=Path("/one.qcow2"), expect=expect, within=timedelta(seconds=within_s), memory_mib=64)
    return boot(one, tmp_path, tmp_path / "console", SystemClock())


def test_a_guest_in_a_loop_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity.recovery.boot._MOST_BYTES", 10_000)
    with pytest.raises(NotProven, match="it is in a loop"):
        booted(tmp_path, boot_sector(b"panic " * 60, for_ever=True))


def test_an_image_without_a_boot_sector_is_a_miss(tmp_path: Path) -> None:
    with pytest.raises(NotProven, match="did not print never"):
        booted(tmp_path, b"", within_s=2)
    with pytest.raises(NotProven, match=r"holds no /one\.qcow2"):
        boot(Boot(image=Path("/one.qcow2"), expect="x", within=timedelta(seconds=1), memory_mib=64),
             tmp_path / "empty", tmp_path / "console", SystemClock())  # fmt: skip


def test_without_an_emulator_nothing_is_proven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_image(tmp_path / "one.qcow2", b"")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="no machine can be emulated here") as caught:
        boot(Boot(image=Path("/one.qcow2"), expect="x", within=timedelta(seconds=1), memory_mib=64),
             tmp_path, tmp_path / "console", SystemClock())  # fmt: skip
    assert "qemu-system-x86" in caught.value.hint
