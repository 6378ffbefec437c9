"""Anchors in an export: a stranger checks each by keys that were got elsewhere, and is told what stays unproven."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.evidence import anchored
from continuity.evidence.export import Exporter
from continuity.evidence.period import Period
from continuity.model.anchor import Anchor, AnchorKind
from tests.evidence.lab import START, Lab
from tests.evidence.outsiders import Authority, Witness, anchor, head
from tests.evidence.test_stranger import resign, verify

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from continuity.evidence.export import Exported

PLACE = json.dumps({"repository": "acme/s3", "key": "k", "version": "v7", "locked_until": "2027-11-01T00:00:00Z"})


def export(lab: Lab, since: int | None = None, until: int | None = None, name: str = "export.zip") -> Exported:
    def kept(first: int, last: int) -> Iterable[Anchor]:
        with lab.store.reading() as tx:
            return tx.anchors.between(lab.log, first, last)

    first, last = (None if at is None else START + timedelta(minutes=at) for at in (since, until))
    exporter = Exporter(lab.records, lab.signer, lab.directory, None, kept)
    return exporter.write(Period(first, last), lab.root / name)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority, Witness, Witness]:
    root = tmp_path_factory.mktemp("outside")
    return Authority(root / "one"), Authority(root / "two"), Witness("auditor/w", 7), Witness("rogue/w", 8)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, outside: tuple[Authority, Authority, Witness, Witness]) -> Lab:
    """Records 0 to 16 under heads 3, 5 … 17: a time-stamp at 9, a cosignature at 11, a sealed object at 13."""
    lab = Lab(tmp_path_factory.mktemp("anchored"))
    lab.fill(runs=8)
    authority, _, witness, _ = outside
    anchor(lab, 9, AnchorKind.RFC3161, "tsa one", authority.stamp(head(lab, 9).text().encode()))
    line = witness.cosign(head(lab, 11).text(), datetime(2026, 11, 1, 11, tzinfo=UTC))
    anchor(lab, 11, AnchorKind.COSIGNATURE, "auditor/w", line.encode())
    anchor(lab, 13, AnchorKind.WRITE_ONCE, "acme/s3", PLACE.encode())
    export(lab)
    return lab


@pytest.fixture
def bundle(made: Lab, tmp_path: Path) -> Path:
    with zipfile.ZipFile(made.root / "export.zip") as archive:
        archive.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


Outside = tuple[Authority, Authority, Witness, Witness]


def test_what_is_in_it(bundle: Path) -> None:
    rows = [json.loads(line) for line in (bundle / "anchors/index.jsonl").read_text().splitlines()]
    assert [(row["kind"], row["class"], row["name"], row["tree_size"], row.get("file")) for row in rows] == [
        ("rfc3161", "proven offline", "tsa one", 9, "anchors/9-tsa-one.tsr"),
        ("cosignature", "proven offline", "auditor/w", 11, "anchors/11-auditor-w.cosignature"),
        ("write-once", "claimed", "acme/s3", 13, None),
    ]
    assert rows[2]["version"] == "v7"
    summary = json.loads((bundle / "summary.json").read_text())
    assert summary["unanchored"] == {"from_index": 11, "records": 6}
    assert [one["tree_size"] for one in summary["anchors"]] == [9, 11, 13]


def test_nothing_is_believed_unasked(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(bundle, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "what these say of when is not here, or not checked: auditor/w, tsa one; give" in said
    assert "records 0 to 17 (excluded) are not anchored" in said
    assert "existed on" not in said


@pytest.mark.parametrize("python", [sys.executable])
def test_each_anchor_bounds_what_it_covers(made: Lab, outside: Outside, python: str, tmp_path: Path) -> None:
    argv = [python, "-I", "-S", "-", str(made.root / "export.zip"), "--lang", "en", "--tsa-ca", str(outside[0].ca)]
    source = zipfile.ZipFile(made.root / "export.zip").read("verify.py")
    argv += ["--witness", outside[2].vkey, "--witness", outside[3].vkey]
    alone = tmp_path / "verify.py"
    alone.write_bytes(source)
    argv[3] = str(alone)
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    now = datetime.now(tz=UTC)  # it was stamped for the whole module, maybe before midnight
    days = [f"{at:%Y-%m-%dT}" for at in (now, now - timedelta(hours=1))]
    assert any(f"when, by tsa one: records before 9 existed on {day}" in done.stdout for day in days)
    assert "when, by auditor/w: records before 11 existed on 2026-11-01T11:00:00Z" in done.stdout
    assert "records 11 to 17 (excluded) are not anchored" in done.stdout
    assert (
        "claimed: acme/s3 holds the checkpoint of size 13 since 2026-11-01T13:00:00Z, locked until 2027" in done.stdout
    )
    assert "not here, or not checked: rogue/w; give" in done.stdout


def test_a_token_alone_is_accepted_too(bundle: Path, made: Lab, outside: Outside) -> None:
    (bundle / "anchors/9-tsa-one.tsr").write_bytes(outside[0].stamp(head(made, 9).text().encode(), alone=True))
    resign(bundle)
    assert verify(bundle, "--tsa-ca", outside[0].ca) == 0


def other_checkpoint(lab: Lab, outside: Outside) -> bytes:
    return outside[0].stamp(head(lab, 7).text().encode())


def other_authority(lab: Lab, outside: Outside) -> bytes:
    return outside[1].stamp(head(lab, 9).text().encode())


def no_token(_lab: Lab, _outside: Outside) -> bytes:
    return b"0\x03\x02\x01\x00"


@pytest.mark.parametrize("forge", [other_checkpoint, other_authority, no_token])
def test_another_token_is_found(
    bundle: Path, made: Lab, outside: Outside, forge: object, capsys: pytest.CaptureFixture[str]
) -> None:
    (bundle / "anchors/9-tsa-one.tsr").write_bytes(forge(made, outside))  # type: ignore[operator]
    resign(bundle)
    assert verify(bundle, "--tsa-ca", outside[0].ca, "--lang", "en") == 1
    assert "anchors/9-tsa-one.tsr: openssl does not accept it" in capsys.readouterr().out


@pytest.mark.parametrize("case", ["another witness", "another checkpoint", "another time", "nothing"])
def test_another_cosignature_is_found(
    bundle: Path, made: Lab, outside: Outside, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at = datetime(2026, 11, 1, 11, tzinfo=UTC)
    path = bundle / "anchors/11-auditor-w.cosignature"
    if case == "another witness":
        path.write_text(outside[3].cosign(head(made, 11).text(), at))
    elif case == "another checkpoint":
        path.write_text(outside[2].cosign(head(made, 9).text(), at))
    elif case == "another time":
        earlier = outside[2].cosign(head(made, 11).text(), at - timedelta(days=300))
        path.write_text(path.read_text()[:24] + earlier[24:40] + path.read_text()[40:])
    else:
        path.write_text("")
    resign(bundle)
    assert verify(bundle, "--witness", outside[2].vkey, "--lang", "en") == 1
    assert capsys.readouterr().out.startswith("INVALID\n  anchors/11-auditor-w.cosignature: ")


def test_an_index_that_names_another_root_is_found(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = bundle / "anchors/index.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    rows[0]["root"], rows[1]["root"] = rows[1]["root"], rows[0]["root"]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    resign(bundle)
    assert verify(bundle, "--lang", "en") == 1
    assert "record 8: they do not lead to the root hash of anchors/index.jsonl" in capsys.readouterr().out


def test_an_anchor_outside_of_the_range_is_refused(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = bundle / "anchors/index.jsonl"
    path.write_text(path.read_text().replace('"tree_size":13', '"tree_size":130'))
    resign(bundle)
    assert verify(bundle, "--lang", "en") == 1
    assert "its size 130 is outside of this bundle (0 to 17)" in capsys.readouterr().out


@pytest.mark.parametrize("vkey", ["w", "w+00000000+AAAA", ""])
def test_a_witness_that_is_no_key_is_said(bundle: Path, vkey: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as usage:
        verify(bundle, "--witness", vkey)
    assert usage.value.code == 2
    assert "argument --witness: invalid" in capsys.readouterr().err


def test_an_authority_that_is_not_there_is_said(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(bundle, "--tsa-ca", bundle / "absent.pem", "--lang", "en") == 2
    assert "absent.pem" in capsys.readouterr().out


def test_without_openssl_a_token_is_not_proven(
    bundle: Path, outside: Outside, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(bundle))
    assert shutil.which("openssl") is None
    assert verify(bundle, "--tsa-ca", outside[0].ca, "--lang", "en") == 0
    assert "not here, or not checked: auditor/w, tsa one; give" in capsys.readouterr().out


def test_a_range_closes_where_an_anchor_bounds_it(lab: Lab, outside: Outside) -> None:
    lab.fill(runs=8)
    cosigned = outside[2].cosign(head(lab, 11).text(), START).encode()
    anchor(lab, 11, AnchorKind.COSIGNATURE, "auditor/w", cosigned, START + timedelta(hours=3))
    assert (export(lab, 4, 8, "near.zip").end, export(lab, 4, 14, "after.zip").end) == (11, 13)


def test_a_later_anchor_far_away_draws_nothing_in(lab: Lab, outside: Outside) -> None:
    lab.fill(runs=8)
    cosigned = outside[2].cosign(head(lab, 11).text(), START).encode()
    anchor(lab, 11, AnchorKind.COSIGNATURE, "auditor/w", cosigned, START + timedelta(days=3))
    assert export(lab, 4, 8).end == 7


@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from(list(AnchorKind)), st.sampled_from(["a b", "a/b", "a-b"])),
        max_size=60,
        unique=True,
    )
)
def test_the_last_of_each_day_stays(rows: list[tuple[int, AnchorKind, str]]) -> None:
    made = [
        Anchor(
            log="l", tree_size=size, root=bytes(32), kind=kind, name=name, at=START + timedelta(hours=size), proof=b""
        )
        for size, kind, name in sorted(rows)
    ]
    files = anchored.chosen(made)
    places = {(one.kind, one.name, one.at.date()) for one in made}
    assert {(one.kind, one.name, one.at.date()) for one in files.values()} == places
    assert len(files) == len(places)
    for one in files.values():
        assert not [two for two in made if (two.kind, two.name, two.at.date()) == (one.kind, one.name, one.at.date()) and two.tree_size > one.tree_size]  # fmt: skip # noqa: E501
    assert anchored.anchored_size(files.values()) == anchored.anchored_size(made)
    assert all(set(name[8:]) <= set("0123456789abcdefghijklmnopqrstuvwxyz.-") for name in files)
