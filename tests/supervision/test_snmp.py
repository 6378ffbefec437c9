"""SNMP against Debian's snmpd: what it tells, what it refuses, its restart; and against whoever sends garbage."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from continuity.engine.supervision.looking import asked_now
from continuity.ground.errors import UsageError
from continuity.model.documents.loading import load
from continuity.supervision.checks import snmp_session
from continuity.supervision.checks.asking import asked
from continuity.supervision.checks.installed import made
from continuity.supervision.checks.ports import Observed, State
from continuity.supervision.checks.snmp_datagram import whole
from continuity.supervision.checks.snmp_rates import Look, rates
from tests.documents.settings import ADAPTERS
from tests.lab.snmp_agent import AUTH, COMMUNITY, PRIVACY, SnmpAgent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAME_OID, UPTIME_OID = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0"


@pytest.fixture(scope="module")
def agent(lab_directory: Path) -> Iterator[SnmpAgent]:
    with SnmpAgent(lab_directory / "snmpd") as made:
        yield made


async def seen(parameters: dict[str, Any], limit_s: float = 5) -> Observed:
    check = made("snmp", parameters)
    try:
        return await asked(check, limit_s)
    finally:
        await check.close()


def ask(parameters: dict[str, Any], limit_s: float = 5) -> Observed:
    return asyncio.run(seen(parameters, limit_s))


def test_what_an_agent_tells(agent: SnmpAgent) -> None:
    memory = ask(agent.parameters(metric="memory"))
    assert memory.state is State.OK, memory.said
    assert 0 < memory.figures[0].value < 100
    disk = ask(agent.parameters(metric="disk", of="/"))
    assert (disk.state, disk.figures[0].name, disk.figures[0].unit) == (State.OK, "disk", "%")
    assert "it has no /nowhere; it has: /" in ask(agent.parameters(metric="disk", of="/nowhere")).said
    uptime = ask(agent.parameters(metric="uptime"))
    assert uptime.figures[0].value > 1, "of the host, not of its agent"
    named = ask(agent.parameters(metric="name", oid=NAME_OID))
    assert socket.gethostname() in named.said
    missing = ask(agent.parameters(metric="x", oid="1.3.6.1.4.1.99999.1.0"))
    assert (missing.state, missing.said) == (State.UNKNOWN, "it tells no such figure")
    community = {"host": "localhost", "port": agent.port, "version": 2, "community": COMMUNITY}
    assert ask({**community, "metric": "memory"}).state is State.OK
    strong = {"protocol": "sha256", "password": AUTH}, {"protocol": "aes256", "password": PRIVACY}
    stronger = agent.parameters(user="stronger", auth=strong[0], privacy=strong[1], metric="memory")
    assert ask(stronger).state is State.OK


def test_a_figure_that_is_not_counted_yet_is_no_figure(agent: SnmpAgent) -> None:
    async def twice() -> tuple[Observed, Observed]:
        check = made("snmp", agent.parameters(metric="interfaces"))
        first = await asked(check, 5)
        await asyncio.sleep(0.3)
        return first, await asked(check, 5)

    cpu = ask(agent.parameters(metric="cpu"))
    assert (cpu.state, cpu.figures) == (State.UNKNOWN, ()), "net-snmp tells no load for its first minute"
    assert "warming up" in cpu.said
    first, second = asyncio.run(twice())
    assert (first.state, first.figures) == (State.UNKNOWN, ())
    assert "warming up" in first.said
    assert [one.name for one in second.figures] == ["errors", "in", "out", "errors_a_second"], second.said


DEVICE = """\
version: 1
state: state
client: {{name: acme}}
sites: {{here: {{title: Here}}}}
devices:
  srv:
    address: 127.0.0.1
    site: here
    snmp: {{version: 3, port: {port}, user: monitor, auth: {{protocol: sha, password: {{env: A}}}},
           privacy: {{protocol: aes, password: {{env: P}}}}}}
    checks:
      - {{kind: snmp, metric: memory}}
      - {{kind: snmp, metric: disk, of: /, crit: "> 0 %"}}
      - {{kind: snmp, metric: procs, oid: 1.3.6.1.2.1.25.1.6.0, warn: "> 1"}}
      - {{kind: snmp, metric: interfaces}}
"""


def test_from_documents_to_states(agent: SnmpAgent, tmp_path: Path) -> None:
    (tmp_path / "continuity.yaml").write_text(DEVICE.format(port=agent.port))
    specs = load(tmp_path / "continuity.yaml", {}, ADAPTERS).clients["acme"].devices["srv"].checks
    memory, disk, procs, interfaces = specs
    assert (memory.name, str(memory.warn.threshold if memory.warn else "")) == ("snmp-memory", "> 85 %")
    assert (disk.warn, procs.crit) == (None, None), "whoever sets one of them means it so"
    assert str(interfaces.warn.threshold if interfaces.warn else "") == "> 0.1 %"
    secrets = {"A": AUTH, "P": PRIVACY}
    found = asked_now(specs, lambda one: secrets[one.env or ""])
    states = [one.state for one in found]
    assert states == [State.OK, State.CRITICAL, State.WARNING, State.UNKNOWN], [one.said for one in found]


@pytest.mark.slow
def test_the_load_is_unknown_until_it_is_told(lab_directory: Path) -> None:
    async def waited(agent: SnmpAgent) -> Observed:
        check = made("snmp", agent.parameters(metric="cpu"))
        for _ in range(60):
            found = await asked(check, 5)
            if found.state is not State.UNKNOWN:
                break
            assert (found.figures, "warming up" in found.said) == ((), True), found
            await asyncio.sleep(2)
        return found

    with SnmpAgent(lab_directory / "warming") as agent:
        found = asyncio.run(waited(agent))
    assert (found.state, found.figures[0].name) == (State.OK, "cpu"), found
    assert 0 <= found.figures[0].value <= 100


WRONG = {"protocol": "sha", "password": "another-password"}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"auth": WRONG}, "does not accept the user monitor"),
        ({"auth": {"protocol": "sha512", "password": AUTH}}, "does not accept the user monitor"),
        ({"user": "nobody"}, "does not accept the user nobody"),
        ({"privacy": {"protocol": "aes", "password": "another-password"}}, "is the privacy password its own"),
        ({"auth": None, "privacy": None}, "does not accept the user monitor"),
    ],
)
def test_wrong_keys_say_nothing_about_the_device(
    agent: SnmpAgent, more: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snmp_session, "_FIRST_S", (0.1, 0.2))
    found = ask(agent.parameters(metric="memory", **more))
    assert (found.state, says in found.said) == (State.UNKNOWN, True), found.said


def test_one_session_a_device_and_its_keys_once(agent: SnmpAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    from continuity.supervision.checks import snmp_line

    agents = SnmpAgent(agent.work.parent / "restarted")
    opened: list[object] = []
    real = snmp_line.line_of

    def counted(*given: Any) -> snmp_line.Line:
        opened.append(given)
        return real(*given)

    monkeypatch.setattr(snmp_line, "line_of", counted)

    async def lived() -> None:
        checks = [made("snmp", agents.parameters(metric=one)) for one in ("memory", "disk", "uptime")]
        agents.start()
        found = await asyncio.gather(*(asked(one, 5) for one in checks))
        assert {one.state for one in found} == {State.OK}, found
        assert len(opened) == 1, "three checks, one session"
        agents.stop()
        down = await asked(checks[0], 0.5)
        assert down.state is State.CRITICAL, down.said
        agents.start()
        back = await asyncio.gather(*(asked(one, 8) for one in checks))
        assert {one.state for one in back} == {State.OK}, "it counts its starts, and is greeted anew"

    snmp_line._master.cache_clear()
    with agents:
        agents.stop()
        asyncio.run(lived())
    assert snmp_line._master.cache_info().misses == 2, "a key of each password is derived once"


def test_without_the_library_it_is_told_what_to_install(agent: SnmpAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gufo.snmp", None)
    found = ask(agent.parameters(metric="memory"))
    assert (found.state, "pip install 'continuity[snmp]'" in found.said) == (State.UNKNOWN, True)


def test_silence_is_no_answer_in_time() -> None:
    with answering(lambda _: b"") as port:
        for more in ({"version": 2, "community": "x"}, {"version": 3, "user": "x"}):
            found = ask({"host": "127.0.0.1", "port": port, "metric": "memory", **more}, 0.3)
            assert (found.state, found.said) == (State.CRITICAL, "no answer in time")
    found = ask({"host": "127.0.0.1", "port": port, "metric": "memory", "version": 2, "community": "x"}, 3)
    assert (found.state, found.said) == (State.CRITICAL, "Connection refused")
    assert found.latency_s < 1


@contextmanager
def answering(says: Callable[[bytes], bytes]) -> Iterator[int]:
    """A port that answers each datagram with what is said; nothing is silence."""
    over = threading.Event()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(0.05)

        def serve() -> None:
            while not over.is_set():
                try:
                    datagram, whose = line.recvfrom(65535)
                except TimeoutError:
                    continue
                if said := says(datagram):
                    line.sendto(said, whose)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield line.getsockname()[1]
        finally:
            over.set()
            thread.join()


def test_garbage_is_one_state_and_one_sentence(agent: SnmpAgent, capfd: pytest.CaptureFixture[str]) -> None:
    kinds: list[Callable[[bytes], bytes]] = [lambda _: b"\x9f" * 7, lambda one: one[:-3], lambda _: b"\x30\x82\x01"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snmp_session, "_FIRST_S", (0.05, 0.1))
        for kind in kinds:
            with answering(kind) as port:
                for more in ({"version": 2, "community": COMMUNITY}, agent.parameters(), {"version": 3, "user": "x"}):
                    found = ask({**more, "host": "127.0.0.1", "port": port, "metric": "memory"})
                    assert (found.state, found.said) == (
                        State.CRITICAL,
                        "it answers with what is no SNMP, or is not signed by these keys",
                    )
    assert "panicked" not in capfd.readouterr().err


MEANT = (
    "no answer in time",
    "it answers with what is no SNMP, or is not signed by these keys",
    "it answered with an error",
    "it does not accept the user",
    "it answers, and not to the user",
    "it tells no such figure",
    "warming up",
    "memory ",
)


def spoilt(datagram: bytes, cut: float, flips: list[tuple[float, int]]) -> bytes:
    found = bytearray(datagram[: round(len(datagram) * cut)])
    for where, byte in flips if found else []:
        found[int(where * len(found))] = byte
    return bytes(found)


def test_an_answer_without_its_signature_is_none(agent: SnmpAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library takes it (0.13): whoever is on the way could change figures, encrypted or not."""
    monkeypatch.setattr(snmp_session, "_FIRST_S", (0.05, 0.1))
    spoil, begun = True, b"\x04\x0c"  # the signature of HMAC-SHA-96

    def relayed(datagram: bytes) -> bytes:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.settimeout(1)
            line.sendto(datagram, ("127.0.0.1", agent.port))
            found = bytearray(line.recv(65535))
        if spoil and (at := found.find(begun)) > 0:
            found[at + 2] ^= 1
        return bytes(found)

    with answering(relayed) as port:
        found = ask(agent.parameters(port=port, metric="memory"))
        assert (found.state, found.said) == (
            State.CRITICAL,
            "it answers with what is no SNMP, or is not signed by these keys",
        )
        spoil = False
        assert ask(agent.parameters(port=port, metric="memory")).state is State.OK


PLACE = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize("version", [2, 3])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.sampled_from([1.0, 1.0, 0.99, 0.5]), flips=st.lists(st.tuples(PLACE, st.integers(0, 255)), max_size=4))
def test_no_answer_that_was_spoilt_is_more_than_a_sentence(
    agent: SnmpAgent, capfd: pytest.CaptureFixture[str], version: int, cut: float, flips: list[tuple[float, int]]
) -> None:
    def relayed(datagram: bytes) -> bytes:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.settimeout(0.5)
            line.sendto(datagram, ("127.0.0.1", agent.port))
            with suppress(TimeoutError):
                return spoilt(line.recv(65535), cut, flips)
        return b""

    ways = agent.parameters() if version == 3 else {"version": 2, "community": COMMUNITY}
    with pytest.MonkeyPatch.context() as patch, answering(relayed) as port:
        patch.setattr(snmp_session, "_FIRST_S", (0.03, 0.06))
        found = ask({**ways, "host": "127.0.0.1", "port": port, "metric": "memory"}, 0.3)
    assert found.said.startswith(MEANT), found
    assert "panicked" not in capfd.readouterr().err


@given(st.binary(max_size=80))
@example(b"")
def test_what_is_not_whole_is_never_taken_for_whole(datagram: bytes) -> None:
    """Laws: no bytes raise; what is whole is not so when cut, nor with a byte more."""
    if whole(datagram):
        assert not any(whole(datagram[:end]) for end in range(len(datagram)))
        assert not whole(datagram + b"\0")


def test_whole_ones_are_taken_for_whole() -> None:
    plain = bytes.fromhex("3010020101040178a2080201010201003000")
    assert whole(plain[:1] + bytes([len(plain) - 2]) + plain[2:])
    assert not whole(bytes.fromhex("30090201019f81810401ff")), "the library reads past the end of such a tag"
    for version in ("020103", "02020003"):
        said = bytes.fromhex(version)
        assert not whole(bytes([0x30, len(said)]) + said), "version 3 has four parts, however its number is written"


GROWTHS = st.lists(st.integers(0, 10**9), min_size=1, max_size=6)


@given(GROWTHS, st.integers(0, 2**64 - 1), st.sampled_from([32, 64]), st.integers(0, 2**32 - 1))
@example([2_000_000_000], 2**32 - 1, 32, 2**32 - 1)
def test_a_rate_is_the_true_one_or_none(growths: list[int], begin: int, bits: int, ticks: int) -> None:
    """Law: whatever wraps on the way, the clock of the agent included."""
    value, before = begin % 2**bits, None
    for at, growth in enumerate(growths):
        now = Look(ticks=(ticks + 6000 * at) % 2**32, at_s=60.0 * at, counters={"in": value % 2**bits})
        found = rates(before, now)
        if found is not None:
            assert found == {"in": pytest.approx(growths[at - 1] / 60)}
        before, value = now, value + growth


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 5999), st.integers(10, 3600))
def test_a_restart_between_two_looks_gives_no_rate(old: int, new: int, ticks: int, every: int) -> None:
    """Law: an agent that ran for a day and started anew has told nothing about what passed."""
    before = Look(ticks=8_640_000, at_s=0.0, counters={"in": old})
    assert rates(before, Look(ticks=ticks, at_s=float(every), counters={"in": new})) is None


def test_a_narrow_counter_that_may_have_wrapped_unseen_tells_nothing() -> None:
    def looks(fastest: float) -> dict[str, float] | None:
        before = Look(ticks=0, at_s=0.0, counters={"in": 5})
        return rates(before, Look(ticks=6000, at_s=60.0, counters={"in": 65}, narrow={"in": fastest}))

    assert looks(100e6 / 8) == {"in": 1.0}, "a line of 100 Mb/s does not wrap within a minute"
    assert looks(1e9 / 8) is None, "one of 1 Gb/s does, in 34 seconds"
    assert rates(None, Look(ticks=0, at_s=0.0, counters={"in": 5})) is None
    again = Look(ticks=6000, at_s=60.0, counters={"in": 3})
    assert rates(Look(ticks=0, at_s=0.0, counters={"in": 5}), again) is None, "one that went back from there was reset"


def test_parameters_that_cannot_be(agent: SnmpAgent) -> None:
    good = agent.parameters(metric="cpu")
    for more in ({"metric": "heat"}, {"version": 1}, {"user": ""}, {"oid": "x.1"}, {"port": 0}):
        with pytest.raises(UsageError):
            made("snmp", {**good, **more})
    assert "auth is one of" in ask({**good, "auth": {"protocol": "des", "password": "x"}}).said
