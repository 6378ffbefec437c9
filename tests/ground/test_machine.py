"""By which names this machine is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.demo.lab.programs import call
from continuity.ground.machine import hosts_of, machine

if TYPE_CHECKING:
    from pathlib import Path


def test_this_machine_is_also_the_ssh_server_with_its_keys(tmp_path: Path) -> None:
    key = tmp_path / "ssh_host_ed25519_key"
    call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)])
    (tmp_path / "ssh_host_rsa_key.pub").write_text("not a key\n")
    shown = call(["ssh-keygen", "-lf", f"{key}.pub"]).split()[1]
    assert hosts_of("0:0", tmp_path) == (machine(), shown)
