"""What a switch prints, over real SSH: whole or not at all, without its secrets, from the device that is pinned."""

from __future__ import annotations

import os
import random
import shutil
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from continuity.backup.sources.ssh_command import Printed, SshCommandSource
from continuity.faces.demo.lab.ports import free_ports, listens, wait_until
from continuity.faces.demo.lab.programs import call
from continuity.ground import process
from continuity.ground.patterns import pattern
from continuity.ground.ssh import Login
from tests.backup.source_contract import Subject, hold
from tests.engine.kit import Client, fresh
from tests.lab import switch
from tests.lab.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Iterator

REDACT = [
    r"(?:secret|community) (?:5 )?(\S+)",
    {"begins": "BEGIN PRIVATE KEY", "ends": "END PRIVATE KEY"},
]
SECRET_LINES = (
    "username admin privilege 15 secret {}",
    "snmp-server community {} RO",
    "aaa secret 5 {} secret {}",
    "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----",
)


@pytest.fixture(scope="module")
def device(lab_directory: Path) -> Iterator[Switch]:
    lab_directory.chmod(0o755)
    with Switch(lab_directory / "switch") as one:
        yield one


@pytest.fixture
def core(template: Client, place: Path, device: Switch) -> Client:
    """A client whose asset is the configuration of the switch."""
    device.configuration.write_text(switch.RUNNING)
    device.pin("host_key")
    client = fresh(template, place, "disk", paths=[])
    client.more["devices"] = {"switch-core": device.device()}
    client.more["assets"] = {
        "switch": {
            "site": "here", "policy": "plain", "copies": ["disk"],
            "source": {"kind": "ssh-command", "device": "switch-core", "command": "show running-config",
                       "expect_line": "^end$", "redact": REDACT, "ignore": ["^! Last configuration change"]},
            "checks": [{"contains": "^interface GigabitEthernet", "expect": "= 2"}],
        }
    }  # fmt: skip
    client.write()
    return client


def source(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.more["assets"]["switch"]["source"]
    return found


def ask(client: Client, command: str, **more: Any) -> None:
    source(client).update({"command": command, **more})
    client.write()


def listed(client: Client) -> int:
    return len(list((client.root / "disk" / "snapshots").iterdir()))


def back(client: Client) -> dict[str, str]:
    """Restore the asset and return what came back, by the name of its file."""
    target = client.root / "back"
    client.run("restore", "switch", "--to", str(target))
    return {path.name: path.read_text() for path in target.rglob("*") if path.is_file()}


def test_a_configuration_comes_back_without_its_secrets(core: Client) -> None:
    core.more["assets"]["switch"]["canary"] = "sidecar"
    core.write()
    core.run("backup")
    measured = {one["objective"]: one["verdict"] for one in core.run("test", "--json").json["measurements"]}
    assert (measured["checks"], measured["canary"], measured["content"]) == ("met", "met", "met")
    came = back(core)["output"]
    assert "username admin privilege 15 secret <redacted>\n" in came
    assert "crypto pki certificate chain\n<redacted>\nend\n" in came
    assert "Salle à manger" in came
    assert not [secret for secret in switch.SECRETS if secret in came]


def test_no_secret_is_anywhere_on_this_machine(core: Client, device: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither while it is staged, nor afterwards, nor in what is said of a command that fails.

    The repository is encrypted: what it holds is what was staged, and what comes back.
    """
    chance = random.Random(7)
    secrets = [f"S3{chance.randbytes(chance.randint(3, 40)).hex()}" for _ in range(300)]
    lines = [chance.choice(SECRET_LINES).replace("{}", secret) for secret in secrets]
    device.configuration.write_text("\n".join([*lines, switch.RUNNING]))
    wrapper = core.root / "bin" / "restic"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\n[ -d {core.state}/staging ] && cp -r {core.state}/staging {core.root}/seen\n'
                       f'exec {shutil.which("restic")} "$@"\n')  # fmt: skip
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    core.run("backup")
    monkeypatch.undo()
    assert list((core.root / "seen").rglob("output")), "it was looked at while it was staged"
    ask(core, "show half")
    said = core.run("backup", "--json", code=4).all
    assert "no memory: community <redacted> in buffer" in said
    core.run("test", code=None)
    written = [path for path in core.root.rglob("*") if path.is_file()]
    assert len(written) > 10
    for path in written:
        content = path.read_bytes()
        assert not [secret for secret in (*switch.SECRETS, *secrets) if secret.encode() in content], path


@pytest.mark.parametrize(
    ("command", "more", "code", "said"),
    [
        ("show half", {}, 4, "show half failed (exit 3)"),
        ("show cut", {}, 4, "the connection was cut while show cut printed"),
        ("show nothing", {}, 4, "show nothing printed nothing"),
        ("show typo", {}, 1, "what show typo printed is not whole: none of its last lines matches ^end$"),
        ("show running-config", {"expect_line": "^hostname"}, 1, "none of its last lines matches ^hostname"),
        ("show silence", {"expect_line": None}, 1, "does not tell how show silence ended"),
        ("show slow", {"limit": "1s"}, 4, "the command did not end within 1 s"),
        ("show running-config", {"redact": [{"begins": "^hostname", "ends": "^never"}]}, 1, "never came to its end"),
    ],
)
def test_what_is_not_whole_leaves_no_point(
    core: Client, command: str, more: dict[str, Any], code: int, said: str
) -> None:
    ask(core, command, **more)
    if source(core)["expect_line"] is None:
        del source(core)["expect_line"]
        core.write()
    assert said in core.run("backup", code=code).err
    assert listed(core) == 0
    assert not (core.state / "staging" / "acme" / "switch").exists()


def test_a_line_that_ends_it_stands_in_for_a_status(core: Client) -> None:
    ask(core, "show silence")
    core.run("backup")
    assert listed(core) == 1


def test_a_key_that_is_not_the_pinned_one_is_refused(core: Client, device: Switch) -> None:
    (device.work / "asked").unlink(missing_ok=True)
    device.pin("user_key")
    assert "the host key of" in (done := core.run("backup", code=5)).err
    assert "has changed" in done.err
    device.known_hosts.write_text("")
    assert "is not known" in core.run("backup", code=5).err
    assert listed(core) == 0
    assert not (device.work / "asked").exists(), "nothing was asked of a stranger"


def test_several_commands_and_a_key_out_of_the_vault(core: Client, device: Switch) -> None:
    commands = {"running": "show running-config", "version": {"command": "show version", "expect_line": "^Serial"}}
    del source(core)["command"]
    source(core)["commands"] = commands
    core.more["devices"]["switch-core"]["ssh"]["identity"] = {"env": "SWITCH_KEY"}
    core.environ["SWITCH_KEY"] = device.identity.read_text().rstrip("\n")
    core.write()
    core.run("backup")
    came = back(core)
    assert came["version"].endswith("Serial FCW2140L0AB\n")
    assert came["running"].endswith("end\n")
    core.environ["SWITCH_KEY"] = "a-secret-that-is-none"
    assert "{env: SWITCH_KEY} is not a private key that can be used" in core.run("backup", code=4).err


def test_a_device_without_a_way_in_and_a_bad_pattern_are_told_with_their_places(core: Client) -> None:
    del core.more["devices"]["switch-core"]["ssh"]
    ask(core, "show running-config", redact=["(?=community)", "ok"], ignore=["("])
    said = core.run("policy", "check", code=2).err
    assert "assets.switch.source.device: the device switch-core has no `ssh` settings" in said
    assert "assets.switch.source.redact.0: '(?=community)' is not a pattern that can be used" in said
    assert "assets.switch.source.ignore.0: '(' is not a pattern that can be used (missing )" in said


DIFFERENCE = """\
@@ -6,7 +6,8 @@
  description Salle à manger
  switchport access vlan 10
 interface GigabitEthernet1/0/2
- switchport access vlan 20
+ switchport access vlan 30
+ spanning-tree portfast
 snmp-server community <redacted> RO
 crypto pki certificate chain
 <redacted>
""".splitlines()


def test_a_change_is_shown_line_by_line_and_counted(core: Client, device: Switch) -> None:
    first = core.run("backup", "--json").json
    assert first["detail"]["lines"] == {}, "there was nothing before"
    device.configuration.write_text(switch.RUNNING.replace("12:00:00", "13:00:00"))
    same = core.run("backup", "--json").json
    assert same["detail"]["lines"] == {"output": {"added": 0, "removed": 0}}
    changed = switch.RUNNING.replace("12:00:00", "14:00:00").replace("vlan 20", "vlan 30\n spanning-tree portfast")
    device.configuration.write_text(changed.replace("hunter2", "hunter3"))
    core.environ["CONTINUITY_LANG"] = "fr"
    said = core.run("backup").out
    assert "output : 2 ligne(s) ajoutée(s) et 1 retirée(s) depuis le dernier point" in said.replace("\u00a0", " ")
    newest, middle, oldest = (str(one["snapshot"])[:8] for one in core.points())
    path = f"{core.state}/staging/acme/switch/output"
    assert shown(core, middle, newest, "fr") == [f"M {path}", *(f"  {line}" for line in DIFFERENCE)]
    assert shown(core, middle, newest, "en") == [f"M {path}", *(f"  {line}" for line in DIFFERENCE)]
    assert shown(core, oldest, middle, "fr") == [
        f"M {path}",
        "  seules des lignes qui changent d'elles-mêmes diffèrent",
    ]
    change, summary = core.run("points", "diff", "switch", middle, newest, "--json").lines
    assert (change["path"], change["lines"], summary["changed"]) == (path, DIFFERENCE, 1)


def shown(client: Client, first: str, second: str, language: str) -> list[str]:
    """What people see of a difference, without the sum at its end."""
    environ = {"CONTINUITY_LANG": language}
    *lines, _sum = client.run("points", "diff", "switch", first, second, environ=environ).out.splitlines()
    return lines


def memory_kib(which: str) -> int:
    """A figure of this process's memory, proc(5)."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(which))
    return int(line.split()[1])


def test_much_output_costs_no_memory(core: Client) -> None:
    """Fifty megabytes, redacted line by line."""
    core.run("backup")
    ask(core, "show tech-support")
    before = memory_kib("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the highest figure begins anew
    core.run("backup")
    grown = memory_kib("VmHWM") - before
    assert grown < 15_000, f"{grown} KiB"
    newer, older = core.points()
    assert newer["bytes"] > 50_000_000
    change, _ = core.run("points", "diff", "switch", older["snapshot"], newer["snapshot"], "--json").lines
    assert (change["change"], "lines" in change) == ("changed", False), "too long to be shown line by line"


PAGE = (Path(__file__).parents[2] / "docs/how-to/equipment.md").read_text()


def shown_documents() -> list[dict[str, Any]]:
    """The documents of the page, as people copy them."""
    blocks = [part.split("```")[0] for part in PAGE.split("```yaml\n")[1:]]
    return [YAML(typ="safe", pure=True).load(block) for block in blocks]


def test_the_page_shows_what_works(core: Client, device: Switch) -> None:
    switches, certificates = shown_documents()
    way = switches["devices"]["switch-core"] | {"address": device.device()["address"]}
    way["ssh"] = device.device()["ssh"] | {"identity": {"env": "SWITCH_KEY"}}
    core.environ["SWITCH_KEY"] = device.identity.read_text()
    core.more["sites"] = {"here": {}, "office": {}}
    core.more["devices"] = {"switch-core": way}
    core.more["assets"] = switches["assets"] | certificates["assets"]
    core.write()
    core.run("backup", "switch-core")
    device.configuration.write_text(switch.RUNNING.replace("vlan 20", "vlan 30\n spanning-tree portfast"))
    block = PAGE.split("<!-- run -->\n\n")[1].split("\n\n")[0]
    (old,) = {one["snapshot"][:8] for one in core.points()}
    done, new = [], ""
    for line in block.splitlines():
        values = {"$OLD": old, "$NEW": new, "back": str(core.root / "back")}
        name, *words = (values.get(word, word) for word in line.split("#")[0].split())
        assert name == "continuity"
        done.append(core.run(*words))
        new = core.points()[0]["snapshot"][:8]
    assert "running-config: 2 line(s) added and 1 removed since the last point" in done[0].out
    assert "  + spanning-tree portfast" in done[2].out.splitlines()
    kept = next((core.root / "back").rglob("running-config")).read_text()
    assert not [secret for secret in switch.SECRETS if secret in kept]


@pytest.mark.parametrize(("days", "verdict"), [pytest.param(400, "met", marks=pytest.mark.slow), (10, "missed")])
def test_a_certificate_that_expires_is_told_by_its_test(core: Client, tmp_path: Path, days: int, verdict: str) -> None:
    _, certificates = shown_documents()
    core.more["sites"] = {"here": {}, "office": {}}
    core.more["assets"] = certificates["assets"]
    with tls_server(tmp_path, days) as port:
        source = core.more["assets"]["certificate"]["source"]
        source["command"][2] = source["command"][2].replace("www.example.org:443", f"127.0.0.1:{port}")
        core.write()
        core.run("backup")
    run = core.run("test", "--json", code=None).json
    assert {one["objective"]: one["verdict"] for one in run["measurements"]}["checks"] == verdict


@contextmanager
def tls_server(work: Path, days: int) -> Iterator[int]:
    """A web server's certificate that lasts for so long, on a port of this machine."""
    key, certificate = str(work / "key.pem"), str(work / "certificate.pem")
    call(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
          "-out", certificate, "-days", str(days), "-subj", "/CN=web", "-addext", "subjectAltName=DNS:www.example.org",
          ])  # fmt: skip
    (port,) = free_ports(1)
    argv = ["openssl", "s_server", "-accept", str(port), "-key", key, "-cert", certificate, "-quiet"]
    with (work / "log").open("wb") as log:
        child = process.start(argv, output=log)
    try:
        wait_until(lambda: listens(port), what="openssl", limit_s=10, log=work / "log")
        yield port
    finally:
        process.stop(child)


def test_the_source_keeps_the_contract_of_sources(device: Switch, place: Path) -> None:
    login = Login(
        host="127.0.0.1",
        port=device.port,
        user=device.user,
        identity=device.identity,
        known_hosts=device.known_hosts,
    )
    device.configuration.write_text(switch.RUNNING)
    device.pin("host_key")
    hold(
        Subject(
            source=SshCommandSource(
                device="switch-core",
                login=lambda: nullcontext(login),
                printed=(Printed(name="output", command="show running-config", expects=pattern("^end$")),),
                limit=timedelta(seconds=20),
                memory=place / "memory",
            ),
            change=lambda: device.configuration.write_text("interface one\n" + switch.RUNNING),
            lose=device.configuration.unlink,
            query="^interface",
            before="2",
            wrong="",
        ),
        place,
    )
    device.configuration.write_text(switch.RUNNING)
