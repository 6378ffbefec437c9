"""A time server's clock against ours: chrony, one that knows no time, garbage, and the arithmetic of RFC 5905."""

from __future__ import annotations

import socket
import struct
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import UsageError
from continuity.supervision.checks import ntp_packet
from continuity.supervision.checks.installed import made
from continuity.supervision.checks.ntp import NtpCheck
from continuity.supervision.checks.ports import State
from tests.lab.time_server import TimeServer
from tests.supervision.test_checks import ask

if TYPE_CHECKING:
    from pathlib import Path

_1900 = 2_208_988_800


def test_a_time_server_tells_its_offset_and_stratum(lab_directory: Path) -> None:
    with TimeServer(lab_directory / "time") as server:
        found = ask("ntp", host="127.0.0.1", port=server.port)
        assert (found.state, "stratum 3" in found.said) == (State.OK, True)
        figures = {one.name: one.value for one in found.figures}
        assert figures["offset"] < 0.1, "it serves this machine's own clock"
        assert figures["stratum"] == 3
        assert ask("ntp", host="127.0.0.1", port=server.port, stratum=2).state is State.WARNING
    gone = ask("ntp", 0.5, host="127.0.0.1", port=server.port)
    assert (gone.state, gone.said) == (State.CRITICAL, "Connection refused")


@pytest.mark.parametrize(("offset", "state"), [(0.4, "ok"), (-0.6, "warning"), (59, "warning"), (-61, "critical")])
def test_clocks_that_are_apart(offset: float, state: str) -> None:
    packet = answered(1e9 + offset, bytes(8))
    told = ntp_packet.read(packet, 0, 1e9, 1e9)
    assert told is not None
    found = NtpCheck({"host": "127.0.0.1"})._judged(told)
    assert str(found.state) == state
    assert found.figures[0].value == pytest.approx(abs(offset), abs=1e-5)


def test_one_that_knows_no_time_is_critical(lab_directory: Path) -> None:
    with TimeServer(lab_directory / "no-time", stratum=0) as server:
        found = ask("ntp", host="127.0.0.1", port=server.port)
    assert (found.state, "its own clock is not right" in found.said) == (State.CRITICAL, True)


def test_what_is_no_answer_to_us_is_not_heard() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))

        def answer() -> None:
            packet, where = line.recvfrom(512)
            for odd in (b"", b"\x24" * 47, packet, answered(0.0, packet[40:48], mode=4)[:24] + bytes(24)):
                line.sendto(odd, where)
            line.sendto(bytes([0x24, 0]) + bytes(10) + b"RATE" + bytes(8) + packet[40:48] + bytes(16), where)

        threading.Thread(target=answer, daemon=True).start()
        found = ask("ntp", 2, host="127.0.0.1", port=line.getsockname()[1])
    assert (found.state, found.said) == (State.UNKNOWN, "it does not want to be asked: RATE")
    assert ask("ntp", host="no-such-name.invalid").state is State.UNKNOWN


def answered(at: float, origin: bytes, *, mode: int = 4, stratum: int = 2) -> bytes:
    stamp = round((at + _1900) * (1 << 32)) % (1 << 64)
    return bytes([0x20 | mode, stratum]) + bytes(22) + origin + struct.pack("!QQ", stamp, stamp)


@given(
    st.floats(0, 4_200_000_000), st.floats(-1e6, 1e6), st.floats(0, 5), st.integers(0, (1 << 64) - 1),
)  # fmt: skip
def test_the_offset_is_found_again_also_after_2036(sent: float, offset: float, delay: float, nonce: int) -> None:
    packet = answered(sent + delay / 2 + offset, struct.pack("!Q", nonce))
    told = ntp_packet.read(packet, nonce, sent, sent + delay)
    assert told is not None
    assert told.offset_s == pytest.approx(offset, abs=1e-5)
    assert told.delay_s == pytest.approx(delay, abs=1e-5)
    assert ntp_packet.read(packet, nonce ^ 1, sent, sent + delay) is None, "somebody guessed"


@given(st.binary(max_size=80), st.integers(0, (1 << 64) - 1))
def test_no_datagram_is_too_odd(packet: bytes, nonce: int) -> None:
    told = ntp_packet.read(packet, nonce, 1e9, 1e9)
    assert told is None or len(packet) >= ntp_packet.SIZE
    ntp_packet.read(packet[:24].ljust(24, b"$") + struct.pack("!Q", nonce) + packet, nonce, 1e9, 1e9)


def test_what_cannot_be_is_refused() -> None:
    for wrong in ({"stratum": 16}, {"stratum": 0}, {"port": 0}, {"warning": "soon"}):
        with pytest.raises(UsageError):
            made("ntp", {"host": "127.0.0.1"} | wrong)
