"""What comes to us is read as it is sent, whatever is sent, and only so much of it; tokens open one check each."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.engine.supervision.inbox import Inbox
from continuity.engine.supervision.tokens import Tokens, reporting_key, token
from continuity.faces.demo.lab.ports import free_ports
from continuity.ground.clock import SystemClock
from continuity.ground.errors import Unavailable, UsageError
from continuity.ground.ids import SystemIds
from continuity.ground.secrecy import keep, veil
from continuity.model.check import CheckSpec
from continuity.supervision.checks.ports import Figure, Observed, State
from continuity.supervision.listening.holding import Held, wanted
from continuity.supervision.listening.silence import silent_since
from continuity.supervision.listening.sockets import Listener, Ports
from continuity.supervision.listening.submitted import figure, read
from continuity.supervision.listening.syslog import LONGEST, SEVERITIES, Frames, Garbled, Message, message
from continuity.supervision.listening.trap import Trap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
#: The examples of RFC 5424 (6.5) and RFC 3164 (5.4), what Debian's rsyslog forwards, and what is none.
EXAMPLES = [
    (
        b"<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \xef\xbb\xbf'su root' failed",
        (2, "mymachine.example.com", "su", b"'su root' failed"),
    ),
    (
        rb'<165>1 2003-10-11T22:14:15.003Z host evntslog - ID47 [exampleSDID@32473 s="a\]\"b"][b x="]"] An event',
        (5, "host", "evntslog", b"An event"),
    ),
    (b"<165>1 2003-10-11T22:14:15.003Z - - - - [a]", (5, "", "", b"")),
    (
        b"<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick",
        (2, "mymachine", "su", b"'su root' failed for lonvick"),
    ),
    (b"<38>2026-11-23T02:20:00.1+00:00 fw1 sshd[77]: Failed password\n", (6, "fw1", "sshd", b"Failed password")),
    (b"<999>what: is this", (5, "", "what", b"is this")),
    (b"Use the BFG!", (5, "", "", b"Use the BFG!")),
]


@pytest.mark.parametrize(("data", "wanted_"), EXAMPLES)
def test_messages_are_read_by_both_standards(data: bytes, wanted_: tuple[int, str, str, bytes]) -> None:
    found = message(data)
    assert (found.severity, found.host, found.program, found.text) == wanted_


SYSLOG_BYTES = st.lists(
    st.sampled_from(
        [b"<34>", b"1 ", b"- ", b"[a", b'="', b"\\", b'"', b"]", b"Nov 23 02:20:00 ", b"h ", b"a: ", b"\xff"]
    )
    | st.binary(max_size=9)
).map(b"".join)


@settings(max_examples=150)
@given(SYSLOG_BYTES)
def test_no_bytes_raise_and_what_is_shown_is_one_line(data: bytes) -> None:
    found = message(data)
    assert 0 <= found.severity < len(SEVERITIES)
    assert found.shown(20, str).isprintable()
    assert len(found.shown(20, str)) <= 20


def test_a_hostile_message_takes_no_time() -> None:
    begun = time.thread_time()  # of this processor, whoever else keeps it busy
    for hostile in (
        b"<1>1 a b c d e " + b"[" * LONGEST,
        b'<1>1 a b c d e [a="' + b'\\"' * LONGEST,
        b"<1>" + b"a" * LONGEST,
    ):
        message(hostile)
    assert time.thread_time() - begun < 0.5


@settings(max_examples=100)
@given(st.lists(st.tuples(st.booleans(), st.text("abc :", min_size=1, max_size=40))), st.integers(1, 30))
def test_frames_are_found_again_however_they_are_cut(sent: list[tuple[bool, str]], size: int) -> None:
    messages = [f"<34>{text}".encode() for _, text in sent]
    carried = b"".join(
        b"%d %s" % (len(one), one) if counted else one + b"\n" for (counted, _), one in zip(sent, messages, strict=True)
    )
    frames = Frames()
    found = [one for at in range(0, len(carried), size) for one in frames.fed(carried[at : at + size])]
    assert found == messages


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=300)))
def test_a_connection_keeps_no_more_than_a_message(pieces: list[bytes]) -> None:
    frames = Frames()
    try:
        assert all(frames.fed(one * 40) is not None for one in pieces)
    except Garbled:
        return
    assert len(frames._left) <= 9 * LONGEST


def test_a_line_without_an_end_is_cut_and_skipped_to_its_end() -> None:
    frames = Frames()
    first, *rest = frames.fed(b"<34>" + b"a" * 3 * LONGEST)
    assert (len(first), rest) == (LONGEST, [])
    assert frames.fed(b"1 still the same\n<34>next\n") == [b"<34>next"]


def held(**more: object) -> Held:
    names = frozenset(("fw1", "192.0.2.1"))
    return Held(wanted=wanted({"state": "critical", "lasts": HOUR} | more, names, SEVERITIES), veil=veil)


def test_a_secret_is_veiled_before_the_text_is_cut() -> None:
    secret, begin = keep("Xq7-lost-in-the-middle"), b"x" * 140
    one = held()
    assert one.hear(Message(severity=2, host="fw1", text=begin + secret.encode()), "192.0.2.1", NOON)
    assert one.told(NOON, 0).said.endswith("x***")
    assert Trap(oid="1.3.6", values=(("1.2", begin + secret.encode()),)).shown(160, veil).endswith("x***")


def test_only_messages_that_are_meant_make_a_check_bad_and_only_for_so_long() -> None:
    attack = Message(severity=2, host="FW1", program="sshd", text=b"an attack")
    one = held(program="sshd", severity="crit", pattern="att[a]ck")
    others = [
        Message(severity=3, host="fw1", program="sshd", text=b"an attack"),
        Message(severity=2, host="fw2", program="sshd", text=b"an attack"),
        Message(severity=2, host="fw1", program="cron", text=b"an attack"),
        Message(severity=2, host="fw1", program="sshd", text=b"nothing"),
    ]
    assert not any(one.hear(other, "198.51.100.9", NOON) for other in others)
    assert one.told(NOON, 0).state is State.OK
    assert one.hear(attack, "198.51.100.9", NOON)
    assert held().hear(others[1], "192.0.2.1", NOON), "the address that it came from is a name, too"
    assert one.told(NOON + HOUR - timedelta(seconds=1), 0).state is State.CRITICAL
    assert one.told(NOON + HOUR, 0).state is State.OK
    dropped = one.told(NOON + HOUR, 7)
    assert (dropped.state, dropped.figures[1].value) == (State.UNKNOWN, 7), "what nobody read may have been an attack"


def test_silence_is_an_alarm_only_while_somebody_listened() -> None:
    assert silent_since(None, NOON, HOUR, NOON + HOUR - timedelta(seconds=1)) is None
    assert silent_since(None, NOON, HOUR, NOON + HOUR) == NOON + HOUR
    assert silent_since(NOON - 9 * HOUR, NOON, HOUR, NOON + timedelta(minutes=1)) is None
    assert silent_since(NOON + HOUR, NOON, HOUR, NOON + 3 * HOUR) == NOON + 2 * HOUR


@pytest.fixture
def listening() -> tuple[Listener, list[bytes], int, int]:
    udp, tcp = free_ports(2)
    heard: list[bytes] = []
    ports = Ports(address="127.0.0.1", udp=udp, tcp=tcp)

    def hear(data: bytes, _sender: object) -> bytes:
        heard.append(data)
        return b""

    return Listener(ports, hear, SystemClock(), called="syslog", most=100), heard, udp, tcp


def eventually(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_flood_is_dropped_and_counted(listening: tuple[Listener, list[bytes], int, int]) -> None:
    listener, heard, udp, tcp = listening
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            for number in range(1000):
                one.sendto(b"<34>a: %d" % number, ("127.0.0.1", udp))
        counted = [0]

        def all_told() -> bool:
            counted[0] += listener.dropped()
            return len(heard) + counted[0] == 1000

        eventually(all_told)
        assert counted[0] >= 700, "at most two seconds' worth is taken, and a third where the clock was unkind"
        time.sleep(1.05)  # another second has room again
        before = len(heard)
        with socket.create_connection(("127.0.0.1", tcp)) as good, socket.create_connection(("127.0.0.1", tcp)) as bad:
            bad.sendall(b"99999999 ")
            assert bad.recv(1) == b"", "who speaks no framing is hung up on"
            good.sendall(b"9 <34>a: ok")
            eventually(lambda: heard[before:] == [b"<34>a: ok"])
    finally:
        listener.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", tcp)).close()


def test_a_message_that_nobody_can_read_ends_nothing_and_a_listener_that_ended_leaves_its_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (udp,) = free_ports(1)
    ports, heard = Ports(address="127.0.0.1", udp=udp, tcp=None), []

    def hear(data: bytes, _peer: str) -> bytes:
        heard.append(data.decode())
        return b""

    listener = Listener(ports, hear, SystemClock(), called="syslog")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.connect(("127.0.0.1", udp))
        line.send(b"\xff")
        line.send(b"after")
        eventually(lambda: heard == ["after"])
        assert listener.dropped() == 1
        monkeypatch.setattr(threading, "excepthook", lambda _: None)
        monkeypatch.setattr(listener, "_serve", {}.__getitem__)
        line.send(b"the end")
        eventually(lambda: not listener.listens)
    Listener(ports, hear, SystemClock(), called="syslog").close()


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=f"127.0.0.1:{port}"):
            Listener(Ports(address="127.0.0.1", udp=None, tcp=port), lambda *_: b"", SystemClock(), called="syslog")


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["ok", "a=1%", "a=nan", "latency=1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["state", "source", "said", "figures", "x"]), inner)
    ),
)


@settings(max_examples=150)
@given(PLAIN)
def test_what_is_no_result_is_refused_and_nothing_else_happens(plain: object) -> None:
    try:
        found = read(plain)
    except UsageError:
        return
    assert found.said.isprintable()
    assert "(reported by " in found.said


@pytest.mark.parametrize(
    "text", ["", "a", "a=", "a=nan", "a=inf", "a=1e999", "latency=1", "a b=1", "a=1 %", "é=1", "a=--1"]
)
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        figure(text)


def test_results_wait_whole_and_in_order_and_rubbish_is_thrown_away(tmp_path: Path) -> None:
    inbox, ids = Inbox.below(tmp_path), SystemIds()
    assert list(inbox.taken()) == []
    seen = [
        Observed(state=State.OK, said=str(number), latency_s=0.0, figures=(Figure(name="a", value=1.5, unit="%"),))
        for number in range(3)
    ]
    for number in (2, 0, 1):
        inbox.put("a/b/c", NOON + timedelta(seconds=number), seen[number], ids)
    for rubbish in (b"", b"[]", b"\xff", b'{"figures": 3}', b"[" * 5000):
        (inbox.folder / f"0{len(rubbish)}.json").write_bytes(rubbish)
    assert list(inbox.taken()) == [("a/b/c", NOON + timedelta(seconds=number), seen[number]) for number in range(3)]
    assert not list(inbox.folder.iterdir())


def spec(name: str, kind: str = "heartbeat") -> CheckSpec:
    return CheckSpec(client="a", device="b", name=name, kind=kind, parameters={}, every=HOUR, limit=HOUR, attempts=1)


def test_a_token_opens_its_check_and_no_other(tmp_path: Path) -> None:
    key = reporting_key(tmp_path, SystemIds())
    assert key == reporting_key(tmp_path, SystemIds())
    assert (tmp_path / "reporting.key").stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["reporting.key"]
    one, other = spec("one"), spec("other", "submitted")
    tokens = Tokens(key, [one, other, spec("asked", "http")])
    assert tokens.check(token(key, one)) is one
    assert tokens.check(token(key, other)) is other
    wrong = ("", "é\udce9", token(key, spec("asked", "http")), token(b"\0" * 32, one), token(key, one)[:-1])
    assert [tokens.check(given_) for given_ in wrong] == [None] * 5
    (tmp_path / "reporting.key").write_bytes(b"short")
    with pytest.raises(Unavailable):
        reporting_key(tmp_path, SystemIds())
