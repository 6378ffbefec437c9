"""Each check of the example can be asked: what does not serve here is critical, nothing is unaskable."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from continuity.engine.supervision.looking import asked_now
from continuity.model.documents.loading import load
from continuity.supervision.checks.ports import State
from tests.documents.settings import ADAPTERS
from tests.documents.test_examples import COPY, ENVIRON

if TYPE_CHECKING:
    from continuity.faces.demo.lab.sshd import Sshd
    from continuity.model.secrets import SecretRef


def test_plugins_ssh_ports_and_pages_of_the_example(sshd_server: Sshd) -> None:
    reached = {
        "ACME_SFTP_HOST": sshd_server.host,
        "ACME_SFTP_PORT": str(sshd_server.port),
        "ACME_SFTP_USER": sshd_server.user,
        "ACME_SFTP_KEY": str(sshd_server.identity),
        "ACME_SFTP_KNOWN_HOSTS": str(sshd_server.known_hosts),
        "ACME_WEB_PORT": "1",
    }
    devices = load(COPY / "acme" / "continuity.yaml", {**ENVIRON, **reached}, ADAPTERS).clients["acme"].devices
    specs = [one for device in devices.values() for one in device.checks if one.kind != "snmp"]

    def reveal(reference: SecretRef) -> str:
        assert reference.file is not None
        return reference.file.read_text().strip()

    found = dict(zip((one.reference for one in specs), asked_now(specs, reveal), strict=True))
    assert "load" in found["acme/srv-ssh/ssh-load"].said
    assert found["acme/srv-ssh/ssh-load"].figures[0].name == "load1"
    room = found["acme/backup-server/plugin"]
    assert room.said.startswith("DISK "), room.said
    assert 0 < room.figures[0].value <= shutil.disk_usage("/").total
    for silent in ("acme/srv-web/http", "acme/srv-web/tcp"):
        assert found[silent].state is State.CRITICAL
