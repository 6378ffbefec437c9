"""Every adapter keeps the contract against its real server, with the installed restic and the newest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from continuity.faces.demo.lab.ports import free_ports
from continuity.storage import contract, contract_locks, contract_objects
from continuity.storage.conformance import CHECKS, CheckOutcome, run_check, run_suite
from continuity.storage.ports import LockSettings
from continuity.storage.subject import NotApplicable, Restic, Subject, expect
from tests.storage.places import S3, Local, Rclone, Rest, Sftp, place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: What a kind of place has no reason to be asked; anything else must pass.
EXCUSED = {
    "local": {
        "weaker_place_is_refused",
        "default_lock_is_as_promised",
        "every_object_is_locked_from_upload",
        "locked_version_cannot_be_destroyed",
        "forgetting_destroys_no_version",
        "deletion_is_refused",
        "what_is_sealed_stays",
    },
    "s3": {"deletion_is_refused"},
}
EXCUSED["sftp"] = EXCUSED["local"]
UNMOVED = {check.__name__ for check in contract_objects.CHECKS}
EXCUSED["rclone"] = EXCUSED["local"] | UNMOVED
EXCUSED["rest"] = (EXCUSED["local"] | UNMOVED) - {"deletion_is_refused", "weaker_place_is_refused"}

#: The checks in which restic itself speaks to the place: run with the newest release too.
WITH_RESTIC = (
    contract.probe_follows_init,
    contract.snapshot_names_equal_restic,
    contract.what_was_stored_comes_back,
    contract.wrong_password_is_no_fault_of_the_place,
    contract.forget_is_judged_by_the_list,
    contract_locks.every_object_is_locked_from_upload,
    contract_locks.forgetting_destroys_no_version,
)


def _local(request: pytest.FixtureRequest, restic: Restic) -> Subject:
    root = restic.work / "places"
    root.mkdir()
    local = Local(root)
    return Subject(restic, local.fresh, unreachable=local.unreachable, halve=local.halve)


def _sftp(request: pytest.FixtureRequest, restic: Restic) -> Subject:
    sftp = Sftp(request.getfixturevalue("sshd_server"))
    secret = sftp.server.identity.read_text().splitlines()[2]
    return Subject(
        restic,
        sftp.fresh,
        secrets=frozenset({secret}),
        unreachable=lambda: place(sftp.settings(port=free_ports(1)[0])),
        halve=sftp.halve,
    )


def _s3(request: pytest.FixtureRequest, restic: Restic) -> Subject:
    s3 = S3(request.getfixturevalue("ceph_server"), request.getfixturevalue("s3_user"))
    return Subject(
        restic,
        s3.fresh,
        lock=LockSettings.model_validate({"mode": "compliance", "period": "30d"}),
        secrets=frozenset(s3.secrets.values()),
        unreachable=lambda: s3.open(endpoint=f"http://127.0.0.1:{free_ports(1)[0]}"),
        weaker=s3.weaker,
        halve=s3.halve,
        destroy=s3.destroy,
    )


def attack(where: Any, key: str, version: str) -> bool:
    return bool(where.destroy(key, version))


def _rclone(request: pytest.FixtureRequest, restic: Restic) -> Subject:
    rclone = Rclone(request.getfixturevalue("dav_server"))
    words = re.findall(r"(?m)^pass\w* = (\S+)$", rclone.config)
    assert len(words) == 2
    return Subject(restic, rclone.fresh, secrets=frozenset(words), unreachable=rclone.unreachable, halve=rclone.halve)


def _rest(request: pytest.FixtureRequest, restic: Restic) -> Subject:
    rest, deleting = Rest(request.getfixturevalue("rest_server")), request.getfixturevalue("deleting_rest_server")
    return Subject(
        restic,
        rest.fresh,
        secrets=frozenset({rest.password, quote(rest.password, safe="")}),
        unreachable=lambda: rest.open(url=f"http://127.0.0.1:{free_ports(1)[0]}"),
        weaker=lambda: place({"adapter": "rest", "url": f"{deleting.url}/weak", "append_only": True}),
        halve=rest.halve,
        destroy=attack,
        append_only=True,
    )


KINDS = {"local": _local, "sftp": _sftp, "s3": _s3, "rest": _rest, "rclone": _rclone}


@pytest.fixture(scope="module")
def subjects(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Subject]:
    """One subject for each kind of place and each restic, so that the checks share its two snapshots."""
    made: dict[tuple[str, str], Subject] = {}

    def subject(kind: str, program: str) -> Subject:
        if (kind, program) not in made:
            work = tmp_path_factory.mktemp(kind)
            made[kind, program] = KINDS[kind](request, Restic(program, work))
        return made[kind, program]

    return subject


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_adapter_keeps_the_contract(
    kind: str,
    check: Callable[[Subject], None],
    subjects: Callable[[str, str], Subject],
    restic_binary: str,
    untouched_restic: str,
) -> None:
    own = check is contract.probe_follows_init  # one repository of each kind is made by restic's own `init`
    result = run_check(check, subjects(kind, untouched_restic if own else restic_binary))
    expected = CheckOutcome.NOT_APPLICABLE if check.__name__ in EXCUSED[kind] else CheckOutcome.PASSED
    assert result.outcome == expected, result.detail


@pytest.mark.slow
@pytest.mark.parametrize("check", WITH_RESTIC, ids=lambda check: check.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_adapter_keeps_the_contract_with_the_newest_restic(
    kind: str, check: Callable[[Subject], None], subjects: Callable[[str, str], Subject], newest_restic: str
) -> None:
    result = run_check(check, subjects(kind, newest_restic))
    assert result.outcome is not CheckOutcome.FAILED, result.detail


def test_a_broken_promise_an_excuse_and_a_crash_are_three_things(tmp_path: Path, restic_binary: str) -> None:
    def broken(subject: Subject) -> None:
        """It must hold."""
        expect(False, "it is {what}", what="off")

    def excused(subject: Subject) -> None:
        raise NotApplicable("no such thing here")

    def crashing(subject: Subject) -> None:
        raise KeyError("oops")

    nothing = Subject(Restic(restic_binary, tmp_path), fresh=lambda: None)  # type: ignore[arg-type, return-value]
    results = list(run_suite(nothing, [broken, excused, crashing]))
    assert [one.outcome for one in results] == ["failed", "not_applicable", "failed"]
    assert [one.detail for one in results] == ["it is off", "no such thing here", "it raised KeyError: 'oops'"]
    assert results[0].promise == "It must hold."


def test_the_suite_finds_a_place_that_lies(tmp_path: Path, restic_binary: str) -> None:
    """The suite bites: an adapter that invents a snapshot and forgets half a repository is caught."""
    (tmp_path / "places").mkdir()
    honest = Local(tmp_path / "places")

    class Liar:
        name = "liar"

        def __init__(self) -> None:
            self._place = honest.fresh()
            self.path = self._place.path

        def __getattr__(self, name: str) -> object:
            return getattr(self._place, name)

        def prepare(self) -> bool:
            self._place.prepare()
            return True

        def snapshot_names(self) -> frozenset[str]:
            return self._place.snapshot_names() | {"f" * 64}  # type: ignore[no-any-return]

    subject = Subject(Restic(restic_binary, tmp_path), Liar, unreachable=Liar)  # type: ignore[arg-type]
    failed = {result.name for result in run_suite(subject) if result.outcome is CheckOutcome.FAILED}
    assert failed >= {"prepare_is_repeatable", "snapshot_names_equal_restic", "unreachable_ends_in_time"}
