"""Files and directories: found in order, merged by name, refused with place and remedy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.ground.errors import UsageError
from continuity.model.documents import tree
from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.loading import find, load
from continuity.model.documents.reading import MAX_BYTES
from tests.documents.settings import ADAPTERS

if TYPE_CHECKING:
    from tests.documents.conftest import Loads

ONE = """\
version: 1
state: state
client: {name: acme}
sites: {here: {}, there: {}}
"""
REPOSITORY = "repositories: {disk: {adapter: local, path: repo, site: there, medium: removable, credential: c}}\n"
ASSET = "assets: {files: {site: here, policy: bronze, source: {kind: files, paths: [data, ~/x]}, copies: [disk]}}\n"


def faults_of(path: Path, **environ: str) -> str:
    with pytest.raises(DocumentErrors) as raised:
        load(path, environ, ADAPTERS)
    assert raised.value.exit_code == 2
    return str(raised.value)


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def test_find_follows_the_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here, other = tmp_path / "continuity.yaml", tmp_path / "other.yaml"
    here.touch()
    other.touch()
    assert find(other, {"CONTINUITY_CONFIG": "/nowhere"}) == other
    assert find(None, {"CONTINUITY_CONFIG": str(other)}) == other
    assert find(None, {"CONTINUITY_CONFIG": ""}) == Path("continuity.yaml")


def test_find_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as raised:
        find(tmp_path / "none.yaml", {})
    assert str(tmp_path / "none.yaml") in str(raised.value)
    assert "continuity init" in raised.value.hint


def test_paths_are_relative_to_their_document(loads: Loads, tmp_path: Path) -> None:
    inventory = loads(ONE + REPOSITORY + ASSET, {"HOME": "/home/me"})
    assert inventory.state == tmp_path / "state"
    client = inventory.clients["acme"]
    assert client.repositories["disk"].settings.path == tmp_path / "repo"
    assert client.assets["files"].source.settings["paths"] == (tmp_path / "data", Path("/home/me/x"))


def test_directory_is_merged_by_name(tmp_path: Path) -> None:
    write(tmp_path, a=ONE, b=REPOSITORY, c=ASSET)
    assert load(tmp_path, {}, ADAPTERS).asset("acme/files").where == f"{tmp_path}/c.yaml:1"


def test_a_name_defined_twice_shows_both_places(tmp_path: Path) -> None:
    write(tmp_path, a=ONE + REPOSITORY, b=REPOSITORY + "version: 1\n")
    text = faults_of(tmp_path)
    assert f"{tmp_path}/b.yaml:1:16: repositories.disk: disk is defined twice, also at {tmp_path}/a.yaml:5:16" in text
    assert "version is defined twice" in text


SHARED = ONE.replace("client: {name: acme}\n", "")
CLIENT = "client: {name: NAME}\n" + REPOSITORY + ASSET


def test_folders_are_clients_with_names_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, shared=SHARED + "language: fr\n")
    write(tmp_path / "one", c=CLIENT.replace("NAME", "one"))
    write(tmp_path / "two", c=CLIENT.replace("NAME", "two") + "language: en\n")
    inventory = load(tmp_path, {}, ADAPTERS)
    assert [asset.reference for asset in inventory.assets()] == ["one/files", "two/files"]
    assert [client.language for client in inventory.clients.values()] == ["fr", "en"]


def test_clients_share_no_repository(tmp_path: Path) -> None:
    write(tmp_path, shared=SHARED)
    write(tmp_path / "one", c=CLIENT.replace("NAME", "one").replace("path: repo", "path: /same"))
    write(tmp_path / "two", c=CLIENT.replace("NAME", "two").replace("path: repo", "path: /same"))
    assert "two/c.yaml:2:16: repositories.disk: this is the same place as one/disk, of another client" in faults_of(
        tmp_path
    )


def test_clients_have_different_names(tmp_path: Path) -> None:
    write(tmp_path, shared=SHARED)
    write(tmp_path / "one", c=CLIENT.replace("NAME", "one"))
    write(tmp_path / "two", c=CLIENT.replace("NAME", "one"))
    assert "the client one is also defined at" in faults_of(tmp_path)


def test_keys_have_their_floor(tmp_path: Path) -> None:
    write(tmp_path, shared=SHARED + REPOSITORY)
    write(tmp_path / "one", c="client: {name: one}\nlab: true\n")
    write(tmp_path / "two", c="version: 1\n")
    text = faults_of(tmp_path)
    assert "repositories: repositories belongs to one client" in text
    assert "lab: lab belongs to the whole server" in text
    assert "two: no `client:` is defined" in text


def test_client_policy_stays_with_its_client(tmp_path: Path) -> None:
    write(tmp_path, shared=SHARED + "policies: {house: {extends: silver}}\n")
    write(tmp_path / "one", c=CLIENT.replace("NAME", "one") + "policies: {own: {extends: house}}\n")
    write(tmp_path / "two", c=CLIENT.replace("NAME", "two"))
    inventory = load(tmp_path, {}, ADAPTERS)
    assert "own" in inventory.clients["one"].policies
    assert "own" not in inventory.clients["two"].policies
    assert "house" in inventory.policies


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"", "the document is empty"),
        (b"\0\1\2", "this is not text"),
        (b"\x7fELF\0", "this is not text"),
        ("client: {name: é}".encode("latin-1"), ":1:16: this is not UTF-8"),
        ("version: 1\n".encode("utf-16"), "this is not UTF-8"),
        (b"version: 1\n\xef\xbb\xbf", "this is not YAML"),
        (b"%YAML 1.1\n---\nlab: yes\n", "true or false is expected"),
        (b"{[: :]}", "a key must be a plain word"),
        (b"'unfinished", "this is not YAML"),
        (b"- " * 500, "nested more than"),
        (b"? [a]\n: b\n", "a key must be a plain word"),
    ],
)
def test_files_that_are_no_documents(tmp_path: Path, data: bytes, answer: str) -> None:
    path = tmp_path / "continuity.yaml"
    path.write_bytes(data)
    assert answer in faults_of(path)


def test_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "continuity.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (ONE + REPOSITORY + ASSET).replace("\n", "\r\n").encode())
    assert load(path, {}, ADAPTERS).clients


def test_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "continuity.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    assert f"larger than {MAX_BYTES // 2**20} MiB; split it" in faults_of(path)


def test_too_many_values_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_VALUES", 50)
    (tmp_path / "a.yaml").write_text("a: [" + "x, " * 60 + "]")
    assert "more than 50 values; split it" in faults_of(tmp_path)


def test_yml_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    write(tmp_path, a=ONE)
    (tmp_path / "b.yml").write_text(REPOSITORY)
    assert f"{tmp_path}/b.yml: only *.yaml is read in a directory" in faults_of(tmp_path)


def test_no_file_no_yaml_no_regular_file(tmp_path: Path) -> None:
    assert "no such file" in faults_of(tmp_path / "none.yaml")
    assert "holds no *.yaml" in faults_of(tmp_path)
    fifo = tmp_path / "fifo.yaml"
    os.mkfifo(fifo)
    assert "not a regular file" in faults_of(fifo)


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    write(tmp_path, a="version: 3\n", b="langage: fr\n", c="\t\n- x: [")
    text = faults_of(tmp_path)
    assert [name in text for name in ("a.yaml:1:10", "b.yaml:1:1", "c.yaml:")] == [True, True, True]
