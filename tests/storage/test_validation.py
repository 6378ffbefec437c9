"""`storage validate`: the suite on a store in use, beside a repository that is only looked at."""

from __future__ import annotations

import ast
import inspect
import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.errors import Refused, Unavailable
from continuity.storage import contract, contract_locks, contract_objects
from continuity.storage.conformance import CheckOutcome
from continuity.storage.subject import EXCUSES, Restic
from continuity.storage.validation import PREFIX, Validation, verdict_code
from tests.storage.places import S3, Local, Rclone, Rest, Sftp, unique

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.storage.conformance import Result

DOCUMENT = """\
version: 1
lab: true
client: {{ name: acme, title: Acme }}
state: {root}/state
sites: {{ here: {{ title: Here }} }}
repositories:
  disk: {{ adapter: local, site: here, medium: disk, credential: root, path: {root}/copies }}
policies: {{}}
assets: {{}}
"""


def validate(kind: Any, restic: str, work: Path, **settings: Any) -> tuple[Validation, list[Result]]:
    """Make a repository of this kind with one point, then try its store."""
    there = kind.open(**settings) if hasattr(kind, "open") else kind.fresh()
    there.prepare()
    program = Restic(restic, work)
    program.must(there.address(), "init")
    program.must(there.address(), "backup", "--quiet", __file__)
    before = there.snapshot_names()
    declared = SimpleNamespace(lock=None, append_only=False) if not hasattr(there, "settings") else there.settings
    spec: Any = SimpleNamespace(name="lab", client="acme", adapter="x", settings=declared)
    validation = Validation.open(spec, lambda _spec, _reveal: there, lambda _: "", unique("t"))
    results = list(validation.run(restic, work / "validation"))
    assert there.snapshot_names() == before, "the repository itself was touched"
    assert there.probe().initialised is True
    return validation, results


def outcomes(results: list[Result]) -> dict[str, str]:
    return {one.name: str(one.outcome) for one in results}


@pytest.mark.slow
def test_an_append_only_server_is_tried_with_what_the_trial_put_there(
    rest_server: Any, restic_binary: str, tmp_path: Path
) -> None:
    (tmp_path / "validation").mkdir()
    validation, results = validate(Rest(rest_server), restic_binary, tmp_path)
    assert verdict_code(results) == 0, [one for one in results if one.outcome is CheckOutcome.FAILED]
    assert outcomes(results)["deletion_is_refused"] == "passed"
    assert all(PREFIX in one.url and one.locked_until is None for one in validation.left())


def test_a_server_that_deletes_is_found_out(deleting_rest_server: Any, restic_binary: str, tmp_path: Path) -> None:
    (tmp_path / "validation").mkdir()
    url = f"{deleting_rest_server.url}/{unique('lying')}"
    there = Rest(deleting_rest_server).open(url=url, user=None, user_password=None, append_only=False)
    liar = type(there)(there.name, there.settings.model_copy(update={"append_only": True}), there.reveal)
    there.prepare()
    Restic(restic_binary, tmp_path).must(there.address(), "init")
    spec: Any = SimpleNamespace(name="lab", client="acme", adapter="rest", settings=liar.settings)
    validation = Validation.open(spec, lambda _spec, _reveal: liar, lambda _: "", unique("t"))
    results = list(validation.run(restic_binary, tmp_path / "validation"))
    failed = {one.name for one in results if one.outcome is CheckOutcome.FAILED}
    assert {"deletion_is_refused", "forget_is_judged_by_the_list"} <= failed
    assert verdict_code(results) == 1


def test_a_locking_store_is_attacked_and_says_until_when_the_trial_stays(
    ceph_server: Any, s3_user: Any, restic_binary: str, tmp_path: Path
) -> None:
    (tmp_path / "validation").mkdir()
    s3 = S3(ceph_server, s3_user)
    lock = {"mode": "compliance", "period": "2d"}
    validation, results = validate(s3, restic_binary, tmp_path, lock=lock)
    assert verdict_code(results) == 0, [one for one in results if one.outcome is CheckOutcome.FAILED]
    assert outcomes(results)["locked_version_cannot_be_destroyed"] == "passed"
    assert len(validation.left()) > 2
    assert all(one.locked_until for one in validation.left())
    whole: Any = validation.place
    assert not [one for one in whole.objects() if PREFIX in one.key], "the repository's own list sees the trial"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["local", "sftp", "rclone"])
def test_other_kinds_are_tried_beside_the_repository(
    kind: str, request: pytest.FixtureRequest, restic_binary: str, tmp_path: Path
) -> None:
    (tmp_path / "validation").mkdir()
    (tmp_path / "places").mkdir()
    kinds: dict[str, Callable[[], Any]] = {
        "local": lambda: Local(tmp_path / "places"),
        "sftp": lambda: Sftp(request.getfixturevalue("sshd_server")),
        "rclone": lambda: Rclone(request.getfixturevalue("dav_server")),
    }
    _, results = validate(kinds[kind](), restic_binary, tmp_path)
    assert verdict_code(results) == 0, [one for one in results if one.outcome is CheckOutcome.FAILED]


def test_an_adapter_without_a_place_beside_it_is_refused() -> None:
    spec: Any = SimpleNamespace(name="lab", client="acme", adapter="tape", settings=None)
    with pytest.raises(Refused, match="knows no place beside it"):
        Validation.open(spec, lambda _spec, _reveal: object(), lambda _: "", "t")  # type: ignore[arg-type, return-value]


def test_a_repository_that_was_never_made_is_unavailable(tmp_path: Path) -> None:
    spec: Any = SimpleNamespace(name="lab", client="acme", adapter="local", settings=None)
    with pytest.raises(Unavailable, match="there is no repository"):
        Validation.open(spec, lambda _spec, _reveal: Local(tmp_path).fresh(), lambda _: "", "t")


def test_the_excuses_are_those_of_the_contract() -> None:
    said = set()
    for module in (contract, contract_locks, contract_objects):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "not_applicable":
                assert isinstance(node.args[0], ast.Constant)
                said.add(node.args[0].value)
    assert said == set(EXCUSES)


def continuity(root: Path, path: str, *words: str) -> subprocess.CompletedProcess[str]:
    words_of_it = {"CONTINUITY_CONFIG": str(root / "continuity.yaml"), "CONTINUITY_VAULT_PASSPHRASE": "lab words"}
    env = {**os.environ, "PATH": path, **words_of_it}
    return subprocess.run(
        ["continuity", *words], env=env, capture_output=True, text=True, timeout=180, check=False, cwd=root
    )


def test_the_command_tells_each_promise_and_what_it_leaves(tmp_path: Path, programs_path: str) -> None:
    (tmp_path / "continuity.yaml").write_text(DOCUMENT.format(root=tmp_path))
    assert continuity(tmp_path, programs_path, "storage", "validate", "disk").returncode == 4, "never made"
    made = continuity(tmp_path, programs_path, "init")
    assert made.returncode == 0, made.stderr
    done = continuity(tmp_path, programs_path, "storage", "validate", "disk", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["schema"], document["repository"]) == ("continuity.storage-validate/1", "acme/disk")
    assert document["verdict"] == "met"
    found = {one["name"]: one["outcome"] for one in document["checks"]}
    assert found["what_was_stored_comes_back"] == "passed"
    assert found["locked_version_cannot_be_destroyed"] == "not_applicable"
    records = json.loads(continuity(tmp_path, programs_path, "evidence", "list", "--json").stdout)["records"]
    assert [one["kind"] for one in records].count("storage.validate") == 1, "an auditor need not believe a screen"
    assert json.loads(continuity(tmp_path, programs_path, "evidence", "verify", "--json").stdout)["verdict"] == "valid"
    left = [Path(one["url"]) for one in document["left_behind"]]
    assert left
    assert {path.name for path in (tmp_path / "copies").iterdir() if path.name.startswith(PREFIX)} == {
        path.name for path in left if path.exists()
    }
    assert continuity(tmp_path, programs_path, "storage", "validate", "dsik").returncode == 2
