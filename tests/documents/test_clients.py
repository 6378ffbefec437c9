"""A directory of clients: one's mistakes stop every command, and no other client's daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.loading import load, load_valid
from tests.documents.settings import ADAPTERS
from tests.documents.test_files import CLIENT, ONE, SHARED, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """Three clients, the second of which has a typing mistake."""
    write(tmp_path, shared=SHARED)
    for name in ("one", "two", "three"):
        write(tmp_path / name, c=CLIENT.replace("NAME", name))
    path = tmp_path / "two" / "c.yaml"
    path.write_text(path.read_text().replace("kind: files", "kind: fils"))
    return tmp_path


def test_one_mistake_stops_a_command_and_names_its_file(fleet: Path) -> None:
    with pytest.raises(DocumentErrors) as raised:
        load(fleet, {}, ADAPTERS)
    (only,) = raised.value.faults
    assert only.file == str(fleet / "two" / "c.yaml")


def test_the_others_can_be_had_without_it(fleet: Path) -> None:
    loaded = load_valid(fleet, {}, ADAPTERS)
    assert sorted(loaded.inventory.clients) == ["one", "three"]
    assert {name: [one.file for one in errors.faults] for name, errors in loaded.faults.items()} == {
        "two": [str(fleet / "two" / "c.yaml")]
    }


def test_well_written_documents_have_no_faults_by_client(fleet: Path) -> None:
    write(fleet / "two", c=CLIENT.replace("NAME", "two"))
    loaded = load_valid(fleet, {}, ADAPTERS)
    assert loaded.faults == {}
    assert loaded.inventory == load(fleet, {}, ADAPTERS)


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        ("version: 2\n", "version 2 is not known"),
        ("policies: {p: {extends: gld}}\n", "did you mean gold?"),
        ("sites: [\n", "not YAML"),
    ],
)
def test_a_mistake_that_all_share_stops_all(fleet: Path, shared: str, said: str) -> None:
    write(fleet, more=shared)
    if shared.startswith("version"):
        write(fleet, shared=SHARED.replace("version: 1\n", ""))
    with pytest.raises(DocumentErrors, match=r"two/c\.yaml") as raised:
        load_valid(fleet, {}, ADAPTERS)
    assert said in str(raised.value)


def test_a_shared_mistake_is_one_even_where_some_client_could_live_with_it(fleet: Path) -> None:
    write(fleet, more="policies: {p: {extends: own}}\n")
    write(fleet / "one", own="policies: {own: {extends: gold}}\n")
    with pytest.raises(DocumentErrors, match=r"more\.yaml:1:25: policies\.p\.extends: there is no policy named own"):
        load_valid(fleet, {}, ADAPTERS)


def test_a_client_that_takes_anothers_place_is_the_one_left_out(fleet: Path) -> None:
    for name in ("one", "two"):
        write(fleet / name, c=CLIENT.replace("NAME", name).replace("path: repo", "path: /same"))
    loaded = load_valid(fleet, {}, ADAPTERS)
    assert sorted(loaded.inventory.clients) == ["one", "three"]
    assert "the same place as one/disk" in str(loaded.faults["two"])


def test_where_no_client_is_right_nothing_is(fleet: Path, tmp_path: Path) -> None:
    for name in ("one", "three"):
        (fleet / name / "c.yaml").write_text("client: [")
    with pytest.raises(DocumentErrors) as raised:
        load_valid(fleet, {}, ADAPTERS)
    assert len({one.file for one in raised.value.faults}) == 3
    (tmp_path / "alone.yaml").write_text(ONE + "lab: maybe\n")
    with pytest.raises(DocumentErrors):
        load_valid(tmp_path / "alone.yaml", {}, ADAPTERS)
