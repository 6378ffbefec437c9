"""The vault gives back exactly what was put in, or says that it cannot."""

from __future__ import annotations

import base64
import json
import os
import random
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity.engine.vault import Unlock, Vault
from continuity.ground.errors import Refused, Unavailable

KEY = Unlock("key-file", b"k" * 32)
OTHER_KEY = Unlock("key-file", b"o" * 32)
PASSPHRASE = Unlock("scrypt", "pâsse-partout".encode())
SECRETS = {"acme/local/password": "correct horse", "acme/s3/secret": "battery staple", "empty": "", "é\n": "\0ü\n" * 9}
ROOT = Path(__file__).parents[2]


def nonce() -> bytes:
    return os.urandom(32)


def opened(path: Path, unlock: Unlock = KEY) -> Vault:
    return Vault.open(path, unlock, nonce)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A vault with a few secrets in it."""
    vault = Vault.create(tmp_path / "state" / "vault.json", KEY, nonce)
    for name, secret in SECRETS.items():
        vault.set(name, secret)
    return tmp_path / "state" / "vault.json"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def edit(path: Path, **changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(path.read_text())
    path.write_text(json.dumps(plain | changes))
    return plain


def test_secrets_come_back(path: Path) -> None:
    vault = opened(path)
    assert vault.names() == tuple(sorted(SECRETS))
    assert {name: vault.get(name) for name in vault.names()} == SECRETS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.text(min_size=1), st.text())
def test_any_secret_under_any_name_comes_back(path: Path, name: str, secret: str) -> None:
    opened(path).set(name, secret)
    assert opened(path).get(name) == secret


def test_no_secret_stands_in_the_file_in_clear(path: Path) -> None:
    for secret in filter(None, SECRETS.values()):
        for file in path.parent.iterdir():
            raw = file.read_bytes()
            assert secret.encode() not in raw
            assert base64.b64encode(secret.encode()).strip(b"=") not in raw
    assert "kkkk" not in repr(KEY)


def test_the_same_secret_never_looks_the_same_twice(path: Path) -> None:
    seen = set()
    for _ in range(5):
        opened(path).set("same", "secret")
        seen.add(json.loads(path.read_text())["entries"]["same"])
    assert len(seen) == 5


def test_a_passphrase_opens_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    Vault.create(path, PASSPHRASE, nonce).set("name", "secret")
    assert opened(path, PASSPHRASE).get("name") == "secret"
    for wrong in (Unlock("scrypt", b"other"), Unlock("scrypt", b""), KEY):
        with pytest.raises(Unavailable, match="does not open") as caught:
            opened(path, wrong)
        assert "CONTINUITY_VAULT_PASSPHRASE" in caught.value.hint


@pytest.mark.parametrize("wrong", [OTHER_KEY, Unlock("key-file", b""), Unlock("key-file", b"k" * 31), PASSPHRASE])
def test_a_wrong_key_opens_nothing(path: Path, wrong: Unlock) -> None:
    with pytest.raises(Unavailable, match="does not open"):
        opened(path, wrong)


def test_no_vault_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="there is no vault") as caught:
        opened(tmp_path / "vault.json")
    assert "init" in caught.value.hint


def test_an_unknown_entry_is_told_with_the_remedy(path: Path) -> None:
    with pytest.raises(Unavailable, match="no entry nobody") as caught:
        opened(path).get("nobody")
    assert "vault set nobody" in caught.value.hint


def test_a_vault_is_never_made_over_another(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(Refused, match="already"):
        Vault.create(path, OTHER_KEY, nonce)
    assert path.read_bytes() == before


def no_wrong_secret(path: Path) -> None:
    """Whatever the file holds by now: each secret is the right one, or there is a clear error."""
    try:
        vault = opened(path)
    except Unavailable:
        return
    for name in vault.names():
        with suppress(Unavailable):
            assert vault.get(name) == SECRETS[name]


def test_no_flipped_bit_gives_a_wrong_secret(path: Path) -> None:
    whole, chance = path.read_bytes(), random.Random(7)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        no_wrong_secret(path)


def test_no_cut_file_gives_a_wrong_secret(path: Path) -> None:
    whole = path.read_bytes()
    for size in range(0, len(whole), 3):
        path.write_bytes(whole[:size])
        no_wrong_secret(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    st.sampled_from(("format", "id", "slots", "entries", "kind", "salt", "key", "acme/s3/secret")),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
        max_leaves=4,
    ),
)
def test_no_strange_value_gives_a_traceback(path: Path, where: str, value: Any) -> None:
    whole = path.read_text()
    plain = json.loads(whole)
    holder = plain if where in plain else plain["entries"] if where in plain["entries"] else plain["slots"][0]
    holder[where] = value
    path.write_text(json.dumps(plain))
    no_wrong_secret(path)
    path.write_text(whole)


@pytest.mark.parametrize("where", ["format", "id", "slots", "entries", "kind", "salt", "key"])
def test_no_missing_value_gives_a_traceback(path: Path, where: str) -> None:
    plain = json.loads(path.read_text())
    (plain if where in plain else plain["slots"][0]).pop(where)
    path.write_text(json.dumps(plain))
    with pytest.raises(Unavailable):
        opened(path).get("acme/s3/secret")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"3", b"null", b"\xff\xfe", b"{" * 100_000, b'"' + b"x" * 99])
def test_what_is_no_vault_is_told_as_such(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Unavailable, match="is damaged") as caught:
        opened(path)
    assert "previous" in caught.value.hint


def test_entries_cannot_be_swapped_or_renamed(path: Path) -> None:
    plain = json.loads(path.read_text())
    one, other = "acme/local/password", "acme/s3/secret"
    entries = plain["entries"]
    entries[one], entries[other], entries["new"] = entries[other], entries[one], entries[one]
    edit(path, entries=entries)
    for name in (one, other, "new"):
        with pytest.raises(Unavailable, match="damaged or changed"):
            opened(path).get(name)


def test_entries_of_another_vault_are_not_accepted(path: Path, tmp_path: Path) -> None:
    Vault.create(tmp_path / "other.json", KEY, nonce).set("acme/s3/secret", "planted")
    foreign = json.loads((tmp_path / "other.json").read_text())
    mine = edit(path, entries=foreign["entries"])
    with pytest.raises(Unavailable, match="damaged or changed"):
        opened(path).get("acme/s3/secret")
    edit(path, entries=foreign["entries"], slots=mine["slots"], id=foreign["id"])
    with pytest.raises(Unavailable, match="damaged or changed"):
        opened(path).get("acme/s3/secret")


def test_the_header_cannot_be_changed(path: Path) -> None:
    edit(path, id="0" * 64)
    with pytest.raises(Unavailable, match="damaged or changed"):
        opened(path).get("acme/s3/secret")


def test_the_parameters_of_a_slot_cannot_be_changed(path: Path) -> None:
    slot = json.loads(path.read_text())["slots"][0]
    for change in ({"salt": base64.b64encode(b"s" * 32).decode()}, {"note": "harmless"}, {"kind": "scrypt"}):
        edit(path, slots=[slot | change])
        with pytest.raises(Unavailable, match="does not open"):
            opened(path)


@pytest.mark.parametrize(
    "bomb",
    [
        {"n": 2**30}, {"r": 2**20}, {"p": 2**20}, {"n": 2**200}, {"n": 1e308}, {"n": "9" * 30}, {"n": -(2**60)},
        {"n": 0, "r": 2**40}, {"n": float("inf")}, {"n": 2, "r": 1, "p": 2**22}, {"n": None},
    ],
)  # fmt: skip
def test_a_slot_cannot_ask_for_the_whole_machine(path: Path, bomb: dict[str, Any]) -> None:
    slot = json.loads(path.read_text())["slots"][0]
    edit(path, slots=[slot | {"kind": "scrypt", "n": 2**17, "r": 8, "p": 1} | bomb])
    start = time.monotonic()
    with pytest.raises(Unavailable):
        opened(path, PASSPHRASE)
    assert time.monotonic() - start < 30


def test_nobody_else_may_read_it(path: Path) -> None:
    assert mode(path.parent) == 0o700
    assert {file.name: mode(file) for file in path.parent.iterdir()} == {
        "vault.json": 0o600,
        "vault.lock": 0o600,
        "vault.previous": 0o600,
    }


def test_nobody_may_read_it_where_a_draft_was_left_open(path: Path) -> None:
    draft = path.with_suffix(".partial")
    draft.write_text("left by somebody")
    draft.chmod(0o644)
    opened(path).set("name", "secret")
    assert mode(path) == 0o600


def test_the_previous_version_is_kept(path: Path) -> None:
    before = path.read_bytes()
    opened(path).set("acme/s3/secret", "replaced")
    assert path.with_suffix(".previous").read_bytes() == before
    assert opened(path.with_suffix(".previous")).get("acme/s3/secret") == SECRETS["acme/s3/secret"]


def test_an_entry_set_by_another_is_kept(path: Path) -> None:
    mine, theirs = opened(path), opened(path)
    theirs.set("theirs", "1")
    mine.set("mine", "2")
    assert set(SECRETS) | {"theirs", "mine"} == set(opened(path).names())


def test_another_vault_in_its_place_is_not_written_into(path: Path, tmp_path: Path) -> None:
    mine = opened(path)
    Vault.create(tmp_path / "other.json", KEY, nonce).set("name", "secret")
    (tmp_path / "other.json").replace(path)
    with pytest.raises(Unavailable):
        mine.set("mine", "lost")
    assert opened(path).names() == ("name",)


WRITER = """
import os, sys
from pathlib import Path
from continuity.engine.vault import Unlock, Vault
vault = Vault.open(Path(sys.argv[1]), Unlock("key-file", b"k" * 32), lambda: os.urandom(32))
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    vault.set(f"{sys.argv[2]}-{number}", "x" * 2000)
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, path, name, str(count)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def test_two_writers_at_once_lose_nothing(path: Path) -> None:
    writers = [writer(path, name, 25) for name in ("one", "two", "three")]
    assert [one.wait(60) for one in writers] == [0, 0, 0]
    expected = {f"{name}-{number}" for name in ("one", "two", "three") for number in range(25)}
    assert set(opened(path).names()) == set(SECRETS) | expected


def test_two_makers_at_once_make_one(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from continuity.engine.vault import Unlock, Vault
from continuity.ground.errors import Refused
try:
    Vault.create(Path(sys.argv[1]), Unlock("key-file", b"k" * 32), lambda: os.urandom(32)).set(sys.argv[2], "s")
    print("made")
except Refused:
    print("refused")
"""
    path = tmp_path / "vault.json"
    makers = [
        subprocess.Popen([sys.executable, "-c", script, path, str(n)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for n in range(4)
    ]
    said = [maker.communicate(timeout=60)[0].strip() for maker in makers]
    assert sorted(said) == ["made", "refused", "refused", "refused"]
    assert opened(path).names() == (str(said.index("made")),)


def test_a_killed_writer_leaves_a_readable_vault(path: Path) -> None:
    chance = random.Random(3)
    for number in range(6):
        child = writer(path, f"killed{number}", 10_000)
        assert child.stdout
        child.stdout.readline()
        time.sleep(chance.uniform(0.01, 0.1))
        child.kill()
        child.wait()
        child.stdout.close()
        vault = opened(path)
        assert {name: vault.get(name) for name in SECRETS} == SECRETS
        assert {vault.get(name) for name in vault.names() if name.startswith("killed")} <= {"x" * 2000}
        vault.set("after", "the kill")
