"""Traps as net-snmp sends them raise and end alarms, by the keys of their device alone; nothing else does."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity.engine.supervision.passive_trap import TrapEars, watches
from continuity.faces.demo.lab.ports import free_ports, wait_until
from continuity.ground.clock import SystemClock
from continuity.model.check import CheckSpec
from continuity.model.standing import Standing
from continuity.supervision.checks.ports import Observed, State
from continuity.supervision.checks.snmp_datagram import parts
from continuity.supervision.listening.alarms import Alarms, raising
from continuity.supervision.listening.trap import Trap, acknowledged, message, octets, trap, unscoped
from continuity.supervision.standing import Rules, observed, unseen
from tests.lab.trap_sender import INDEX, LINK_DOWN, LINK_UP, link, second, send, third

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.supervision.port_watch import PortWatch

NOON, HOUR = datetime(2026, 11, 24, 12, tzinfo=UTC), timedelta(hours=1)
V2 = {"version": 2, "community": "lab-community"}
SIGNED = ("SHA", "lab-auth-password")
HIDDEN = ("AES", "lab-privacy-password")


def third_way(auth: str, privacy: str | None = None) -> dict[str, Any]:
    keys = {"auth": {"protocol": auth, "password": SIGNED[1]}}
    return (
        {"version": 3, "user": "monitor"}
        | keys
        | ({"privacy": {"protocol": privacy, "password": HIDDEN[1]}} if privacy else {})
    )


def spec(name: str, port: int, way: dict[str, Any], **more: Any) -> CheckSpec:
    usual = {"oid": LINK_DOWN, "clears": LINK_UP, "by": INDEX, "state": "critical", "lasts": HOUR}
    where = {"address": "127.0.0.1", "listen": "127.0.0.1", "udp": port}
    return CheckSpec(
        client="acme",
        device=name,
        name="trap",
        kind="trap",
        parameters=usual | where | way | more,
        every=timedelta(),
        limit=HOUR,
        attempts=1,
    )


class Listening:
    """A watch of some checks, and how the newest of each was."""

    def __init__(self, watch: PortWatch, specs: list[CheckSpec], port: int) -> None:
        self._watch, self.port = watch, port
        self._standings = {one.reference: Standing() for one in specs}
        self.seen: dict[str, Observed] = {}
        self.look()

    def look(self) -> None:
        self.seen |= {name.split("/")[1]: one for name, _, one in self._watch.heard(NOON, self._standings)}

    def until(self, device: str, state: State, said: str = "") -> Observed:
        def there() -> bool:
            self.look()
            return self.seen[device].state is state and said in self.seen[device].said

        wait_until(there, what=f"{state} of {device}", limit_s=10)
        return self.seen[device]


def service() -> Any:
    """Another one each time, with a state directory of its own."""
    directories = SimpleNamespace(state=object())
    return SimpleNamespace(reveal=lambda _: "", clock=SystemClock(), directories=directories)


@contextmanager
def listening(**devices: dict[str, Any]) -> Iterator[Listening]:
    (port,) = free_ports(1)
    specs = [spec(name, port, way) for name, way in devices.items()]
    (watch,) = watches(specs, service())
    try:
        yield Listening(watch, specs, port)
    finally:
        watch.close()


def test_linkdown_is_an_alarm_until_the_link_is_up_again() -> None:
    with listening(switch=V2) as one:
        assert one.seen["switch"].said == "no such trap"
        way = second("lab-community")
        assert send(one.port, way, *link(LINK_DOWN, 7)) == 0
        said = one.until("switch", State.CRITICAL).said
        assert said == f"{LINK_DOWN} {INDEX}.7=7"
        send(one.port, way, *link(LINK_DOWN, 8))
        one.until("switch", State.CRITICAL, "one of 2")
        send(one.port, way, *link(LINK_UP, 7))
        one.until("switch", State.CRITICAL, f"{INDEX}.8=8")
        assert send(one.port, way, *link(LINK_UP, 8), inform=True) == 0, "an inform is acknowledged"
        one.until("switch", State.OK)
        first = ["-v1", "-c", "lab-community"]
        send(one.port, first, "1.3.6.1.4.1.9", "10.0.0.1", "2", "0", "", f"{INDEX}.3", "i", "3")
        one.until("switch", State.CRITICAL, f"{LINK_DOWN} {INDEX}.3=3")


@pytest.mark.parametrize(
    ("auth", "privacy"), [("sha", None), ("md5", "aes"), ("sha", "aes"), ("sha256", "aes256"), ("sha512", "aes192")]
)
def test_traps_of_version_3_are_read_with_their_keys(auth: str, privacy: str | None) -> None:
    names = {"sha": "SHA", "md5": "MD5", "sha256": "SHA-256", "sha512": "SHA-512", "aes": "AES"}
    names |= {"aes256": "AES-256", "aes192": "AES-192"}
    hidden = (names[privacy], HIDDEN[1]) if privacy else None
    with listening(switch=third_way(auth, privacy)) as one:
        send(one.port, third("monitor", (names[auth], SIGNED[1]), hidden), *link(LINK_DOWN, 7))
        one.until("switch", State.CRITICAL, f"{INDEX}.7=7")


def test_what_is_not_by_the_keys_of_the_device_is_counted_and_never_taken() -> None:
    down = link(LINK_DOWN, 7)
    good = third("monitor", SIGNED, HIDDEN, "3,1000")
    others = {
        "another community": second("other"),
        "less than was agreed upon": third("monitor", SIGNED),
        "another user": third("somebody", SIGNED, HIDDEN),
        "another password": third("monitor", ("SHA", "another-password"), HIDDEN),
        "another key": third("monitor", SIGNED, ("AES", "another-password")),
    }
    with listening(switch=third_way("sha", "aes")) as one:
        for what, way in others.items():
            send(one.port, way, *down)
            found = one.until("switch", State.UNKNOWN, "1 messages from it were refused")
            assert {each.name: each.value for each in found.figures}["refused"] == 1, what
        send(one.port, good, *link(LINK_UP, 7))
        one.until("switch", State.OK)
        send(one.port, third("monitor", SIGNED, HIDDEN, "3,840"), *down)
        one.until("switch", State.UNKNOWN, "refused")
        send(one.port, third("monitor", SIGNED, HIDDEN, "2,9000"), *down)
        one.until("switch", State.UNKNOWN, "refused")
        send(one.port, third("monitor", SIGNED, HIDDEN, "4,0"), *down)
        one.until("switch", State.CRITICAL)


def test_a_flood_of_garbage_is_dropped_and_counted() -> None:
    with listening(switch=V2) as one, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        for number in range(6000):
            line.sendto(b"\x30\x82" + number.to_bytes(2, "big"), ("127.0.0.1", one.port))
        counted = dict.fromkeys(("dropped", "refused"), 0.0)

        def all_told() -> bool:
            one.look()
            for each in one.seen["switch"].figures:
                if each.name in counted:
                    counted[each.name] += each.value
            return sum(counted.values()) >= 6000

        wait_until(all_told, what="the count", limit_s=10)
        assert counted["refused"] > 0
        assert counted["dropped"] > 0, "a second has room for so many"
        assert send(one.port, second("lab-community"), *link(LINK_DOWN, 7)) == 0


def test_after_a_restart_a_clear_ends_the_alarm_of_its_own_thing_alone() -> None:
    """Of two interfaces only the words are known; a third that comes up ends neither, and one alone ends by its own."""

    def told(numbers: tuple[int, ...], up: int, **more: str) -> State:
        wanted = spec("switch", 1, V2, **more)
        before, after = (Alarms(raising=raising(wanted.parameters), veil=str) for _ in range(2))
        for number in numbers:
            before.hear(linked(LINK_DOWN, number), NOON)
        after.keep(before.told(NOON, 0).said, NOON)
        after.hear(linked(LINK_UP, up), NOON)
        return after.told(NOON, 0).state

    assert told((7, 8), 9) is told((7, 8), 7) is State.CRITICAL
    assert (told((7,), 8), told((7,), 7)) == (State.CRITICAL, State.OK)
    assert told((71,), 7) is told((7,), 71) is State.CRITICAL
    assert told((7,), 8, by="") is State.OK, "where nothing is told apart"


@pytest.mark.parametrize(
    ("saw", "state", "said"),
    [
        ([State.CRITICAL], State.CRITICAL, "critical"),
        ([State.CRITICAL, State.UNKNOWN], State.CRITICAL, "of which the words are no longer known"),
        ([State.CRITICAL, State.OK, State.UNKNOWN], State.OK, "no such trap"),
        ([State.UNKNOWN], State.OK, "no such trap"),
    ],
)
@pytest.mark.parametrize("gap", [False, True])
def test_an_alarm_outlives_a_restart_also_where_nobody_saw_just_then(
    saw: list[State], state: State, said: str, *, gap: bool
) -> None:
    (port,) = free_ports(1)
    one, standing, rules = spec("switch", port, V2), Standing(), Rules(every=HOUR, late=HOUR, attempts=1)
    for each in saw:
        standing, _ = observed(standing, (each, str(each)), NOON, rules)
    standing = unseen(standing, NOON + 9 * HOUR, rules)[0] if gap else standing
    (watch,) = watches([one], service())
    try:
        ((_, _, found),) = watch.heard(NOON, {one.reference: standing})
    finally:
        watch.close()
    assert (found.state, said in found.said) == (state, True), found


def linked(oid: str, number: int) -> Trap:
    return Trap(oid=oid, values=((f"{INDEX}.{number}", b"%d" % number), ("1.3.6.1.2.1.2.2.1.2", b"eth x=1")))


def test_no_datagram_ends_the_listening() -> None:
    """Six bytes that write the version 3 as two bytes, and a trap after them."""
    with listening(switch=V2) as one, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(bytes.fromhex("300402020003"), ("127.0.0.1", one.port))
        one.until("switch", State.UNKNOWN, "1 messages from it were refused")
        send(one.port, second("lab-community"), *link(LINK_DOWN, 7))
        one.until("switch", State.CRITICAL)


def test_strangers_are_counted_and_raise_nothing_and_ipv6_carries_ipv4() -> None:
    (port,) = free_ports(1)
    other = spec("other", port, V2, address="192.0.2.7", listen="::")
    here = spec("here", port, V2, listen="::")
    way = second("lab-community")
    for one, strangers in ((other, 1), (here, 0)):
        (watch,) = watches([one], service())
        try:
            heard = Listening(watch, [one], port)
            send(port, way, *link(LINK_DOWN, 7))
            name = one.device
            wait_until(lambda heard=heard, name=name: heard.look() or moved(heard.seen[name]), what=name, limit_s=10)  # type: ignore[misc]
            found = {each.name: each.value for each in heard.seen[name].figures}
            assert (found["strangers"], found["traps"]) == (strangers, 1 - strangers)
            assert (heard.seen[name].state is State.OK) is bool(strangers)
        finally:
            watch.close()


def moved(seen: Observed) -> bool:
    return any(one.value for one in seen.figures)


def test_a_check_that_can_hear_nothing_says_why() -> None:
    (port,) = free_ports(1)
    named = spec("named", port, V2, address="switch.example")
    bare = spec("bare", port, {})
    short = spec("short", port, third_way("sha", "aes256"))
    ears = TrapEars([named, bare, short, spec("good", port, V2)], lambda _: "", {})
    said = {name.split("/")[1]: one.told(NOON, 0) for name, one in ears.kept.items()}
    assert {name: one.state for name, one in said.items()} == {
        "named": State.UNKNOWN,
        "bare": State.UNKNOWN,
        "short": State.UNKNOWN,
        "good": State.OK,
    }
    assert "say `host`" in said["named"].said
    assert "no `snmp` settings" in said["bare"].said
    assert "aes256 needs a longer hash than sha" in said["short"].said


@pytest.fixture(scope="module")
def caught() -> list[bytes]:
    """Datagrams as net-snmp writes them, one of each version; the last is signed by a clock 160 s behind."""
    ways = [["-v1", "-c", "x"], second("x"), third("monitor", SIGNED), third("monitor", SIGNED, HIDDEN)]
    ways.append(third("monitor", SIGNED, clock="3,840"))
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(5)
        for way in ways:
            first = ["1.3.6.1.4.1.9", "10.0.0.1", "6", "17", "", f"{INDEX}.3", "s", "text"]
            send(line.getsockname()[1], way, *(first if way[0] == "-v1" else link(LINK_DOWN, 7)))
            found.append(line.recv(65535))
    return found


def test_what_is_played_back_is_refused_also_after_the_documents_changed(caught: list[bytes]) -> None:
    newer, older = caught[2], caught[4]

    def heard(datagram: bytes, workshop: Any) -> bool:
        (watch,) = watches([spec("switch", 1, third_way("sha"))], workshop)  # as the service makes it of new documents
        return bool(watch._ears.hear(datagram, "127.0.0.1", NOON)[0])

    one = service()
    assert heard(older, one)
    assert heard(newer, one)
    assert not heard(older, one), "160 s behind the newest"
    assert heard(older, service())


def test_a_specific_trap_of_version_1_has_the_name_of_version_2(caught: list[bytes]) -> None:
    said = message(caught[0])
    assert said
    found = trap(said.load)
    assert found
    assert found.shown(100, str) == f"1.3.6.1.4.1.9.0.17 {INDEX}.3=text"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_bytes_raise_and_none_that_were_spoilt_are_believed_by_a_signature(
    caught: list[bytes], data: st.DataObject
) -> None:
    whole = data.draw(st.sampled_from(caught))
    cut = data.draw(st.integers(0, len(whole)) | st.just(len(whole)))
    spoilt = bytearray(whole[:cut])
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(whole)), st.integers(0, 255)), max_size=4)):
        if at < len(spoilt):
            spoilt[at] = byte
    datagram = data.draw(st.just(bytes(spoilt)) | st.binary(max_size=60))
    said = message(datagram)
    if said:
        for load in (said.load, unscoped(said.load), octets(said.load), datagram):
            found = trap(load)
            assert found is None or found.shown(40, str).isprintable()
        if said.secured is None:
            assert isinstance(acknowledged(datagram), bytes)
    ears = TrapEars([spec("switch", 1, third_way("sha"))], lambda _: "", {})
    news, answer = ears.hear(datagram, "127.0.0.1", NOON)
    assert (bool(news), answer) == (datagram in (caught[2], caught[4]), b"")


def built(tag: int, *loads: bytes) -> bytes:
    """A part as BER writes it."""
    load = b"".join(loads)
    return bytes([tag, 0x82]) + len(load).to_bytes(2, "big") + load


def nodes(data: bytes, begin: int, end: int) -> list[tuple[int, Any]]:
    """The parts of a datagram: a tag, and what is in it, which are parts again or bytes."""
    found: list[tuple[int, Any]] = []
    for tag, at, to in parts(data, begin, end) or []:
        nested = tag & 0x20 or (tag == 0x04 and data[at : at + 1] == b"\x30")  # keys lie in an octet string
        found.append((tag, nodes(data, at, to) if nested else data[at:to]))
    return found


#: What a number, a text, an OID or a list may be made into.
TAGS = [0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0x40, 0x41, 0x43, 0x46, 0x80, 0xA2, 0xA4, 0xA6, 0xA7]
LOADS = [b"", b"\0", b"\3", b"\0\3", b"\xff", b"\xff\xfe", b"\x7f" * 4000, b"\x81" * 200, b"\x88\0", built(0x30)]


def rebuilt(data: st.DataObject, found: list[tuple[int, Any]], spoil: dict[int, str], number: list[int]) -> bytes:
    """The parts again, those whose number is in ``spoil`` spoilt as it says."""
    made = b""
    for tag, within in found:
        how = spoil.get(number[0], "")
        number[0] += 1
        load = within if isinstance(within, bytes) else rebuilt(data, within, spoil, number)
        kind = data.draw(st.sampled_from(TAGS)) if "tag" in how else tag
        load = data.draw(st.sampled_from(LOADS)) if "load" in how else load
        one = built(kind, built(0x30, load) if how == "within" else load)
        if how == "length":
            one = bytes([kind, 0x82]) + data.draw(st.integers(0, len(load) + 9)).to_bytes(2, "big") + load
        made += {"gone": b"", "twice": one * 2}.get(how, one)
    return made


HOW = st.sampled_from(["tag", "load", "tag and load", "tag and load", "gone", "twice", "within", "length"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sampled_from(range(4)), st.dictionaries(st.integers(0, 25), HOW, max_size=3))
def test_no_structure_raises_though_the_community_is_known(
    caught: list[bytes], data: st.DataObject, which: int, spoil: dict[int, str]
) -> None:
    whole = caught[which]
    datagram = rebuilt(data, nodes(whole, 0, len(whole)), spoil, [0])
    assert spoil or message(datagram), "what is not spoilt is read"
    for way in (V2 | {"community": "x"}, third_way("sha"), {"version": 3, "user": "monitor"}):
        ears = TrapEars([spec("switch", 1, way, pattern="a", oid="1.3")], lambda _: "", {})
        ears.hear(datagram, "127.0.0.1", NOON)
        assert all(one.told(NOON, 0).said.isprintable() for one in ears.kept.values())
    said = message(datagram)
    for load in (said.load, unscoped(said.load)) if said else ():
        found = trap(load)
        assert found is None or found.shown(40, str).isprintable()


LONG = b"\x7f" * 4000  # more digits than Python writes


@pytest.mark.parametrize(
    ("tag", "load", "words"),
    [(0x02, LONG, "7f7f"), (0x46, LONG, "7f7f"), (0x46, b"\0" + b"\xff" * 8, f"={2**64 - 1}")],
    ids=["number", "count", "the highest"],
)
def test_a_number_that_is_too_long_is_told_as_bytes(tag: int, load: bytes, words: str) -> None:
    named = built(0x06, bytes.fromhex("2b060106030101040100"))
    pairs = [built(0x30, built(0x06, b"\x2b"), built(0x43, b"\1")), built(0x30, named, built(0x06, b"\x2b\6"))]
    pairs.append(built(0x30, built(0x06, b"\x2b\7"), built(tag, load)))
    found = trap(built(0xA7, *[built(0x02, b"\0")] * 3, built(0x30, *pairs)))
    assert found
    assert words in found.shown(100, str)
    pairs[1] = built(0x30, named, built(0x04, b"\xff\xfe"))
    assert trap(built(0xA7, *[built(0x02, b"\0")] * 3, built(0x30, *pairs))) is None, "its name must be an OID"
    numbers = built(0x40, b"\1" * 4), built(0x02, b"\6"), built(0x02, LONG), built(0x43, b"\1")
    assert trap(built(0xA4, built(0x06, b"\x2b\6"), *numbers, built(0x30))) is None
