"""An auditor's challenge: the nonce selects, the restored bytes answer, the log shows that the question came first."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.recovery.challenge import Answer, follows_rule, select

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client


def ask(client: Client, *more: object, at: str, nonce: str = "auditor 42", code: int | None = 0) -> Any:
    return client.run("evidence", "challenge", "share", "--at", at, "--nonce", nonce, *more, code=code)


def by_hand(client: Client, nonce: str, count: int) -> list[tuple[str, str]]:
    """The documented rule, from the source itself, as an auditor would repeat it."""
    files = [path for path in client.share.rglob("*") if path.is_file()]
    files.sort(key=lambda path: hmac.new(nonce.encode(), str(path).encode(), hashlib.sha256).digest())
    return [(str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files[:count]]


def test_the_restored_bytes_answer(backed_up: Client, tmp_path: Path) -> None:
    client = backed_up
    at = client.points()[0]["data_time"]
    file, kept = tmp_path / "answer.json", tmp_path / "kept"
    run = ask(client, "--count", 7, "-o", file, "--to", kept, "--json", at=at).json
    found = run["detail"]["challenge"]
    wanted = by_hand(client, "auditor 42", 7)
    assert [(one["path"], one["sha256"]) for one in found["answers"]] == wanted
    assert all(one["manifest"] == one["sha256"] for one in found["answers"])
    assert [(one["name"], one["sha256"]) for one in run["attachments"]] == wanted
    assert found["files"] == 40
    assert client.restored(kept).is_dir()
    assert not list((client.state / "sandbox").glob("*")), "nothing else is left behind"
    assert [one["path"] for one in ask(client, "--json", at=at, nonce="x").json["detail"]["challenge"]["answers"]] != [
        path for path, _ in by_hand(client, "auditor 42", 10)
    ]
    fact = json.loads(file.read_text())
    assert json.loads(fact["record"])["body"]["detail"]["challenge"] == found
    assert "signed by a key of this server's log" in client.run("evidence", "verify", file).out
    records = [one for one in client.records() if one["run"] == run["id"]]
    assert [one["kind"] for one in records] == ["run.intent", "run.outcome"]
    assert records[0]["body"]["detail"]["challenge"]["nonce"] == "auditor 42"
    client.check_evidence()


def test_the_point_of_that_date_answers(client: Client) -> None:
    client.run("backup")
    first = client.points()[0]
    before = by_hand(client, "n", 3)
    for path in client.share.rglob("*.txt"):
        path.write_text(f"changed {path}")
    client.run("backup", code=1)  # made, and told: every file was rewritten
    found = ask(client, "--count", 3, "--json", at=first["data_time"], nonce="n").json["detail"]["challenge"]
    assert found["snapshot"] == first["snapshot"]
    assert [(one["path"], one["sha256"]) for one in found["answers"]] == before


def test_what_cannot_be_answered_is_refused(backed_up: Client, tmp_path: Path) -> None:
    at = backed_up.points()[0]["data_time"]
    count = len(backed_up.records())
    assert "is as old as" in ask(backed_up, at="2001-01-01T00:00:00Z", code=2).err
    assert "has not come yet" in ask(backed_up, at="2101-01-01T00:00:00Z", code=2).err
    assert "nonce" in ask(backed_up, at=at, nonce="", code=2).err
    assert "nonce" in ask(backed_up, at=at, nonce="a\nb", code=2).err
    assert "nonce" in ask(backed_up, at=at, nonce="x" * 201, code=2).err
    ask(backed_up, "--from", "nowhere", at=at, code=2)
    ask(backed_up, "--to", backed_up.share / "x", at=at, code=5)
    (tmp_path / "there").write_text("")
    ask(backed_up, "-o", tmp_path / "there", at=at, code=5)
    assert len(backed_up.records()) == count


@given(paths=st.sets(st.binary(min_size=1, max_size=20)), nonce=st.text(max_size=20), count=st.integers(1, 10))
def test_the_selection_depends_on_nothing_else(paths: set[bytes], nonce: str, count: int) -> None:
    chosen = select(nonce, sorted(paths), count)
    assert chosen == select(nonce, sorted(paths, reverse=True), count)
    ranks = {path: hmac.new(nonce.encode(errors="surrogatepass"), path, hashlib.sha256).digest() for path in paths}
    assert chosen == sorted(paths, key=ranks.__getitem__)[:count]


@given(files=st.integers(0, 60), count=st.integers(1, 10), bad=st.booleans())
def test_an_answer_made_for_another_nonce_shows(files: int, count: int, bad: bool) -> None:
    paths = [f"/share/{number}".encode() for number in range(files)]

    def answered(nonce: str, among: list[bytes]) -> dict[str, Any]:
        chosen = [Answer(path=one, size=1, sha256="", manifest="").as_json() for one in select(nonce, among, count)]
        return {"nonce": nonce, "files": files, "count": count, "answers": chosen}

    said = answered("six dice", paths)
    assert follows_rule(said)
    if bad and min(files, count) > 4:
        assert not follows_rule(said | {"nonce": "another"})
        assert not follows_rule(said | {"answers": said["answers"][1:]})
    assert not follows_rule(said | {"answers": [{}]})


def test_files_that_were_prepared_show() -> None:
    """Of many files only a few are at hand: the nonce would have chosen others."""
    paths = [f"/share/{number}".encode() for number in range(40)]
    chosen = [Answer(path=one, size=1, sha256="", manifest="").as_json() for one in select("six dice", paths, 10)]
    said = {"nonce": "six dice", "files": 40, "count": 10, "answers": chosen}
    assert follows_rule(said)
    assert not follows_rule(said | {"files": 40_000})


def test_a_damaged_copy_is_caught(client: Client) -> None:
    client.run("backup")
    at = client.points()[0]["data_time"]
    packs = sorted((client.root / "disk/data").rglob("*"), key=lambda path: path.stat().st_size)
    pack = next(path for path in reversed(packs) if path.is_file())
    pack.chmod(0o600)
    raw = bytearray(pack.read_bytes())
    raw[100:140] = bytes(40)
    pack.write_bytes(raw)
    assert ask(client, at=at, code=None).code != 0
    client.check_evidence()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_is_told_in_both_languages(backed_up: Client, lang: str) -> None:
    said = ask(backed_up, "--lang", lang, "--count", 1, at=backed_up.points()[0]["data_time"]).out
    assert {"en": "the nonce selects 1", "fr": "le nonce en choisit 1"}[lang] in said
