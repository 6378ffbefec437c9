"""A switch as seen from the outside: an SSH server whose one account gets a command line of its own, and no shell."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Any

from continuity.faces.demo.lab.ports import HOST, free_ports, listens, wait_until
from continuity.faces.demo.lab.programs import call, program
from continuity.faces.demo.lab.server import Server

_SETTINGS = """\
Port {port}
ListenAddress {host}
HostKey "{work}/host_key"
PidFile none
AuthorizedKeysFile "{work}/authorized_keys"
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitTTY no
PrintMotd no
ForceCommand {work}/cli
MaxStartups 100
"""

#: What the account may say; as much equipment, it ends well whatever was typed.
_CLI = r"""#!/bin/sh
work={work}
printf '%s\n' "$SSH_ORIGINAL_COMMAND" >>"$work/asked"
case "$SSH_ORIGINAL_COMMAND" in
    'show running-config') cat "$work/running-config" ;;
    'show version') echo 'Version 15.2(7)E, uptime is 3 weeks'; echo 'Serial FCW2140L0AB' ;;
    'show license all') echo 'license ipservices, expires 2027-03-01' ;;
    'show nothing') ;;
    'show half') head -3 "$work/running-config"; echo 'no memory: community hunter2 in buffer' >&2; exit 3 ;;
    'show silence') cat "$work/running-config"; kill -9 $$ ;;
    'show slow') echo one; exec sleep 30 ;;
    'show cut')
        cat "$work/running-config"
        one=$PPID
        while [ "$(cat /proc/$one/comm)" != sshd ]; do one=$(awk '/^PPid/ {{print $2}}' /proc/$one/status); done
        kill -9 "$one"
        sleep 5 ;;
    'show tech-support') yes "port 24 secret hunter2 $(printf %0200d 0)" | head -c 50000000; echo; echo end ;;
    *) echo '% Invalid input detected' ;;
esac
"""

RUNNING = """\
! Last configuration change at 12:00:00 by admin
hostname switch-core
enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0
username admin privilege 15 secret hunter2
interface GigabitEthernet1/0/1
 description Salle à manger
 switchport access vlan 10
interface GigabitEthernet1/0/2
 switchport access vlan 20
snmp-server community public-but-secret RO
crypto pki certificate chain
-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
-----END PRIVATE KEY-----
end
"""
SECRETS = ("$1$mERr$hx5rVt7rPNoS4wqbXKX7m0", "hunter2", "public-but-secret", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC")


class Switch(Server):
    """The server; its running configuration is a file, which a test may change."""

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        self.user = getpass.getuser()
        self.port = 0
        self.identity = self.work / "user_key"
        self.known_hosts = self.work / "known_hosts"
        self.configuration = self.work / "running-config"

    def start(self) -> None:
        """Make the keys and serve."""
        self.work.mkdir(parents=True, exist_ok=True)
        for name in ("host_key", "user_key"):
            call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(self.work / name)])
        (self.work / "authorized_keys").write_bytes((self.work / "user_key.pub").read_bytes())
        self.configuration.write_text(RUNNING)
        (self.work / "cli").write_text(_CLI.format(work=self.work))
        (self.work / "cli").chmod(0o755)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # compiled into Debian's sshd
        (self.port,) = free_ports(1)
        self.pin("host_key")
        settings = self.work / "sshd_config"
        settings.write_text(_SETTINGS.format(port=self.port, host=HOST, work=self.work))
        self._spawn([program("sshd"), "-D", "-e", "-f", str(settings)], self.work / "sshd.log")
        wait_until(lambda: listens(self.port), what="sshd", limit_s=10, log=self.work / "sshd.log")

    def pin(self, key: str) -> None:
        """Write down which host key is expected: its own, or another one."""
        kind, word, *_ = (self.work / f"{key}.pub").read_text().split()
        self.known_hosts.write_text(f"[{HOST}]:{self.port} {kind} {word}\n")

    def device(self) -> dict[str, Any]:
        """Return what a document says of it."""
        way = {"port": self.port, "user": self.user, "identity": {"file": str(self.identity)}}
        return {"address": HOST, "site": "here", "ssh": way | {"known_hosts": str(self.known_hosts)}}
