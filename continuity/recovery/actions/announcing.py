"""A virtual address as commands: how it is asked for, taken, announced, given up: iproute2, iputils, the kernel.

What announces goes on by itself (``setsid``): the step that takes the address waits for none of it. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface

#: How many announcements, a second apart: the first may meet a port of a switch that is not forwarding yet.
TIMES = "5"
_TAKE = """\
set -e
ip address add "$2" dev "$1"
setsid -f sh -c "$5" sh "$1" "$3" "$4" </dev/null >/dev/null 2>&1
"""
#: As long as it holds the address, once a second: who has given it up must not draw anybody to himself.
_ANNOUNCE = """\
left=$3
while [ "$left" -gt 0 ] && ip address show dev "$1" to "$2" | grep -q inet; do
    arping -q -U -c 1 -w 1 -I "$1" "$2"
    left=$((left - 1))
done
"""
#: The same, letting go of the line over which it was asked for.
_QUIETLY = 'exec sh -c "$1" sh "$2" "$3" "$4" </dev/null >/dev/null 2>&1'
#: Announced by the kernel once nobody objected, and where there is a Python again and again.
_TAKE6 = """\
conf=/proc/sys/net/ipv6/conf
if [ -z "$6" ] && [ "$(cat $conf/all/accept_dad)$(cat "$conf/$1/accept_dad")" = 00 ]; then exit 96; fi
was=$(cat "$conf/$1/ndisc_notify") || exit
trap 'echo "$was" >"$conf/$1/ndisc_notify"' EXIT
trap 'exit 143' TERM INT HUP
echo 1 >"$conf/$1/ndisc_notify" || exit
ip -6 address add "$2" dev "$1" $6 || exit
left=50
while ip -6 address show dev "$1" to "$3" | grep -q tentative; do
    if ip -6 address show dev "$1" to "$3" | grep -q dadfailed; then
        ip -6 address del "$2" dev "$1"
        exit 97
    fi
    left=$((left - 1))
    [ $left -gt 0 ] || exit 98
    sleep 0.1
done
[ -z "$(command -v python3)" ] || setsid -f python3 -c "$7" "$1" "$3" "$4" "$5" </dev/null >/dev/null 2>&1
"""
#: How the script above ends where duplicates are not looked for, and where one was found.
BLIND, TAKEN_ALREADY = 96, 97
_ANNOUNCE6 = """\
import socket, struct, sys, time
device, address, times, hardware = sys.argv[1:]
index = socket.if_nametoindex(device)
told = struct.pack("!BBHI16sBB6s", 136, 0, 0, 1 << 29, socket.inet_pton(socket.AF_INET6, address), 2, 1,
                   bytes.fromhex(hardware.replace(":", "")))
for _ in range(int(times)):
    line = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    line.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
    line.bind((address, 0, 0, index))  # fails once it is given up
    line.sendto(told, ("ff02::1", 0, 0, index))
    time.sleep(1)
"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked for: an address with its prefix on an interface, taken or given up."""

    address: IPv4Interface | IPv6Interface
    interface: str
    give_up: bool = False
    force: bool = False

    @property
    def ip(self) -> str:
        """The address without its prefix."""
        return str(self.address.ip)

    @property
    def six(self) -> bool:
        """Tell whether it is IPv6."""
        return isinstance(self.address, IPv6Interface)

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs by which a machine does it."""
        return ("ip",) if self.give_up else ("ip", "setsid") if self.six else ("ip", "setsid", "arping")


def asking(wanted: Wanted) -> list[str]:
    """Return the command that asks for a second whether anybody answers for the address (RFC 5227)."""
    return ["arping", "-D", "-c", "2", "-w", "1", "-I", wanted.interface, wanted.ip]


def taking(wanted: Wanted, hardware: str) -> list[str]:
    """Return the command that takes the address and announces it, ``hardware`` being the interface's address."""
    words = [wanted.interface, str(wanted.address), wanted.ip, TIMES]
    if not wanted.six:
        return ["sh", "-c", _TAKE, "sh", *words, _ANNOUNCE]
    return ["sh", "-c", _TAKE6, "sh", *words, hardware, "nodad" if wanted.force else "", _ANNOUNCE6]


def announcing(wanted: Wanted) -> list[str]:
    """Return the command that announces an IPv4 address that is held already."""
    return ["setsid", "-f", "sh", "-c", _QUIETLY, "sh", _ANNOUNCE, wanted.interface, wanted.ip, TIMES]


def giving_up(wanted: Wanted, prefix: int) -> list[str]:
    """Return the command that gives the address up, as it is held."""
    return ["ip", "address", "del", f"{wanted.ip}/{prefix}", "dev", wanted.interface]


def typed(wanted: Wanted) -> list[list[str]]:
    """Return the commands by which a person does it, in their order."""
    if wanted.give_up:
        return [giving_up(wanted, wanted.address.network.prefixlen)]
    add = ["ip", "address", "add", str(wanted.address), "dev", wanted.interface]
    if wanted.six:
        return [["sysctl", "-w", f"net.ipv6.conf.{wanted.interface.replace('.', '/')}.ndisc_notify=1"], add]
    return [asking(wanted), add, ["arping", "-U", "-c", TIMES, "-I", wanted.interface, wanted.ip]]
