"""What disks say of themselves: documents shaped as smartctl(8) 7 writes them; no real disk was asked here."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import UsageError
from continuity.supervision.checks import ssh_smart
from continuity.supervision.checks.installed import made
from continuity.supervision.checks.ports import Figure, NotAsked, State
from tests.supervision.test_checks import ask
from tests.supervision.test_ssh_check import shells, way

if TYPE_CHECKING:
    from continuity.faces.demo.lab.sshd import Sshd

__all__ = ["shells"]  # a fixture


def said(status: int = 0, *, passed: bool | None = True, **more: Any) -> str:
    """What smartctl writes, then how it ended, as the command has it."""
    plain: dict[str, Any] = {"smartctl": {"version": [7, 3], "exit_status": status}, "smart_support": {"enabled": True}}
    plain |= {} if passed is None else {"smart_status": {"passed": passed}}
    return f"{json.dumps(plain | more)}\n\nended {status}\n"


def ata(**raw: int) -> dict[str, Any]:
    numbers = {"reallocated": 5, "pending": 197, "uncorrectable": 198}
    table = [{"id": numbers[name], "value": 100, "raw": {"value": value}} for name, value in raw.items()]
    return {"ata_smart_attributes": {"table": table}, "temperature": {"current": 35}, "power_on_time": {"hours": 982}}


def nvme(**more: int) -> dict[str, Any]:
    usual = {"critical_warning": 0, "available_spare": 100, "available_spare_threshold": 10}
    return {"nvme_smart_health_information_log": usual | {"percentage_used": 4, "media_errors": 0} | more}


def sas(defects: int, lost: int) -> dict[str, Any]:
    log = {"read": {"total_uncorrected_errors": lost}, "write": {"total_uncorrected_errors": 0}}
    return {"scsi_grown_defect_list": defects, "scsi_error_counter_log": log}


def refused(text: str) -> dict[str, Any]:
    return {"smartctl": {"exit_status": 2, "messages": [{"string": text, "severity": "error"}]}}


@pytest.mark.parametrize(
    ("text", "state", "words"),
    [
        (said(**ata(reallocated=0, pending=0, uncorrectable=0)), State.OK, ""),
        (said(64, **ata(reallocated=3)), State.OK, ""),  # errors of long ago are no state
        (said(32, **ata(reallocated=3)), State.OK, ""),
        (said(**ata(pending=8)), State.WARNING, "8 sector(s) cannot be read"),
        (said(**ata(pending=7 << 32)), State.OK, ""),  # the upper bytes are the maker's own
        (said(128, **ata(pending=0)), State.WARNING, "a self-test of it failed"),
        (said(8, passed=False, **ata(pending=8)), State.CRITICAL, "it says that it is failing, 8 sector(s)"),
        (said(16, **ata(reallocated=2000)), State.CRITICAL, "an attribute has reached its threshold"),
        (said(**nvme()), State.OK, ""),
        (
            said(**nvme(media_errors=2, percentage_used=103)),
            State.WARNING,
            "2 sector(s) or block(s) were lost, it is worn",
        ),
        (said(**nvme(critical_warning=4)), State.CRITICAL, "critical warning 0x04"),
        (said(**nvme(available_spare=9)), State.CRITICAL, "its spare is used up"),
        (said(**sas(0, 0)), State.OK, ""),
        (said(**sas(12, 1)), State.WARNING, "1 sector(s) or block(s) were lost"),
        (
            said(2, passed=None, **refused("Smartctl open device: /dev/sda failed: Permission denied")),
            State.UNKNOWN,
            "Permission denied",
        ),
        (said(1, passed=None, **refused("/dev/sda: Unknown USB bridge [0x1234:0x5678]")), State.UNKNOWN, "Unknown USB"),
        (said(passed=None), State.UNKNOWN, "nothing can be read of it"),
        (said(smart_support={"available": True, "enabled": False}), State.UNKNOWN, "SMART is switched off"),
    ],
)
def test_what_one_disk_says(text: str, state: State, words: str) -> None:
    found = ssh_smart.disk("/dev/sda", text)
    assert (found.state, words in found.said, bool(found.said)) == (state, True, state is not State.OK)


def test_figures_have_the_name_of_their_disk_and_one_that_is_not_read_keeps_all_from_being_well() -> None:
    good, worn = ssh_smart.disk("/dev/sda", said(**ata(reallocated=3))), ssh_smart.disk("/dev/nvme0", said(**nvme()))
    whole = ssh_smart.answer([good, worn])
    assert (whole.state, whole.said) == (State.OK, "2 disk(s), all of them well by their own word")
    assert Figure(name="sda.temperature", value=35, unit="C") in whole.figures
    assert Figure(name="sda.reallocated", value=3) in whole.figures
    assert Figure(name="nvme0.spare", value=100, unit="%") in whole.figures
    stick = ssh_smart.disk("/dev/sdb", said(1, passed=None))
    assert ssh_smart.answer([good, stick]).state is State.UNKNOWN
    assert ssh_smart.answer([good, stick, ssh_smart.disk("/dev/sdc", said(8, passed=False))]).state is State.CRITICAL


def test_a_scan_names_disks_and_none_is_not_well() -> None:
    text = said(devices=[{"name": "/dev/sda", "type": "scsi"}, {"name": "/dev/bus/0", "type": "megaraid,1"}])
    assert ssh_smart.scanned(text) == [("/dev/sda", "scsi"), ("/dev/bus/0", "megaraid,1")]
    assert "-d" not in ssh_smart.command("/dev/sda", "scsi").split()
    assert "-d megaraid,1 -- /dev/bus/0;" in ssh_smart.command("/dev/bus/0", "megaraid,1")
    with pytest.raises(NotAsked, match="no disk with SMART"):
        ssh_smart.scanned(said())


def test_disks_beyond_those_that_are_asked_keep_all_from_being_well() -> None:
    text = said(devices=[{"name": f"/dev/sd{number}", "type": "scsi"} for number in range(70)])
    asked: list[str] = []

    def ask_one(name: str, _kind: str) -> str:
        asked.append(name)
        return said(**ata(pending=0))

    found = ssh_smart.asked(ssh_smart.scanned(text), ask_one)
    assert (found.state, found.said) == (State.UNKNOWN, "6 more disk(s) were not asked")
    assert asked == [f"/dev/sd{number}" for number in range(64)]
    assert ssh_smart.asked(ssh_smart.scanned(text)[:64], ask_one).state is State.OK


NAMES = st.text(min_size=1, max_size=12) | st.sampled_from(["/dev/sda;id", "/dev/$(id)", "-x", "/dev/a b", "/dev/a\n"])


@given(NAMES, st.text(max_size=8))
def test_what_a_device_calls_its_disks_never_becomes_a_command(name: str, kind: str) -> None:
    """Law: a shell that reads the command sees the name as one word, or there is no command."""
    try:
        text = ssh_smart.command(name, kind)
    except NotAsked:
        return
    assert not set(name + kind) & set(" ;$`'\"|&<>()\n\\")
    assert text.endswith(f"-- {name}{ssh_smart._ALL}")


KEYS = [
    "smartctl",
    "exit_status",
    "messages",
    "string",
    "smart_status",
    "passed",
    "devices",
    "name",
    "raw",
    "value",
    "id",
    "ata_smart_attributes",
    "table",
    "nvme_smart_health_information_log",
    "available_spare",
    "temperature",
    "current",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
)


@given(JSON, st.sampled_from(["\nended 0", "\nended 4", "", "\nended"]), st.booleans())
def test_whatever_was_said_is_a_disk_or_was_not_asked(plain: object, end: str, whole: bool) -> None:
    text = json.dumps({"smartctl": {}, "smart_status": {"passed": True}, "x": plain} if whole else plain) + end
    for read in (lambda one: ssh_smart.disk("/dev/sda", one), ssh_smart.scanned):
        try:
            read(text)
        except NotAsked:
            continue
        assert end.startswith("\nended "), "an output that was cut short is none"


def test_the_program_itself_is_asked_over_ssh(shells: Sshd) -> None:
    nothing = ask("ssh", **way(shells, "smart", of="/dev/null"))
    assert nothing.state is State.UNKNOWN
    assert "/dev/null: Unable to detect device type" in nothing.said
    found = ask("ssh", **way(shells, "smart"))
    scan = subprocess.run(["smartctl", "--json=c", "--scan"], check=True, capture_output=True).stdout
    assert found.state is (State.UNKNOWN if "devices" not in json.loads(scan) else found.state), found.said
    for wrong in ({"metric": "load", "of": "/dev/sda"}, {"metric": "heat"}):
        with pytest.raises(UsageError):
            made("ssh", way(shells, **wrong))


def test_where_it_may_not_run_it_is_unknown(sshd_server: Sshd) -> None:
    found = ask("ssh", **way(sshd_server, "smart"))
    assert (found.state, "smartctl could not be asked there" in found.said) == (State.UNKNOWN, True)
