"""Each client has a key of its own, several things open one vault, and every key can be drawn anew."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.vault import Unlock, owner_of, slots
from continuity.engine.vault.sealing import seal, unseal
from continuity.ground.errors import Unavailable, UsageError
from tests.lab import quick_vault
from tests.vault.keys import KEY, OTHER_KEY, PASSPHRASE, SECRETS, edit, everything, made, nonce, opened, plain

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made(tmp_path / "vault.json")
    return tmp_path / "vault.json"


@given(st.binary(max_size=200), st.binary(max_size=40), st.binary(min_size=32, max_size=32), st.integers(0, 10_000))
def test_only_the_same_key_and_binding_unseal(secret: bytes, bound: bytes, key: bytes, at: int) -> None:
    sealed = seal(key, secret, bound, nonce)
    assert unseal(key, sealed, bound) == secret
    raw = bytearray(base64.b64decode(sealed))
    raw[at % len(raw)] ^= 1 << at % 8
    for wrong in ((nonce(), sealed, bound), (key, sealed, bound + b"!"), (key, base64.b64encode(raw).decode(), bound)):
        with pytest.raises(ValueError, match="sealed otherwise"):
            unseal(*wrong)


def test_a_passphrase_costs_half_a_second_to_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other tests make cheap ones; this is what users get."""
    assert quick_vault.AS_SHIPPED == {"n": 2**17, "r": 8, "p": 1}
    monkeypatch.setattr(slots, "_SCRYPT", quick_vault.AS_SHIPPED)
    vault = made(tmp_path / "dear.json", PASSPHRASE)
    (slot,) = plain(tmp_path / "dear.json")["slots"]
    assert (slot["n"], slot["r"], slot["p"]) == (2**17, 8, 1)
    assert everything(opened(tmp_path / "dear.json", PASSPHRASE)) == everything(vault)


def test_an_entry_belongs_to_the_client_its_name_begins_with(path: Path) -> None:
    assert {name: owner_of(name) for name in SECRETS} == {
        "acme/local/password": "acme", "acme/s3/secret": "acme", "bolt/nas/password": "bolt", "own": "",
    }  # fmt: skip
    assert set(plain(path)["keys"]) == {"acme", "bolt", ""}


def test_an_erased_client_cannot_be_read_again(path: Path) -> None:
    before = plain(path)
    assert opened(path).erase("acme") == ("acme/local/password", "acme/s3/secret")
    assert everything(opened(path)) == {"bolt/nas/password": "x1", "own": "y2"}
    assert not path.with_suffix(".previous").exists()
    # whoever kept the sealed entries has nothing: the key they were sealed by is in no file any more
    edit(path, entries=before["entries"])
    with pytest.raises(Unavailable, match="damaged or changed"):
        opened(path).get("acme/s3/secret")
    edit(path, entries=before["entries"], keys=before["keys"])
    with pytest.raises(Unavailable, match="damaged or changed"):
        opened(path)


def test_a_client_who_comes_back_begins_anew(path: Path) -> None:
    before = plain(path)["keys"]["acme"]
    opened(path).erase("acme")
    opened(path).set("acme/s3/secret", "new")
    assert opened(path).get("acme/s3/secret") == "new"
    assert plain(path)["keys"]["acme"] != before


def test_nobody_is_erased_twice(path: Path) -> None:
    with pytest.raises(Unavailable, match="no key of the client ghost"):
        opened(path).erase("ghost")


def test_a_client_s_key_opens_no_other_client(path: Path) -> None:
    keys = plain(path)["keys"]
    edit(path, keys=keys | {"acme": keys["bolt"]})
    with pytest.raises(Unavailable, match="damaged or changed"):
        opened(path)


@pytest.mark.parametrize("part", ["id", "slots", "keys", "seal"])
def test_the_header_is_one_whole(path: Path, tmp_path: Path, part: str) -> None:
    made(tmp_path / "other.json")
    edit(path, **{part: plain(tmp_path / "other.json")[part]})
    with pytest.raises(Unavailable, match="damaged or changed"):
        opened(path)


def test_a_foreign_slot_lets_nobody_in(path: Path, tmp_path: Path) -> None:
    made(tmp_path / "other.json", OTHER_KEY)
    edit(path, slots=[*plain(path)["slots"], *plain(tmp_path / "other.json")["slots"]])
    for unlock in (KEY, OTHER_KEY):
        with pytest.raises(Unavailable, match="damaged or changed"):
            opened(path, unlock)


def test_a_slot_cannot_be_taken_away_unnoticed(path: Path) -> None:
    opened(path).rotate([KEY, OTHER_KEY])
    edit(path, slots=plain(path)["slots"][:1])
    with pytest.raises(Unavailable, match="damaged or changed"):
        opened(path)


def test_more_slots_than_one_would_make_are_no_vault(path: Path) -> None:
    edit(path, slots=plain(path)["slots"] * 9)
    with pytest.raises(Unavailable, match="damaged"):
        opened(path)
    for count in (0, 9):
        edit(path, slots=plain(path)["slots"][:1])
        with pytest.raises(UsageError, match="one to 8"):
            opened(path).rotate([KEY] * count)


def test_several_things_open_one_vault(path: Path) -> None:
    opened(path).rotate([PASSPHRASE, KEY, OTHER_KEY])
    for unlock in (PASSPHRASE, KEY, OTHER_KEY):
        assert everything(opened(path, unlock)) == SECRETS
    vault = opened(path)
    assert vault.openers() == ("scrypt", "key-file", "key-file")
    assert (vault.opened_by(PASSPHRASE), vault.opened_by(OTHER_KEY)) == (frozenset({0}), frozenset({2}))
    assert vault.opened_by(Unlock("key-file", b"z" * 32)) == frozenset()


def test_a_rotation_draws_every_key_anew(path: Path) -> None:
    before, vault = plain(path), opened(path)
    vault.rotate([OTHER_KEY])
    after = plain(path)
    for part in ("keys", "entries"):
        assert set(before[part]) == set(after[part])
        assert not set(before[part].values()) & set(after[part].values())
    assert everything(vault) == everything(opened(path, OTHER_KEY)) == SECRETS
    vault.set("later", "1")
    assert opened(path, OTHER_KEY).get("later") == "1"
    with pytest.raises(Unavailable, match="does not open"):
        opened(path)


def test_nothing_that_opened_before_is_left(path: Path) -> None:
    opened(path).rotate([OTHER_KEY])
    assert not [file for file in path.parent.iterdir() if file.suffix not in (".json", ".lock")]


def test_a_vault_with_a_damaged_entry_is_not_rotated(path: Path) -> None:
    entries = plain(path)["entries"]
    edit(path, entries=entries | {"own": entries["acme/s3/secret"]})
    before = path.read_bytes()
    with pytest.raises(Unavailable, match="own was damaged"):
        opened(path).rotate([OTHER_KEY])
    assert path.read_bytes() == before


def test_who_had_it_open_sees_what_others_wrote(path: Path) -> None:
    mine, theirs = opened(path), opened(path)
    theirs.change({"own": "new", "acme/s3/secret": None})
    assert mine.get("own") == "new"
    assert "acme/s3/secret" not in mine.names()


def test_who_had_it_open_is_told_of_a_rotation(path: Path) -> None:
    mine = opened(path)
    opened(path).rotate([KEY])
    before = path.read_bytes()
    for act in (lambda: mine.get("own"), lambda: mine.set("own", "lost")):
        with pytest.raises(Unavailable, match="key rotated, while it was open"):
            act()
    assert path.read_bytes() == before


def test_several_entries_change_at_once_or_not_at_all(path: Path) -> None:
    opened(path).change({"own": None, "acme/new": "n", "acme/s3/secret": "s"})
    assert everything(opened(path)) == {
        "acme/local/password": "correct horse", "acme/new": "n", "acme/s3/secret": "s", "bolt/nas/password": "x1",
    }  # fmt: skip
    before = path.read_bytes()
    with pytest.raises(UnicodeEncodeError):
        opened(path).change({"own": "kept out", "acme/bad": "\ud800"})
    assert path.read_bytes() == before


def test_the_file_says_what_the_format_says(path: Path) -> None:
    found = json.loads(path.read_text())
    assert set(found) == {"format", "id", "slots", "keys", "seal", "entries"}
    assert found["format"] == "continuity.vault/1"
    assert len(bytes.fromhex(found["id"])) == 32
